"""Every field a node or an edge can carry, each defined once. Over 400 lines: one closed table.

Dimensions, groups and examples follow the published attribute vocabulary; rules name these
constants, so a misspelt field is a type error rather than a silent miss.
"""

from __future__ import annotations

from design.quantities.quantity import Dimension
from design.quantities.slot import Slot
from design.vocabulary.attribute import (
    AttributeGroup,
    ChoiceAttribute,
    FlagAttribute,
    QuantityAttribute,
    RowsAttribute,
    TextAttribute,
    WordsAttribute,
)
from design.vocabulary.records import Alternative, Criterion, Stage

G = AttributeGroup
D = Dimension

_RATE = Slot(D.RATE, default_unit="requests/s")
_PER_DAY = Slot(D.RATE, default_unit="1/day")
_RATIO = Slot(D.RATIO)
_DURATION = Slot(D.DURATION)
_FRACTION = Slot(D.FRACTION)
_BYTES = Slot(D.BYTES)
_TOKENS = Slot(D.TOKENS)
_MONEY = Slot(D.MONEY)


def _count(noun: str, per: str | None = None) -> Slot:
    return Slot(D.COUNT, noun=noun, per=per)


def _q(
    name: str,
    label: str,
    slot: Slot,
    example: str,
    *,
    group: AttributeGroup = G.OTHER,
    synonyms: tuple[str, ...] = (),
    help: str = "",  # noqa: A002 - the field's own name
) -> QuantityAttribute:
    return QuantityAttribute(
        name=name,
        label=label,
        help=help,
        synonyms=synonyms,
        group=group,
        slot=slot,
        example=example,
    )


def _choice(name: str, label: str, *options: str, help: str = "") -> ChoiceAttribute:  # noqa: A002
    return ChoiceAttribute(name=name, label=label, help=help, options=options)


def _flag(name: str, label: str, help: str = "") -> FlagAttribute:  # noqa: A002
    return FlagAttribute(name=name, label=label, help=help)


def _text(name: str, label: str, help: str = "") -> TextAttribute:  # noqa: A002
    return TextAttribute(name=name, label=label, help=help)


def _words(name: str, label: str, help: str = "") -> WordsAttribute:  # noqa: A002
    return WordsAttribute(name=name, label=label, help=help)


# Load
PEAK_QPS = _q(
    "peak_qps",
    "Peak QPS",
    _RATE,
    "2k QPS",
    group=G.LOAD,
    synonyms=("qps", "peak", "peak load", "peak traffic", "rps", "peak rps", "throughput needed"),
    help="Requests per second in the worst minute of the day.",
)
AVG_QPS = _q(
    "avg_qps",
    "Average QPS",
    _RATE,
    "600/s",
    group=G.LOAD,
    synonyms=("average qps", "mean qps", "avg rps"),
)
MAX_QPS = _q(
    "max_qps",
    "Most QPS it can take",
    _RATE,
    "5k QPS",
    group=G.COMPUTE,
    synonyms=("qps limit", "rate limit"),
)
QUOTA_RPM = _q(
    "quota_rpm",
    "Request quota",
    Slot(D.RATE, default_unit="1/min"),
    "600 RPM",
    group=G.COMPUTE,
    synonyms=("rpm", "request quota"),
)
REQUESTS_PER_DAY = _q(
    "requests_per_day",
    "Requests per day",
    _PER_DAY,
    "50M/day",
    group=G.LOAD,
    synonyms=("daily requests", "requests daily", "predictions per day"),
)
ROWS_PER_DAY = _q(
    "rows_per_day",
    "Rows per day",
    _PER_DAY,
    "20M/day",
    group=G.WORKLOAD,
    synonyms=("daily rows", "events per day"),
)
LABELS_PER_DAY = _q("labels_per_day", "Labels per day", _PER_DAY, "20k/day", group=G.WORKLOAD)
ENTRANTS_PER_DAY = _q(
    "entrants_per_day",
    "Entrants per day",
    _PER_DAY,
    "40k users/day",
    group=G.WORKLOAD,
    help="New users (or other units) that enter the experiment each day.",
)
PEAK_FACTOR = _q("peak_factor", "Peak factor", _RATIO, "3x peak", group=G.LOAD)
HEADROOM = _q(
    "headroom", "Headroom", Slot(D.RATIO, excess_ratio=True), "30% headroom", group=G.COMPUTE
)
BURST_QPS = _q(
    "burst_qps", "Burst QPS", _RATE, "6k QPS", help="What arrives within seconds, as after a push."
)
PEAK_DURATION = _q("peak_duration", "Peak lasts", _DURATION, "2 h")
USER_RATE_LIMIT = _q(
    "user_rate_limit",
    "Rate limit per user",
    Slot(D.RATE, default_unit="1/min"),
    "20/min",
    synonyms=("per-user limit", "requests per user"),
)

