"""HTML pages: replayed scenarios with their timelines as lanes, and how every page is rendered."""
