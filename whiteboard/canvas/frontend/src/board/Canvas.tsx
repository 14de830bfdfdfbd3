/** The drawing surface: React Flow, fed from the store, reporting finished gestures back to it. */

import {
  Background,
  BackgroundVariant,
  ConnectionMode,
  Controls,
  MiniMap,
  ReactFlow,
  useKeyPress,
  SelectionMode,
  useNodesInitialized,
  useReactFlow,
  useStore as useFlowStore,
  type Connection,
  type EdgeChange,
  type FinalConnectionState,
  type NodeChange,
  type Viewport,
} from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import type { Point } from "../model/document";
import { infer, type Vocabulary } from "../model/vocabulary";
import * as actions from "../state/actions";
import { ArrowHeads, ArrowLabels, ArrowView, type ArrowEdge } from "./Arrow";
import { BoxView, type BoxNode } from "./Box";
import { useBoard, useSession, useStore } from "./context";
import { Regions } from "./Regions";
import { Scene } from "./scene";
import { SnapGuides } from "./SnapGuides";
import { StickyView } from "./Sticky";
import { FAR, useCanvasHandle } from "./useCanvasHandle";
import { useSnapping } from "./useSnapping";
import { WireHint } from "./WireHint";

const NODE_TYPES = { box: BoxView, sticky: StickyView };
const EDGE_TYPES = { arrow: ArrowView };
const FARTHER = 0.36; // and below this only large ones
const MULTI = ["Meta", "Control", "Shift"];
const COLOURS: { readonly [group: string]: string } = {
  framing: "var(--c-framing)",
  data: "var(--c-data)",
  model: "var(--c-model)",
  serving: "var(--c-serving)",
  llm: "var(--c-llm)",
  operations: "var(--c-operations)",
};