# Batch
ROWS_PER_RUN = _q(
    "rows_per_run",
    "Rows per run",
    _count("rows"),
    "40M rows",
    group=G.BATCH,
    synonyms=("rows", "batch size in rows"),
)
BATCH_WINDOW = _q("batch_window", "Batch window", _DURATION, "2 h", group=G.BATCH)
FINISH_BY = _q(
    "finish_by",
    "Finish by",
    Slot(D.TIME_OF_DAY),
    "06:00 UTC",
    group=G.BATCH,
    synonyms=("deadline",),
)
STARTS_AT = _q("starts_at", "Starts at", Slot(D.TIME_OF_DAY), "02:00", group=G.BATCH)
AVAILABLE_AT = _q("available_at", "Available at", Slot(D.TIME_OF_DAY), "02:00", group=G.BATCH)
DURATION = _q(
    "duration",
    "Duration",
    _DURATION,
    "45 min",
    group=G.BATCH,
    synonyms=("run time", "job duration", "runtime"),
)

# Latency
LATENCY = _q(
    "latency",
    "Latency",
    _DURATION,
    "p95 200 ms",
    group=G.STAGE_LATENCY,
    help="A latency without a percentile; with one it is kept as p50, p95 or p99.",
)
LATENCY_P50 = _q(
    "latency_p50",
    "p50 latency",
    _DURATION,
    "40 ms",
    group=G.STAGE_LATENCY,
    synonyms=("p50", "latency p50", "median latency"),
)
LATENCY_P95 = _q(
    "latency_p95",
    "p95 latency",
    _DURATION,
    "120 ms",
    group=G.STAGE_LATENCY,
    synonyms=("p95", "latency p95"),
)
LATENCY_P99 = _q(
    "latency_p99",
    "p99 latency",
    _DURATION,
    "300 ms",
    group=G.STAGE_LATENCY,
    synonyms=("p99", "latency p99"),
)
LATENCY_MEAN = _q(
    "latency_mean",
    "Mean latency",
    _DURATION,
    "60 ms",
    group=G.STAGE_LATENCY,
    synonyms=("average latency", "avg latency"),
)
LATENCY_BUDGET = _q(
    "latency_budget",
    "Latency budget",
    _DURATION,
    "p95 200 ms",
    group=G.LATENCY_BUDGET,
    synonyms=("budget", "latency target", "latency slo"),
)
TIMEOUT = _q("timeout", "Timeout", _DURATION, "150 ms")
BACKOFF = _q("backoff", "Backoff", _DURATION, "50 ms")
STARTUP_TIME = _q("startup_time", "Start-up time", _DURATION, "90 s")
MAX_BATCH_WAIT = _q("max_batch_wait", "Longest batching wait", _DURATION, "5 ms")
TTFT = _q(
    "ttft",
    "Time to first token",
    _DURATION,
    "350 ms",
    group=G.STAGE_LATENCY,
    synonyms=("time to first token", "first token"),
)
TPOT = _q(
    "tpot",
    "Time per output token",
    Slot(D.TIME_PER_TOKEN),
    "20 ms/token",
    group=G.STAGE_LATENCY,
    synonyms=("inter-token latency", "itl", "tokens per second per user"),
)
LATENCY_PER_ITEM = _q(
    "latency_per_item",
    "Latency per candidate",
    _DURATION,
    "4 ms",
    help="What scoring one candidate takes; a batch scores several at once.",
)

