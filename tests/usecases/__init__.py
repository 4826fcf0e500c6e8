"""What a person comes here to do, joined to real rooms."""
