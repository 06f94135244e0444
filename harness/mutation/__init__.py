"""Mutation testing: integrations with one rule broken, and which suites kill them."""