# Time
LAG = _q("lag", "Lag", _DURATION, "5 min", synonyms=("delay", "ingest lag"))
TTL = _q("ttl", "TTL", _DURATION, "10 min", synonyms=("time to live",))
WINDOW = _q("window", "Window", _DURATION, "7 d", group=G.MONITOR_STATS)
HORIZON = _q(
    "horizon",
    "Horizon",
    _DURATION,
    "30 d",
    group=G.LABEL_TIMING,
    help="The window after the prediction over which the outcome is counted.",
)
LABEL_DELAY = _q(
    "label_delay",
    "Label delay",
    _DURATION,
    "T+30 days",
    group=G.LABEL_TIMING,
    synonyms=("label lag", "feedback delay"),
    help="From the prediction to the moment the label is known and final.",
)
GAP = _q("gap", "Train-test gap", _DURATION, "14 d")
RETENTION = _q("retention", "Retention", _DURATION, "90 d")
STALENESS_TOLERANCE = _q("staleness_tolerance", "Staleness tolerance", _DURATION, "14 d")
FRESHNESS_REQ = _q(
    "freshness_req",
    "Freshness requirement",
    _DURATION,
    "60 min",
    group=G.SERVICE_TARGET,
    synonyms=("freshness", "freshness requirement"),
)
MAX_DEGRADED_TIME = _q("max_degraded_time", "Longest tolerable degradation", _DURATION, "3 d")
DELETION_SLA = _q("deletion_sla", "Deletion deadline", _DURATION, "30 d")
ACTION_LEAD_TIME = _q("action_lead_time", "Action lead time", _DURATION, "10 d")
METRIC_DELAY = _q("metric_delay", "Metric delay", _DURATION, "24 h")
WINDOW_END_OFFSET = _q(
    "window_end_offset",
    "Window ends at",
    Slot(D.DURATION, signed=True),
    "-1 d",
    help="End of the feature's window relative to the prediction time; at most 0 is legal.",
)
PERIOD = _q(
    "period",
    "Cadence",
    Slot(D.PERIOD),
    "daily",
    group=G.CADENCE,
    synonyms=("cadence", "schedule", "frequency", "retraining cadence", "refresh"),
)
ARRIVAL_PERIOD = _q(
    "arrival_period", "Arrival cadence", Slot(D.PERIOD), "daily", group=G.LABEL_TIMING
)
REVIEW_PERIOD = _q("review_period", "Review cadence", Slot(D.PERIOD), "weekly", group=G.CADENCE)
REF_SPAN = _q("ref_span", "Reference span", _DURATION, "28 d", group=G.MONITOR_STATS)

# Size
EVENT_BYTES = _q("event_bytes", "Event size", _BYTES, "4 KB", group=G.WORKLOAD)
BYTES_PER_DAY = _q(
    "bytes_per_day", "Bytes per day", Slot(D.BYTE_RATE), "1.2 TB/day", group=G.WORKLOAD
)
MEMORY = _q("memory", "Memory", _BYTES, "128 GiB")
GPU_MEMORY = _q("gpu_memory", "GPU memory", _BYTES, "2x80GB")
STORAGE_CAPACITY = _q("storage_capacity", "Storage", _BYTES, "10 TB")
N_VECTORS = _q("n_vectors", "Vectors", _count("vectors"), "20 million chunks", group=G.INDEX_SIZE)
N_ROWS = _q("n_rows", "Rows", _count("rows"), "2M rows")
N_POSITIVES = _q("n_positives", "Positives", _count("positives"), "40k")
N_FEATURES = _q("n_features", "Features", _count("features"), "200")
N = _q("n", "Sample size", _count("items"), "200", group=G.QUALITY_TARGET)
N_REF = _q("n_ref", "Reference rows", _count("rows"), "10k", group=G.MONITOR_STATS)
N_CUR = _q("n_cur", "Rows per check", _count("rows"), "2k", group=G.MONITOR_STATS)
SAMPLES_PER_DAY = _q("samples_per_day", "Human samples per day", _PER_DAY, "200/day")
CODE_BYTES = _q(
    "code_bytes",
    "Code size per vector",
    _BYTES,
    "64 B",
    help="Of a product-quantised vector, in place of dimensions x bytes.",
)
CONCURRENCY = _q(
    "concurrency",
    "Sequences at once",
    _count("sequences"),
    "64",
    synonyms=("concurrent sequences", "concurrent requests"),
)
ITEMS_PER_GROUP = _q("items_per_group", "Items per group", _count("items"), "5")
REDUNDANCY = _q("redundancy", "Labels per item", _count("labels"), "3")

