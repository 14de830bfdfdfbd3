/** The panel on the right: details of what is selected, the findings, or the coverage. */

import { sameJson, useBoard, useStore } from "../board/context";
import { goingOn } from "../model/practice";
import type { Vocabulary } from "../model/vocabulary";
import type { Tab } from "../state/board";
import { Coverage } from "./Coverage";
import { DesignDetails } from "./DesignDetails";
import { EdgeDetails } from "./EdgeDetails";
import { FilePane } from "./FilePane";
import { Findings } from "./Findings";
import { NodeDetails } from "./NodeDetails";

const TABS: readonly Tab[] = ["details", "findings", "coverage", "file"];

export function SidePanel({ vocabulary }: { vocabulary: Vocabulary }) {
  const store = useStore();
  const { tab, hidden } = useBoard((state) => state.settings);
  const open = useBoard(
    (state) => state.ledger.evaluation.findings.filter((one) => one.status === "open").length,
  );
  const asked = useBoard((state) => goingOn(state.practice) !== null);
  const show = (name: Tab, label: string) => (
    <button
      type="button"
      role="tab"
      id={`tab-${name}`}
      aria-selected={tab === name}
      aria-controls="side-body"
      tabIndex={tab === name ? 0 : -1}
      onKeyDown={(event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        const step = event.key === "ArrowRight" ? 1 : TABS.length - 1;
        const next = TABS[(TABS.indexOf(name) + step) % TABS.length] ?? name;
        store.settings({ tab: next });
        const row = event.currentTarget.parentElement;
        row?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
      }}
      onClick={() => store.settings({ tab: name })}
    >
      {label}
    </button>
  );
  return (
    <aside className={tab === "file" ? "side is-wide" : "side"} aria-label="Panel">
      <div className="tabs" role="tablist">
        {show("details", "Details")}
        {show("findings", hidden ? "Findings hidden" : asked ? "Questions" : `Findings${open ? ` ${open}` : ""}`)}
        {show("coverage", "Coverage")}
        {show("file", "File")}
      </div>
      <div className="side-body" id="side-body" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === "details" && <Details vocabulary={vocabulary} />}
        {tab === "findings" && <Findings vocabulary={vocabulary} />}
        {tab === "coverage" && <Coverage vocabulary={vocabulary} />}
        {tab === "file" && <FilePane />}
      </div>
    </aside>
  );
}

function Details({ vocabulary }: { vocabulary: Vocabulary }) {
  const selection = useBoard((state) => state.selection, sameJson);
  const [node] = selection.nodes;
  const [edge] = selection.edges;
  const sticky = useBoard((state) => node !== undefined && node in state.ledger.view.stickies);
  const count = selection.nodes.length + selection.edges.length;
  if (count > 1) return <p className="quiet pad">{count} things are selected. Select one to see its details.</p>;
  if (sticky) {
    return (
      <p className="quiet pad">
        A sticky note: words that belong to no box and are not judged. Double click it, or press
        Enter, to change them.
      </p>
    );
  }
  if (node !== undefined) return <NodeDetails key={node} id={node} vocabulary={vocabulary} />;
  if (edge !== undefined) return <EdgeDetails key={edge} text={edge} vocabulary={vocabulary} />;
  return <DesignDetails vocabulary={vocabulary} />;
}
