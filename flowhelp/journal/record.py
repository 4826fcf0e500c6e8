"""Events of one run → its record (`flowhelp.run/1`, FORMAT.md §11.2).

A record is never stored; it is folded whenever somebody asks, and reads
without the page that was followed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flowhelp.ids import StepId
from flowhelp.journal.codec import Recorded, written
from flowhelp.journal.events import (
    Branched,
    Deviation,
    Document,
    Event,
    Feedback,
    Line,
    Moment,
    Noted,
    ParamSet,
    Person,
    ReadingJudged,
    RunEnded,
    RunHandedOver,
    RunMoved,
    RunPaused,
    RunResumed,
    RunStarted,
    Signed,
    StepFact,
    StepReopened,
)
from flowhelp.journal.papers import PaperFold
from flowhelp.journal.steps import StepFold, named, on_paper, sign
from flowhelp.journal.variables import at_the_end

SCHEMA = "flowhelp.run/1"
LONG_BREAK_S = 600.0
"""A break that is longer does not count as work."""

_UNDONE = {"skip", "override"}


def run_record(events: Iterable[Recorded]) -> dict[str, Any]:
    """The record of a run, ready for JSON; keys without a value are left out.

    Args:
        events: Of one run, oldest first, beginning with its start.

    Returns:
        The fields of FORMAT.md §11.2, and `state` (open, paused or ended), `count`
        (steps by state), `notes`, `moves` where it went over to a changed page,
        `acknowledged` where what changed was signed for, and `variables` of a scenario that
        has ended. Empty when there is no start.
    """
    fold = _Fold()
    for recorded in events:
        fold.add(recorded)
    return fold.result()


class _Fold:
    """What a run's events add up to, so far."""

    def __init__(self) -> None:
        self.record: dict[str, Any] = {}
        self.by = ""
        self.paused = False
        self.steps: dict[StepId, StepFold] = {}
        self.lines: list[Line] = []
        self.path: list[Branched] = []
        self.deviations: list[Deviation] = []
        self.moves: list[dict[str, str]] = []
        self.acknowledged: list[dict[str, Any]] = []
        self.notes: list[Noted] = []
        self.params: dict[str, str] = {}
        self.variables: tuple[tuple[str, float], ...] = ()
        self.others: dict[tuple[str, str], dict[str, Any]] = {}
        self.active = 0.0
        self.breaks = 0.0
        self.last: Moment | None = None
        self.paper = PaperFold()

    def add(self, recorded: Recorded) -> None:
        """Take in one event."""
        event = recorded.event
        self._tick(event)
        self.paper.add(event)
        if isinstance(event, RunStarted):
            self._start(event, recorded)
        elif isinstance(event, RunPaused | RunResumed):
            self.paused = isinstance(event, RunPaused)
        elif isinstance(event, RunEnded):
            ended = {"ended_at": written(event.at.wall), "outcome": event.outcome}
            extra = {"end": event.word, "end_reason": event.reason}
            if self.record.get("doc", {}).get("type") == "scenario" and event.word:
                # Which word means what, the ending has decided; its outcome says so.
                self.record["score"] = {"passed": event.outcome.startswith("completed")}
            self.record |= ended | {key: value for key, value in extra.items() if value}
        elif isinstance(event, StepFact):
            self._step(event)
        else:
            self._other(event)

    def result(self) -> dict[str, Any]:
        """The record."""
        if not self.record:
            return {}
        steps = self._in_order()
        states = [step["state"] for step in steps if not step.get("group")]
        count = {state: states.count(state) for state in dict.fromkeys(states)}
        for step in steps:
            step.pop("group", None)
        state = "ended" if "outcome" in self.record else "paused" if self.paused else "open"
        context = {**self.record["context"], "params": self.params}
        variables = at_the_end(self.variables, self.path)
        return self.record | {
            "state": state,
            "context": context,
            "others": list(self.others.values()),
            "active_s": round(self.active, 3),
            "paused_s": round(self.breaks, 3),
            "path": [[each.sid, each.to or each.target, each.choice] for each in self.path],
            "steps": steps,
            "count": count,
            "deviations": [self._deviation(each) for each in self.deviations],
            "notes": [
                {"sid": note.sid, "text": note.text, "to": note.to, "at": written(note.at.wall)}
                | on_paper(note)
                for note in self.notes
            ],
            **({"moves": self.moves} if self.moves else {}),
            **({"acknowledged": self.acknowledged} if self.acknowledged else {}),
            **({"variables": variables} if variables and state == "ended" else {}),
            **self.paper.result(),
        }

    def _tick(self, event: Event) -> None:
        if "outcome" in self.record:
            return  # what is added after the end is no work of the run
        if self.last is not None:
            gap = event.at.seconds_since(self.last)
            if isinstance(event, RunResumed) and gap > LONG_BREAK_S:
                self.breaks += gap
            else:
                self.active += gap
        self.last = event.at

    def _start(self, event: RunStarted, recorded: Recorded) -> None:
        self.by = event.actor.id
        self.lines = list(event.steps)
        self.params |= dict(event.params)
        self.variables = event.variables
        self.record = {
            "schema": SCHEMA,
            "id": event.run,
            "doc": document(event.doc),
            "actor": person(event.actor),
            "device": _filled({"id": recorded.device, "os": event.os, "app": event.app}),
            "context": dict(event.context),
            "purpose": event.purpose,
            "use": event.use,
            "record": event.record,
            "started_at": written(event.at.wall),
        }
        if event.parent:
            self.record["parent"] = {"run": event.parent, "sid": event.parent_sid}
        if event.change_from:
            self.record["change_from"] = dict(
                zip(("steps_hash", "level"), event.change_from, strict=True)
            )

    def _step(self, event: StepFact) -> None:
        if isinstance(event, Branched):
            self.path.append(event)
        elif isinstance(event, Deviation):
            self.deviations.append(event)
        elif isinstance(event, Noted):
            self.notes.append(event)
            return
        elif isinstance(event, StepReopened):
            self._reopened(event)
        elif isinstance(event, ReadingJudged) and event.cleared:
            self._cleared(event)
        elif isinstance(event, Signed) and not event.sid:
            self.acknowledged.append(sign(event))
        elif isinstance(event, Signed) and event.part != "performer":
            self.others[event.part, event.person.id] = person(event.person) | {"part": event.part}
        if event.sid:
            fold = self.steps.setdefault(event.sid, StepFold())
            fold.add(event, by=event.by or self.by, active=self.active)

    def _cleared(self, event: ReadingJudged) -> None:
        """What deviated from the version that was followed before agrees with this one."""
        about = (event.sid, f"{event.name}@{event.part}" if event.part else event.name)
        self.deviations = [each for each in self.deviations if (each.sid, each.field) != about]

    def _reopened(self, event: StepReopened) -> None:
        if event.cause == "back" and self.path and self.path[-1].sid == event.sid:
            self.path.pop()
        self.deviations = [
            each for each in self.deviations if each.sid != event.sid or each.kind not in _UNDONE
        ]

    def _other(self, event: Event) -> None:
        if isinstance(event, ParamSet) and not event.secret:
            self.params[event.name] = event.value
        elif isinstance(event, RunHandedOver):
            before = self.record["actor"]
            self.others["performer", before["id"]] = before | {"part": "performer"}
            self.record["actor"] = person(event.to)
            self.by = event.to.id
        elif isinstance(event, RunMoved):
            self._moved(event)
            self.record["doc"] = document(event.doc)
            names = dict(event.carried)
            self.steps = {StepId(names.get(sid, sid)): step for sid, step in self.steps.items()}
            self.lines = list(event.steps)
        elif isinstance(event, Feedback):
            self.record["feedback"] = _filled({"useful": event.useful, "text": event.text})

    def _moved(self, event: RunMoved) -> None:
        versions = {"from": self.record["doc"].get("steps_hash", ""), "to": event.doc.steps_hash}
        by, at = event.by or self.by, written(event.at.wall)
        self.moves.append({**versions, "reason": event.reason, "by": by, "at": at})

    def _in_order(self) -> list[dict[str, Any]]:
        """The steps that were touched, as the table of contents has them, others after."""
        known = {line.sid: line for line in self.lines}
        order = [*known, *(sid for sid in self.steps if sid not in known)]
        found = []
        for sid in order:
            fold = self.steps.get(sid)
            if fold is not None and fold.touched:
                found.append({"sid": sid, **named(sid, known), **fold.result()})
        return found

    def _deviation(self, event: Deviation) -> dict[str, Any]:
        return _filled(
            {
                "sid": event.sid,
                "kind": event.kind,
                "reason": event.reason,
                "field": event.field,
                "by": event.by or self.by,
                "at": written(event.at.wall),
                **on_paper(event),
            }
        )


def document(doc: Document) -> dict[str, Any]:
    """`doc` of a record."""
    names = ("id", "source", "path", "anchor", "title", "type", "lang")
    versions = ("steps_hash", "blob", "commit", "repo")
    return _filled({name: getattr(doc, name) for name in (*names, *versions)}) | {
        "dirty": doc.dirty
    }


def person(who: Person) -> dict[str, Any]:
    """`actor` of a record."""
    account = _filled({"home": who.home, "name": who.id})
    return {
        "id": who.id,
        "name": who.name or who.id,
        "account": account,
        "roles": list(who.roles),
        "auth": who.auth,
    }


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in {"", None}}