# Shares
BASE_RATE = _q(
    "base_rate",
    "Base rate",
    _FRACTION,
    "2%",
    group=G.QUALITY_TARGET,
    synonyms=("positive rate", "prevalence"),
)
COVERAGE = _q("coverage", "Coverage", _FRACTION, "95%")
NULL_RATE = _q("null_rate", "Null rate", _FRACTION, "1%", synonyms=("missing rate",))
SERVING_NULL_RATE = _q(
    "serving_null_rate", "Null rate in serving", _FRACTION, "1%", synonyms=("null rate serving",)
)
FRACTION = _q("fraction", "Share of requests", _FRACTION, "10%")
SHARE = _q("share", "Share of traffic", _FRACTION, "5%")
CACHE_HIT = _q("cache_hit", "Cache hit rate", _FRACTION, "60%", synonyms=("hit rate",))
FLAG_RATE = _q("flag_rate", "Flag rate", _FRACTION, "0.5%")
RECALL = _q("recall", "Recall", _FRACTION, "80%")
PRECISION = _q("precision", "Precision", _FRACTION, "50%")
FPR = _q("fpr", "False positive rate", _FRACTION, "0.2%")
RECALL_AT_K = _q("recall_at_k", "Recall at k", _FRACTION, "0.85")
SAMPLING = _q("sampling", "Sampling keep rate", _FRACTION, "1%")
JUDGE_AGREEMENT = _q("judge_agreement", "Judge agreement", _FRACTION, "kappa 0.71 on 120 items")
AVAILABILITY = _q("availability", "Availability", Slot(D.AVAILABILITY), "99.9%")
AVAILABILITY_SLO = _q(
    "availability_slo",
    "Availability SLO",
    Slot(D.AVAILABILITY),
    "99.95% monthly",
    group=G.SERVICE_TARGET,
    synonyms=("slo", "uptime"),
)
THRESHOLD = _q(
    "threshold",
    "Threshold",
    Slot(D.CHANGE),
    "drops 5% relative",
    group=G.MONITOR_STATS,
    synonyms=("alert threshold",),
)
MDE = _q("mde", "Smallest effect to detect", Slot(D.CHANGE), "+0.2 pp")
CLAIMED_GAIN = _q("claimed_gain", "Claimed gain", Slot(D.CHANGE), "+2 pp")
ALPHA = _q("alpha", "Significance level", _FRACTION, "p < 0.01")
GROWTH = _q("growth", "Growth per month", _FRACTION, "8%")
EXPLORATION = _q(
    "exploration",
    "Exploration share",
    _FRACTION,
    "1%",
    synonyms=("holdout share", "control group", "random traffic"),
    help="Treated at random or not at all, so that the next labels are not all of our own making.",
)
UPLIFT = _q(
    "uplift",
    "Uplift",
    _FRACTION,
    "2%",
    synonyms=("incremental effect",),
    help="The share of decisions that turn out well because of the prediction.",
)
DISCOUNT = _q(
    "discount", "Discount", _FRACTION, "40%", help="Reserved or spot, off the list price."
)
RETRY_BUDGET = _q("retry_budget", "Retry budget", _FRACTION, "10%")
PAIRED_CORRELATION = _q("paired_correlation", "Correlation of paired items", _FRACTION, "0.5")
ICC = _q(
    "icc", "Correlation within a group", _FRACTION, "0.1", synonyms=("intraclass correlation",)
)
VARIANCE_REDUCTION = _q(
    "variance_reduction", "Variance reduction", _FRACTION, "30%", synonyms=("cuped",)
)
ANSWERABLE = _q(
    "answerable", "Answerable share", _FRACTION, "95%", help="Of questions the corpus can answer."
)
CLOSED_BOOK_SHARE = _q("closed_book_share", "Answerable without retrieval", _FRACTION, "10%")

# Money
MONTHLY_BUDGET = _q(
    "monthly_budget",
    "Monthly budget",
    Slot(D.MONEY_PER_MONTH),
    "$3k/month",
    group=G.SERVICE_TARGET,
    synonyms=("cost budget", "cost target"),
)
MONTHLY_COST = _q(
    "monthly_cost",
    "Monthly cost",
    Slot(D.MONEY_PER_MONTH),
    "$2k/month",
    group=G.MONEY,
    synonyms=("cost",),
)
UNIT_COST = _q(
    "unit_cost", "Cost per replica hour", Slot(D.MONEY_PER_HOUR), "$1.20/h", group=G.MONEY
)
PRICE_IN = _q(
    "price_in", "Input price", Slot(D.MONEY_PER_TOKEN), "$0.50 / 1M tokens", group=G.MONEY
)
PRICE_OUT = _q(
    "price_out", "Output price", Slot(D.MONEY_PER_TOKEN), "$1.50 / 1M tokens", group=G.MONEY
)
CACHED_PRICE = _q(
    "cached_price",
    "Cached input price",
    Slot(D.MONEY_PER_TOKEN),
    "$0.05 / 1M tokens",
    group=G.MONEY,
)
VALUE_PER_DECISION = _q("value_per_decision", "Value per decision", _MONEY, "$0.02")
FP_COST = _q("fp_cost", "Cost of a false positive", _MONEY, "$5")
FN_COST = _q("fn_cost", "Cost of a false negative", _MONEY, "$40 per missed fraud")
COST_PER_LABEL = _q("cost_per_label", "Cost per label", _MONEY, "$0.30")
STORAGE_PRICE = _q(
    "storage_price",
    "Storage price per TB",
    Slot(D.MONEY_PER_MONTH, per="TB"),
    "$23/TB-month",
    help="Per terabyte kept for a month.",
)
SPEND_CAP = _q(
    "spend_cap",
    "Hard spend cap",
    Slot(D.MONEY_PER_MONTH),
    "$4k/month",
    help="The provider stops there.",
)

