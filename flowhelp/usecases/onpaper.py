"""Work that was done on paper and is keyed in: when it was done, by whom, and who keys it in.

What is written down has both times: of the keying, which is `at`, and of the
work, which is `paper_at`. So nobody takes the one for the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flowhelp.errors import InputError
from flowhelp.journal.events import Event, RunStarted, UnknownEvent

_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)[ ]?(Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_EXAMPLE = "2031-05-04 14:30, or 2031-05-04T14:30:00+02:00"


class PaperTimeError(InputError):
    """What stands for a time on the paper is none, or has not come yet."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the paper beside what was done.

    Attributes:
        at: When it was done, aware; None where the paper does not say.
        by: Who did it; empty for the performer of the run.
        keyed_by: Who keys it in; empty where nothing comes from paper.
    """

    at: datetime | None = None
    by: str = ""
    keyed_by: str = ""

    def marked(self, event: Event) -> Event:
        """The fact with what the paper says of it; a name that it has already stays."""
        if isinstance(event, UnknownEvent) or not (self.keyed_by or self.at or self.by):
            return event
        by = "" if isinstance(event, RunStarted) else self.by
        return replace(
            event, by=event.by or by, paper_at=self.at or event.paper_at, keyed_by=self.keyed_by
        )


def time_on_paper(
    text: str,
    now: datetime,
    after: datetime | None = None,
    local: Callable[[datetime], datetime] = datetime.astimezone,
) -> datetime:
    """The moment that a time on the paper means, in UTC.

    A time without an offset is one of the clock on the wall here. In the hour
    that comes twice when clocks go back it is the first that is not before `after`.

    Args:
        text: RFC 3339, or `YYYY-MM-DD HH:MM`.
        now: The present, aware.
        after: The time before it on the same paper, if there is one.
        local: A naive local time made aware.

    Raises:
        PaperTimeError: It is no time, no clock has shown it, or it has not come yet.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise PaperTimeError(f"{text!r} is no date and time", hint=f"like {_EXAMPLE}")
    day, clock, offset = found.groups()
    try:
        read = datetime.fromisoformat(f"{day}T{clock}{offset or ''}")
        moment = read.astimezone(UTC) if offset else _local(read, after, local)
    except (ValueError, OverflowError) as error:
        raise PaperTimeError(f"{text!r} is no date and time", hint=f"like {_EXAMPLE}") from error
    if moment > now:
        raise PaperTimeError(
            f"{text!r} has not come yet", hint="the time on the paper, or this machine's clock"
        )
    return moment


def _local(
    read: datetime, after: datetime | None, local: Callable[[datetime], datetime]
) -> datetime:
    """A time of the clock on the wall; clocks that went forward have never shown some."""
    first, second = (local(read.replace(fold=fold)).astimezone(UTC) for fold in (0, 1))
    if first > second:
        raise PaperTimeError(
            f"no clock showed {read:%Y-%m-%d %H:%M} here: it went forward over it",
            hint="look at the paper again, or give the time with its offset",
        )
    return second if after is not None and first < after <= second else first
