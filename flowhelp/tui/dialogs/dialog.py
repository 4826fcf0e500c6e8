"""What every dialog has: a frame at whose foot stands how to see what its keys do."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.binding import BindingType
from textual.screen import ModalScreen

from flowhelp.tui.keys import bind

T = TypeVar("T")

HELP = "app.help"
"""The binding that lists the keys."""


class Dialog(ModalScreen[T]):
    """A question or a message; the bindings of the app itself do not reach into it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind(HELP, "f1,question_mark", "app.keys", "Keys", "Show what every key does here."),
    ]
    HAND: ClassVar[tuple[tuple[str, str], ...]] = ()
    """(keys, what they do) of what its parts do by themselves, for the list of keys."""

    def on_mount(self) -> None:
        """Name the key in the frame, where it takes no row: windows may be small."""
        active = self.active_bindings.values()
        helps = (each.binding for each in active if each.binding.id == HELP)
        key = next(helps, None)
        if key is not None:
            words = f"{self.app.get_key_display(key)}: {key.description.lower()}"
            self.query_one(".dialog-box").border_subtitle = words
