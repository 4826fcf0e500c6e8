"""Where procedures come from."""
