"""The rules of filling blanks: values, limits, instruments, corrections, and a second person's.

A value out of limits is kept and asks for a reason. One outside its stop range
holds the work until somebody releases it. Nothing that was written is changed:
a correction is a fact of its own.
"""

from __future__ import annotations

from flowhelp.content import Field, Step
from flowhelp.errors import InputError, RefusedError
from flowhelp.journal.events import (
    Deviation,
    Event,
    FileAttached,
    HoldSet,
    Moment,
    Person,
    Reading,
    ReadingCorrected,
)
from flowhelp.walkthrough.actions import Explain, Record
from flowhelp.walkthrough.attaching import takes_file
from flowhelp.walkthrough.blanks import by_hand, may_be_empty
from flowhelp.walkthrough.figures import CALCULATED
from flowhelp.walkthrough.instruments import Instrument, apart, instrument
from flowhelp.walkthrough.loops import round_of
from flowhelp.walkthrough.readings import Measured, ValueRefusedError, asked_for, measured
from flowhelp.walkthrough.refusals import ReasonMissingError, SettledError
from flowhelp.walkthrough.second import base, differs, is_performer, is_second, part
from flowhelp.walkthrough.walk import Walk


class NoSuchFieldError(InputError):
    """The step has no blank of that name."""


class CalculatedError(RefusedError):
    """A value was given for a blank that is calculated, or said to be calculated elsewhere."""


class NotTheSecondError(InputError):
    """A blank of the second person was to be filled by nobody, or by the performer."""


def recorded(walk: Walk, step: Step, action: Record, at: Moment) -> tuple[Event, ...]:
    """What follows from filling a blank of a step that is not settled.

    Raises:
        NoSuchFieldError: There is no such blank.
        ValueRefusedError: The value does not fit it.
        InstrumentRefusedError: Its instrument, or that one's date, is none.
        NotTheSecondError: It is the second person's, and this is not another one.
        CalculatedError: It is calculated.
    """
    field = field_of(step, action.field)
    _is_taken(walk, step, field, action)
    _is_by_another(walk, field, action.by)
    found, tool = _found(walk, field, action)
    old = walk.readings.get((step.sid, field.name))
    again = (
        old is not None
        and not _is_other_file(walk, step, field, action)
        and (old.value, type(old.value)) == (found.value, type(found.value))
        and old.by == action.by
        and (not tool.name or (old.instrument, old.cal_due) == (tool.name, tool.due))
    )
    facts: list[Event] = []
    if not again:
        facts += _enclosed(walk, step, field, action, at)
        facts.append(reading_of(walk, step, field, found, action=action, tool=tool, at=at))
        facts += _overdue(walk, step, tool, at)
        if found.stopped and step.sid not in walk.held:
            facts.append(hold_for(walk, step, field, at))
    known = again and (step.sid, field.name) in walk.explained
    if action.reason.strip() and found.within is False and not known:
        facts.append(deviation_for(walk, step, field, action.reason, at))
    return tuple(facts)


def corrected(walk: Walk, step: Step, action: Record, at: Moment) -> tuple[Event, ...]:
    """What follows from another value for a blank of a settled step; the old one stays on record.

    Raises:
        SettledError: There is no value to correct.
        ReasonMissingError: Nobody said why.
        CalculatedError: It is calculated.
        InputError: As for `recorded`.
    """
    field = field_of(step, action.field)
    _is_by_another(walk, field, action.by)
    old = walk.readings.get((step.sid, field.name))
    if old is None:
        raise SettledError(f"step {step.n} is settled without a value for {field.name!r}")
    _is_taken(walk, step, field, action)
    found, _ = _found(walk, field, action)
    same = found.value == old.value and type(found.value) is type(old.value)
    if same and not _is_other_file(walk, step, field, action):
        return ()
    if not action.reason.strip():
        raise ReasonMissingError(f"correcting {field.name!r} needs a reason")
    fact = ReadingCorrected(
        run=walk.run,
        at=at,
        by=action.by,
        sid=step.sid,
        name=base(field),
        part=part(field),
        value=found.value,
        reason=action.reason.strip(),
        within=found.within,
        stopped=found.stopped,
    )
    files = _enclosed(walk, step, field, action, at)
    if found.within is False and walk.ended is None:
        return (*files, fact, deviation_for(walk, step, field, action.reason, at))
    return (*files, fact)


def explained(walk: Walk, step: Step, action: Explain, at: Moment) -> tuple[Event, ...]:
    """What follows from the reason why a value is kept; nothing where none was missing.

    Raises:
        NoSuchFieldError: There is no such blank.
        ReasonMissingError: The reason is empty.
    """
    field = field_of(step, action.field)
    reading = walk.readings.get((step.sid, field.name))
    if reading is None or (step.sid, field.name) in walk.explained:
        return ()
    if not (reading.within is False or reading.stopped or differs(walk, step, field)):
        return ()
    if not action.reason.strip():
        raise ReasonMissingError(f"{field.label or field.name!r} needs a reason")
    return (deviation_for(walk, step, field, action.reason, at),)


