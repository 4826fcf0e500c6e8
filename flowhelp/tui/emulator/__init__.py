"""A terminal in memory: what a program writes becomes cells that a widget can draw.

Pure: nothing here reaches a real terminal, so nothing that is fed can command one. It is fed
what `execution.screen.OutputFilter` lets through.
"""
