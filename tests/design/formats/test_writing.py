"""How a design looks as a file."""

from __future__ import annotations

import json

from design.formats import design_hash, read_design, to_document, write_json, write_yaml

CANONICAL = """\
whiteboard: 1
title: Churn
prompt: churn
lane: tabular
level: senior
note: |-
  Two lines,
    the second indented.

nodes:
  shop:
    kind: consumer
    action: "Calls, or not: a discount"
    peak_qps: 300/s
  clicks:
    kind: source
    lag: 5 min
  ranker:
    kind: model
    name: The ranker
    type: gbdt
    latency_p95: p95 60 ms
    replicas: 12
    na:
      timeout: in process
    numbers:
      beam width: wide
      "no": "012"
  api:
    kind: endpoint
    finish_by: "12:30"
    version: "1.10"
    personal_data: true
  rollout:
    kind: deployment
    stages: [shadow for 2 days, canary 5% for 1 h, full]
    criteria:
      - error rate > 2% absolute over 10 min -> roll back automatically
      - metric: CTR
        threshold: 5% relative

edges:
  - api -> ranker: calls
  - api -> ranker
  - edge: clicks -> ranker
    join: point_in_time
    lag: 1 d
  - rollout -> ranker
  - shop -> api

groups:
  serving:
    title: Serving
    members: [api, ranker]

stickies:
  a_doubt: |-
    who owns this?
    ask in March
  z: "012"

answers:
  CAP301@ranker:
    status: accepted
    because: bounded load

layout:
  a_doubt: [0, -200]
  api: [100, 3.5]
  ranker: [-20, 0]
"""


def test_d20_a_canonical_file_is_written_as_it_was_read():
    assert CANONICAL == write_yaml(read_design(CANONICAL).design)


def test_json_is_the_same_document():
    document = json.loads(write_json(read_design(CANONICAL).design))

    assert "p95 60 ms" == document["nodes"]["ranker"]["latency_p95"]
    assert ["whiteboard", "title", "prompt", "lane"] == list(document)[:4]
    assert "layout" == list(document)[-1]


def test_the_hash_is_short_and_says_what_it_is():
    digest = design_hash(read_design(CANONICAL).design)

    assert digest.startswith("sha256:")
    assert 71 == len(digest)


def test_the_board_receives_fields_apart_from_the_rest():
    document = to_document(read_design(CANONICAL).design)

    assert {
        "kind": "model",
        "name": "The ranker",
        "fields": {"type": "gbdt", "latency_p95": "p95 60 ms", "replicas": "12"},
        "na": {"timeout": "in process"},
        "numbers": [
            {"label": "beam width", "value": "wide"},
            {"label": "no", "value": "012"},
        ],
        "note": "",
    } == document["nodes"]["ranker"]
    assert {
        "source": "clicks",
        "target": "ranker",
        "relation": "trains",
        "fields": {"join": "point_in_time", "lag": "1 d"},
        "note": "",
    } == document["edges"][2]
    assert [100.0, 3.5] == document["layout"]["api"]
    json.dumps(document)