export function Canvas({ dark, vocabulary }: { dark: boolean; vocabulary: Vocabulary }) {
  const session = useSession();
  const store = useStore();
  const flow = useReactFlow<BoxNode, ArrowEdge>();
  const holder = useRef<HTMLDivElement>(null);
  const doc = useBoard((state) => state.ledger.view);
  const selection = useBoard((state) => state.selection);
  const showMap = useBoard((state) => state.settings.map);
  const [scene] = useState(() => new Scene((kind) => vocabulary.kinds.get(kind)?.group ?? ""));
  const [dragged, setDragged] = useState<{ readonly [id: string]: Point }>({});
  const [measures, setMeasures] = useState(0);
  const [connecting, setConnecting] = useState(false);
  const [byPointer, setByPointer] = useState(true);
  const far = useFlowStore(({ transform: [, , zoom] }) =>
    zoom < FARTHER ? " is-far is-farther" : zoom < FAR ? " is-far" : "",
  );

  const nodes = useMemo(
    () => scene.nodes(doc, selection.nodes, dragged, measures),
    [scene, doc, selection.nodes, dragged, measures],
  );
  const edges = useMemo(
    () => scene.edges(doc, selection.edges, nodes),
    [scene, doc, selection.edges, nodes],
  );
  useCanvasHandle(holder, scene);
  useFirstFit();

  const snapping = useSnapping(scene);
  const panning = useKeyPress("Space"); // over a box as well
  const onNodesChange = useCallback(
    (changes: NodeChange<BoxNode>[]) => {
      // Removal goes through the store; sizes and places under the pointer are only the drawing's.
      const chosen = new Set(store.get().selection.nodes);
      let selects = false;
      let sizes = false;
      const moved: { [id: string]: Point } = {};
      for (const change of changes) {
        if (change.type === "select") {
          selects = true;
          if (change.selected) chosen.add(change.id);
          else chosen.delete(change.id);
        } else if (change.type === "dimensions" && change.dimensions) {
          sizes = scene.measure(change.id, change.dimensions) || sizes;
        } else if (change.type === "position" && change.position && change.dragging) {
          moved[change.id] = [change.position.x, change.position.y];
        }
      }
      if (sizes) setMeasures((count) => count + 1);
      if (Object.keys(moved).length > 0) {
        const pulled = snapping.pull(moved);
        setDragged((before) => ({ ...before, ...pulled }));
      }
      if (selects) store.select([...chosen], chosen.size > 0 ? keptEdges(changes, store) : store.get().selection.edges);
    },
    [scene, store, snapping],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange<ArrowEdge>[]) => {
      const chosen = new Set(store.get().selection.edges);
      for (const change of changes) {
        if (change.type !== "select") continue;
        if (change.selected) chosen.add(change.id);
        else chosen.delete(change.id);
      }
      store.select(store.get().selection.nodes, [...chosen]);
    },
    [store],
  );

  const colourOf = useCallback(
    ({ id, type }: BoxNode) => {
      if (type === "sticky") return "var(--sticky)";
      const kind = store.doc.nodes[id]?.kind ?? "";
      return COLOURS[vocabulary.kinds.get(kind)?.group ?? ""] ?? "var(--muted)";
    },
    [store, vocabulary],
  );
  const startDrag = useCallback(() => {
    session.drag(true);
  }, [session]);
  const drop = useCallback(
    (_: unknown, __: unknown, moved: BoxNode[]) => {
      session.drag(false);
      const places = Object.fromEntries(
        moved.map((node): [string, Point] => [node.id, [node.position.x, node.position.y]]),
      );
      // A click is a drag of nothing, and nothing is pulled into line by it.
      const dropped = actions.isStill(store, places) ? places : snapping.pull(places);
      snapping.end();
      const positions = Object.fromEntries(
        Object.entries(dropped).map(([id, [x, y]]): [string, Point] => [
          id,
          [Math.round(x), Math.round(y)],
        ]),
      );
      actions.moveNodes(store, positions);
      setDragged({});
    },
    [session, store, snapping],
  );

  // React Flow tells every box and arrow of each function that is new, so none is made anew.
  const dropAll = useCallback(
    (_: unknown, moved: BoxNode[]) => drop(null, null, moved),
    [drop],
  );
  const startConnecting = useCallback(() => setConnecting(true), []);
  const mayConnect = useCallback(
    ({ source, target }: Connection | ArrowEdge) => {
      const [a, b] = [store.doc.nodes[source], store.doc.nodes[target]];
      return source !== target && Boolean(a && b && infer(vocabulary, a.kind, b.kind));
    },
    [store, vocabulary],
  );
  const look = useCallback(
    (_: unknown, viewport: Viewport) => session.look(viewport),
    [session],
  );
  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      setConnecting(false);
      const from = state.fromNode?.id;
      if (!from) return;
      if (state.toNode) {
        actions.connect(store, from, state.toNode.id);
        return;
      }
      const point = "changedTouches" in event ? event.changedTouches[0] : event;
      const rect = holder.current?.getBoundingClientRect();
      if (!point || !rect) return;
      const at: Point = [point.clientX - rect.left, point.clientY - rect.top];
      const { x, y } = flow.screenToFlowPosition({ x: point.clientX, y: point.clientY });
      store.set({ quickAdd: { at, flow: [x, y - 40], from, mode: "add" } });
    },
    [flow, store],
  );

  const onDoubleClick = (event: React.MouseEvent) => {
    const target = event.target as Element;
    const rect = holder.current?.getBoundingClientRect();
    if (!rect || !target.classList.contains("react-flow__pane")) return;
    const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const at: Point = [event.clientX - rect.left, event.clientY - rect.top];
    store.set({ quickAdd: { at, flow: [x - 98, y - 40], from: null, mode: "add" } });
  };

  return (
    <div
      ref={holder}
      className={`canvas${connecting ? " is-connecting" : ""}${far}${byPointer ? " by-pointer" : ""}`}
      tabIndex={0}
      role="application"
      aria-label="Board. Press / to add a box, question mark for all keys."
      onDoubleClick={onDoubleClick}
      onKeyDownCapture={() => setByPointer(false)}
      onPointerDown={(event) => {
        setByPointer(true);
        const inside = (event.target as Element).closest("input, textarea, select, button");
        if (!inside) holder.current?.focus({ preventScroll: true });
      }}
    >
      <ReactFlow<BoxNode, ArrowEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onNodeDragStart={startDrag}
        onNodeDragStop={drop}
        onSelectionDragStart={startDrag}
        onSelectionDragStop={dropAll}
        onConnectStart={startConnecting}
        onConnectEnd={onConnectEnd}
        isValidConnection={mayConnect}
        connectionLineComponent={WireHint}
        connectionMode={ConnectionMode.Loose}
        connectionRadius={8}
        colorMode={dark ? "dark" : "light"}
        defaultViewport={session.viewport ?? { x: 0, y: 0, zoom: 1 }}
        onMoveEnd={look}
        deleteKeyCode={null}
        panActivationKeyCode="Space"
        nodesDraggable={!panning}
        multiSelectionKeyCode={MULTI}
        selectionMode={SelectionMode.Partial}
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        nodeDragThreshold={0}
        elevateNodesOnSelect={false}
        zoomOnDoubleClick={false}
        panOnScroll
        minZoom={0.15}
        maxZoom={2}
      >
        <ArrowLabels arrows={edges} />
        <Regions scene={scene} nodes={nodes} />
        <SnapGuides guides={snapping.guides} />
        <Background variant={BackgroundVariant.Dots} gap={24} size={1.2} />
        <Controls showInteractive={false} fitViewOptions={{ maxZoom: 1, padding: 0.12 }} />
        {showMap && nodes.length > 0 && (
          <MiniMap
            pannable
            zoomable
            ariaLabel="Map of the board"
            nodeColor={colourOf}
            nodeBorderRadius={6}
          />
        )}
      </ReactFlow>
      <ArrowHeads />
    </div>
  );
}

/** Choosing boxes lets go of the arrows, unless the person is adding to the selection. */
function keptEdges(changes: NodeChange<BoxNode>[], store: ReturnType<typeof useStore>) {
  const added = changes.some((one) => one.type === "select" && one.selected);
  return added ? [] : store.get().selection.edges;
}

/** Shows the whole design once, when it is opened; after that only the person moves the view. */
function useFirstFit(): void {
  const session = useSession();
  const flow = useReactFlow();
  const measured = useNodesInitialized();
  useEffect(() => {
    if (session.viewport || !measured) return;
    void flow.fitView({ maxZoom: 1, padding: 0.12 }).then(() => {
      session.look(flow.getViewport());
    });
  }, [session, flow, measured]);
}
