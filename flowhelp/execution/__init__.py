"""Running what a page says: the command, its values, its dangers, its output."""
