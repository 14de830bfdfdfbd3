/** Where every node is drawn: its stored place, or one that stays put until somebody moves it. */

import type { Doc, Point } from "../model/document";
import { boxAt, freePlace } from "../model/place";
import { tidy } from "../model/tidy";

/** Remembers the places of nodes the document has none for, so that they never jump (B10). */
export class Places {
  private readonly given = new Map<string, Point>();

  constructor(private readonly groupOf: (kind: string) => string) {}

  of(doc: Doc): { readonly [id: string]: Point } {
    const lost = Object.keys(doc.nodes).filter((id) => !(id in doc.layout));
    for (const id of this.given.keys()) if (!(id in doc.nodes)) this.given.delete(id);
    if (lost.length === 0) return doc.layout;
    const fresh = lost.filter((id) => !this.given.has(id));
    if (fresh.length > 0) this.place(doc, fresh);
    const all: { [id: string]: Point } = { ...doc.layout };
    for (const id of lost) all[id] = this.given.get(id) ?? [0, 0];
    return all;
  }

  private place(doc: Doc, fresh: readonly string[]): void {
    const placed = [...Object.values(doc.layout), ...this.given.values()].map((at) => boxAt(at));
    const wanted = tidy(doc, this.groupOf, () => undefined);
    for (const id of fresh) {
      const at = placed.length === 0 || fresh.length === Object.keys(doc.nodes).length
        ? (wanted[id] ?? [0, 0])
        : freePlace(wanted[id] ?? [0, 0], placed);
      this.given.set(id, at);
      placed.push(boxAt(at));
    }
  }
}
