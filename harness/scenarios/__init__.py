"""Scenarios: the file format with its reader and writer, expectations, and the replay."""
