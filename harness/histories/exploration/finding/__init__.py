"""Finding: the shortest histories that show something, one of each cause."""
