"""Mutants: integrations that are broken on purpose. For tests only: nothing here runs by itself."""
