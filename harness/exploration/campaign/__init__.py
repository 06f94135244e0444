"""Explorations over many seeds, on one process, several or a cluster."""
