"""The simulator: two environments, their integration and a clock, driven by commands."""
