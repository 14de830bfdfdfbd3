/** Finds a kind from a few letters: "feat str" is the feature store. */

import type { KindSpec, Vocabulary } from "./vocabulary";

/** How well `query` fits, 0 for not at all; every word of the query must begin some word. */
export function fit(query: string, label: string, words: readonly string[]): number {
  const tokens = query.toLowerCase().split(/[\s_/-]+/).filter(Boolean);
  if (tokens.length === 0) return 1;
  const title = label.toLowerCase();
  const inLabel = title.split(/[\s_/-]+/);
  const inWords = words.flatMap((word) => word.toLowerCase().split(/[\s_/-]+/));
  let score = 0;
  for (const token of tokens) {
    if (inLabel.includes(token)) score += 6;
    else if (inLabel.some((word) => word.startsWith(token))) score += 4;
    else if (inWords.some((word) => word.startsWith(token))) score += 2;
    else if (token.length > 2 && title.includes(token)) score += 1;
    else return 0;
  }
  return title.startsWith(tokens[0] ?? "") ? score + 1 : score;
}

/** The kinds that fit, best first; those an arrow can reach from `from` come before the rest. */
export function searchKinds(vocabulary: Vocabulary, query: string, from?: string): KindSpec[] {
  const reachable = from === undefined ? undefined : vocabulary.inferred[from];
  const scored = [...vocabulary.kinds.values()]
    .map((spec) => ({
      spec,
      score: fit(query, spec.label, [spec.kind, ...spec.words]),
      legal: reachable && spec.kind in reachable ? 1 : 0,
    }))
    .filter((one) => one.score > 0);
  // Sorting is stable, so equals stay in the order of the vocabulary.
  scored.sort((a, b) => (query ? b.score - a.score || b.legal - a.legal : b.legal - a.legal));
  return scored.map((one) => one.spec);
}
