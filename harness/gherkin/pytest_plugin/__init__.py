"""The pytest plugin: features collected, run and reported."""
