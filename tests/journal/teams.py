"""Chains of other devices, and a file to take them into."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from flowhelp.ids import DeviceId
from flowhelp.journal.codec import Row
from flowhelp.journal.events import Event
from flowhelp.journal.lines import Withheld
from flowhelp.journal.store import Journal
from flowhelp.journal.team import Team
from tests.journal.worlds import NOON, OPENED

OTHER = DeviceId("0199b1c2-0000-7000-8000-00000000000b")
TEAMS: list[Team] = []
"""What `team_in` opened; closed when the test is over (conftest.py)."""


def team_in(folder: Path, own: Iterable[DeviceId] = ()) -> Team:
    """What was pulled into that folder, at noon."""
    team = Team.open(folder / "team.db", now=lambda: NOON, own=frozenset(own))
    TEAMS.append(team)
    return team


def told(team: Team, *rows: Row, target: str = "hub") -> None:
    """Their device published that its chain ends at each of them."""
    for row in rows:
        team.take_head(target, row.device, row.seq, row.sha256)


def erased(team: Team, person: str) -> int:
    """How many runs of a person were erased."""
    graves = team.performed(person)
    team.bury(grave.run for grave in graves)
    return len(graves)


def elsewhere(folder: Path, *runs: Sequence[Event]) -> Journal:
    """The journal of another device, with these runs."""
    journal = Journal.open(folder / "elsewhere.db", now=lambda: NOON, noise=secrets.randbits)
    OPENED.append(journal)
    for events in runs:
        journal.append(events)
    return journal


def chain(rows: Iterable[Row]) -> list[Row]:
    """The rows with their hashes computed, as reading lines gives them."""
    return [replace(row, sha256=row.digest()) for row in rows]


def relinked(rows: Sequence[Row]) -> list[Row]:
    """The rows chained to each other anew, as somebody would who hides a change."""
    done: list[Row] = []
    for row in rows:
        linked = replace(row, prev=done[-1].sha256 if done else row.prev)
        done.append(replace(linked, sha256=linked.digest()))
    return done


def withheld(rows: Sequence[Row], why: str = "private") -> Withheld:
    """The range that stands for consecutive rows."""
    first, last = rows[0], rows[-1]
    return Withheld(first.device, first.seq, last.seq, first.prev, last.sha256, why)
