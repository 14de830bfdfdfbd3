/** Node ids made from names (C1): readable in a file and in a diff, unique on the board. */

const LONGEST = 64;
const RESERVED = "constructor"; // every object has one already

/** An id for `name` that is not in `taken`: "Feature store" becomes `feature_store_2`. */
export function makeId(name: string, taken: { has(id: string): boolean }): string {
  const stem = slug(name) || "node";
  if (stem !== RESERVED && !taken.has(stem)) return stem;
  for (let n = 2; ; n += 1) {
    const tail = `_${n}`;
    const id = stem.slice(0, LONGEST - tail.length) + tail;
    if (!taken.has(id)) return id;
  }
}

function slug(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "");
  return plain.slice(0, LONGEST);
}
