"""What is known of the person who asks, apart from the words: a little weight for what fits.

Each factor is near 1, so that a clearly better text always stands first: all of
them together change a score by less than a third.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Habits(Protocol):
        """How much pages are in use."""

        def of(self, key: str, name: str) -> float:
            """0 to 1 for the page of that id in the library with that key."""
            ...


STATUS = {"deprecated": 0.8, "retired": 0.5}
"""What the score of a page that is no longer active is multiplied by."""

OTHER_SYSTEM = 0.85
"""The same of a page for another operating system."""

HABIT = 0.15
"""What is added to 1 for a page in constant use."""

OWN_PROJECT = 0.05
"""The same for a page of the project that the person is in."""

FITTING_TYPE = 0.05
"""The same where the question says which type of page it wants."""

_WAYS = frozenset(("procedure", "checklist", "guide", "decision"))


class Leaning:
    """The person's circumstances.

    Attributes:
        platform: The operating system, as pages' platforms are called; empty is any.
        project: Key of the library of the project that the person is in; empty is none.
        habits: How much each page is in use by the person; None for not at all.
        kind: Of the question: "how", "what" or "".
    """

    __slots__ = ("habits", "kind", "platform", "project")

    def __init__(
        self,
        platform: str = "",
        project: str = "",
        habits: Habits | None = None,
        kind: str = "",
    ) -> None:
        self.platform = platform
        self.project = project
        self.habits = habits
        self.kind = kind

    def factors(
        self, *, key: str, name: str, page_type: str, status: str, platform: str
    ) -> list[tuple[str, float]]:
        """(reason, factor) of everything that moves a page; empty when nothing does."""
        found: list[tuple[str, float]] = []
        if status in STATUS:
            found.append((status, STATUS[status]))
        if platform and self.platform and platform != self.platform:
            found.append((f"for {platform}", OTHER_SYSTEM))
        if self.habits and (habit := self.habits.of(key, name)):
            found.append(("in use by you", 1 + HABIT * habit))
        if key == self.project:
            found.append(("of this project", 1 + OWN_PROJECT))
        if self.kind and (self.kind == "how") == (page_type in _WAYS):
            found.append((f"a {page_type}", 1 + FITTING_TYPE))
        return found


NEUTRAL = Leaning()
"""Nothing is known."""
