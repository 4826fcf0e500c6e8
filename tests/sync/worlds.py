"""Machines that write a journal each and sync it with one place."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from flowhelp.ids import DeviceId, RunId
from flowhelp.journal.events import Event, Person, RunEnded
from flowhelp.journal.outbox import Outbox
from flowhelp.journal.store import Journal
from flowhelp.journal.team import Team
from flowhelp.sync import cutting, runner
from flowhelp.sync.intake import Intake
from flowhelp.sync.outcome import Outcome
from flowhelp.sync.target import Target
from tests.journal.worlds import NOW, done, started

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)


def run_id(number: int) -> RunId:
    """A run's id."""
    return RunId(f"0199b1c2-7d3e-7a41-9c55-{number:012x}")


def run_of(number: int, *, record: str = "team", actor: str = "jo") -> list[Event]:
    """Four events of one run."""
    run = run_id(number)
    start = replace(started(run), record=record, actor=Person(actor))
    return [
        start,
        done("boil", run),
        done("steep", run),
        RunEnded(run=run, at=NOW, outcome="completed"),
    ]


class Machine:
    """A journal, an outbox and what was pulled, in a folder; its clock moves by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.at = NOON
        self.dice = 0.5
        self.paused: list[float] = []
        self.journal = Journal.open(
            folder / "journal.db", now=lambda: self.at, noise=secrets.randbits
        )
        self.outbox = Outbox.open(folder / "sync.db")
        self.team = Team.open(folder / "team.db", now=lambda: self.at)

    def writes(self, *runs: list[Event]) -> None:
        """Runs are done here."""
        for run in runs:
            self.journal.append(run)

    @property
    def device(self) -> DeviceId:
        """Its name now."""
        return cutting.devices(self.journal)[-1]

    def means(self) -> runner.Means:
        """What a sync works with."""
        own = frozenset(cutting.devices(self.journal))
        self.team.close()
        mine = partial(cutting.hash_at, self.journal)
        self.team = Team.open(self.folder / "team.db", now=lambda: self.at, own=own, mine=mine)
        return runner.Means(
            journal=self.journal, outbox=self.outbox, sink=Intake(self.team),
            now=lambda: self.at, dice=lambda: self.dice, pause=self.paused.append,
        )  # fmt: skip

    def syncs(self, target: Target, name: str = "place") -> Outcome:
        """A sync with that target."""
        return runner.carry(self.means(), name, target, cutting.lines)

    def lines(self) -> set[str]:
        """The hashes of events pulled from others."""
        pulled = "select sha256 from pulled union all select sha256 from twin"
        return {str(sha) for (sha,) in self.team.asked(pulled)}

    def own(self) -> set[str]:
        """The hashes of its own events."""
        return {row.sha256 for row in self.journal.rows()}

    def close(self) -> None:
        """Let go of the files."""
        for each in (self.journal, self.outbox, self.team):
            each.close()


def later(machine: Machine, seconds: float) -> None:
    """Time passes for a machine."""
    machine.at += timedelta(seconds=seconds)


Made = Callable[[str], Machine]
"""A name → the machine of that name, which is made at first."""
