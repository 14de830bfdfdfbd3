"""A prompt that is as small as a prompt can be, as text."""

from __future__ import annotations

from textwrap import indent

from design.brief import Skill, Topic

HEAD = """\
id: tiny
title: Tiny
lane: tabular
version: "1"
stresses: [data]
brief: Design something small.
requirements:
  - {node: service, label: Answer within, about: latency, metric: latency,
     attribute: latency_budget, value: p95 200 ms}
  - {node: traffic, label: Peak, about: load, metric: requests, attribute: peak_qps, value: 600 QPS}
  - {node: traffic, label: A day, about: load, metric: requests, attribute: requests_per_day,
     value: 12M/day}
given: [a table]
to_ask:
  - {ask: How often is it trained?, words: [retraining cadence], answer: Daily.}
  - {ask: When do labels arrive?, words: [delay of the outcome], answer: After a week.}
  - {ask: What does a mistake cost?, words: [price of an error, euros], answer: A dollar.}
  - {ask: Who operates it?, words: [on-call team], answer: We do.}
phases:
  "45":
    - {name: Frame, minutes: 10, aim: What it is for.}
    - {name: Draw, minutes: 25, aim: The boxes.}
    - {name: Curveball, minutes: 10, aim: What changes.}
  "60":
    - {name: Frame, minutes: 15, aim: What it is for.}
    - {name: Draw, minutes: 35, aim: The boxes.}
    - {name: Curveball, minutes: 10, aim: What changes.}
levels: {junior: Draws., mid: Sizes., senior: Weighs., staff: Decides.}
"""
FOLLOW_UP = "  - {question: And then?, when: {has: [model]}, good_answer: It says so.}\n"
TAIL = """\
curveballs:
  - id: crowd
    title: A crowd
    say: Ten times as many people come.
    edits:
      - kind: requirement
        about: load
        times: {peak_qps: 10, requests_per_day: 10}
    good_answer: Says what gives.
    opens: [CAP301]
  - id: haste
    title: Haste
    say: It has to answer sooner.
    edits:
      - node: service
        set: {latency_budget: p95 20 ms}
    good_answer: Says what goes.
    opens: [LAT202]
  - id: second-model
    title: A second model
    say: Somebody wants a second model.
    edits:
      - add: other
        as: {kind: model, name: The other one, type: gbdt}
    good_answer: Says what it costs.
    opens: [FRAME001]
starter:
  nodes:
    traffic: {kind: requirement, about: load, peak_qps: 600 QPS, requests_per_day: 12M/day}
    service: {kind: requirement, about: latency, latency_budget: p95 200 ms}
    page: {kind: consumer, name: The page}
  layout:
    traffic: [0, 0]
    service: [280, 0]
    page: [560, 0]
reference:
  about: A good one.
  reasons: [It is small., It is cheap., It is drawn.]
  findings: []
  design:
    nodes:
      api: {kind: endpoint, name: The API, mode: online, replicas: 6,
            throughput_per_replica: 150 rps}
      ranker: {kind: model, type: gbdt, latency_p95: 40 ms}
    edges: [traffic -> api, service -> api, page -> api, api -> ranker]
    layout:
      api: [560, 140]
      ranker: [560, 280]
weak:
  about: A bad one.
  edits:
    - node: api
      set: {replicas: 2}
  findings:
    - {finding: NUM101@api, severity: W/E/E/-, why: The load is not stated.}
    - {finding: NUM103@api, severity: W/E/E/E, why: Nor is how long it takes.}
    - {finding: NUM107@api, severity: -/W/E/E, why: Nor how often it fails.}
    - {finding: CAP301@api, severity: E/E/E/E, why: Two cannot carry it.}
    - {finding: MON601@api, severity: -/-/W/E, why: Nobody looks.}
sources:
  - {title: One, url: "https://example.org/1", supports: The peak.}
  - {title: Other, url: "https://example.org/2", supports: The delay.}
"""


def _anchors(words: type[Topic | Skill]) -> str:
    scores = "[Poor., Fair., Good., Excellent.]"
    return indent("".join(f"{one.value}: {scores}\n" for one in words), "    ")


RUBRIC = f"rubric:\n  topics:\n{_anchors(Topic)}  skills:\n{_anchors(Skill)}"
TINY = HEAD + RUBRIC + "follow_ups:\n" + FOLLOW_UP * 6 + TAIL


def line_of(text: str, found: str) -> int:
    """The number of the first line of *text* that has *found* in it, from 1."""
    return text[: text.index(found)].count("\n") + 1