# Tokens
TOKENS_IN = _q(
    "tokens_in", "Input tokens", _TOKENS, "3k tokens", group=G.TOKENS, synonyms=("prompt tokens",)
)
TOKENS_OUT = _q(
    "tokens_out",
    "Output tokens",
    _TOKENS,
    "~400 out",
    group=G.TOKENS,
    synonyms=("completion tokens",),
)
MAX_OUTPUT_TOKENS = _q("max_output_tokens", "Output token limit", _TOKENS, "512")
SYSTEM_TOKENS = _q("system_tokens", "System prompt tokens", _TOKENS, "800")
HISTORY_TOKENS = _q("history_tokens", "History tokens", _TOKENS, "1.5k")
QUERY_TOKENS = _q("query_tokens", "Query tokens", _TOKENS, "200")
CHUNK_TOKENS = _q("chunk_tokens", "Chunk tokens", _TOKENS, "500", group=G.TOKENS)
CONTEXT_WINDOW = _q("context_window", "Context window", _TOKENS, "128k context")
MAX_INPUT_TOKENS = _q("max_input_tokens", "Input token limit", _TOKENS, "8192")
QUOTA_TPM = _q(
    "quota_tpm",
    "Token quota",
    Slot(D.TOKEN_RATE, default_unit="tokens/min"),
    "1M TPM",
    synonyms=("tpm", "token quota"),
)
STEP_TOKENS = _q("step_tokens", "Tokens per step", _TOKENS, "800")
RESULT_TOKENS = _q("result_tokens", "Result tokens", _TOKENS, "1k")
OVERLAP_TOKENS = _q("overlap_tokens", "Chunk overlap", _TOKENS, "50")

# Counts
REPLICAS = _q(
    "replicas",
    "Replicas",
    _count("replicas"),
    "12 pods",
    group=G.COMPUTE,
    synonyms=("pods", "instances"),
)
MIN_REPLICAS = _q("min_replicas", "Fewest replicas", _count("replicas"), "3")
MAX_REPLICAS = _q(
    "max_replicas", "Most replicas", _count("replicas"), "30", help="The ceiling of the autoscaler."
)
ZONES = _q("zones", "Zones", _count("zones"), "3 AZs")
WORKERS_PER_REPLICA = _q(
    "workers_per_replica",
    "Workers per replica",
    _count("workers", "replica"),
    "16",
    group=G.COMPUTE,
)
SHARDS = _q("shards", "Shards", _count("shards"), "4")
COPIES = _q("copies", "Copies", _count("copies"), "2")
BATCH_SIZE = _q("batch_size", "Batch size", _count("requests"), "32")
FANOUT = _q("fanout", "Fan-out", _count("calls"), "20")
WAIT_FOR = _q(
    "wait_for",
    "Answers waited for",
    _count("answers"),
    "18",
    help="Of a fan-out; else all of them.",
)
CALLS_PER_REQUEST = _q("calls_per_request", "Calls per request", _count("calls", "request"), "3")
ATTEMPTS = _q(
    "attempts",
    "Attempts",
    Slot(D.COUNT, noun="attempts", retries_are_attempts=True),
    "3 tries",
    synonyms=("retries",),
)
MAX_STEPS = _q("max_steps", "Step limit", _count("steps"), "6")
K = _q("k", "k", _count("items"), "top-5", group=G.TOKENS, synonyms=("top k", "top-k"))
CANDIDATES = _q("candidates", "Candidates", _count("candidates"), "500")
BINS = _q("bins", "Bins", _count("bins"), "10")
REVIEWERS = _q("reviewers", "Reviewers", _count("reviewers"), "25")
THROUGHPUT_PER_REPLICA = _q(
    "throughput_per_replica",
    "Throughput per replica",
    Slot(D.RATE, default_unit="requests/s", per="replica"),
    "180 rps per pod",
    group=G.COMPUTE,
    synonyms=("throughput per pod", "rps per pod", "qps per replica"),
)
THROUGHPUT = _q(
    "throughput",
    "Throughput of the whole",
    _RATE,
    "3k rps",
    group=G.COMPUTE,
    synonyms=("cluster throughput", "capacity"),
    help="What all replicas together can take.",
)
GPU_COUNT = _q("gpu_count", "GPUs", _count("GPUs"), "4 x H100")
TEST_READS = _q("test_reads", "Times the test set was read", _count("times"), "looked at twice")

