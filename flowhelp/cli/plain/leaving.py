"""Going out of what is being asked: away from the walk, or into another one."""

from __future__ import annotations

from flowhelp.walkthrough.children import ChildDemand


class Left(Exception):  # noqa: N818 - no failure: the person goes away
    """The person leaves the walk, and those around it."""


class Deeper(Exception):  # noqa: N818 - as above
    """Another procedure is to be walked before the step goes on."""

    def __init__(self, asked: ChildDemand) -> None:
        super().__init__(asked.words)
        self.asked = asked
