"""Other people's shapes, one file each."""
