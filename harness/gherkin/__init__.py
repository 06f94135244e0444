"""Gherkin: phrases, feature files, and how they run."""
