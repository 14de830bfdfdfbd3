"""Numbers with units: read from what people type, held in base units, shown back to them."""
