"""Sample data: generated rows of any table, the same for the same seed."""
