"""Charts of the state space."""
