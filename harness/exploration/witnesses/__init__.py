"""Shortest histories that reach a target."""
