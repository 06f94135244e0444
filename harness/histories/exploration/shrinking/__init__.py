"""Shrinking: the shortest scenario that fails the same way."""
