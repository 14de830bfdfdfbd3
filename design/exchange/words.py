"""Which kind of node a box is, from the words in it and its outline."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from design.exchange.sketch import Shape
from design.vocabulary.kinds import KINDS, Kind

K = Kind

# What people write on boxes beside the words of the vocabulary: products and names of the trade.
_STRONG: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        K.REQUIREMENT: "requirement, requirements, sla, kpi, service level",
        K.ASSUMPTION: "assumption, assumptions",
        K.DECISION: "decision, trade off, tradeoff",
        K.CONSUMER: "consumer, end user, users, customer, customers, mobile app, web app, browser,"
        " frontend, front end, web client, client app, ui, website, shopper, rider, seller, buyer",
        K.SOURCE: "kafka, kinesis, pubsub, pub sub, s3, gcs, data lake, data warehouse, datalake,"
        " bigquery, snowflake, redshift, databricks, delta lake, iceberg, postgres, postgresql,"
        " mysql, mongodb, mongo, cassandra, dynamodb, dynamo db, oracle, sql server, hdfs, hive,"
        " blob storage, object store, object storage, event stream, event bus, eventbus, event hub,"
        " records, message queue, rabbitmq, sqs, click stream, raw data, data source, crm, cdc,"
        " debezium,"
        " knowledge base, document store, catalog, db, clickhouse, pulsar, bucket",
        K.LABEL: "labels, label store, chargebacks, annotations, ground truth labels",
        K.DATASET: "dataset, data set, training data, train set, training dataset, validation set,"
        " eval set, evaluation set, test data, golden dataset",
        K.TRANSFORM: "spark, flink, airflow, dbt, beam, dataflow, glue, preprocessing,"
        " preprocessor, feature engineering, feature pipeline, stream processor, chunking,"
        " ingestion, data pipeline, tokenizer, feature extraction, kafka streams, cleaning,"
        " feature extractor, cleaner, parser, normalizer, data loader, ingestor, collector,"
        " normalization, aggregator, postprocessing, featurizer, feature computation",
        K.FEATURE: "features, feature vector, user features, item features",
        K.FEATURE_STORE: "feature store, featurestore, redis, tecton, hopsworks,"
        " redis feature store, online features, vertex feature store",
        K.LOG: "logs, logging, logger, prediction logs, request log, audit log, inference log,"
        " inference table",
        K.MODEL: "xgboost, lightgbm, catboost, gbdt, gbm, logistic regression, random forest,"
        " neural network, neural net, dnn, cnn, rnn, lstm, transformer model, bert, two tower,"
        " wide and deep, ml model, isolation forest, autoencoder,"
        " ensemble, ranking, ml engine, scorer, predictor, recommender, resnet, yolo,"
        " pytorch model,"
        " scoring model, ranking model, embedding model, cross encoder, bi encoder, dlrm, t5",
        K.TRAINING_JOB: "training, train, model training, training pipeline, retrain,"
        " training service, fine tuning, finetuning, sagemaker training, kubeflow, batch training",
        K.REGISTRY: "registry, model store, model repository, artifact store, weights and biases",
        K.EVALUATION: "evaluation, evaluator, offline evaluation, model evaluation, eval,"
        " validation, llm as judge, benchmark",
        K.EXPERIMENT: "ab testing, a/b testing, experimentation, experiment platform,"
        " interleaving test",
        K.ENDPOINT: "endpoint, api gateway, rest api, grpc, inference service, inference server,"
        " model server, model serving, serving, prediction service, load balancer, backend,"
        " triton, tf serving, torchserve, kserve, seldon, bentoml, fastapi, flask, microservice,"
        " sagemaker endpoint, lambda, orchestrator, ranking service, scoring service, nginx,"
        " prediction api, inference, web server, app server, alb, elb, cloud run",
        K.CACHE: "elasticache, cdn, varnish, semantic cache, memcache",
        K.FALLBACK: "fall back, popular items, default response, rule based fallback",
        K.DEPLOYMENT: "ci cd, cicd, deploy, argo cd, argocd, blue green, canary release,"
        " canary deployment, shadow mode, jenkins, github actions",
        K.RETRIEVER: "retrieval, candidate generator, semantic search, hybrid search, bm25,"
        " two stage retrieval, langchain retriever, candidate retrieval",
        K.INDEX: "vector db, vectordb, vector store, vectorstore, pinecone, weaviate, milvus,"
        " qdrant, chroma, pgvector, elasticsearch, elastic search, opensearch, vespa, lucene, solr,"
        " inverted index, vector index, ann index, embeddings store",
        K.PROMPT: "prompt template, system prompt, prompts",
        K.LLM: "llm call, gpt 4, gpt 4o, gpt 3, gpt 5, gpt4, claude, gemini, llama, mistral,"
        " openai, anthropic, bedrock, vllm, chatgpt, generator, llm api, azure openai, qwen,"
        " deepseek, foundation model, large language model, summarizer, agent",
        K.TOOL: "tools, tool call, calculator, code interpreter, web search, mcp server, mcp",
        K.GUARDRAIL: "guard rail, guardrails, content filter, content moderation, pii filter,"
        " llama guard, input validation, output validation, toxicity filter, policy check,"
        " safety filter, moderation api",
        K.MONITOR: "monitoring, prometheus, grafana, datadog, drift detection, drift monitor,"
        " evidently, cloudwatch, whylabs, arize, model monitoring, new relic, data quality",
        K.ALERT: "alerts, alerting, alertmanager, alert manager, slack alert",
        K.ONCALL: "on call, pagerduty, opsgenie, on call engineer, sre",
        K.RUNBOOK: "run book",
        K.HUMAN_REVIEW: "manual review, reviewers, review queue, human in the loop, hitl,"
        " annotators, labelers, labeling, labelling, moderator, fraud analysts, analyst,"
        " label studio, mechanical turk",
    }
)
# Words of the vocabulary that boxes also carry for other reasons.
_WEAK: Final = frozenset(
    "team app action default page metric metrics job table search function network target template"
    " stream service server queue release filter safety generation outcome choice goal versions"
    " documents events user tool log train validation client agent db inference logging feature"
    " training label serving dashboard generator records".split()
)
_OUTLINE: Final[Mapping[Shape, tuple[tuple[Kind, int], ...]]] = MappingProxyType(
    {
        Shape.STORE: (
            (K.SOURCE, 8),
            (K.FEATURE_STORE, 6),
            (K.INDEX, 6),
            (K.DATASET, 5),
            (K.LOG, 4),
            (K.CACHE, 4),
            (K.REGISTRY, 4),
            (K.LABEL, 2),
        ),
        Shape.PERSON: ((K.CONSUMER, 9), (K.HUMAN_REVIEW, 6), (K.ONCALL, 5)),
        Shape.CHOICE: ((K.DECISION, 5), (K.GUARDRAIL, 3), (K.EXPERIMENT, 2)),
        Shape.DOCUMENT: ((K.RUNBOOK, 4), (K.PROMPT, 4), (K.REQUIREMENT, 3), (K.DATASET, 3)),
        Shape.QUEUE: ((K.SOURCE, 7),),
        Shape.CLOUD: ((K.LLM, 2), (K.SOURCE, 2)),
        Shape.BOX: (),
    }
)
_WORDS: Final = re.compile(r"[a-z]+|\d+")
_JOINT: Final = re.compile(r"(?<=\w\w)(?::\s|\s[-–—|]\s|\s\()")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_LONGEST: Final = 4  # words of one phrase
_READ: Final = 60  # words of one label
CERTAIN: Final = 10
_LEAD: Final = 4


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest kind, what it was read from, and whether nothing else is near."""

    kind: Kind | None
    because: str = ""
    certain: bool = False
    other: Kind | None = None


