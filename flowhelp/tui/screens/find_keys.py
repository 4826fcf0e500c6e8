"""The keys of the search."""

from __future__ import annotations

from textual.binding import BindingType

from flowhelp.tui.keys import bind

KEYS: list[BindingType] = [
    bind("find.open", "enter", "open", "Open", "Open the page at the step that answers."),
    bind("find.walk", "f2,ctrl+enter", "walk", "Walk", "Walk it, one step at a time."),
    bind("find.go-on", "ctrl+r", "go_on", "Go on", "Go on with the walk that was left last."),
    bind("find.take", "f3", "take", "Take it", "Search for the words that were meant."),
    bind("find.clear", "escape", "clear", "Clear", "Back to the box, and clear it."),
    bind("find.down", "down", "move(1)", "Down", "Mark the next answer.", show=False),
    bind("find.up", "up", "move(-1)", "Up", "Mark the answer before.", show=False),
    bind("find.page-down", "pagedown", "turn(1)", "Page", "A window down.", show=False),
    bind("find.page-up", "pageup", "turn(-1)", "Page up", "A window up.", show=False),
    bind("find.type", "ctrl+y", "filter('type')", "Type", "Only one type of page.",
         show=False),
    bind("find.tag", "ctrl+g", "filter('tag')", "Tag", "Only pages with a tag.", show=False),
    bind("find.source", "ctrl+s", "filter('source')", "Source", "Only one library.",
         show=False),
    bind("find.role", "ctrl+o", "filter('role')", "Role", "Only pages for a role.",
         show=False),
    bind("find.look", "f6", "look", "Look", "Show or hide the look at the page.", show=False),
    bind("find.add", "f8", "ask_for_library", "Add library", "Add a library to search.",
         show=False),
    bind("find.words", "slash", "clear", "Words", "Type other words.", show=False),
]  # fmt: skip
