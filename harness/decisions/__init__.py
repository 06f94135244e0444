"""Layer 2, decisions: pure functions of what both sides look like, and the ports."""
