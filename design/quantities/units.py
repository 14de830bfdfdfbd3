"""Every unit word that is read, with its factor to the base unit; pint checks the table.

A month is 730 h and a year 8760 h, the field's convention for bills.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

MINUTE, HOUR, DAY, WEEK = 60.0, 3600.0, 86400.0, 604800.0
MONTH, YEAR = 730 * HOUR, 8760 * HOUR


def _table(*rows: tuple[float, str]) -> Mapping[str, float]:
    return MappingProxyType({word: factor for factor, words in rows for word in words.split()})


TIME = _table(
    (1e-9, "ns nanosecond nanoseconds"),
    (1e-6, "us μs usec microsecond microseconds"),
    (1e-3, "ms msec msecs milli millis millisecond milliseconds"),
    (1.0, "s sec secs second seconds"),
    (MINUTE, "m min mins minute minutes"),
    (HOUR, "h hr hrs hour hours"),
    (DAY, "d day days night nights"),
    (WEEK, "w wk wks week weeks"),
    (2 * WEEK, "fortnight fortnights"),
    (MONTH, "mo mos month months"),
    (3 * MONTH, "quarter quarters"),
    (YEAR, "y yr yrs year years annum"),
)
BYTES = _table(
    (1.0, "B byte bytes"),
    (1e3, "kB KB kilobyte kilobytes"),
    (1e6, "MB megabyte megabytes"),
    (1e9, "GB gigabyte gigabytes"),
    (1e12, "TB terabyte terabytes"),
    (1e15, "PB petabyte petabytes"),
    (1e18, "EB exabyte exabytes"),
    (2.0**10, "KiB Ki kibibyte kibibytes"),
    (2.0**20, "MiB Mi mebibyte mebibytes"),
    (2.0**30, "GiB Gi gibibyte gibibytes"),
    (2.0**40, "TiB Ti tebibyte tebibytes"),
    (2.0**50, "PiB Pi pebibyte pebibytes"),
    (0.125, "bit bits"),
    (125.0, "kbit kilobit kilobits"),
    (125e3, "Mbit megabit megabits"),
    (125e6, "Gbit gigabit gigabits"),
)
# A bit unit in a size field is more often a slip for bytes than meant, so it is asked about;
# with "per second" behind it it is the network convention and is read.
BIT_SHORTHAND = _table((0.125, "b"), (125.0, "kb Kb"), (125e3, "Mb"), (125e6, "Gb"), (125e9, "Tb"))
BYTES_PER_SECOND = _table(
    (0.125, "bps"),
    (125.0, "kbps Kbps"),
    (125e3, "Mbps"),
    (125e6, "Gbps"),
    (125e9, "Tbps"),
    (1e3, "kBps KBps"),
    (1e6, "MBps"),
    (1e9, "GBps"),
)
NUMBER_TYPES = _table(
    (8.0, "fp64 float64 int64"),
    (4.0, "fp32 float32 tf32 int32 float"),
    (2.0, "fp16 float16 bf16 bfloat16 int16"),
    (1.0, "fp8 int8 uint8 e4m3 e5m2"),
    (0.5, "int4 fp4 nf4 uint4"),
    (0.125, "binary"),
)
RATE = _table(
    (1.0, "qps rps eps hz"),
    (1 / MINUTE, "rpm qpm"),
    (1 / HOUR, "rph qph"),
    (1 / DAY, "rpd qpd"),
)
TOKENS = _table(
    (1.0, "token tokens tok toks"),
    (1e3, "ktok ktoks ktoken ktokens"),
    (1e6, "mtok mtoks mtoken mtokens"),
)
TOKEN_RATE = _table((1.0, "tps"), (1 / MINUTE, "tpm"), (1 / HOUR, "tph"), (1 / DAY, "tpd"))
SHARE = _table(
    (1e-2, "% percent pct pc"),
    (1e-2, "pp pps ppt pts point points %-points percentage-points"),
    (1e-3, "‰ permille"),
    (1e-4, "bp bps"),
    (1e-6, "ppm"),
)
POINTS = frozenset({"pp", "pps", "ppt", "pts", "point", "points", "bp", "bps"})
SCALES = _table(
    (1e3, "k K thousand thousands"),
    (1e6, "M mn million millions mio"),
    (1e9, "B bn billion billions"),
    (1e12, "T tn trillion trillions"),
)
CURRENCY_SIGNS: Mapping[str, str] = MappingProxyType(
    {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
)
CURRENCY_WORDS: Mapping[str, str] = MappingProxyType(
    {
        **{
            code.lower(): code
            for code in "USD EUR GBP JPY INR CHF CAD AUD CNY SEK NOK DKK PLN "
            "BRL MXN SGD HKD KRW NZD ZAR".split()
        },
        **dict.fromkeys(("dollar", "dollars", "us"), "USD"),
        **dict.fromkeys(("euro", "euros"), "EUR"),
        **dict.fromkeys(("pound", "pounds"), "GBP"),
    }
)
CENTS = frozenset({"cent", "cents", "¢"})
PERIOD_ADVERBS: Mapping[str, float] = MappingProxyType(
    {
        "hourly": HOUR,
        "daily": DAY,
        "nightly": DAY,
        "weekly": WEEK,
        "fortnightly": 2 * WEEK,
        "monthly": MONTH,
        "quarterly": 3 * MONTH,
        "yearly": YEAR,
        "annually": YEAR,
        "annual": YEAR,
    }
)
# Words that are two units at once; each with what to write instead.
AMBIGUOUS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "mbps": ("Mbps", "MB/s"),
        "gbps": ("Gbps", "GB/s"),
        "mb": ("MB", "Mbit"),
        "gb": ("GB", "Gbit"),
        "tb": ("TB",),
        "kb": ("KB", "kbit"),
        "Kb": ("KB", "kbit"),
        "Mb": ("MB", "Mbit"),
        "Gb": ("GB", "Gbit"),
        "Tb": ("TB",),
        "b": ("B", "bit"),
        "m": ("min", "M"),
        "M": ("min", "months"),
        "TPS": ("tok/s", "requests/s"),
        "tps": ("tok/s", "requests/s"),
        "mB": ("MB",),
        "gB": ("GB",),
    }
)


def find(table: Mapping[str, float], word: str) -> float | None:
    """The factor of *word*: exact case first, any case where that is unambiguous."""
    factor = table.get(word)
    if factor is not None:
        return factor
    if len(word) < 2 or word in AMBIGUOUS:
        return None
    return table.get(word.lower())


def nearest(word: str, tables: Iterable[Iterable[str]]) -> str | None:
    """The known unit spelled most like *word*, if any is close."""
    known = sorted({unit for table in tables for unit in table if len(unit) > 1})
    lowered = {unit.lower(): unit for unit in reversed(known)}
    close = difflib.get_close_matches(word.lower()[:40], list(lowered), n=1, cutoff=0.6)
    return lowered[close[0]] if close else None
