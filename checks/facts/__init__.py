"""What several rules need to know of a design, each worked out once; rules ask the board for it."""
