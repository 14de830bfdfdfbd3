"""The pages of the rules: what each finds, why it matters, how to fix it; and all of them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from checks.documentation import drawing, lanes, sections, summary
from checks.registry import all_families, all_rules, family_of
from checks.rule import Bad
from design.brief import Lane, Level
from design.text import did_you_mean, shortened
from whiteboard.screens.chrome import dress
from whiteboard.screens.wording import badge, plain, rule_link, titled

if TYPE_CHECKING:
    from checks.rule import Example, Rule

_L = TypeVar("_L", Lane, Level)


def show_rule(code: str) -> None:
    """Show the manual page of the rule *code*."""
    dress()
    rule = all_rules().get(code.strip().upper())
    with st.container(key="start_page"):
        if rule is None:
            near = did_you_mean(code, tuple(all_rules()))
            st.error(plain(f"There is no rule {shortened(code)!r}{near}"))
            st.markdown("[All rules](?rules=all)")
            return
        family = all_families()[family_of(rule.code)]
        st.markdown(f"[All rules](?rules=all) / [{plain(family.title)}](?rules={family.prefix})")
        st.title(f"{rule.code} {rule.name.replace('-', ' ')}")
        st.markdown(plain(summary(rule)))
        _weights(rule)
        st.info(plain(rule.question), icon=":material/forum:")
        for heading, text in sections(rule):
            st.markdown(f"### {heading}\n{text}")
        st.markdown("### Examples")
        for example in rule.examples:
            _example(rule, example)


def show_rules(asked: str) -> None:
    """List the rules, all or those of the family *asked* for; a search narrows them down."""
    dress()
    with st.container(key="start_page"):
        st.title("Rules")
        words, prefix, level, lane = _wanted(asked)
        found = [
            rule
            for rule in all_rules().values()
            if prefix in {None, family_of(rule.code)} and rule.is_asked(level, lane)
            if says(rule, words)
        ]
        st.caption(f"{len(found)} of {len(all_rules())} rules")
        for family in all_families().values():
            own = [rule for rule in found if family_of(rule.code) == family.prefix]
            if own:
                st.markdown("\n".join([f"#### {plain(family.title)}", *map(_line, own)]))


def _wanted(asked: str) -> tuple[str, str | None, Level | None, Lane | None]:
    """What the person searches for: words, a family, a level, a lane."""
    families = all_families()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input("Search", placeholder="rollback, drift…", key="rule_search")
        prefix = st.selectbox(
            "Family",
            tuple(families),
            index=[*families].index(asked) if asked in families else None,
            format_func=lambda one: f"{one} · {families[one].title}",
            placeholder="all",
            key="rule_family",
        )
        level = _choice("Level", tuple(Level), "rule_level")
        lane = _choice("Lane", tuple(Lane), "rule_lane")
    return words, prefix, level, lane


def _choice(label: str, options: tuple[_L, ...], key: str) -> _L | None:
    return st.selectbox(label, options, index=None, format_func=titled, placeholder="all", key=key)


def says(rule: Rule[object, object], words: str) -> bool:
    """Whether every one of *words* stands in the code, name or manual page of *rule*."""
    manual = (rule.code, rule.name.replace("-", " "), rule.question, type(rule).__doc__ or "")
    text = " ".join(manual).lower()
    return all(word in text for word in words.lower().replace("-", " ").split())


def _line(rule: Rule[object, object]) -> str:
    return f"- {rule_link(rule.code, rule.name)} {plain(summary(rule))}"


def _weights(rule: Rule[object, object]) -> None:
    for variant, weight in (rule.variants or {"": rule.severity}).items():
        said = " ".join(
            badge(weight.at(level), f"{level.value}: {weight.at(level).value}") for level in Level
        )
        st.markdown(f"{said} {plain(variant.replace('_', ' '))}")
    skills = ", ".join(skill.label for skill in rule.skills)
    st.caption(plain(f"Lanes: {lanes(rule)} · Skills: {skills}"))


def _example(rule: Rule[object, object], example: Example) -> None:
    verdict = "Found" if isinstance(example, Bad) else "Not found"
    st.markdown(f"**{verdict}**: {plain(example.title)}")
    st.image(drawing(rule, example), width="content", alt=f"Drawn: {example.title}")
    with st.expander("The design file"):
        st.code(textwrap.dedent(example.design).strip(), language="yaml")
