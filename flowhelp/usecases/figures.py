"""What was done with one page on this machine: its runs, and what they add up to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flowhelp.journal.figures import Figures, figures_of
from flowhelp.usecases.history import Wanted, records

if TYPE_CHECKING:
    from flowhelp.usecases.show import Page
    from flowhelp.usecases.workspace import Workspace


@dataclass(frozen=True, slots=True)
class PageRuns:
    """What was done with a page.

    Attributes:
        records: Of its runs, the newest first.
        figures: What they add up to.
    """

    records: tuple[dict[str, Any], ...] = ()
    figures: Figures = field(default_factory=Figures)


def runs_of(workspace: Workspace, page: Page) -> PageRuns:
    """The runs of a page, and of the procedures on it, by the journal of this machine.

    Raises:
        FlowhelpError: The journal cannot be read.
    """
    found = tuple(
        record
        for record in records(workspace, Wanted(procedure=page.name))
        if _is_of(record["doc"], page)
    )
    return PageRuns(found, figures_of(found, [step.sid for step in page.procedure.walked()]))


def _is_of(doc: dict[str, Any], page: Page) -> bool:
    """Whether a run is of this very page, and not of one whose id ends the same."""
    return (doc["id"], doc.get("source", "")) == (page.name, page.source)