# Model shape
PARAMS = _q("params", "Parameters", _count("parameters"), "8B params")
N_LAYERS = _q("n_layers", "Layers", _count("layers"), "32")
N_KV_HEADS = _q("n_kv_heads", "KV heads", _count("heads"), "8")
HEAD_DIM = _q("head_dim", "Head dimension", _count("dimensions"), "128")
BYTES_PER_PARAM = _q("bytes_per_param", "Bytes per parameter", _BYTES, "fp16")
DIM = _q(
    "dim",
    "Dimensions",
    _count("dimensions"),
    "768-d",
    group=G.INDEX_SIZE,
    synonyms=("embedding size", "dimensions"),
)
BYTES_PER_DIM = _q("bytes_per_dim", "Bytes per dimension", _BYTES, "int8")
HNSW_M = _q("hnsw_m", "HNSW M", _count("links"), "M=32")

# Quality and alerting
QUALITY_TARGET = _q(
    "quality_target", "Quality target", Slot(D.TARGET), "PR-AUC >= 0.35", group=G.QUALITY_TARGET
)
BASELINE = _q(
    "baseline",
    "Baseline value",
    Slot(D.TARGET),
    "PR-AUC 0.28",
    group=G.QUALITY_TARGET,
    synonyms=("baseline value", "current value"),
)
VALUE = _q(
    "value",
    "Value",
    Slot(D.TARGET),
    ">= 62%",
    group=G.QUALITY_TARGET,
    help="The number the requirement or the assumption states.",
)
BURN_RATE = _q("burn_rate", "Burn rate", _RATIO, "14.4x")
TEMPERATURE = _q("temperature", "Temperature", _RATIO, "0.2")
EXPECTED_PER_WEEK = _q(
    "expected_per_week", "Expected per week", Slot(D.RATE, default_unit="1/week"), "3 pages/week"
)
MINUTES_PER_CASE = _q(
    "minutes_per_case", "Time per case", _DURATION, "4 min/case", group=G.WORKLOAD
)
HOURS_PER_DAY = _q("hours_per_day", "Working time per day", _DURATION, "6.5 h")
ACK_TIME = _q("ack_time", "Time to acknowledge", _DURATION, "ack 5 min")
MITIGATE_TIME = _q("mitigate_time", "Time to mitigate", _DURATION, "30 min")
TIME_TO_ROLLBACK = _q(
    "time_to_rollback", "Time to roll back", _DURATION, "10 min", synonyms=("rollback time",)
)
MIN_SAMPLES = _q("min_samples", "Fewest samples", _count("samples"), "20k")

# Closed lists
MODEL_TYPE = _choice(
    "type", "Type", "linear", "gbdt", "nn", "llm", "embedder", "reranker", "heuristic"
)
MODE = _choice("mode", "Mode", "online", "batch", "stream", "async", "device")
CALL_MODE = _choice("mode", "Mode", "sync", "async", "scheduled")
JOIN = _choice("join", "Join", "point_in_time", "latest", "event_time")
SPLIT = _choice("split", "Split", "random", "time", "group", "time+group")
FIT_SCOPE = _choice("fit_scope", "Fitted on", "train", "train_folds", "all")
COMPUTED = _choice("computed", "Computed", "request", "stream", "batch")
MATURITY_RULE = _choice(
    "maturity_rule",
    "Maturity rule",
    "wait",
    "censor_model",
    "none",
    help="What is done with examples too young to have their label.",
)
ORIGIN = _choice("origin", "Origin", "natural", "annotated", "synthetic")
ROLE = _choice("role", "Role", "input", "target", "auxiliary")
REFERENCE = _choice("reference", "Reference", "fixed_train", "fixed_prod", "rolling", "seasonal")
SIGNAL = _choice(
    "signal",
    "Signal",
    "input_drift",
    "prediction_drift",
    "quality",
    "business",
    "data_quality",
    "freshness",
    "schema",
    "latency",
    "errors",
    "saturation",
    "cost",
    "groundedness",
    "safety",
)
STAT = _choice(
    "stat",
    "Statistic",
    "psi",
    "ks",
    "chi2",
    "js",
    "wasserstein",
    "mean",
    "rate",
    "quantile",
    "count",
    "slo_burn",
)
CONTROL = _choice("control", "Control", "concurrent", "before_after", "none")
TRUST = _choice("trust", "Trust", "trusted", "untrusted")
SIDE_EFFECT = _choice(
    "side_effect", "Side effect", "none", "read", "write", "pay", "send", "delete"
)
ACL = _choice("acl", "Access control", "none", "required", "enforced")
IMPACT = _choice("impact", "Impact", "advisory", "consequential", "safety")
STATUS = _choice("status", "Status", "open", "chosen")
SEVERITY = _choice("severity", "Severity", "page", "ticket", "dashboard")
HOURS = _choice("hours", "Hours", "24x7", "business")
TRIGGER = _choice("trigger", "Trigger", "schedule", "upstream", "continuous", "on_change", "manual")
SIDE = _choice("side", "Side", "doc", "query")
GUARD_STAGE = _choice("stage", "Where", "input", "retrieved", "output", "tool")
ABOUT = _choice(
    "about",
    "About",
    "business",
    "quality-online",
    "quality-offline",
    "latency",
    "load",
    "availability",
    "freshness",
    "cost",
    "fairness",
    "privacy",
    "method",
    "scope",
)
MEASURED_AT = _choice("measured_at", "Measured at", "caller", "server")
REBUILD = _choice("rebuild", "Rebuild", "in_place", "blue_green", "versioned")
OUTPUT = _choice("output", "Output", "class", "score", "ranking", "value", "text", "embedding")
IMPUTE = _choice(
    "impute",
    "Filled when missing with",
    "mean",
    "median",
    "zero",
    "default",
    "last_value",
    "model",
    "none",
)
STORE = _choice(
    "store",
    "Kept in",
    "online",
    "offline",
    "warehouse",
    "lake",
    "stream",
    "api",
    "file",
)
INDEX_TYPE = _choice(
    "index_type", "Index type", "hnsw", "ivf", "pq", "flat", "disk", "serverless", "inverted"
)
OUTPUT_FORMAT = _choice("output_format", "Output format", "text", "json", "code", "sql", "html")
USED_AS = _choice(
    "used_as",
    "Used as",
    "rank",
    "threshold",
    "probability",
    help="Whether only the order of scores counts, a cut-off, or the number itself.",
)
ASSIGNMENT = _choice("assignment", "Assignment", "unit", "cluster", "switchback", "interleaving")
CORRECTION = _choice(
    "correction",
    "Correction for many tests",
    "none",
    "bonferroni",
    "fdr",
    "share",
    help="share: alert on the share of features that drifted.",
)

