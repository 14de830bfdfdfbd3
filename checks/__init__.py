"""What is wrong with a design: one engine, rules found by their place, and the facts they share."""
