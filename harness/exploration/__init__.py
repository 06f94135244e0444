"""Exploration: random and exhaustive testing over many histories, policy comparison, shrinking."""

from typing import Final

MOST_COMMANDS: Final = 100_000  # of a random history, which is held in memory to its end
