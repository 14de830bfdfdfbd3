/** What a person can do to the board, in one place for mouse, keys and panels alike. */

import type { AddNode, Change } from "../model/changes";
import {
  edgeText,
  findEdge,
  freshName,
  nodeTitle,
  standing,
  stands,
  type EdgeDoc,
  type Point,
} from "../model/document";
import { makeId } from "../model/ids";
import {
  around,
  besidePlace,
  boxAt,
  freePlace,
  NODE_HEIGHT,
  NODE_WIDTH,
  type Box,
} from "../model/place";
import { tidy } from "../model/tidy";
import { kindLabel, legalForward, orient, whyNot } from "../model/vocabulary";
import type { BoardStore } from "./board";

/** Adds a node; without a place it goes beside `from`, or to the middle of the view. */
export function addNode(
  store: BoardStore,
  kind: string,
  { at, from }: { at?: Point | null; from?: string | null } = {},
): string | undefined {
  const { vocabulary } = store.get();
  if (!vocabulary || !store.ready()) return undefined;
  const { doc } = store;
  const id = makeId(kind, new Set(standing(doc)));
  const boxes = allBoxes(store);
  const name = freshName(kindLabel(vocabulary, kind), id);
  const added: AddNode = { type: "add_node", id, kind, name, at: placeFor(store, boxes, at, from) };
  const changes: Change[] = [added];
  const source = from ? doc.nodes[from] : undefined;
  if (from && source) {
    const edge = orient(vocabulary, { id: from, kind: source.kind }, { id, kind });
    if (edge) changes.push({ type: "connect", ...edge });
  }
  if (!store.edit(changes)) return undefined;
  store.select([id]);
  if (!at) store.canvas?.reveal([id]); // it may have found its place out of sight
  return id;
}

function placeFor(
  store: BoardStore,
  boxes: readonly Box[],
  at: Point | null | undefined,
  from: string | null | undefined,
): Point {
  if (at) return freePlace([at[0], at[1]], boxes);
  const beside = from ? boxOf(store, from) : undefined;
  if (beside) return besidePlace(beside, boxes);
  const [x, y] = store.canvas?.centre() ?? [0, 0];
  return freePlace([x - NODE_WIDTH / 2, y - NODE_HEIGHT / 2], boxes);
}

/** Joins two nodes with what the arrow means; says why when nothing does. */
export function connect(store: BoardStore, from: string, to: string): boolean {
  const { vocabulary } = store.get();
  const [a, b] = [store.doc.nodes[from], store.doc.nodes[to]];
  if (!vocabulary || !a || !b) return false;
  if (from === to) return false;
  const edge = orient(vocabulary, { id: from, kind: a.kind }, { id: to, kind: b.kind });
  if (!edge) {
    store.notify(`${whyNot(vocabulary, a.kind, b.kind)}.`, "error");
    return false;
  }
  if (findEdge(store.doc, [edge.source, edge.target, edge.relation])) {
    store.select([], [edgeText(edge)]);
    store.notify("These two are already joined that way.");
    return false;
  }
  if (!store.edit([{ type: "connect", ...edge }])) return false;
  store.select([], [edgeText(edge)]);
  return true;
}

/** Removes what is selected, as one step. */
export function removeSelected(store: BoardStore): void {
  const { nodes, edges } = store.get().selection;
  const gone = new Set(nodes);
  const changes: Change[] = [];
  for (const edge of store.doc.edges) {
    if (!edges.includes(edgeText(edge)) || gone.has(edge.source) || gone.has(edge.target)) continue;
    const { source, target, relation } = edge;
    changes.push({ type: "disconnect", source, target, relation });
  }
  for (const id of nodes) {
    changes.push({ type: id in store.doc.stickies ? "remove_sticky" : "remove_node", id });
  }
  if (store.edit(changes)) store.select([]);
  store.canvas?.focus(); // the focused element may be the one that has just gone
}

export function rename(store: BoardStore, id: string, name: string): void {
  const node = store.doc.nodes[id];
  const clean = name.trim();
  if (node && clean !== nodeTitle(id, node)) store.edit([{ type: "rename_node", id, name: clean }]);
}

/** Moves nodes and sticky notes to where they were dropped: one gesture. */
export function moveNodes(
  store: BoardStore,
  positions: { readonly [id: string]: Point },
  merge?: string,
): void {
  const moved = Object.entries(positions).filter(
    ([id, at]) => stands(store.doc, id) && !isStill(store, { [id]: at }),
  );
  if (moved.length > 0) store.edit([{ type: "move", positions: Object.fromEntries(moved) }], merge);
}

/** Whether all are where they stood; places are whole pixels, whatever the file said. */
export function isStill(store: BoardStore, positions: { readonly [id: string]: Point }): boolean {
  return Object.entries(positions).every(([id, [x, y]]) => {
    const [oldX, oldY] = store.doc.layout[id] ?? [NaN, NaN];
    return Math.abs(oldX - x) < 1 && Math.abs(oldY - y) < 1;
  });
}

export function nudge(store: BoardStore, dx: number, dy: number): void {
  const { nodes } = store.get().selection;
  const positions: { [id: string]: Point } = {};
  for (const id of nodes) {
    const at = boxOf(store, id);
    if (at) positions[id] = [at.x + dx, at.y + dy];
  }
  moveNodes(store, positions, `nudge ${nodes.join(" ")}`);
}

