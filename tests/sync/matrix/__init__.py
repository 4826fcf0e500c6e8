"""Every target against everything that can go wrong on the way to it."""
