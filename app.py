"""Starts the whiteboard: `streamlit run app.py`, or `uvicorn app:app`.

The file has two roles: the server imports it to find `app`, and each page runs it as a script.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is None:
    from whiteboard.wiring.serving import extras

    app = st.App(__file__, **extras())
else:
    from whiteboard.screens.pages import show_page

    show_page()
