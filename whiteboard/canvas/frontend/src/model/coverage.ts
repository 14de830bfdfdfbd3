/** What is said of each topic and skill, as the server sorts it; findings by their fingerprints. */

export type Stated = readonly [node: string, field: string];

export interface Covered {
  readonly title: string;
  readonly missing: readonly string[];
  readonly at_odds: readonly string[];
  readonly answered: readonly string[];
}

export interface TopicCovered extends Covered {
  readonly stated: readonly Stated[];
}

export interface SkillCovered extends Covered {
  readonly passed: number;
  readonly not_judged: number;
}

export interface Coverage {
  readonly topics: readonly TopicCovered[];
  readonly skills: readonly SkillCovered[];
}
