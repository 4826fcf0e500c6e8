"""Records that travel."""
