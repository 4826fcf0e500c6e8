"""How a reading went over the runs of a procedure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowhelp.errors import MissingError
from flowhelp.ids import RunId, StepId
from flowhelp.journal.history import RunInShort
from flowhelp.journal.trends import Series, facts, only, series
from flowhelp.usecases.past import listed

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace


class NoReadingsError(MissingError):
    """Nobody ever filled that blank."""


@dataclass(frozen=True, slots=True)
class Trend:
    """The values of one blank over all runs.

    Attributes:
        series: One for each unit, the one with the latest value first; at least one.
        runs: What is known of the runs they are from, by id.
    """

    series: tuple[Series, ...]
    runs: Mapping[RunId, RunInShort]

    @property
    def equipment(self) -> tuple[str, ...]:
        """What was worked on, each once, sorted; nothing where no run says it."""
        named = {each.context.get("equipment", "") for each in self.runs.values()}
        return tuple(sorted(named - {""}))

    def of(self, equipment: str) -> Trend:
        """The same of one piece of equipment alone; of all for no name."""
        if not equipment:
            return self
        runs = {
            run: each
            for run, each in self.runs.items()
            if each.context.get("equipment") == equipment
        }
        kept = (only(each, runs) for each in self.series)
        return Trend(tuple(each for each in kept if each is not None), runs)


def trend(workspace: Workspace, procedure: str, sid: str, name: str) -> Trend:
    """The values of a blank over all runs of a page.

    Args:
        workspace: Its journal.
        procedure: Id of the page.
        sid: The step that has the blank.
        name: Of the blank; `name@second` for the reading of the second person.

    Raises:
        NoReadingsError: There is no value.
    """
    runs = {each.run: each for portion in listed(workspace, procedure) for each in portion}
    found = series(facts(workspace.journal.asked, tuple(runs), name.partition("@")[0]),
                   StepId(sid), name)  # fmt: skip
    if not found:
        raise NoReadingsError(f"{name!r} has no reading in any walk of {procedure}")
    used = {point.run for each in found for point in each.points}
    return Trend(found, {run: each for run, each in runs.items() if run in used})
