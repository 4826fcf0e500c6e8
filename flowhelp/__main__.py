"""`python -m flowhelp`."""

from flowhelp.entry import main

main()
