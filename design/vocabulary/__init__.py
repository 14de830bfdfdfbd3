"""The closed vocabulary of a design: kinds of node, relations of edge, fields of both."""
