"""All values of one blank over the runs of a procedure, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from flowhelp.ids import EventId, RunId, StepId
from flowhelp.journal.codec import canonical, decode
from flowhelp.journal.events import Event, Reading, ReadingCorrected, RunMoved, Value

if TYPE_CHECKING:
    from flowhelp.journal.history import Ask

_FACTS = """
select id, run, sid, tag, at, body from event
where run in ({marks})
  and (+tag = 'run.moved' or +tag in ('reading', 'reading.corrected') and instr(body, ?))
order by rowid
"""
_PORTION = 500


@dataclass(frozen=True, slots=True)
class Limits:
    """What a value had to be within; None where there is no limit."""

    min: float | None = None
    max: float | None = None
    stop_min: float | None = None
    stop_max: float | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One value, as it counts now.

    Attributes:
        event: The event that has it.
        at: When it was read; by the paper where it was keyed in.
        within: Whether it is within its limits; None where there were none.
        stopped: Whether it lies outside the stop range.
        corrected: Whether it was corrected afterwards.
        by: Who read it; empty for the performer of the run.
        round: Number of the loop's round; 0 outside a loop.
    """

    event: EventId
    run: RunId
    at: datetime
    value: Value
    limits: Limits
    within: bool | None = None
    stopped: bool = False
    corrected: bool = False
    by: str = ""
    instrument: str = ""
    round: int = 0
    unit: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Values that can be compared: of one blank, in one unit.

    Attributes:
        label: The blank's words as they were last.
        unit: Empty where there is none.
        points: Oldest first, at least one.
    """

    label: str
    unit: str
    points: tuple[Point, ...]

    @property
    def numbers(self) -> tuple[float, ...]:
        """The values, where they are numbers; none where they are words."""
        found = (point.value for point in self.points)
        return tuple(each for each in found if isinstance(each, float))

    @property
    def limits(self) -> Limits:
        """The limits that held last."""
        return self.points[-1].limits

    @property
    def limits_changed(self) -> bool:
        """Whether other limits held before."""
        return any(point.limits != self.limits for point in self.points)


def facts(ask: Ask, runs: Sequence[RunId], name: str) -> Iterator[tuple[EventId, Event]]:
    """What the journal holds of a blank in those runs, and where they moved, as it was written.

    Args:
        ask: Of the journal.
        runs: In which.
        name: Of the blank.
    """
    named = f'"name":{canonical(name)}'
    for start in range(0, len(runs), _PORTION):
        part = runs[start : start + _PORTION]
        question = _FACTS.format(marks=", ".join("?" * len(part)))
        for own, run, sid, tag, at, body in ask(question, *part, named):
            yield EventId(own), decode(tag, run=run, sid=sid, at=at, body=body)


def series(found: Iterable[tuple[EventId, Event]], sid: StepId, name: str) -> tuple[Series, ...]:
    """The values of one blank, one series for each unit, the one with the latest value first.

    A blank that was filled again in the same run and round counts with its last value; a
    reading without a value counts nowhere.

    Args:
        found: As `facts` has it; of any number of runs.
        sid: The step that has the blank.
        name: Of the blank; `name@second` for the reading of the second person.
    """
    runs: dict[RunId, list[tuple[StepId, Point]]] = {}
    blank, _, part = name.partition("@")
    for own, event in found:
        points = runs.setdefault(event.run, [])
        match event:
            case Reading(name=named, part=whose) if (named, whose) == (blank, part):
                _read(points, own, event)
            case ReadingCorrected(name=named, part=whose) if (named, whose) == (blank, part):
                _correct(points, event)
            case RunMoved(carried=carried):
                names = dict(carried)
                runs[event.run] = [(StepId(names.get(step, step)), point) for step, point in points]
            case _:
                pass
    mine = [point for points in runs.values() for step, point in points if step == sid]
    return _by_unit(sorted(mine, key=lambda point: point.at))


def _read(points: list[tuple[StepId, Point]], own: EventId, event: Reading) -> None:
    """Take in a reading; it stands for an earlier one of the same round."""
    kept = [each for each in points if (each[0], each[1].round) != (event.sid, event.round)]
    limits = Limits(event.min, event.max, event.stop_min, event.stop_max)
    point = Point(
        own,
        event.run,
        event.paper_at or event.at.wall,
        event.value,
        limits,
        event.within,
        event.stopped,
        by=event.by,
        instrument=event.instrument,
        round=event.round,
        unit=event.unit,
        label=event.label or event.name,
    )
    points[:] = [*kept, (event.sid, point)]


def _correct(points: list[tuple[StepId, Point]], event: ReadingCorrected) -> None:
    """Put the corrected value in its place: in the reading it names, or else in the last one."""
    own = [at for at, (step, _) in enumerate(points) if step == event.sid]
    named = [at for at in own if points[at][1].event == event.corrects]
    for at in (named or own)[-1:]:
        step, point = points[at]
        changed = replace(
            point,
            value=event.value,
            within=event.within,
            stopped=event.stopped,
            corrected=True,
            by=event.by or point.by,
        )
        points[at] = (step, changed)


def _by_unit(points: Sequence[Point]) -> tuple[Series, ...]:
    groups: dict[tuple[str, bool], list[Point]] = {}
    for point in points:
        if point.value not in {None, ""}:
            key = (point.unit, isinstance(point.value, float))
            groups.setdefault(key, []).append(point)
    made = [Series(own[-1].label, unit, tuple(own)) for (unit, _), own in groups.items()]
    return tuple(sorted(made, key=lambda each: each.points[-1].at, reverse=True))


def only(series_of: Series, runs: Mapping[RunId, object]) -> Series | None:
    """The same with the values of those runs alone; None where there are none."""
    points = tuple(point for point in series_of.points if point.run in runs)
    return replace(series_of, points=points) if points else None
