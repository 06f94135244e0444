"""The workload generator: random histories over all tables."""
