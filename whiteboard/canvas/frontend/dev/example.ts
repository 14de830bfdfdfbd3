/** A churn design with a few things wrong, for the page without a server. */

import { completeDoc, type EdgeDoc, type NodeDoc } from "../src/model/document";

const nodes: { [id: string]: Partial<NodeDoc> & { kind: string } } = {
  success: { kind: "requirement", name: "Fewer cancellations", fields: { metric: "churn rate", value: "-10%" } },
  crm: { kind: "consumer", name: "Retention team", fields: { action: "call and offer" } },
  clicks: { kind: "source", name: "Click events", fields: { rows_per_day: "20M/day", lag: "5 min" } },
  billing: { kind: "source", name: "Billing tables", fields: { rows_per_day: "2M/day" } },
  churned: { kind: "label", name: "Churned in 30 days", fields: { label_delay: "30 d", horizon: "30 d" } },
  spend_90d: { kind: "feature", name: "Spend in 90 days", fields: { window: "90 d", lag: "1 h" } },
  store: { kind: "feature_store", name: "Online features", fields: { period: "every 15 min" } },
  training: { kind: "training_job", name: "Weekly retraining", fields: { duration: "3 h" } },
  ranker: {
    kind: "model",
    name: "Ranker",
    fields: { model_type: "gradient boosting", latency_p95: "120 ms", replicas: "4" },
  },
  offline: { kind: "evaluation", name: "Backtest", fields: { metric: "PR-AUC", quality_target: "0.42" } },
  api: { kind: "endpoint", name: "Scoring API", fields: { mode: "online" } },
  rules: { kind: "fallback", name: "Tenure rules", fields: { coverage: "100%" } },
  rollout: {
    kind: "deployment",
    name: "Canary release",
    fields: { stages: ["shadow 2 d", { kind: "canary", share: "5%", duration: "1 d" }] },
  },
  drift: { kind: "monitor", name: "Feature drift", fields: { signal: "data_drift", window: "7 d" } },
  page: { kind: "alert", name: "Drift alert", fields: { severity: "page" } },
  oncall: { kind: "oncall", name: "ML on-call", fields: { hours: "24x7" } },
};

const arrows: [string, string, string, EdgeDoc["fields"]?][] = [
  ["success", "constrains", "ranker"],
  ["clicks", "feeds", "spend_90d", { lag: "5 min" }],
  ["billing", "feeds", "spend_90d", { join: "point_in_time" }],
  ["billing", "feeds", "churned"],
  ["spend_90d", "feeds", "store"],
  ["store", "trains", "ranker"],
  ["churned", "trains", "ranker"],
  ["training", "trains", "ranker"],
  ["offline", "evaluates", "ranker"],
  ["api", "reads", "store"],
  ["api", "calls", "ranker"],
  ["api", "uses", "ranker"],
  ["api", "falls_back_to", "rules"],
  ["crm", "consumes", "api"],
  ["rollout", "rolls_out", "ranker"],
  ["drift", "monitors", "store"],
  ["drift", "raises", "page"],
  ["page", "pages", "oncall"],
];

const at: { [id: string]: [number, number] } = {
  success: [620, -150],
  clicks: [0, 0],
  billing: [0, 160],
  churned: [310, 230],
  spend_90d: [310, 40],
  store: [620, 20],
  training: [620, 330],
  ranker: [940, 180],
  offline: [940, 380],
  api: [1260, 20],
  rules: [1560, 120],
  crm: [1560, -40],
  rollout: [1260, 260],
  drift: [940, -110],
  page: [1260, -150],
  oncall: [1560, -190],
};

export const EXAMPLE = completeDoc({
  title: "Churn scoring",
  lane: "tabular",
  level: "senior",
  nodes: nodes as { [id: string]: NodeDoc },
  edges: arrows.map(([source, relation, target, fields]) => ({
    source,
    target,
    relation,
    fields: fields ?? {},
    note: "",
  })),
  layout: at,
  groups: { group: { title: "Inputs", members: ["billing", "clicks"] } },
});
