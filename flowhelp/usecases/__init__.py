"""Each thing a person comes here to do, once."""
