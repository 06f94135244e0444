"""Scenario files: read, replayed, written."""
