"""Exploration: many histories, what holds for all of them, and the shortest that breaks it."""
