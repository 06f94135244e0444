"""Mutation testing: integrations with one rule broken, and what notices."""
