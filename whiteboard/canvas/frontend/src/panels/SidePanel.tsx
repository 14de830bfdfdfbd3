/** The panel on the right: details of what is selected, or the findings. */

import { sameJson, useBoard, useStore } from "../board/context";
import type { Vocabulary } from "../model/vocabulary";
import { DesignDetails } from "./DesignDetails";
import { EdgeDetails } from "./EdgeDetails";
import { Findings } from "./Findings";
import { NodeDetails } from "./NodeDetails";

export function SidePanel({ vocabulary }: { vocabulary: Vocabulary }) {
  const store = useStore();
  const { tab, hidden } = useBoard((state) => state.settings);
  const open = useBoard(
    (state) => state.ledger.evaluation.findings.filter((one) => one.status === "open").length,
  );
  const show = (name: "details" | "findings", label: string) => (
    <button
      type="button"
      role="tab"
      id={`tab-${name}`}
      aria-selected={tab === name}
      aria-controls="side-body"
      tabIndex={tab === name ? 0 : -1}
      onKeyDown={(event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        store.settings({ tab: tab === "details" ? "findings" : "details" });
        const other = event.currentTarget.nextElementSibling ?? event.currentTarget.previousElementSibling;
        (other as HTMLElement | null)?.focus();
      }}
      onClick={() => store.settings({ tab: name })}
    >
      {label}
    </button>
  );
  return (
    <aside className="side" aria-label="Panel">
      <div className="tabs" role="tablist">
        {show("details", "Details")}
        {show("findings", hidden ? "Findings hidden" : `Findings${open ? ` ${open}` : ""}`)}
      </div>
      <div className="side-body" id="side-body" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === "details" ? <Details vocabulary={vocabulary} /> : <Findings vocabulary={vocabulary} />}
      </div>
    </aside>
  );
}

function Details({ vocabulary }: { vocabulary: Vocabulary }) {
  const selection = useBoard((state) => state.selection, sameJson);
  const [node] = selection.nodes;
  const [edge] = selection.edges;
  const count = selection.nodes.length + selection.edges.length;
  if (count > 1) return <p className="quiet pad">{count} things are selected. Select one to see its details.</p>;
  if (node !== undefined) return <NodeDetails key={node} id={node} vocabulary={vocabulary} />;
  if (edge !== undefined) return <EdgeDetails key={edge} text={edge} vocabulary={vocabulary} />;
  return <DesignDetails vocabulary={vocabulary} />;
}
