"""The small world: a few records, all commands; searched whole, or walked at random."""
