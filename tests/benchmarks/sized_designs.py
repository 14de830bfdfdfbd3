"""Designs of any size for measuring: one service in front of as many models as it takes."""

from __future__ import annotations

SHARED = 10  # nodes every design has
PER_BRANCH = 5  # nodes of one model with its data, evaluation and monitor


def design_text(nodes: int) -> str:
    """A design of *nodes* nodes, at least fifteen and a multiple of five, in YAML."""
    branches = (nodes - SHARED) // PER_BRANCH
    boxes = [
        "shop: {kind: consumer, action: shows the ranking, peak_qps: 2k QPS}",
        "crm: {kind: consumer, action: calls the riskiest, finish_by: '06:00'}",
        "fast: {kind: requirement, about: latency, value: p95 < 200 ms}",
        "api: {kind: endpoint, mode: online, replicas: 12, throughput_per_replica: 180 rps}",
        "job: {kind: endpoint, mode: batch, rows_per_run: 40M rows, batch_window: 2 h}",
        "store: {kind: feature_store, latency_p50: 5 ms, latency_p95: 20 ms, period: hourly}",
        "rollout: {kind: deployment, time_to_rollback: 10 min}",
        "training: {kind: training_job, period: daily, duration: 3 h}",
        "clicked: {kind: label, label_delay: 1 d, horizon: 1 d, origin: natural}",
        "sets: {kind: dataset, split: time, n_rows: 2M rows}",
    ]
    edges = [
        "shop -> api: consumes",
        "crm -> job: consumes",
        "fast -> api: constrains",
        "api -> store: reads",
        "rollout -> api: rolls_out",
        "clicked -> sets: feeds",
        "sets -> training: feeds",
    ]
    for number in range(branches):
        boxes += [
            f"source{number}: {{kind: source, rows_per_day: 20M/day, lag: 5 min}}",
            f"feature{number}: {{kind: feature, window: 7 d, lag: 1 h, computed: batch}}",
            f"model{number}: {{kind: model, type: gbdt, latency_p50: 10 ms, latency_p95: 30 ms}}",
            f"offline{number}: {{kind: evaluation, metric: PR-AUC, n: 2000}}",
            f"watch{number}: {{kind: monitor, signal: input_drift, stat: psi, threshold: 0.2}}",
        ]
        edges += [
            f"source{number} -> feature{number}: feeds",
            f"feature{number} -> store: feeds",
            f"feature{number} -> sets: feeds",
            f"training -> model{number}: trains",
            f"api -> model{number}: calls",
            f"offline{number} -> model{number}: evaluates",
            f"watch{number} -> feature{number}: monitors",
        ]
    lines = ["nodes:", *(f"  {one}" for one in boxes), "edges:", *(f'  - "{one}"' for one in edges)]
    return "\n".join(lines)
