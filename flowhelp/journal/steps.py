"""What a run's events say about one step, as its record has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flowhelp.ids import StepId
from flowhelp.journal.codec import written
from flowhelp.journal.events import (
    ChildEnded,
    ChildStarted,
    CommandEnded,
    Fact,
    FileAttached,
    HoldReleased,
    HoldSet,
    Line,
    Reading,
    ReadingCorrected,
    ReadingJudged,
    RoundStarted,
    Signed,
    StepDone,
    StepFact,
    StepFailed,
    StepNa,
    StepOpened,
    StepReopened,
    StepSkipped,
    TimerEnded,
    TimerStarted,
    Verified,
)

_STATES: dict[type[StepFact], str] = {
    StepDone: "done",
    StepNa: "na",
    StepSkipped: "skipped",
    StepFailed: "failed",
}
_FOUND = frozenset({"verify", "hold", "timer", "rounds", "cmd", "child"})
"""What stays of a step that only has to be answered for once more."""

_ON_PAPER = ("paper_at", "keyed_by")
_RANGE = ("min", "max", "min_open", "max_open", "stop_min", "stop_max", "target")
_LIMITS = ("unit", "ucum", *_RANGE)


_UNDO = "undo-"
"""What the name of a step begins with that takes another back; the rest is that one's."""


class StepFold:
    """One step, so far."""

    def __init__(self) -> None:
        self._fields: dict[str, Any] = {"state": "open"}
        self._lists: dict[str, list[dict[str, Any]]] = {"readings": [], "signs": [], "files": []}
        self._opened: float | None = None
        self._dwell = 0.0

    @property
    def touched(self) -> bool:
        """Whether there is anything to tell."""
        return self._fields["state"] != "todo" or any(self._lists.values())

    def add(self, event: StepFact, *, by: str, active: float) -> None:
        """Take in one event.

        Args:
            event: About this step.
            by: Who did it.
            active: Seconds of work in the whole run, up to here.
        """
        state = _STATES.get(type(event))
        if isinstance(event, StepOpened):
            self._opened = active
        elif state is not None:
            self._settle(event, state, by, active)
        elif isinstance(event, StepReopened):
            kept = _FOUND if event.cause == "moved" else frozenset[str]()
            found = {name: self._fields[name] for name in self._fields if name in kept}
            self._fields = {"state": "todo"} | found
            self._opened = None
        else:
            self._finding(event, by)

    def result(self) -> dict[str, Any]:
        """The step as a record has it; lists without entries are left out."""
        return self._fields | {name: list(found) for name, found in self._lists.items() if found}

    def _settle(self, event: StepFact, state: str, by: str, active: float) -> None:
        self._dwell += 0.0 if self._opened is None else active - self._opened
        self._opened = None
        via = getattr(event, "via", "human")
        self._fields |= {
            "state": state,
            "at": written(event.at.wall),
            "dwell_s": round(self._dwell, 3),
            "by": by,
            "via": via,
            **on_paper(event),
        }
        if isinstance(event, StepDone) and via == "tool":
            self._fields["group"] = True
        reason = getattr(event, "reason", "")
        if reason:
            self._fields["reason"] = reason

    def _finding(self, event: StepFact, by: str) -> None:
        at = written(event.at.wall)
        match event:
            case Reading():
                self._lists["readings"].append(_reading(event, by))
            case ReadingCorrected():
                self._lists["readings"].append(self._corrected(event, by))
            case ReadingJudged():
                self._judge(event)
            case Signed():
                self._lists["signs"].append(sign(event))
            case FileAttached():
                self._lists["files"].append(_file(event))
            case Verified(result=result, method=method, exit=code):
                exit_code = {} if code is None else {"exit": code}
                self._fields["verify"] = {"result": result, "method": method, **exit_code}
            case HoldSet(why=why, role=role, condition=condition):
                self._fields["hold"] = {
                    "why": why,
                    "role": role,
                    "condition": condition,
                    "set_at": at,
                    **({"set_paper_at": written(event.paper_at)} if event.paper_at else {}),
                }
            case HoldReleased(reason=reason):
                hold = self._fields.setdefault("hold", {})
                hold |= {"released_by": by, "reason": reason, "released_at": at, **on_paper(event)}
            case _:
                self._under_way(event)

    def _under_way(self, event: StepFact) -> None:
        """Take in what takes its time: a wait, a round, another procedure, a command."""
        match event:
            case TimerStarted():
                self._waits(event)
            case TimerEnded(waited_s=waited):
                self._fields.setdefault("timer", {})["waited_s"] = waited
            case RoundStarted(number=number):
                self._fields["rounds"] = number
            case ChildStarted(child=run, procedure=procedure):
                self._fields["child"] = {"run": run, "procedure": procedure}
            case ChildEnded(child=run, outcome=outcome):
                begun = self._fields.setdefault("child", {"run": run} if run else {})
                begun["outcome"] = outcome
            case CommandEnded(exit=code, dur_s=duration, out_sha256=sha256):
                self._fields["cmd"] = {"exit": code, "dur_s": duration, "out_sha256": sha256}
            case _:
                pass

    def _waits(self, event: TimerStarted) -> None:
        """The wait that began: the only one, or after others, which are kept beside it."""
        before = self._fields.get("timers") or [self._fields.get("timer", {})]
        self._fields["timer"] = {"required_s": event.required_s}
        if event.number > 1:
            self._fields["timers"] = [*before, self._fields["timer"]]
        else:
            self._fields.pop("timers", None)

    def _corrected(self, event: ReadingCorrected, by: str) -> dict[str, Any]:
        """The reading as it counts now; the original stays before it in the list."""
        readings = self._lists["readings"]
        name = f"{event.name}@{event.part}" if event.part else event.name
        same = (each for each in reversed(readings) if each["name"] == name)
        original = next(same, {"name": name})
        kept = {key: value for key, value in original.items() if key not in _ON_PAPER}
        return kept | {
            "value": event.value,
            "within": event.within,
            "by": by,
            "at": written(event.at.wall),
            "corrects": event.corrects or original.get("at", ""),
            "reason": event.reason,
            **on_paper(event),
        }

    def _judge(self, event: ReadingJudged) -> None:
        """Give a reading the limits of the version that is followed, beside those it had."""
        name = f"{event.name}@{event.part}" if event.part else event.name
        same = (each for each in reversed(self._lists["readings"]) if each["name"] == name)
        reading: dict[str, Any] = next(same, {})
        judged = {key: reading.pop(key) for key in (*_LIMITS, "within") if key in reading}
        reading |= {"label": event.label, **_limits(event), "within": event.within}
        reading["before"] = judged | {"judged_at": written(event.at.wall)}
        if not event.fits:
            reading["counts"] = False


