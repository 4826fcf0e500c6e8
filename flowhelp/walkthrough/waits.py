"""Waiting: what **Wait** says, and how long is left (FORMAT.md §6.1).

The time counts from when the person says that the action is done, which is
when she starts the timer, and not from when the step was opened: a step is
read before it is done. A wait in seconds is measured by the clock that never
jumps, as long as the machine stays on. A wait until a time of day is over when
the clock on the wall says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from flowhelp.content import Step
from flowhelp.ids import StepId
from flowhelp.journal.events import Moment
from flowhelp.walkthrough.walk import SETTLED, Timer, Walk

_UNITS = {
    "s": ("s", "sec", "secs", "second", "seconds", "sekunde", "sekunden", "seconde", "secondes"),
    "min": ("m", "min", "mins", "minute", "minutes", "minuten"),
    "h": ("h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "heure", "heures"),
    "d": ("d", "day", "days", "tag", "tage", "tagen", "jour", "jours"),
}
_SECONDS = {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_LENGTH = {word: _SECONDS[unit] for unit, words in _UNITS.items() for word in words}
_WORD = "|".join(sorted(_LENGTH, key=len, reverse=True))
_AMOUNT = rf"\d{{1,6}}(?:[.,]\d{{1,3}})?\s{{0,3}}(?:{_WORD})\b\.?"
_PART = re.compile(rf"(\d{{1,6}}(?:[.,]\d{{1,3}})?)\s{{0,3}}({_WORD})\b", re.IGNORECASE)
_DURATION = re.compile(
    r"(?:(?:for|at least|about|approx\.?|ca\.?|mindestens|etwa|au moins|environ)\s+)*"
    rf"(?:(?P<low>\d{{1,6}})\s?(?:[-–—]|to|bis|à)\s?)?(?P<amount>{_AMOUNT}(?:[\s,]{{0,3}}{_AMOUNT}){{0,3}})",
    re.IGNORECASE,
)
_MOST = re.compile(
    r"\b(?:max(?:imal|imum)?\.?|at most|up to|not longer than|höchstens|au plus)\s{0,3}"
    rf"({_AMOUNT}(?:\s{{0,3}}{_AMOUNT}){{0,3}})",
    re.IGNORECASE,
)
_ISO = re.compile(r"P(?:(\d{1,3})D)?T?(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?\b")
_UNTIL = re.compile(
    r"(?:until|till|bis|jusqu['’]à)\s+(\d{1,2})[:.h](\d{2})\s*(?:Uhr)?\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Wait:
    """What **Wait** says.

    Attributes:
        required_s: Seconds; 0 for a wait until a time of day.
        max_s: Most seconds, or None.
        until: The local time of day, or None.
    """

    required_s: float
    max_s: float | None = None
    until: time | None = None


@dataclass(frozen=True, slots=True)
class WaitDemand:
    """Time has to pass: the timer is to be started, or runs.

    Attributes:
        timer: The timer that runs, or None when it has not been started.
        number: Which of the step's waits it is, counted from 1.
    """

    wait: Wait
    timer: Timer | None
    number: int = 1

    @property
    def words(self) -> str:
        """What is missing, for a refusal."""
        if self.wait.until is not None:
            return f"it has to wait until {self.wait.until:%H:%M}"
        return f"it has to wait {duration(self.wait.required_s)}"


@dataclass(frozen=True, slots=True)
class Running:
    """A wait that runs.

    Attributes:
        left_s: Seconds to wait; 0 when it is over, which is when it rings.
        spare_s: Seconds until it is too late; None where the page sets no such limit.
    """

    sid: StepId
    timer: Timer
    left_s: float
    spare_s: float | None


def waits_of(step: Step) -> tuple[tuple[int, Wait], ...]:
    """Each **Wait** of a step that is a time and not only words, with its place among the labels.

    They are waited for one after the other.
    """
    labels = ((place, each) for place, each in enumerate(step.labels) if each.key == "wait")
    found = ((place, read_wait(f"{each.value} ({each.arg})")) for place, each in labels)
    return tuple((place, each) for place, each in found if each is not None)


def next_wait(walk: Walk, step: Step) -> tuple[int, Wait] | None:
    """The wait that runs or is next, with its place among the labels; None when all are over."""
    return next(iter(waits_of(step)[walk.waits.get(step.sid, 0) :]), None)


def read_wait(text: str) -> Wait | None:
    """The wait that `5 min (max 10 min)`, `5–10 min`, `PT5M` or `until 08:00` means, or None."""
    text = text.strip()
    until = _UNTIL.match(text)
    if until:
        hour, minute = int(until[1]), int(until[2])
        return Wait(0.0, until=time(hour, minute)) if hour < 24 and minute < 60 else None  # noqa: PLR2004
    most = _MOST.search(text)
    limit = _amount(most[1]) if most else None
    iso = _ISO.match(text)
    if iso and any(iso.groups()):
        parts = zip(iso.groups(), ("d", "h", "min", "s"), strict=True)
        return Wait(sum(int(count) * _SECONDS[unit] for count, unit in parts if count), limit)
    found = _DURATION.match(text)
    if found is None:
        return None
    amount = _amount(found["amount"])
    if found["low"]:
        unit = _PART.search(found["amount"])
        low = int(found["low"]) * _LENGTH[unit[2].lower()] if unit else amount
        return Wait(min(low, amount), amount if limit is None else limit)
    return Wait(amount, limit)


def wait_demand(walk: Walk, step: Step) -> WaitDemand | None:
    """What the wait of a step asks; None where it has none, or it is over."""
    found = next_wait(walk, step)
    if found is None:
        return None
    return WaitDemand(found[1], running(walk, step), walk.waits.get(step.sid, 0) + 1)


def running(walk: Walk, step: Step) -> Timer | None:
    """The timer of a step that runs; None when none does."""
    timer = walk.timers.get(step.sid)
    return timer if timer is not None and timer.waited_s is None else None


def remaining(walk: Walk, at: Moment) -> tuple[Running, ...]:
    """The waits that run, in the order they began; those of settled steps do not count.

    Args:
        walk: The walk as it stands.
        at: Now.
    """
    return tuple(
        Running(sid, timer, left(timer, at), spare(timer, at))
        for sid, timer in walk.timers.items()
        if timer.waited_s is None and walk.state(sid) not in SETTLED
    )


def left(timer: Timer, at: Moment) -> float:
    """How many seconds a timer still has to run, at least 0."""
    if timer.until is not None:
        return max(0.0, (timer.until - at.wall).total_seconds())
    return max(0.0, timer.required_s - at.seconds_since(timer.since))


def spare(timer: Timer, at: Moment) -> float | None:
    """How many seconds are left before it is too late, below 0 when it is; None without limit."""
    return None if timer.max_s is None else timer.max_s - at.seconds_since(timer.since)


def duration(seconds: float) -> str:
    """Seconds in words: `5 min`, `1 h 30 min`, `45 s`."""
    whole = round(seconds)
    parts = [(whole // 3600, "h"), (whole % 3600 // 60, "min"), (whole % 60, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"


def _amount(text: str) -> float:
    """The seconds in an amount of one or more units."""
    parts = _PART.findall(text)
    return sum(float(count.replace(",", ".")) * _LENGTH[unit.lower()] for count, unit in parts)
