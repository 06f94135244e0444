"""Exploration: random and exhaustive testing over many histories, policy comparison, shrinking."""
