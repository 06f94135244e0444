"""Companies: random histories over several tables, as a number draws them."""
