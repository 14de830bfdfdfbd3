"""Small designs the browser tests begin from."""

from __future__ import annotations

from typing import Final

SERVING: Final = """\
whiteboard: 1
title: Ranking
lane: deep_learning
level: senior
nodes:
  shop: {kind: consumer, name: Shop, action: shows the ten best products}
  api:
    kind: endpoint
    name: Ranking API
    mode: online
    replicas: 12 pods
    throughput_per_replica: 180 rps per pod
    latency_budget: p95 200 ms
    availability_slo: 99.9%
  ranker: {kind: model, name: Ranker, type: nn, latency_p95: 20 ms}
edges:
  - shop -> api
  - api -> ranker
layout:
  shop: [0, 0]
  api: [300, 0]
  ranker: [600, 168]
"""
