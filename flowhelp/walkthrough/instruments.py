"""What a number was measured with, as it is typed: `12,3 @TW-07 2031-02-28`.

The date says until when the instrument is calibrated. Given once, it holds for
every later number of the walk that was measured with the same instrument.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flowhelp.errors import InputError
from flowhelp.journal.events import Moment
from flowhelp.walkthrough.readings import day
from flowhelp.walkthrough.walk import Walk

_WITH = re.compile(r"(?P<value>[^@]*?)\s*@\s*(?P<name>[^\s@]+)(?:\s+(?P<due>\S+))?")
_LONGEST = 60


class InstrumentRefusedError(InputError):
    """An instrument cannot be called that, or its calibration date is none."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """What it was measured with.

    Attributes:
        name: As its label says; empty where nobody said.
        due: The last day of its calibration, `2031-02-28`; empty where nobody said.
    """

    name: str = ""
    due: str = ""

    def overdue(self, at: Moment) -> bool:
        """Whether the calibration was over before that day."""
        return bool(self.due) and self.due < at.wall.date().isoformat()


def apart(typed: str) -> tuple[str, str, str]:
    """The number, the instrument and the calibration date that were typed; empty where none."""
    found = _WITH.fullmatch(typed.strip())
    if found is None:
        return typed, "", ""
    return found["value"], found["name"], found["due"] or ""


def instrument(walk: Walk, name: str, due: str) -> Instrument:
    """The instrument of that name, with the date the walk already knows where none is given.

    Raises:
        InstrumentRefusedError: The name is too long, a date stands without a name, or it is
            no date.
    """
    name, due = name.strip(), due.strip()
    if len(name) > _LONGEST:
        raise InstrumentRefusedError(f"the name of an instrument has at most {_LONGEST} characters")
    if due and not name:
        raise InstrumentRefusedError(
            "a calibration date needs its instrument", hint="12,3 @TW-07 2031-02-28"
        )
    if due:
        date = day(due)
        if date is None:
            raise InstrumentRefusedError(
                f"a calibration date is one like 2031-02-28, not {due!r}",
                hint="12,3 @TW-07 2031-02-28",
            )
        return Instrument(name, date)
    known = (each.cal_due for each in walk.readings.values() if name and each.instrument == name)
    return Instrument(name, next((each for each in known if each), ""))
