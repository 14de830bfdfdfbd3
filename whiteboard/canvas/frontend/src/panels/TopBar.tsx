/** The bar above the board: what is open, what is saved, and the tools. */

import { sameJson, useBoard, useSession, useStore } from "../board/context";
import { Icon } from "../board/icons";
import { openFind } from "../board/keys";
import { goingOn } from "../model/practice";
import * as actions from "../state/actions";
import { shareLink } from "../state/link";
import { addSticky } from "../state/stickies";
import { Clock } from "./Clock";
import { FindingsPill } from "./FindingsPill";

export function TopBar() {
  const session = useSession();
  const { store } = session;
  const settings = useBoard((state) => state.settings);
  const full = useBoard((state) => state.full);
  const undo = useBoard((state) => state.undo.length);
  const redo = useBoard((state) => state.redo.length);
  const tool = (icon: string, label: string, key: string, run: () => void, off = false) => (
    <button
      type="button"
      className="tool"
      title={key ? `${label} (${key})` : label}
      aria-label={label}
      aria-keyshortcuts={key || undefined}
      disabled={off}
      onClick={run}
    >
      <Icon name={icon} />
    </button>
  );
  return (
    <header className="bar">
      <div className="bar-part">
        {tool("left", settings.palette ? "Hide the palette" : "Show the palette", "Shift P", () =>
          store.settings({ palette: !settings.palette }),
        )}
        <Title />
        <Status />
      </div>
      <div className="bar-part">
        <Clock />
        <FindingsPill />
      </div>
      <div className="bar-part">
        {tool("undo", "Undo", "Ctrl Z", () => store.undo(), undo === 0)}
        {tool("redo", "Redo", "Ctrl Shift Z", () => store.redo(), redo === 0)}
        <span className="rule" />
        {tool("sticky", "Sticky note", ";", () => addSticky(store))}
        {tool("find", "Find a box", "Ctrl F", () => openFind(store))}
        {tool("group", "Group the selection", "Ctrl G", () => actions.group(store))}
        {tool("tidy", "Tidy: lay out from left to right", "Shift L", () => actions.tidyUp(store))}
        {tool("fit", "Fit everything", "1", () => store.canvas?.fit())}
        <span className="rule" />
        {tool("link", "Copy a link that holds this design", "", () => void shareLink(session))}
        {tool(full ? "small" : "full", full ? "Leave full screen" : "Full screen", "Shift F", () =>
          store.set({ full: !full }),
        )}
        {tool("help", "All keys", "?", () => store.set({ sheet: true }))}
        {tool("right", settings.panel ? "Hide the panel" : "Show the panel", "Shift D", () =>
          store.settings({ panel: !settings.panel }),
        )}
      </div>
    </header>
  );
}

function Title() {
  const store = useStore();
  const title = useBoard((state) => state.ledger.view.title);
  const isTimed = useBoard((state) => (goingOn(state.practice)?.minutes ?? 0) > 0);
  return (
    <button
      type="button"
      className={`bar-title${isTimed ? " is-beside-clock" : ""}`}
      title="Details of the design"
      onClick={() => {
        store.select([]);
        store.settings({ panel: true, tab: "details" });
      }}
    >
      {title || "Untitled design"}
    </button>
  );
}

/** Whether the work is saved, in words; the machine-readable state is beside it. */
function Status() {
  const { connection, pending, revision, savedTo, drafts } = useBoard(
    (state) => ({
      connection: state.connection,
      pending: state.ledger.pending.length,
      revision: state.ledger.revision,
      savedTo: state.ledger.savedTo,
      drafts: Object.keys(state.drafts).length,
    }),
    sameJson,
  );
  const edits = pending === 1 ? "1 edit" : `${pending} edits`;
  let say = "Saved";
  let tone = "is-saved";
  if (connection === "offline") [say, tone] = [pending ? `Offline: ${edits} waiting` : "Offline", "is-offline"];
  else if (revision === null) [say, tone] = ["Connecting…", "is-busy"];
  else if (pending > 0) [say, tone] = ["Saving…", "is-busy"];
  const unsaved = drafts > 0 ? ` · ${drafts} ${drafts === 1 ? "value" : "values"} not saved` : "";
  return (
    <span
      className={`status ${tone}`}
      role="status"
      data-status={connection}
      data-pending={pending}
      data-revision={revision ?? ""}
      title={savedTo ? `Saved to ${savedTo}` : say}
    >
      {say}
      {unsaved}
    </span>
  );
}
