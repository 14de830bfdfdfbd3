/** Says what is selected to a screen reader, since the canvas keeps the focus for itself. */

import { useBoard } from "../board/context";
import { nodeTitle } from "../model/document";
import { kindLabel, type Vocabulary } from "../model/vocabulary";

export function Announcer({ vocabulary }: { vocabulary: Vocabulary }) {
  const said = useBoard((state) => {
    const { nodes, edges } = state.selection;
    const id = nodes[0];
    if (nodes.length + edges.length > 1) return `${nodes.length + edges.length} selected`;
    if (id !== undefined) {
      const node = state.ledger.view.nodes[id];
      const sticky = state.ledger.view.stickies[id];
      if (sticky) return `Note: ${sticky.text} selected`;
      return node ? `${kindLabel(vocabulary, node.kind)} ${nodeTitle(id, node)} selected` : "";
    }
    return edges[0] ? `Arrow ${edges[0]} selected` : "";
  });
  return (
    <div className="only-heard" aria-live="polite">
      {said}
    </div>
  );
}