def guess(name: str, rest: str = "", shape: Shape = Shape.BOX, hint: str = "") -> Guess:
    """The kind a box is, by its name, the other words in it, its outline and its icon.

    The same words give the same kind. ``kind`` is None where nothing says anything.
    """
    scores: dict[Kind, int] = {}
    found: dict[Kind, str] = {}
    head, tail = _headed(name)
    for text, share in ((head, 4), (hint, 3), (f"{tail} {rest}", 2)):
        for kind, (points, phrase) in _spoken(text, in_name=share == 4).items():
            scores[kind] = scores.get(kind, 0) + points * share // 4
            found.setdefault(kind, phrase)
    for kind, points in _OUTLINE[shape]:
        scores[kind] = scores.get(kind, 0) + points
        found.setdefault(kind, f"the {shape} around it")
    if not scores:
        return Guess(None)
    order = {kind: place for place, kind in enumerate(Kind)}
    ranked = sorted(scores, key=lambda kind: (-scores[kind], order[kind]))
    best, other = ranked[0], ranked[1] if len(ranked) > 1 else None
    lead = scores[best] - (scores[other] if other else 0)
    certain = scores[best] >= CERTAIN and lead >= _LEAD
    return Guess(best, found[best], certain, other)


def _headed(name: str) -> tuple[str, str]:
    """The part of a name that says what it is, and the rest: "Feature store: Redis + S3"."""
    match = _JOINT.search(name)
    return (name[: match.start()], name[match.end() :]) if match else (name, "")


