"""Watching: a history done and followed, with an account of its own of what happens."""
