"""A walk line by line: for any terminal, a screen reader, a serial console."""
