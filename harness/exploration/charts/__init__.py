"""Charts: coverage of rules by commands, and graphs of the states of a record."""
