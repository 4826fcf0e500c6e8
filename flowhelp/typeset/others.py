"""Runs of other machines: that they are so, where they came from, and what proves them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from flowhelp.errors import ContentError
from flowhelp.journal.team_runs import Standing
from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.record import in_full
from flowhelp.typeset.styles import Line, Style
from flowhelp.typeset.terminal import one_line
from flowhelp.usecases.export import Evidence
from flowhelp.usecases.others import OthersEvidence

_STANDING = {
    Standing.VERIFIED: ("verified: the chain of its device is whole up to its end", Style.GOOD),
    Standing.UNVERIFIED: (
        "not verified: the chain of its device is not whole up to a published end",
        Style.DANGER,
    ),
    Standing.RECORD: (
        "a record alone, as a learning record store gave it back: no chain proves it",
        Style.WARNING,
    ),
}
_NO_RECORD = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError,
)  # fmt: skip
"""What showing something makes of it where it is no record."""

_HEAD = re.compile(r"[0-9A-Za-z_-]{1,100} [0-9a-f]{64}")
"""A device and a hash as every flowhelp writes them."""


class NoRecordError(ContentError):
    """What another machine brought as the record of a run is none."""


@contextmanager
def readable(found: Sequence[Evidence]) -> Iterator[None]:
    """Records are shown inside; those of others may be anything.

    Raises:
        NoRecordError: One of others is no record.
    """
    try:
        yield
    except _NO_RECORD as error:
        foreign = next((each for each in found if isinstance(each, OthersEvidence)), None)
        if foreign is None:
            raise
        raise NoRecordError(
            f"the record of run {foreign.record['id']}, by {foreign.other.target}, is not what a"
            " record is",
            hint="flowhelp log RUN --json shows it as it came",
        ) from error


def whole(found: Evidence, width: int) -> list[Line]:
    """One run in full; before one of another machine stands that it is so.

    Raises:
        NoRecordError: The record of another machine is not what a record is.
    """
    with readable((found,)):
        return [*_origin(found, width), *in_full(found.record, width)]


def said_so(found: Evidence) -> Evidence:
    """What a report is made of: one of another machine says so among the facts."""
    if not isinstance(found, OthersEvidence):
        return found
    facts = {"of_another_machine": _whence(found), "standing": _STANDING[found.other.standing][0]}
    if not found.other.is_covered:
        facts["published_head"] = _uncovered(found)
    head = found.head
    if head is not None and not _HEAD.fullmatch(f"{head.device} {head.sha256}"):
        # A report has it as it is, and names of devices come from anybody.
        head, facts["published_head"] = None, "it is not what a head is"
    record = found.record | {"context": found.record["context"] | facts}
    return replace(found, record=record, head=head, run_head=found.run_head or "none is here")


def _origin(found: Evidence, width: int) -> Iterator[Line]:
    if not isinstance(found, OthersEvidence):
        return
    words, look = _STANDING[found.other.standing]
    yield from wrapped([("Of another machine: ", Style.STRONG), (_whence(found), None)], width)
    yield from wrapped([(words, look)], width)
    if not found.other.is_covered:
        yield from wrapped([(_uncovered(found), Style.WARNING)], width)
    head = found.head
    if head is not None:
        words = f"Last published head of {head.device}: {head.seq} {head.sha256}"
        yield from wrapped([(one_line(words), Style.DIM)], width)
    yield ()


def _whence(found: OthersEvidence) -> str:
    device = f"device {found.other.device}, " if found.other.device else ""
    return one_line(f"{device}by {found.other.target}")


def _uncovered(found: OthersEvidence) -> str:
    last = f"; the last one is of event {found.head.seq}" if found.head else ""
    return f"no published head covers it{last}"
