"""Drawings: what a small world comes to, as tables and pictures."""
