"""Figures, printed; none of them is a test."""
