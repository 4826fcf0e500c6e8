"""Walking a procedure."""
