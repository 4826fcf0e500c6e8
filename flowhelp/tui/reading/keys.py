"""The keys of the reader."""

from __future__ import annotations

from textual.binding import BindingType

from flowhelp.tui.keys import bind

KEYS: list[BindingType] = [
    bind("read.close", "escape", "close", "Back", "Close what is open; then leave the page."),
    # It comes first: what is typed right behind it, over a slow line in one go, are words.
    bind("read.seek", "slash", "seek", "Search", "Look for words on this page.", priority=True),
    bind("read.next-match", "n", "match(1)", "Next", "Go to the next place with the words.",
         show=False),
    bind("read.last-match", "N", "match(-1)", "Before", "Go to the place with the words before.",
         show=False),
    bind("read.outline", "o", "outline", "Outline", "Show or hide the headings and steps."),
    bind("read.copy", "c", "copy", "Copy", "Copy a command of this page."),
    bind("read.walk", "w", "walk", "Walk", "Walk this page, step by step."),
    bind("read.runs", "h", "runs", "History", "Show what was done with this page, or the page."),
    bind("read.edit", "e", "edit", "Edit", "Open the file in your editor."),
    bind("read.before", "alt+left,backspace", "visit(-1)", "Page before",
         "Go back to where you read before.", show=False),
    bind("read.after", "alt+right", "visit(1)", "Page after",
         "Go forward to where you came back from.", show=False),
    bind("read.again", "R", "again", "Load again", "Read the file again.", show=False),
]  # fmt: skip
