"""Sessions at a shell, replayed with the installed command."""