def field_of(step: Step, name: str) -> Field:
    """The blank of that name or label, or the only one; a label is the performer's first.

    Raises:
        NoSuchFieldError: There is none.
    """
    if not name and len(step.fields) == 1:
        return step.fields[0]
    for field in step.fields:
        if name == field.name:
            return field
    for field in sorted(step.fields, key=is_second):
        if name == field.label:
            return field
    names = ", ".join(field.name for field in step.fields) or "none"
    raise NoSuchFieldError(f"step {step.n} has no blank {name!r}", hint=f"its blanks: {names}")


def _is_taken(walk: Walk, step: Step, field: Field, action: Record) -> None:
    """Nothing, where a value may come from a person: the blank is not calculated, or cannot be."""
    if action.source == CALCULATED:
        raise CalculatedError("only what the page calculates is calculated")
    if field.formula and not by_hand(walk, step, field):
        raise CalculatedError(
            f"{field.label or field.name!r} is calculated, and not filled in: {field.formula}",
            hint="record what it is calculated from",
        )


def _is_by_another(walk: Walk, field: Field, by: str) -> None:
    if not is_second(field):
        return
    if not by.strip():
        raise NotTheSecondError(
            f"{field.label or field.name!r} is measured by a second person, who has to be named"
        )
    if is_performer(walk, Person(by)):
        raise NotTheSecondError("the second person has to be another one")


def _found(walk: Walk, field: Field, action: Record) -> tuple[Measured, Instrument]:
    """The value, and what it was measured with."""
    typed, name, due = action.value, action.instrument, action.cal_due
    if field.type == "number":
        typed, typed_name, typed_due = apart(action.value)
        name, due = name or typed_name, due or typed_due
    if not typed.strip() and not may_be_empty(walk, field):
        raise ValueRefusedError(f"{field.label or field.name!r} needs a value")
    if typed.strip() and takes_file(field) and action.enclosed is None:
        raise ValueRefusedError(
            f"{field.label or field.name!r} takes a file, and {typed.strip()!r} is none",
            hint="give its path",
        )
    if not typed.strip():
        return Measured(""), instrument(walk, name, due)
    return measured(asked_for(field, walk.params), typed), instrument(walk, name, due)


def _is_other_file(walk: Walk, step: Step, field: Field, action: Record) -> bool:
    """Whether the blank is filled by other bytes than it was."""
    files = [each for each in walk.files.get(step.sid, ()) if each.field == field.name]
    new = action.enclosed
    return new is not None and (not files or files[-1].sha256 != new.sha256)


def _enclosed(
    walk: Walk, step: Step, field: Field, action: Record, at: Moment
) -> tuple[FileAttached, ...]:
    """The file that fills a blank; it stands before the value that names it."""
    file = action.enclosed
    if file is None or not takes_file(field):
        return ()
    return (
        FileAttached(
            run=walk.run,
            at=at,
            by=action.by,
            sid=step.sid,
            name=file.name,
            sha256=file.sha256,
            media=file.media,
            size=file.size,
            field=field.name,
        ),
    )


def reading_of(  # noqa: PLR0913 - what a reading is made of
    walk: Walk,
    step: Step,
    field: Field,
    found: Measured,
    *,
    action: Record,
    tool: Instrument,
    at: Moment,
) -> Reading:
    """The value of a blank, with the limits that hold now."""
    return Reading(
        run=walk.run,
        at=at,
        by=action.by,
        sid=step.sid,
        name=base(field),
        part=part(field),
        label=field.label,
        value=found.value,
        unit=field.unit,
        ucum=field.ucum,
        min=field.min,
        max=field.max,
        min_open=field.min_open,
        max_open=field.max_open,
        stop_min=field.stop_min,
        stop_max=field.stop_max,
        target=field.target,
        within=found.within,
        stopped=found.stopped,
        source=action.source,
        instrument=tool.name,
        cal_due=tool.due,
        round=round_of(walk, step),
    )


def _overdue(walk: Walk, step: Step, tool: Instrument, at: Moment) -> tuple[Deviation, ...]:
    """That the instrument was no longer calibrated, where so; said once for a step."""
    if not tool.overdue(at):
        return ()
    reason = f"the calibration of {tool.name} ended on {tool.due}"
    if any((each.sid, each.reason) == (step.sid, reason) for each in walk.deviations):
        return ()
    # Without a field: the reason for a value out of limits is still to be given.
    return (Deviation(run=walk.run, at=at, sid=step.sid, kind="override", reason=reason),)


def hold_for(walk: Walk, step: Step, field: Field, at: Moment) -> HoldSet:
    """That work stops, because a value is outside the stop range of its blank."""
    why = f"{field.label or field.name} is outside its stop range"
    return HoldSet(run=walk.run, at=at, sid=step.sid, why="stop", condition=why)


def deviation_for(walk: Walk, step: Step, field: Field, reason: str, at: Moment) -> Deviation:
    """Why a value that is out of limits is kept."""
    return Deviation(
        run=walk.run,
        at=at,
        sid=step.sid,
        kind="out_of_limits",
        reason=reason.strip(),
        field=field.name,
    )
