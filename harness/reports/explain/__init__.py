"""Explanations (provenance): which events and rules led to each final value of a record."""
