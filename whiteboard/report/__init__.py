"""One evaluation as PDF, HTML, Markdown, JSON, SARIF and text."""
