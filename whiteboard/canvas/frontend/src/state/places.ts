/** Where everything is drawn: its stored place, or one that stays put until somebody moves it. */

import { standing, stands, type Doc, type Point } from "../model/document";
import { around, boxAt, freePlace, NODE_ROOM } from "../model/place";
import { tidy } from "../model/tidy";

/** Remembers the places of what the document has none for, so that nothing ever jumps (B10). */
export class Places {
  private readonly given = new Map<string, Point>();

  constructor(private readonly groupOf: (kind: string) => string) {}

  of(doc: Doc): { readonly [id: string]: Point } {
    const lost = standing(doc).filter((id) => !(id in doc.layout));
    for (const id of this.given.keys()) if (!stands(doc, id)) this.given.delete(id);
    if (lost.length === 0) return doc.layout;
    const fresh = lost.filter((id) => !this.given.has(id));
    if (fresh.length > 0) this.place(doc, fresh);
    const all: { [id: string]: Point } = { ...doc.layout };
    for (const id of lost) all[id] = this.given.get(id) ?? [0, 0];
    return all;
  }

  /** Places for a design that is not placed whole, its own left aside. */
  afresh(doc: Doc): { readonly [id: string]: Point } {
    return this.of({ ...doc, layout: {} });
  }

  private place(doc: Doc, fresh: readonly string[]): void {
    const placed = [...Object.values(doc.layout), ...this.given.values()].map((at) => boxAt(at));
    const wanted = tidy(doc, this.groupOf, () => undefined);
    const nodes = fresh.filter((id) => id in doc.nodes);
    const all = placed.length === 0 || nodes.length === Object.keys(doc.nodes).length;
    const put = (id: string, at: Point) => {
      this.given.set(id, at);
      placed.push(boxAt(at));
    };
    for (const id of nodes) put(id, all ? (wanted[id] ?? [0, 0]) : freePlace(wanted[id] ?? [0, 0], placed));
    const frame = around(placed);
    const above: Point = frame ? [frame.x, frame.y - NODE_ROOM - 28] : [0, 0];
    for (const id of fresh) if (id in doc.stickies) put(id, freePlace(above, placed));
  }
}
