"""Many histories: random, exhaustive, compared, shrunk."""
