"""Test helpers for other projects: store conformance tests, and Hypothesis strategies."""
