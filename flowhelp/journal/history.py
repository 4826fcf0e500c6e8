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
# `+tag`: found by their runs, of which there are few, and not by their type.
_LATER = """
select run, sid, tag, at, body from event
where run in ({marks}) and +tag in ('run.paused', 'run.resumed', 'run.ended', 'run.moved',
    'run.handed_over', 'step.done', 'step.na', 'step.skipped', 'step.failed', 'step.reopened',
    'deviation')
order by rowid
"""
_SETTLING = frozenset({"step.done", "step.na", "step.skipped", "step.failed"})
_UNDONE = frozenset({"skip", "override"})
"""Kinds of deviations that going back takes back; see record.py."""

_NEWEST = 2**62
_PORTION, _LARGEST = 100, 1600
"""Runs: so few at first that they are there at once, then ever more."""


@dataclass(frozen=True, slots=True)
class RunInShort:
    """What a list says of one run.

    Attributes:
        procedure: Id of the page that was followed; `source` the library it was in.
        who: Name of who does it, or did it last; `person` the id.
        started: When it began, by the paper where it was keyed in; `ended` likewise, and None
            while it goes on.
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
    """All runs, the newest first, some at a time; nothing where there are none.

    Args:
        ask: Of the journal.
        portion: How many come first, at least 1; each portion is twice as large as the last.

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
        portion = max(portion, min(2 * portion, _LARGEST))


def _portion(ask: Ask, starts: Sequence[tuple[Any, ...]]) -> Iterator[RunInShort]:
    runs = [run for _, run, _, _ in starts]
    later: dict[str, list[tuple[str, str, str, str]]] = {}
    for run, *facts in ask(_LATER.format(marks=", ".join("?" * len(runs))), *runs):
        later.setdefault(run, []).append((facts[0], facts[1], facts[2], facts[3]))
    for _, run, at, body in starts:
        try:
            fold = _Fold(run, at, json.loads(body))
            for sid, tag, when, text in later.get(run, ()):
                fold.add(sid, tag, when, text)
            yield fold.result()
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise UnreadableEventError(
                f"run {run} cannot be read", hint="flowhelp log verify"
            ) from error


class _Fold:
    """What a run's events add up to, as far as a list says it."""

    def __init__(self, run: str, at: str, began: Mapping[str, Any]) -> None:
        self.run, self.began = RunId(run), began
        self.started = stamp(began.get("paper_at") or at)
        self.doc, self.actor = began["doc"], began["actor"]
        self.lines: Sequence[Mapping[str, str]] = began.get("steps", ())
        self.state, self.ended = "open", ""
        self.end: Mapping[str, str] = {}
        self.settled: set[str] = set()
        self.deviations: list[tuple[str, str]] = []

    def add(self, sid: str, tag: str, at: str, body: str) -> None:
        """Take in one event."""
        if tag in _SETTLING:
            self.settled.add(sid)
            return
        match tag:
            case "step.reopened":
                self.settled.discard(sid)
                self.deviations = [
                    each for each in self.deviations if each[0] != sid or each[1] not in _UNDONE
                ]
            case "deviation":
                self.deviations.append((sid, json.loads(body)["kind"]))
            case "run.ended":
                self.state, self.end = "ended", json.loads(body)
                self.ended = self.end.get("paper_at") or at
            case "run.moved":
                self._moved(json.loads(body))
            case "run.handed_over":
                self.actor = json.loads(body)["to"]
            case _:
                self.state = "paused" if tag == "run.paused" else "open"

    def _moved(self, fields: Mapping[str, Any]) -> None:
        names = dict(fields.get("carried", ()))
        self.doc, self.lines = fields["doc"], fields.get("steps", ())
        self.settled = {names.get(sid, sid) for sid in self.settled}

    def result(self) -> RunInShort:
        """The run."""
        steps = _leaves(self.lines)
        doc, actor, began = self.doc, self.actor, self.began
        return RunInShort(
            run=self.run,
            procedure=doc["id"],
            title=doc["title"],
            source=doc.get("source", ""),
            who=actor.get("name") or actor["id"],
            person=actor["id"],
            started=self.started,
            ended=stamp(self.ended) if self.ended else None,
            state=self.state,
            outcome=self.end.get("outcome", ""),
            word=self.end.get("word", ""),
            settled=len(steps & self.settled),
            total=len(steps),
            deviations=len(self.deviations),
            context=dict(began.get("context", ())),
            parent=RunId(began.get("parent", "")),
            purpose=began.get("purpose", "perform"),
        )


def _leaves(lines: Sequence[Mapping[str, str]]) -> set[str]:
    """The steps that are work themselves; one that others are numbered under is not."""
    numbers = {line["n"] for line in lines}
    above = {n.rpartition(".")[0] for n in numbers}
    return {line["sid"] for line in lines if line["n"] not in above}
