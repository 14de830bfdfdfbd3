"""The page of one rule: what it finds, why it matters, how to fix it."""

from __future__ import annotations

import inspect

import streamlit as st

from checks.registry import all_rules
from design.text import did_you_mean, shortened
from whiteboard.screens.chrome import dress
from whiteboard.screens.wording import plain


def show_rule(code: str) -> None:
    """Show the manual page of the rule *code*."""
    dress()
    rule = all_rules().get(code)
    with st.container(key="start_page"):
        if rule is None:
            near = did_you_mean(code, tuple(all_rules()))
            st.error(plain(f"There is no rule {shortened(code)!r}{near}"))
            return
        st.title(f"{rule.code} {rule.name.replace('-', ' ')}")
        st.markdown(inspect.getdoc(type(rule)) or "")
        st.markdown(f"## The question it asks\n{plain(rule.question)}")
