"""Questions that a step asks, one dialog after the other; each answer is on the disk at once."""
