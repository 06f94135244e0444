"""Gherkin: the vocabulary, feature files, their checks, and two ways to run them."""