def on_paper(event: Fact) -> dict[str, str]:
    """The time on the paper and who keyed it in, for a fact that comes from paper."""
    found = {"paper_at": written(event.paper_at)} if event.paper_at else {}
    return found | ({"keyed_by": event.keyed_by} if event.keyed_by else {})


def _reading(event: Reading, by: str) -> dict[str, Any]:
    extra = {"instrument": event.instrument, "cal_due": event.cal_due}
    name = f"{event.name}@{event.part}" if event.part else event.name
    return {
        "name": name,
        "label": event.label,
        "value": event.value,
        **_limits(event),
        "within": event.within,
        **{key: value for key, value in extra.items() if value},
        "source": event.source,
        "by": by,
        "at": written(event.at.wall),
        **on_paper(event),
    }


def _limits(event: Reading | ReadingJudged) -> dict[str, Any]:
    limits = {name: getattr(event, name) for name in _LIMITS}
    return {
        key: value
        for key, value in limits.items()
        if value not in {"", None} and value is not False
    }


def _file(event: FileAttached) -> dict[str, Any]:
    """A file; the blank that it fills is named where it fills one."""
    blank = {"field": event.field} if event.field else {}
    file = {"name": event.name, "sha256": event.sha256, "media": event.media}
    return file | blank | on_paper(event)


def sign(event: Signed) -> dict[str, Any]:
    """A name as a record has it."""
    return {
        "meaning": event.meaning,
        "by": event.person.id,
        "name": event.person.name or event.person.id,
        "role": event.role,
        "part": event.part,
        "at": written(event.at.wall),
        **on_paper(event),
        "auth": {"method": event.method, "factors": event.factors},
    }


def named(sid: StepId, known: Mapping[StepId, Line]) -> dict[str, str]:
    """Number and title of a step; of one that takes another back, by that one."""
    line = known.get(sid)
    if line is not None:
        return {"n": line.n, "title": line.title}
    undone = known.get(StepId(sid.removeprefix(_UNDO))) if sid.startswith(_UNDO) else None
    return {"n": f"U{undone.n}", "title": f"Undo: {undone.title}"} if undone else {}
