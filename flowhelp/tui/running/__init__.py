"""Commands of a step at work inside the app."""
