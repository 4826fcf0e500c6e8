"""Keys: each binding has an id by which `config.toml` gives it another key, and a tooltip."""

from __future__ import annotations

from textual.binding import Binding

known: dict[str, str] = {}
"""Id of each binding that was made so far → its own keys, apart by commas."""

GROUPS = {
    "app": "Everywhere",
    "find": "Finding",
    "read": "Reading",
    "walk": "Walking",
    "log": "What was done",
    "cast": "Recordings",
    "list": "In a list",
    "run": "A program at work",
}
"""Beginning of an id → what its keys are for."""


def bind(  # noqa: PLR0913 (what there is to say of a key)
    id: str,  # noqa: A002 (its name in the configuration)
    key: str,
    action: str,
    words: str,
    tooltip: str,
    *,
    show: bool = True,
    priority: bool = False,
) -> Binding:
    """A binding.

    Args:
        id: `GROUP.name`; what `[keys]` in the configuration calls it.
        key: One key or several, apart by commas.
        action: Of the screen or widget that has the binding.
        words: One or two, for the line at the foot.
        tooltip: One sentence that says what it does.
        show: Whether it is at the foot; the list of keys (`?`) has it anyway.
        priority: Whether it comes before what the focused widget does with the key.
    """
    known[id] = key
    return Binding(key, action, words, show=show, priority=priority, tooltip=tooltip, id=id)
