"""Properties of histories: invariants, coverage goals, and the oracle they ask."""
