"""Formulas on plain floats, each with its source; they know no design."""
