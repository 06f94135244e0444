"""Seeded sample data: rows of any table, the same for the same seed."""
