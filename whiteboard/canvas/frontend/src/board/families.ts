/** Which family a relation belongs to; the family decides how its arrows are drawn. */

export type Family = "data" | "request" | "control" | "monitoring";

const FAMILIES: { readonly [relation: string]: Family } = {
  calls: "request",
  reads: "request",
  uses: "request",
  consumes: "request",
  falls_back_to: "request",
  guards: "request",
  promotes: "control",
  rolls_out: "control",
  triggers: "control",
  constrains: "control",
  supports: "control",
  monitors: "monitoring",
  raises: "monitoring",
  pages: "monitoring",
  tickets: "monitoring",
  handled_by: "monitoring",
  logs_to: "monitoring",
};

export function familyOf(relation: string): Family {
  return FAMILIES[relation] ?? "data";
}
