"""The works rules refer to, by the key that opens a source such as "SRE 21, 22"."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Checked(StrEnum):
    """How far a reference was checked against the work itself."""

    READ = ""
    QUOTED = "seen as quoted by others"
    UNCHECKED = "chapter or page not checked"


@dataclass(frozen=True, slots=True)
class Work:
    """One work, as a reference list names it."""

    key: str
    reference: str
    checked: Checked = Checked.READ


_R, _Q, _U = Checked.READ, Checked.QUOTED, Checked.UNCHECKED
_WORKS = (
    Work(
        "ABL", "Brooker, Timeouts, retries, and backoff with jitter, Amazon Builders' Library", _Q
    ),
    Work("AWSAV", "AWS, Availability and Beyond: availability with dependencies", _R),
    Work("AWSML", "AWS, Well-Architected Machine Learning Lens, 2025 update", _R),
    Work("AWSPG", "AWS, Prescriptive Guidance: MLOps checklist", _R),
    Work("AXEL", "Axelsson, The Base-Rate Fallacy and Intrusion Detection, TISSEC 2000", _R),
    Work("CALC", "Treynor, Dahlin, Rau, Beyer, The Calculus of Service Availability, Queue 2017"),
    Work("CHAP", "Chapelle, Modeling Delayed Feedback in Display Advertising, KDD 2014", _R),
    Work("DBXLIM", "Databricks, Foundation Model API limits; Groq, rate limits", _R),
    Work("DBXTS", "Databricks, Point-in-time feature joins", _R),
    Work("DV", "Breck et al., Data Validation for Machine Learning, MLSys 2019", _U),
    Work("EUAI", "Regulation (EU) 2024/1689 on artificial intelligence", _Q),
    Work("EVID", "Evidently, Drift methods, thresholds and reference datasets", _U),
    Work("FAISS", "Faiss wiki, Guidelines to choose an index", _R),
    Work("FEAST", "Feast, Point-in-time joins", _R),
    Work("GCP", "Google Cloud, MLOps: continuous delivery and automation pipelines in ML", _Q),
    Work("HB13", "Harchol-Balter, Performance Modeling and Design of Computer Systems, 2013", _U),
    Work("HE14", "He et al., Predicting Clicks on Ads at Facebook, ADKDD 2014", _U),
    Work("HTD", "Sculley et al., Hidden Technical Debt in ML Systems, NeurIPS 2015", _U),
    Work("HUYEN", "Huyen, Designing Machine Learning Systems, O'Reilly 2022", _U),
    Work("IN", "InterviewNode, Skills-based AI and ML hiring", _R),
    Work("KN", "Kapoor and Narayanan, Leakage and the reproducibility crisis, Patterns 2023", _Q),
    Work("KTX", "Kohavi, Tang, Xu, Trustworthy Online Controlled Experiments, 2020", _U),
    Work("KVC", "Size of the KV cache: 2 x layers x KV heads x head dimension x bytes a token", _Q),
    Work("LDP", "Lopez de Prado, Advances in Financial Machine Learning, 2018", _Q),
    Work("LG08", "Little and Graves, Little's Law, in Building Intuition, Springer 2008", _U),
    Work("LITM", "Liu et al., Lost in the Middle, TACL 2024", _U),
    Work("MILLER", "Miller, Adding Error Bars to Evals, arXiv 2411.00640", _Q),
    Work("MITCH", "Mitchell et al., Model Cards for Model Reporting, FAT* 2019", _U),
    Work("MLTS", "Breck et al., The ML Test Score, IEEE Big Data 2017", _U),
    Work("NIM", "NVIDIA NIM, LLM benchmarking metrics", _R),
    Work("NIST", "NIST, AI Risk Management Framework 1.0; AI 600-1", _U),
    Work("NML", "NannyML, Chunking; performance estimation without targets", _R),
    Work("OSK", "OpenSearch, k-NN memory: 1.1 x (4 x d + 8 x M) bytes a vector", _Q),
    Work("OWASP", "OWASP, Top 10 for LLM Applications 2025", _R),
    Work("PB", "ClarityHire, How to Interview Machine Learning Engineers: A 2026 Playbook", _R),
    Work("PSI", "Yurdakul, Statistical Properties of the Population Stability Index, 2018", _R),
    Work("RAB", "Rabanser, Guennemann, Lipton, Failing Loudly, NeurIPS 2019", _U),
    Work("RAGAS", "Ragas, Context recall; faithfulness", _R),
    Work("RoML", "Zinkevich, Rules of Machine Learning, Google", _U),
    Work("SMR", "Amazon SageMaker AI, Auto-Rollback Configuration and Monitoring", _R),
    Work("SRE", "Beyer et al., Site Reliability Engineering, O'Reilly 2016", _U),
    Work("SREW", "Beyer et al., The Site Reliability Workbook, O'Reilly 2018", _R),
    Work("TAS", "Dean and Barroso, The Tail at Scale, CACM 2013", _Q),
    Work("VLLM", "Kwon et al., PagedAttention, SOSP 2023", _U),
    Work("VOY", "MongoDB and Voyage, Migrate to a New Embedding Model", _R),
    Work("WLT", "Which Leakage Types Matter?, arXiv 2604.04199, 2026", _R),
    Work("XU", "Aminian and Xu, Machine Learning System Design Interview, 2023", _U),
    Work("YANG", "Yang et al., Data Leakage in Notebooks, ASE 2022", _R),
    Work("ZHENG", "Zheng et al., Judging LLM-as-a-Judge, NeurIPS 2023", _U),
)

WORKS: Mapping[str, Work] = MappingProxyType({work.key: work for work in _WORKS})


def key_of(source: str) -> str:
    """The key of the work in a source such as "SRE 21, 22"."""
    return source.split(" ", 1)[0]


def expanded(source: str) -> str:
    """A source written out, and whether its chapter or page was checked."""
    work = WORKS[key_of(source)]
    place = source[len(work.key) :].strip()
    where = f", {place}" if place else ""
    caveat = f" ({work.checked.value})" if place and work.checked.value else ""
    return f"{work.reference}{where}{caveat}"
