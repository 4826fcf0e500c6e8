"""Small journals and events for tests."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

from flowhelp.ids import RunId, StepId
from flowhelp.journal.events import (
    Document,
    Line,
    Moment,
    Person,
    RunStarted,
    StepDone,
)
from flowhelp.journal.store import Journal

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
NOW = Moment(NOON, 100.0, "boot-1")
RUN = RunId("0199b1c2-7d3e-7a41-9c55-2f0e6a1b8c90")
TEA = Document(id="kitchen/tea", path="kitchen/tea.md", title="Make tea", steps_hash="fh1-abc")


OPENED: list[Journal] = []
"""What `journal_in` opened; closed when the test is over (conftest.py)."""


def journal_in(folder: Path) -> Journal:
    """A journal with a stopped clock."""
    path = folder / "here" / "journal.db"
    journal = Journal.open(path, now=lambda: NOON, noise=secrets.randbits)
    OPENED.append(journal)
    return journal


def started(run: RunId = RUN) -> RunStarted:
    """The first event of a run."""
    lines = (Line(StepId("boil"), "1", "Boil water"), Line(StepId("steep"), "2", "Steep leaves"))
    return RunStarted(run=run, at=NOW, doc=TEA, actor=Person("jo"), steps=lines)


def done(sid: str, run: RunId = RUN) -> StepDone:
    """A step that was carried out."""
    return StepDone(run=run, at=NOW, sid=StepId(sid))
