/** The design document as the channel carries it. */

export type Row = string | { [column: string]: string };
export type Raw = string | number | boolean | readonly string[] | readonly Row[];
export type Fields = { readonly [name: string]: Raw };
export type Point = readonly [number, number];

export interface FreeNumber {
  readonly label: string;
  readonly value: string;
}

export interface NodeDoc {
  readonly kind: string;
  readonly name: string;
  readonly fields: Fields;
  readonly na: { readonly [field: string]: string };
  readonly numbers: readonly FreeNumber[];
  readonly note: string;
}

export interface EdgeDoc {
  readonly source: string;
  readonly target: string;
  readonly relation: string;
  readonly fields: Fields;
  readonly note: string;
}

export interface GroupDoc {
  readonly title: string;
  readonly members: readonly string[];
}

/** Words that belong to no node; nodes and sticky notes share one set of ids. */
export interface StickyDoc {
  readonly text: string;
}

export interface AnswerDoc {
  readonly status: string;
  readonly because: string;
}

export interface Doc {
  readonly title: string;
  readonly prompt: string;
  readonly lane: string;
  readonly level: string;
  readonly note: string;
  readonly nodes: { readonly [id: string]: NodeDoc };
  readonly edges: readonly EdgeDoc[];
  readonly layout: { readonly [id: string]: Point };
  readonly groups: { readonly [id: string]: GroupDoc };
  readonly stickies: { readonly [id: string]: StickyDoc };
  readonly answers: { readonly [fingerprint: string]: AnswerDoc };
}

export type EdgeRef = readonly [source: string, target: string, relation: string];

export const EMPTY: Doc = {
  title: "",
  prompt: "",
  lane: "",
  level: "",
  note: "",
  nodes: {},
  edges: [],
  layout: {},
  groups: {},
  stickies: {},
  answers: {},
};

/** Whatever has a place on the board: nodes, then sticky notes. */
export function standing(doc: Doc): string[] {
  return [...Object.keys(doc.nodes), ...Object.keys(doc.stickies)];
}

export function stands(doc: Doc, id: string): boolean {
  return id in doc.nodes || id in doc.stickies;
}

/** The edge as findings, readings and files write it. */
export function edgeText(edge: { source: string; target: string; relation: string }): string {
  return `${edge.source} -> ${edge.target}: ${edge.relation}`;
}

export function edgeRef(edge: EdgeDoc): EdgeRef {
  return [edge.source, edge.target, edge.relation];
}

export function findEdge(doc: Doc, ref: EdgeRef): EdgeDoc | undefined {
  return doc.edges.find(
    (edge) => edge.source === ref[0] && edge.target === ref[1] && edge.relation === ref[2],
  );
}

/** The name a person reads. */
export function nodeTitle(id: string, node: NodeDoc | undefined): string {
  return node?.name || id.replaceAll("_", " ");
}

/** The name a new node is given: its kind as people say it, numbered like its id. */
export function freshName(kindLabel: string, id: string): string {
  const number = /_(\d+)$/.exec(id)?.[1];
  return number ? `${kindLabel} ${number}` : kindLabel;
}

/** Fills in whatever a hand-made or older snapshot leaves out. */
export function completeDoc(raw: Partial<Doc>): Doc {
  const nodes = Object.fromEntries(
    Object.entries(raw.nodes ?? {}).map(([id, node]) => [id, completeNode(node)]),
  );
  const edges = (raw.edges ?? []).map((edge) => ({
    ...edge,
    fields: edge.fields ?? {},
    note: edge.note ?? "",
  }));
  return { ...EMPTY, ...raw, nodes, edges };
}

export function completeNode(node: Partial<NodeDoc> & { kind: string }): NodeDoc {
  return {
    kind: node.kind,
    name: node.name ?? "",
    fields: node.fields ?? {},
    na: node.na ?? {},
    numbers: node.numbers ?? [],
    note: node.note ?? "",
  };
}
