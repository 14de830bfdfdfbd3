/** The closed vocabulary as the server publishes it, and the questions the board asks of it. */

export type FieldType = "quantity" | "choice" | "flag" | "text" | "words" | "rows";

export interface FieldSpec {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly type: FieldType;
  readonly example: string;
  readonly options: readonly string[];
  readonly group: string;
  readonly columns: readonly FieldSpec[];
}

export interface KindSpec {
  readonly kind: string;
  readonly group: string;
  readonly label: string;
  readonly help: string;
  readonly key: string;
  readonly words: readonly string[];
  readonly core: readonly string[];
  readonly more: readonly string[];
  readonly face: readonly string[];
}

export interface RelationSpec {
  readonly relation: string;
  readonly label: string;
  readonly help: string;
  readonly fields: readonly string[];
}

export interface Inferred {
  readonly relation: string;
  readonly reversed: boolean;
  readonly legal: readonly string[];
}

export interface Vocabulary {
  readonly kinds: ReadonlyMap<string, KindSpec>;
  readonly relations: ReadonlyMap<string, RelationSpec>;
  readonly fields: ReadonlyMap<string, ReadonlyMap<string, FieldSpec>>;
  readonly inferred: { readonly [source: string]: { readonly [target: string]: Inferred } };
}

export const GROUPS: readonly (readonly [group: string, label: string])[] = [
  ["framing", "Framing"],
  ["data", "Data"],
  ["model", "Model"],
  ["serving", "Serving"],
  ["llm", "LLM"],
  ["operations", "Operations"],
];

type RawField = Partial<Omit<FieldSpec, "columns">> & { columns?: RawColumns };
type RawColumns = readonly (string | (RawField & { name: string }))[] | Record<string, RawField>;

export interface RawVocabulary {
  kinds: readonly (Partial<KindSpec> & { kind: string })[];
  fields: { [owner: string]: { [name: string]: RawField } };
  relations: readonly (Partial<RelationSpec> & { relation: string })[];
  inferred: { [source: string]: { [target: string]: Inferred | null } };
}

/** Reads the published JSON; what it leaves out gets a harmless default. */
export function readVocabulary(raw: RawVocabulary): Vocabulary {
  const kinds = raw.kinds.map((kind): [string, KindSpec] => [
    kind.kind,
    {
      group: "data",
      label: kind.kind.replaceAll("_", " "),
      help: "",
      key: "",
      words: [],
      core: [],
      more: [],
      face: [],
      ...kind,
    },
  ]);
  const relations = raw.relations.map((one): [string, RelationSpec] => [
    one.relation,
    { label: one.relation.replaceAll("_", " "), help: "", fields: [], ...one },
  ]);
  const fields = Object.entries(raw.fields).map(
    ([owner, byName]): [string, ReadonlyMap<string, FieldSpec>] => [
      owner,
      new Map(Object.entries(byName).map(([name, field]) => [name, readField(name, field)])),
    ],
  );
  const inferred: { [source: string]: { [target: string]: Inferred } } = {};
  for (const [source, targets] of Object.entries(raw.inferred)) {
    const known = Object.entries(targets).filter((entry): entry is [string, Inferred] =>
      Boolean(entry[1]),
    );
    inferred[source] = Object.fromEntries(known);
  }
  return {
    kinds: new Map(kinds),
    relations: new Map(relations),
    fields: new Map(fields),
    inferred,
  };
}

function readField(name: string, raw: RawField): FieldSpec {
  return {
    name,
    label: raw.label || name.replaceAll("_", " "),
    help: raw.help ?? "",
    type: raw.type ?? "text",
    example: raw.example ?? "",
    options: raw.options ?? [],
    group: raw.group ?? "",
    columns: readColumns(raw.columns ?? []),
  };
}

function readColumns(raw: RawColumns): FieldSpec[] {
  if (!Array.isArray(raw)) {
    return Object.entries(raw).map(([name, field]) => readField(name, field as RawField));
  }
  return raw.map((one: string | (RawField & { name: string })) =>
    typeof one === "string" ? readField(one, {}) : readField(one.name, one),
  );
}

export function fieldOf(vocabulary: Vocabulary, owner: string, name: string): FieldSpec {
  return vocabulary.fields.get(owner)?.get(name) ?? readField(name, {});
}

export function relationLabel(vocabulary: Vocabulary, relation: string): string {
  return vocabulary.relations.get(relation)?.label ?? relation.replaceAll("_", " ");
}

export function kindLabel(vocabulary: Vocabulary, kind: string): string {
  return vocabulary.kinds.get(kind)?.label ?? kind.replaceAll("_", " ");
}

/** What an arrow drawn from one kind to another means, or undefined when nothing joins them. */
export function infer(vocabulary: Vocabulary, from: string, to: string): Inferred | undefined {
  return vocabulary.inferred[from]?.[to];
}

/** The relations an arrow may have exactly in this direction, the likeliest first. */
export function legalForward(vocabulary: Vocabulary, from: string, to: string): readonly string[] {
  const found = infer(vocabulary, from, to);
  return found && !found.reversed ? found.legal : [];
}

/** The ends and relation of the edge that is made when a person draws from one node to another. */
export function orient(
  vocabulary: Vocabulary,
  from: { id: string; kind: string },
  to: { id: string; kind: string },
): { source: string; target: string; relation: string } | undefined {
  const found = from.id === to.id ? undefined : infer(vocabulary, from.kind, to.kind);
  if (!found) return undefined;
  const [source, target] = found.reversed ? [to.id, from.id] : [from.id, to.id];
  return { source, target, relation: found.relation };
}

/** Why no arrow can be drawn, with kinds that would be possible. */
export function whyNot(vocabulary: Vocabulary, from: string, to: string): string {
  const reachable = Object.keys(vocabulary.inferred[from] ?? {}).map((kind) =>
    kindLabel(vocabulary, kind).toLowerCase(),
  );
  const ends = `${kindLabel(vocabulary, from)} and ${kindLabel(vocabulary, to).toLowerCase()}`;
  if (reachable.length === 0) return `Nothing joins ${ends}`;
  return `Nothing joins ${ends}; try ${reachable.slice(0, 3).join(", ")}`;
}
