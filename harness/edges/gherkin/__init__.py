"""Gherkin: feature files under pytest, the vocabulary, and what is told of a run."""
