"""Running what a page says."""
