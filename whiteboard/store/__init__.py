"""Where boards are kept: one SQLite file, and a folder of design files for people."""
