"""The app in a browser: a server for one person, and the process behind each of their tabs."""
