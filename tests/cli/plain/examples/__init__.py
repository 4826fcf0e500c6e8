"""The walkable examples of FORMAT.md §7: whole sessions at a terminal, and the records of them."""
