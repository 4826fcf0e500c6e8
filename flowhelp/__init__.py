"""Help that reaches people while they work."""

__version__ = "0.1.0"
