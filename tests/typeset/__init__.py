"""Values laid out as lines of styled text."""
