"""What everybody did: lists, asked from the rows that are worked out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flowhelp.ids import DeviceId, RunId
from flowhelp.journal.codec import stamp, written
from flowhelp.journal.history import Ask
from flowhelp.journal.taking import TOLERANCE

_RUNS = """
select started, ended, run, procedure, library, source, title, version, who, person, device, target,
    state, outcome, word, purpose, use, active_s, steps, deviations, remarks, own, events,
    exists (select 1 from reach left join followed using (device)
        where reach.run = run.run and (reach.seq > coalesce(followed.seq, 0)
            or not exists (select 1 from head where head.device = reach.device and not alone
                and head.seq >= reach.seq and head.seq <= followed.seq)))
from run join page on page.number = run.page
where started >= ? {pages} order by started desc, run
"""
_DONE = "purpose = 'perform' and outcome in ('completed', 'completed_with_deviation')"
# Counted in an index alone; of all runs only the last of each page is looked up.
_LAST = f"""
select page, procedure, library, source, title, ended, who, person, version, run, own, times
from (select page as number, count(*) as times, max(ended) as latest
        from run where {_DONE} and ended <= ? group by page)
    join page using (number)
    join run on run = (select run from run where page = number and ended = latest and {_DONE}
        order by run limit 1)
order by procedure, library
"""  # noqa: S608 - constants


class Standing(StrEnum):
    """How far a run can be relied on."""

    OWN = "own"
    """Done on this machine; `flowhelp log verify` says whether that is whole."""
    VERIFIED = "verified"
    """Its device's chain is whole to an end that the device published, and the run lies before."""
    UNVERIFIED = "unverified"
    """Something is missing, forked or was changed, or no published end covers the run."""
    RECORD = "record"
    """A record alone, as a learning record store gave it back: there is no chain."""


@dataclass(frozen=True, slots=True)
class TeamRun:
    """One run of somebody.

    Attributes:
        library: Address of the repository, or name of the library, that the page was in.
        source: What the library was called where it was done.
        version: `steps_hash` of the page.
        target: What it was pulled from; empty for an own one.
        started: When the work began, by the paper where it was done there.
        ended: Likewise; None while it goes on, and then `outcome` and `word` are empty.
        active_s: Seconds of work.
        steps: How many were touched.
        remarks: For the author of the page.
    """

    started: datetime
    ended: datetime | None
    standing: Standing
    run: RunId
    procedure: str
    library: str
    source: str
    title: str
    version: str
    who: str
    person: str
    device: DeviceId
    target: str
    state: str
    outcome: str
    word: str
    purpose: str
    use: str
    active_s: float
    steps: int
    deviations: int
    remarks: int


@dataclass(frozen=True, slots=True)
class LastDone:
    """The last time that a procedure was done to its end, by anybody.

    Attributes:
        times: How often it was done to its end.
        own: Whether that was on this machine.
    """

    procedure: str
    library: str
    source: str
    title: str
    at: datetime
    who: str
    person: str
    version: str
    run: RunId
    own: bool
    times: int


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A procedure that somebody did: its number here, its id, and the library it is in."""

    number: int
    procedure: str
    library: str


def pages(ask: Ask) -> tuple[TeamPage, ...]:
    """Every procedure that somebody did."""
    found = ask("select number, procedure, library from page order by procedure, library")
    return tuple(TeamPage(*fields) for fields in found)


def runs(
    ask: Ask, since: datetime | None = None, wanted: Sequence[int] | None = None
) -> Iterator[TeamRun]:
    """Everybody's runs, the newest first.

    Args:
        ask: `Team.asked`.
        since: Only those that began then or later.
        wanted: Only of the procedures with these numbers; of all when None.
    """
    narrowed = "" if wanted is None else f"and page in ({_marks(wanted)})"
    question = _RUNS.format(pages=narrowed)
    for fields in ask(question, written(since) if since else "", *(wanted or ())):
        yield _run(*fields)


def last_done(ask: Ask, now: datetime) -> tuple[LastDone, ...]:
    """When each procedure was last done to its end and by whom, by procedure.

    Args:
        ask: `Team.asked`.
        now: What ended a day after it or later, by a clock that ran ahead, does not count.
    """
    return tuple(
        LastDone(procedure, library, source, title, stamp(at), who, person, version, RunId(run),
                 bool(own), times)
        for _, procedure, library, source, title, at, who, person, version, run, own, times
        in ask(_LAST, written(now + TOLERANCE))
    )  # fmt: skip


def _run(started: str, ended: str, *fields: Any) -> TeamRun:
    *plain, own, events, broken = fields
    standing = Standing.UNVERIFIED if broken else Standing.VERIFIED
    if own or not events:
        standing = Standing.OWN if own else Standing.RECORD
    return TeamRun(stamp(started), stamp(ended) if ended else None, standing, *plain)


def _marks(values: Sequence[int]) -> str:
    return ", ".join("?" * len(values))
