"""Conflict policies compared over the same histories."""
