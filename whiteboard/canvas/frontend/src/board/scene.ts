/** Turns the document into what React Flow draws; whatever did not change keeps its identity. */

import { edgeText, standing, type Doc, type Point } from "../model/document";
import { NODE_HEIGHT, NODE_WIDTH, STICKY_HEIGHT, STICKY_WIDTH, type Box } from "../model/place";
import { Places } from "../state/places";
import type { ArrowEdge } from "./Arrow";
import type { BoxNode } from "./Box";
import { courses, type Course } from "./ends";
import { settleLabels } from "./labels";

interface Size {
  width: number;
  height: number;
}

const NO_DATA: Record<string, never> = {};
// With a size from the start it is drawn at once, so that it can be typed into.
const STICKY = {
  type: "sticky" as const,
  data: NO_DATA,
  connectable: false,
  initialWidth: STICKY_WIDTH,
  initialHeight: STICKY_HEIGHT,
};

export class Scene {
  private readonly places: Places;
  private readonly sizes = new Map<string, Size>();
  private drawn = new Map<string, BoxNode>();
  private boxes: BoxNode[] = [];
  private edgeList: ArrowEdge[] = [];
  private arrows = new Map<string, ArrowEdge>();

  constructor(groupOf: (kind: string) => string) {
    this.places = new Places(groupOf);
  }

  /** Keeps a measured size; false when it is what was known. */
  measure(id: string, { width, height }: Size): boolean {
    const known = this.sizes.get(id);
    if (known?.width === width && known.height === height) return false;
    this.sizes.set(id, { width, height });
    return true;
  }

  /** `_measures` counts the measurements, so that callers ask again after one. */
  nodes(
    doc: Doc,
    selected: readonly string[],
    dragged: { readonly [id: string]: Point },
    _measures: number,
  ): BoxNode[] {
    const chosen = new Set(selected);
    const places = this.places.of(doc);
    const next = new Map<string, BoxNode>();
    for (const id of standing(doc)) {
      const [x, y] = dragged[id] ?? places[id] ?? [0, 0];
      const last = this.drawn.get(id);
      const before = (last?.type === "sticky") === id in doc.stickies ? last : undefined;
      const size = this.sizes.get(id);
      const isSelected = chosen.has(id);
      const same =
        before?.position.x === x &&
        before.position.y === y &&
        before.selected === isSelected &&
        before.measured?.width === size?.width &&
        before.measured?.height === size?.height;
      if (before && same) {
        next.set(id, before);
        continue;
      }
      const node: BoxNode = {
        ...(before ?? (id in doc.nodes ? { id, type: "box", data: NO_DATA } : { id, ...STICKY })),
        position: { x, y },
        selected: isSelected,
      };
      if (size) node.measured = size;
      next.set(id, node);
    }
    this.drawn = next;
    this.boxes = kept(this.boxes, [...next.values()]);
    return this.boxes;
  }

  /** `_drawn` is what `nodes` gave last: arrows end where the boxes are drawn. */
  edges(doc: Doc, selected: readonly string[], _drawn: readonly BoxNode[]): ArrowEdge[] {
    const chosen = new Set(selected);
    const boxes = new Map<string, Box>();
    for (const id of this.drawn.keys()) {
      const box = this.boxOf(id);
      if (box) boxes.set(id, box);
    }
    const drawn = settleLabels(courses(doc.edges, boxes), [...boxes.values()]);
    const next = new Map<string, ArrowEdge>();
    for (const edge of doc.edges) {
      const id = edgeText(edge);
      const isSelected = chosen.has(id);
      const course = drawn.get(edge);
      if (!course) continue;
      const before = this.arrows.get(id);
      const same =
        before?.data?.edge === edge &&
        before.selected === isSelected &&
        sameCourse(before.data.course, course);
      const { source, target } = edge;
      next.set(
        id,
        before && same
          ? before
          : { id, type: "arrow", source, target, selected: isSelected, data: { edge, course } },
      );
    }
    this.arrows = next;
    this.edgeList = kept(this.edgeList, [...next.values()]);
    return this.edgeList;
  }

  /** The rectangle of a node or a sticky note as it is drawn now. */
  boxOf(id: string): Box | undefined {
    const node = this.drawn.get(id);
    if (!node) return undefined;
    const { width, height } = this.sizes.get(id) ?? { width: NODE_WIDTH, height: NODE_HEIGHT };
    return { ...node.position, width, height };
  }
}

/** The list from before when it holds the same things, so that nothing is drawn again. */
function kept<T>(before: T[], next: T[]): T[] {
  const same = before.length === next.length && before.every((one, at) => one === next[at]);
  return same ? before : next;
}

function sameCourse(a: Course, b: Course): boolean {
  return a.path === b.path && a.x === b.x && a.y === b.y && a.raised === b.raised;
}
