"""Gives every port its adapter, once, and says what the server serves."""
