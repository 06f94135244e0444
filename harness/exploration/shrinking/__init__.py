"""Shrinking a failing history."""
