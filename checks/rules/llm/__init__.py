"""LLM: what a language model may read, say and do."""

from checks.rule import Family, Topic

FAMILY = Family(
    prefix="LLM",
    title="LLM applications",
    order=17,
    description="What a language model may read, say and do.",
    topic=Topic.MODEL,
)
