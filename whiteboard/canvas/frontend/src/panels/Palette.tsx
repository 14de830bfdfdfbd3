/** The kinds by group: click, press Enter, or drag one onto the board. */

import { useReactFlow } from "@xyflow/react";
import { useRef, useState } from "react";

import { useStore } from "../board/context";
import { Icon } from "../board/icons";
import { searchKinds } from "../model/search";
import { NODE_HEIGHT, NODE_WIDTH } from "../model/place";
import { GROUPS, type KindSpec, type Vocabulary } from "../model/vocabulary";
import { addNode } from "../state/actions";

const DRAG_STARTS = 5;

interface Ghost {
  readonly spec: KindSpec;
  readonly x: number;
  readonly y: number;
}

export function Palette({ vocabulary }: { vocabulary: Vocabulary }) {
  const store = useStore();
  const flow = useReactFlow();
  const [query, setQuery] = useState("");
  const [ghost, setGhost] = useState<Ghost | null>(null);
  const start = useRef<{ x: number; y: number; dragged: boolean } | null>(null);
  const found = searchKinds(vocabulary, query);

  const press = (event: React.PointerEvent) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, y: event.clientY, dragged: false };
  };
  const drag = (event: React.PointerEvent, spec: KindSpec) => {
    const from = start.current;
    if (!from) return;
    const far = Math.hypot(event.clientX - from.x, event.clientY - from.y) > DRAG_STARTS;
    if (far) from.dragged = true;
    if (from.dragged) setGhost({ spec, x: event.clientX, y: event.clientY });
  };
  const drop = (event: React.PointerEvent, spec: KindSpec) => {
    const from = start.current;
    setGhost(null);
    if (!from?.dragged) return;
    const root = event.currentTarget.getRootNode() as Document | ShadowRoot;
    const under = root.elementFromPoint(event.clientX, event.clientY);
    if (!under?.closest(".canvas")) return;
    const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    addNode(store, spec.kind, { at: [x - NODE_WIDTH / 2, y - NODE_HEIGHT / 2] });
    store.canvas?.focus();
  };
  const add = (spec: KindSpec) => {
    const dragged = start.current?.dragged ?? false;
    start.current = null;
    if (dragged) return; // the click that ends a drag
    addNode(store, spec.kind, {});
  };

  const item = (spec: KindSpec) => (
    <button
      key={spec.kind}
      type="button"
      className={`kind group-${spec.group}`}
      data-kind={spec.kind}
      title={spec.help}
      onPointerDown={press}
      onPointerMove={(event) => drag(event, spec)}
      onPointerUp={(event) => drop(event, spec)}
      onPointerCancel={() => {
        start.current = null;
        setGhost(null);
      }}
      onClick={() => add(spec)}
    >
      <Icon name={spec.kind} size={15} />
      <span>{spec.label}</span>
      {spec.key && <kbd>{spec.key}</kbd>}
    </button>
  );

  return (
    <nav className="palette" aria-label="Palette">
      <div className="palette-find">
        <Icon name="retriever" size={15} />
        <input
          type="search"
          className="palette-search"
          placeholder="Search kinds"
          aria-label="Search kinds"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            const first = found[0];
            if (event.key === "Enter" && first) addNode(store, first.kind, {});
            if (event.key === "Escape" && query) {
              event.stopPropagation();
              setQuery("");
            }
          }}
        />
      </div>
      <div className="palette-list">
        {query
          ? found.map(item)
          : GROUPS.map(([group, label]) => (
              <section key={group} aria-label={label}>
                <h3>{label}</h3>
                {found.filter((spec) => spec.group === group).map(item)}
              </section>
            ))}
        {found.length === 0 && <p className="quiet">No kind is called that.</p>}
      </div>
      {ghost && (
        <div
          className={`ghost group-${ghost.spec.group}`}
          style={{ transform: `translate(${ghost.x}px, ${ghost.y}px) translate(-50%, -50%)` }}
        >
          <Icon name={ghost.spec.kind} size={15} />
          {ghost.spec.label}
        </div>
      )}
    </nav>
  );
}