/** Selects the nearest node in a direction. */
export function walk(store: BoardStore, dx: number, dy: number): void {
  const from = store.get().selection.nodes[0];
  const start = from ? boxOf(store, from) : undefined;
  const ids = standing(store.doc);
  if (!start) {
    if (ids[0]) store.select([ids[0]]);
    return;
  }
  let best: string | undefined;
  let bestCost = Infinity;
  for (const id of ids) {
    const box = boxOf(store, id);
    if (!box || id === from) continue;
    const [x, y] = [box.x - start.x, box.y - start.y];
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy + y * dx);
    const cost = ahead + aside * 2;
    if (ahead > 0 && aside <= ahead * 2 + 40 && cost < bestCost) [best, bestCost] = [id, cost];
  }
  if (!best) return;
  store.select([best]);
  store.canvas?.reveal([best]);
}

export function selectAll(store: BoardStore): void {
  store.select(standing(store.doc), store.doc.edges.map(edgeText));
}

export function tidyUp(store: BoardStore): void {
  const { vocabulary } = store.get();
  if (!vocabulary || Object.keys(store.doc.nodes).length === 0) return;
  const group = (kind: string) => vocabulary.kinds.get(kind)?.group ?? "";
  const made = tidy(store.doc, group, (id) => boxOf(store, id));
  // Keep the drawing's corner where it was, so that it does not jump out of sight.
  const before = around(Object.keys(store.doc.nodes).flatMap((id) => boxOf(store, id) ?? []));
  const positions = Object.fromEntries(
    Object.entries(made).map(([id, [x, y]]): [string, Point] => [
      id,
      [x + (before?.x ?? 0), y + (before?.y ?? 0)],
    ]),
  );
  moveNodes(store, positions);
}

export function group(store: BoardStore): void {
  const members = store.get().selection.nodes.filter((id) => id in store.doc.nodes).sort();
  if (members.length === 0) {
    store.notify("Select the boxes that belong together first.");
    return;
  }
  const id = makeId("group", new Set(Object.keys(store.doc.groups)));
  const left = Object.entries(store.doc.groups).flatMap(([key, one]): Change[] => {
    const rest = one.members.filter((member) => !members.includes(member));
    if (rest.length === one.members.length) return [];
    if (rest.length === 0) return [{ type: "remove_group", id: key }];
    return [{ type: "set_group", id: key, title: one.title, members: rest }];
  });
  if (store.edit([...left, { type: "set_group", id, title: "Group", members }])) {
    store.set({ renaming: `group:${id}` });
  }
}

export function ungroup(store: BoardStore, id?: string): void {
  const { nodes } = store.get().selection;
  const gone = Object.entries(store.doc.groups)
    .filter(([key, one]) => (id ? key === id : one.members.some((m) => nodes.includes(m))))
    .map(([key]): Change => ({ type: "remove_group", id: key }));
  store.edit(gone);
}

/** Turns an arrow round, with whatever it can mean in the other direction. */
export function reverse(store: BoardStore, edge: EdgeDoc, relation: string): void {
  const { source, target, fields, note } = edge;
  const turned = { source: target, target: source, relation, fields, note };
  const done = store.edit([
    { type: "disconnect", source, target, relation: edge.relation },
    { type: "connect", ...turned },
  ]);
  if (done) store.select([], [edgeText(turned)]);
}

/** Joins one end of an arrow to another box; what it says stays, if it can be said there. */
export function reconnect(
  store: BoardStore,
  edge: EdgeDoc,
  end: "source" | "target",
  to: string,
): boolean {
  const { vocabulary } = store.get();
  const [source, target] = end === "source" ? [to, edge.target] : [edge.source, to];
  const [a, b] = [store.doc.nodes[source], store.doc.nodes[target]];
  if (!vocabulary || !a || !b || edge[end] === to) return false;
  if (source === target) {
    store.notify("An arrow needs two boxes.");
    return false;
  }
  const keeps = legalForward(vocabulary, a.kind, b.kind).includes(edge.relation);
  const made = keeps
    ? { source, target, relation: edge.relation }
    : orient(vocabulary, { id: source, kind: a.kind }, { id: target, kind: b.kind });
  if (!made) {
    store.notify(`${whyNot(vocabulary, a.kind, b.kind)}.`, "error");
    return false;
  }
  if (findEdge(store.doc, [made.source, made.target, made.relation])) {
    store.notify("These two are already joined that way.");
    return false;
  }
  const asked = vocabulary.relations.get(made.relation)?.fields ?? [];
  const fields = Object.fromEntries(
    Object.entries(edge.fields).filter(([name]) => keeps || asked.includes(name)),
  );
  const done = store.edit([
    { type: "disconnect", source: edge.source, target: edge.target, relation: edge.relation },
    { type: "connect", ...made, fields, note: edge.note },
  ]);
  if (done) store.select([], [edgeText(made)]);
  return done;
}

export function setRelation(store: BoardStore, edge: EdgeDoc, to: string): void {
  const { source, target, relation } = edge;
  if (to === relation) return;
  if (store.edit([{ type: "set_relation", source, target, relation, to }])) {
    store.select([], [edgeText({ source, target, relation: to })]);
  }
}

/** Puts the cursor into a field: selects its owner, opens the details, asks for the focus. */
export function focusField(store: BoardStore, owner: string, field: string): void {
  const isEdge = owner.includes(" -> ");
  store.select(isEdge ? [] : [owner], isEdge ? [owner] : []);
  const stamp = (store.get().wanted?.stamp ?? 0) + 1;
  store.settings({ panel: true, tab: "details" });
  store.set({ wanted: { owner, field, stamp } });
}

export function boxOf(store: BoardStore, id: string): Box | undefined {
  const drawn = store.canvas?.boxOf(id);
  if (drawn) return drawn;
  const at = store.doc.layout[id];
  return at ? boxAt(at) : undefined;
}

export function allBoxes(store: BoardStore): Box[] {
  return standing(store.doc).flatMap((id) => boxOf(store, id) ?? []);
}
