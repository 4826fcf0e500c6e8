"""Where procedures come from, and whether to trust them."""