# Yes or no
TIME_DEPENDENT = _flag("time_dependent", "Depends on time")
WRITTEN_AFTER_OUTCOME = _flag(
    "written_after_outcome",
    "Written after the outcome",
    "The outcome process itself writes this, as a chargeback desk writes its case notes.",
)
NEEDS_LABELS = _flag("needs_labels", "Needs labels")
PINNED = _flag("pinned", "Pinned")
AUTOMATIC = _flag("automatic", "Automatic")
REVERSIBLE = _flag("reversible", "Reversible")
DUAL_WRITE = _flag("dual_write", "Dual write")
APPROVAL = _flag("approval", "Needs approval")
PERSONAL_DATA = _flag("personal_data", "Personal data")
STREAMING = _flag("streaming", "Streams its answer")
SERVES_NEW_ENTITIES = _flag("serves_new_entities", "Serves new entities")
SRM_CHECK = _flag("srm_check", "Sample ratio check")
USED_FOR_SELECTION = _flag("used_for_selection", "Used for selection")
REWEIGHTED = _flag("reweighted", "Reweighted")
GATE = _flag("gate", "Gate", "The step stops the release when it fails.")
HARD = _flag("hard", "Hard dependency")
IN_PROCESS = _flag("in_process", "In process")
LOGGED_AT_SERVING = _flag("logged_at_serving", "Logged at serving")
DEDUP = _flag("dedup", "Deduplicated")
SHED_LOAD = _flag("shed_load", "Sheds load", "Excess traffic is refused or queued by design.")
STATIC = _flag("static", "Does not change over time")
MISSING_INDICATOR = _flag("missing_indicator", "Has a missing indicator")
OUT_OF_SCOPE = _flag("out_of_scope", "Out of scope", "Drawn for later; not judged.")
SECONDARY = _flag("secondary", "Secondary metric")
HEDGED = _flag("hedged", "Hedged", "A second request is sent and the first answer wins.")
PARTIAL_OK = _flag("partial_ok", "Partial answers accepted")
JITTER = _flag("jitter", "Backs off with jitter")
CIRCUIT_BREAKER = _flag("circuit_breaker", "Circuit breaker")
WARM_POOL = _flag("warm_pool", "Warm pool")
MEASURED_AT_LOAD = _flag("measured_at_load", "Latency measured at peak load")
PROVISIONED = _flag("provisioned", "Provisioned throughput")
SERVES_STALE = _flag("serves_stale", "Serves stale values past the TTL")
PREVIOUS_PARTITION = _flag("previous_partition", "Reads the partition before on purpose")
OVERLAPS_OK = _flag("overlaps_ok", "Runs may overlap")
INCREMENTAL = _flag("incremental", "Kept up incrementally")
EQUIVALENCE_TEST = _flag("equivalence_test", "Both implementations tested for equality")
CALIBRATED = _flag("calibrated", "Calibrated")
SHARED_RESOURCE = _flag("shared_resource", "Arms share a resource")
GROUPED = _flag("grouped", "Grouped")
RANKED_QUEUE = _flag("ranked_queue", "Ranked, cut at capacity")
MULTI_TENANT = _flag("multi_tenant", "Several tenants")
DATA_AGREEMENT = _flag("data_agreement", "Agreement on personal data")
PUBLIC = _flag("public", "Open to the public")
DISCLOSED = _flag("disclosed", "People are told it is an AI")
CONSTRAINED_DECODING = _flag("constrained_decoding", "Constrained decoding")
DRY_RUN = _flag("dry_run", "Drafts only")

