#!python
"""The command `flowhelp`, as it is put beside the interpreter.

It is a script of our own because those that installers make for entry points may load the
module for regular expressions, which takes a fifth of the time of a whole answer.
"""

from flowhelp.entry import main

if __name__ == "__main__":
    main()
