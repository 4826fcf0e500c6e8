"""Runs in short, read without folding what happened in them, so that thousands list at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flowhelp.ids import RunId
from flowhelp.journal.codec import UnreadableEventError, stamp
from flowhelp.journal.events.common import NO_RUN

Ask = Callable[..., Iterator[tuple[Any, ...]]]
"""`Journal.asked`: a `select` and its values → rows."""

_STARTS = (
    "select rowid, run, at, body from event where tag = 'run.started' and rowid < ?"
    " order by rowid desc limit ?"
)
_LATER = """
select run, tag, at, body from event
where run in ({marks}) and tag in ('run.paused', 'run.resumed', 'run.ended', 'run.moved',
    'run.handed_over')
order by rowid
"""
# Of several rows in a group, SQLite gives the columns of the one that has the maximum
# (https://sqlite.org/lang_select.html#bareagg).
_SETTLED = """
select run, sid, tag, max(rowid) from event
where run in ({marks}) and tag in ('step.done', 'step.na', 'step.skipped', 'step.failed',
    'step.reopened')
group by run, sid
"""
# Going back to a step takes back that it was skipped or overridden; see record.py.
_DEVIATIONS = """
select run, count(*) from event as deviation
where run in ({marks}) and tag = 'deviation' and not (
    (instr(body, '"kind":"skip"') or instr(body, '"kind":"override"'))
    and exists (
        select 1 from event as later
        where later.run = deviation.run and later.sid = deviation.sid
          and later.tag = 'step.reopened' and later.rowid > deviation.rowid
    )
)
group by run
"""
_NEWEST = 2**62
_PORTION = 200


@dataclass(frozen=True, slots=True)
class RunInShort:
    """What a list says of one run.

    Attributes:
        procedure: Id of the page that was followed; `source` the library it was in.
        who: Name of who does it, or did it last; `person` the id.
        started: When it began; `ended` is None while it goes on.
        state: open, paused or ended.
        outcome: As `run.ended` has it; empty while it goes on.
        word: The word of **End** that was reached, or empty.
        settled: How many of its steps are done, skipped, failed or do not apply.
        total: How many steps the page has, those that hold others not counted.
        deviations: How often it went another way than the page says.
        context: equipment, site, work_order, ticket, alert: what was worked on.
        parent: The run this is a part of, or empty.
    """

    run: RunId
    procedure: str
    title: str
    source: str
    who: str
    person: str
    started: datetime
    ended: datetime | None = None
    state: str = "open"
    outcome: str = ""
    word: str = ""
    settled: int = 0
    total: int = 0
    deviations: int = 0
    context: Mapping[str, str] = field(default_factory=dict)
    parent: RunId = NO_RUN
    purpose: str = "perform"


def in_short(ask: Ask, portion: int = _PORTION) -> Iterator[tuple[RunInShort, ...]]:
    """All runs, the newest first, so many at a time; nothing where there are none.

    Raises:
        FlowhelpError: The journal cannot be read.
    """
    before = _NEWEST
    while True:
        starts = list(ask(_STARTS, before, portion))
        if not starts:
            return
        before = starts[-1][0]
        yield tuple(_portion(ask, starts))


def _portion(ask: Ask, starts: Sequence[tuple[Any, ...]]) -> Iterator[RunInShort]:
    runs = [run for _, run, _, _ in starts]
    marks = ", ".join("?" * len(runs))
    later: dict[str, list[tuple[str, str, str]]] = {}
    for run, tag, at, body in ask(_LATER.format(marks=marks), *runs):
        later.setdefault(run, []).append((tag, at, body))
    settled: dict[str, set[str]] = {}
    for run, sid, tag, _ in ask(_SETTLED.format(marks=marks), *runs):
        if tag != "step.reopened":
            settled.setdefault(run, set()).add(sid)
    deviations: dict[str, int] = dict(ask(_DEVIATIONS.format(marks=marks), *runs))
    for _, run, at, body in starts:
        try:
            yield _run(
                RunId(run), at, body, later.get(run, []),
                settled.get(run, set()), deviations.get(run, 0),
            )  # fmt: skip
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise UnreadableEventError(
                f"the beginning of run {run} cannot be read", hint="flowhelp log verify"
            ) from error


def _run(  # noqa: PLR0913, PLR0917 - what is known of a run
    run: RunId,
    at: str,
    body: str,
    later: Sequence[tuple[str, str, str]],
    settled: set[str],
    deviations: int,
) -> RunInShort:
    began = json.loads(body)
    doc, actor, lines = began["doc"], began["actor"], began.get("steps", [])
    state, outcome, word, ended = "open", "", "", None
    renamed: dict[str, str] = {}
    for tag, when, text in later:
        fields = json.loads(text)
        match tag:
            case "run.ended":
                state, ended = "ended", stamp(when)
                outcome, word = fields["outcome"], fields.get("word", "")
            case "run.moved":
                doc, lines = fields["doc"], fields.get("steps", [])
                renamed |= dict(fields.get("carried", ()))
            case "run.handed_over":
                actor = fields["to"]
            case _:
                state = "paused" if tag == "run.paused" else "open"
    steps = _leaves(lines)
    return RunInShort(
        run=run,
        procedure=doc["id"],
        title=doc["title"],
        source=doc.get("source", ""),
        who=actor.get("name") or actor["id"],
        person=actor["id"],
        started=stamp(at),
        ended=ended,
        state=state,
        outcome=outcome,
        word=word,
        settled=len(steps & ({renamed.get(sid, sid) for sid in settled} | settled)),
        total=len(steps),
        deviations=deviations,
        context=dict(began.get("context", ())),
        parent=RunId(began.get("parent", "")),
        purpose=began.get("purpose", "perform"),
    )


def _leaves(lines: Sequence[Mapping[str, str]]) -> set[str]:
    """The steps that are work themselves; one that others are numbered under is not."""
    numbers = {line["n"] for line in lines}
    above = {n.rpartition(".")[0] for n in numbers}
    return {line["sid"] for line in lines if line["n"] not in above}