# Words
METRIC = _text("metric", "Metric")
DEFINITION = _text("definition", "Definition")
UNIT = _text("unit", "Unit", "What one row is: a user, an order, a session.")
VERSION = _text("version", "Version")
DEFINITION_VERSION = _text("definition_version", "Definition version")
SPACE_ID = _text("space_id", "Vector space", "Encoders that share a space carry the same id.")
GROUP_KEY = _text("group_key", "Group key")
METRIC_UNIT = _text("metric_unit", "Unit of the metric", "What one row of the metric is.")
PROXY_FOR = _text("proxy_for", "Proxy for")
OP = _text("op", "Operation")
TRAIN_IMPL = _text("train_impl", "Training implementation")
SERVE_IMPL = _text("serve_impl", "Serving implementation")
SEGMENT_BY = _text("segment_by", "Split by", "version, arm, country ...")
ROLLBACK_TARGET = _text("rollback_target", "Rolls back to")
DECIDER = _text("decider", "Who decides")
ZONE = _text("zone", "Zone")
PROVIDER = _text("provider", "Provider")
OWNER = _text("owner", "Owner")
ACTION = _text("action", "Action", "Who does what differently when the score changes.")
BECAUSE = _text("because", "Because", "The number or requirement that made the choice.")
RISK = _text("risk", "Accepted risk")
REVISIT_WHEN = _text("revisit_when", "Revisit when")
CHOICE = _text("choice", "Choice")
VALIDATED_BY = _text("validated_by", "Validated by")
FIRST_ACTION = _text("first_action", "First action")
SCHEMA_CONTRACT = _text("schema_contract", "Schema contract")
JUDGE = _text("judge", "Judge")
POPULATION = _text("population", "Population")
CONTENT = _text("content", "Content")
APPEAL = _text("appeal", "Appeal", "How a person who was wronged gets a different answer.")
MODEL_CARD = _text("model_card", "Model card", "Intended use, excluded uses, known failures.")
SCOPE = _text("scope", "Scope", "What it may touch, with whose rights.")
LIMIT = _text("limit", "Limit", "The most it may do: an amount, a rate.")
DATASET = _text("dataset", "Dataset")
PARALLEL_GROUP = _text(
    "parallel_group",
    "Parallel group",
    "Edges with the same group under one parent run side by side.",
)
ATTRIBUTE = _text(
    "attribute", "Number it states", "Which field of the node it supports, such as peak_qps."
)
SOURCE = _text("source", "Where it comes from")
TEXT = _text("text", "Text")
GUARDRAILS = _words("guardrails", "Guardrail metrics")
SLICES = _words("slices", "Slices")
SUBGROUPS = _words("subgroups", "Protected groups compared")
FAILURE_MODES = _words("failure_modes", "Failure modes", "What can go wrong, and what is seen.")

# Records
STAGE_KINDS = ("shadow", "canary", "ramp", "full", "blue_green", "interleave")
ALTERNATIVE_KINDS = ("ml", "heuristic", "manual", "buy", "no-ml")
STAGE_KIND = _choice("kind", "Kind", *STAGE_KINDS)
COMPARATOR = _choice("comparator", "Comparator", "<", "<=", "=", ">=", ">")
ALTERNATIVE_NAME = _text("name", "Name")
ALTERNATIVE_KIND = _choice("kind", "Kind", *ALTERNATIVE_KINDS)
REJECTED_BECAUSE = _text("rejected_because", "Rejected because")

STAGES: RowsAttribute[Stage] = RowsAttribute(
    name="stages", label="Rollout stages", columns=(STAGE_KIND, SHARE, DURATION)
)
CRITERIA: RowsAttribute[Criterion] = RowsAttribute(
    name="criteria",
    label="Rollback criteria",
    columns=(METRIC, COMPARATOR, THRESHOLD, WINDOW, MIN_SAMPLES, ACTION),
)
ALTERNATIVES: RowsAttribute[Alternative] = RowsAttribute(
    name="alternatives",
    label="Alternatives",
    columns=(ALTERNATIVE_NAME, ALTERNATIVE_KIND, REJECTED_BECAUSE),
)
