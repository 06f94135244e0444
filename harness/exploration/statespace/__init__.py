"""A bounded model of the simulator: its canonical states, transitions, and exhaustive search."""
