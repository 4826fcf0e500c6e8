"""What the reader shows and remembers: a page laid out, and the pages before it."""