def kind_named(word: str) -> Kind | None:
    """The kind whose name or label *word* is, in any case and with any joints."""
    return _names().get(" ".join(_cut(word)))


@cache
def _names() -> Mapping[str, Kind]:
    names = {" ".join(_cut(spec.label)): kind for kind, spec in KINDS.items()}
    return MappingProxyType(names | {" ".join(_cut(kind)): kind for kind in Kind})


def _cut(text: str) -> list[str]:
    return _WORDS.findall(_CAMEL.sub(" ", text[:2000]).casefold())[:_READ]


def _spoken(text: str, *, in_name: bool) -> dict[Kind, tuple[int, str]]:
    """Points per kind for the phrases in *text*; longer phrases hide the words inside them.

    What a name ends in counts more: a "model registry" is a registry.
    """
    words, at = _cut(text), 0
    whole = len(words)
    found: dict[Kind, tuple[int, str]] = {}
    while at < len(words):
        length = _match(words, at)
        if length == 0:
            at += 1
            continue
        phrase = _known(words[at : at + length])
        at += length
        ending = 0 if not in_name or at < whole else 8 if length == whole else 5
        for kind, worth in _phrases()[phrase].items():
            points = worth + ending
            if points > found.get(kind, (0, ""))[0]:
                found[kind] = (points, phrase)
    return found


def _match(words: list[str], at: int) -> int:
    """How many words from *at* on are the longest known phrase."""
    for length in range(min(_LONGEST, len(words) - at), 0, -1):
        if _known(words[at : at + length]):
            return length
    return 0


def _known(words: list[str]) -> str:
    """The known phrase that *words* are, in the singular where only that is known."""
    phrase = " ".join(words)
    if phrase in _phrases():
        return phrase
    return phrase[:-1] if phrase.endswith("s") and phrase[:-1] in _phrases() else ""


@cache
def _phrases() -> Mapping[str, Mapping[Kind, int]]:
    found: dict[str, dict[Kind, int]] = {}

    def add(phrase: str, kind: Kind, points: int) -> None:
        cut = " ".join(_cut(phrase))
        kinds = found.setdefault(cut, {})
        kinds[kind] = max(points, kinds.get(kind, 0))

    for kind, spec in KINDS.items():
        own = (str(kind), spec.label, *spec.words)
        for phrase in (*own, *_STRONG.get(kind, "").split(", ")):
            count = len(_cut(phrase))
            weak = " ".join(_cut(phrase)) in _WEAK
            add(phrase, kind, 4 if weak else 8 + 3 * count)
    return MappingProxyType(found)
