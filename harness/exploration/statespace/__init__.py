"""A bounded model of the simulation, and its exhaustive search."""
