"""A walk on a line terminal."""
