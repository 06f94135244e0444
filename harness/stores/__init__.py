"""Stores of one environment: the interface, the memory store, SQL, and the registry."""
