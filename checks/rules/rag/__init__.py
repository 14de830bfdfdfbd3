"""RAG: whether the right passages are found, and only by those who may see them."""

from checks.rule import Family, Topic

FAMILY = Family(
    prefix="RAG",
    title="Retrieval",
    order=18,
    description="Whether the right passages are found, and only by those who may see them.",
    topic=Topic.MODEL,
)
