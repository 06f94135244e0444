"""For test suites of others: store conformance, Hypothesis strategies."""
