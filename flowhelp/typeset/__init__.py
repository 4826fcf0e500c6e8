"""Values laid out as lines of styled text, which every front end shows in its own way."""
