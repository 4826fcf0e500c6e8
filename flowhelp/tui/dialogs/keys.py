"""What every key does on the screen or in the dialog below."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Button, Label

from flowhelp.tui.dialogs.dialog import HELP, Dialog
from flowhelp.tui.keys import GROUPS, bind
from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.styles import Line, Style

_OTHERS = "Everywhere"
_DIALOG = "In this dialog"


class KeysDialog(ModalScreen[None]):
    """The list of keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.close", "escape,q,f1,question_mark", "close", "Close", "Back to the screen."),
    ]

    def __init__(self, below: Screen[Any]) -> None:
        """The keys of the screen `below`, as they are bound now."""
        super().__init__(classes="dialog")
        self._rows = tuple(_rows(below))

    def compose(self) -> ComposeResult:
        """Groups of keys, each with what it does and the name by which it can be bound anew."""
        with Vertical(classes="dialog-box") as box:
            box.border_subtitle = "esc: close"
            yield Label("Keys", classes="dialog-title", markup=False)
            sheet = Sheet(self._lines, id="keys")
            sheet.styles.height = "62vh"
            sheet.styles.padding = (0, 0, 0, 1)
            yield sheet
            yield Label(
                "In grey: its name for [keys] in config.toml.",
                classes="dialog-hint",
                markup=False,
            )
            with Horizontal(classes="dialog-buttons"):
                yield Button("Commands …", id="commands")
                yield Button("Close", id="close", variant="primary")

    def on_mount(self) -> None:
        """It can be scrolled at once."""
        self.query_one(Sheet).focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        """Go back; and by the mouse to what the keys do, as most of them are not at the foot."""
        event.stop()
        self.dismiss(None)
        if event.button.id == "commands":
            self.app.call_later(self.app.action_command_palette)

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)

    def _lines(self, width: int) -> Iterator[Line]:
        group = ""
        for own, keys, words, name in self._rows:
            if own != group:
                group = own
                yield ()
                yield ((own, Style.HEADING),)
            first = ((f"  {keys:<14} ", Style.NUMBER),)
            rest = ((" " * 17, None),)
            yield from wrapped(
                [(words, None), (f"  {name}" if name else "", Style.DIM)],
                width,
                first=first,
                rest=rest,
            )


def _rows(screen: Screen[Any]) -> Iterator[tuple[str, str, str, str]]:
    """(group, keys, what they do, name) of each binding that counts, sorted by group."""
    found: dict[str, tuple[str, list[str], str]] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if not binding.id or not active.enabled:
            continue
        group = _group(active)
        words = binding.tooltip or binding.description
        key = screen.app.get_key_display(binding)
        _, keys, _ = found.setdefault(binding.id, (group, [], words))
        if key not in keys:
            keys.append(key)
    rows = [(group, " ".join(keys), words, name) for name, (group, keys, words) in found.items()]
    if isinstance(screen, Dialog):
        rows = [*((_DIALOG, keys, words, "") for keys, words in screen.HAND), *rows]
    order = [_DIALOG, *GROUPS.values()]
    bound = [each.id for each in screen.BINDINGS if isinstance(each, Binding) and each.id]
    own = {_DIALOG, *map(_group_of, bound)}
    # What belongs to this screen first; what is everywhere last.
    yield from sorted(rows, key=lambda row: _place(row[0], own, order))


def _group(active: ActiveBinding) -> str:
    of_dialog = isinstance(active.node, Dialog) and active.binding.id != HELP
    return _DIALOG if of_dialog else _group_of(active.binding.id or "")


def _group_of(name: str) -> str:
    return GROUPS.get(name.partition(".")[0], _OTHERS)


def _place(group: str, own: Collection[str], order: Sequence[str]) -> tuple[bool, bool, int]:
    """Sorts what the screen itself has first, and what is everywhere last."""
    return group == _OTHERS, group not in own, order.index(group)
