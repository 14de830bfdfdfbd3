"""The pages around the board, the only place that draws with Streamlit."""
