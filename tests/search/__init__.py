"""From words to procedures."""
