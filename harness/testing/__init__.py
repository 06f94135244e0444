"""For your own test suites: the store conformance suite, and strategies for Hypothesis."""
