"""The board in the browser: its program, its channel to the server and what both say there."""
