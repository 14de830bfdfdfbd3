/** Finds a kind from a few letters: "feat str" is the feature store. */

import type { Inferred, KindSpec, Vocabulary } from "./vocabulary";

/** How well `query` fits, 0 for not at all; each of its words must begin or skim some word. */
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
    else if (token.length > 1 && inLabel.some((word) => skims(word, token))) score += 1;
    else return 0;
  }
  return title.startsWith(tokens[0] ?? "") ? score + 1 : score;
}

function reach(found: Inferred | undefined): number {
  if (!found) return 0;
  return found.reversed ? 1 : 2;
}

/** Whether the letters come in this order in the word and begin it: "str" skims "store". */
function skims(word: string, token: string): boolean {
  if (word[0] !== token[0]) return false;
  let at = 0;
  for (const letter of word) if (letter === token[at]) at += 1;
  return at === token.length;
}

/**
 * The kinds that fit, best first; what an arrow from `from` can reach comes before the rest,
 * and what it reaches along its own direction first of all.
 */
export function searchKinds(vocabulary: Vocabulary, query: string, from?: string): KindSpec[] {
  const reachable = from === undefined ? undefined : vocabulary.inferred[from];
  const scored = [...vocabulary.kinds.values()]
    .map((spec) => ({
      spec,
      score: fit(query, spec.label, [spec.kind, ...spec.words]),
      legal: reach(reachable?.[spec.kind]),
    }))
    .filter((one) => one.score > 0);
  // Sorting is stable, so equals stay in the order of the vocabulary.
  scored.sort((a, b) => (query ? b.score - a.score || b.legal - a.legal : b.legal - a.legal));
  return scored.map((one) => one.spec);
}
