"""The lines of a file of answers: what to do, and what the paper says of it.

A line with `at` says when something was done on paper. Then the record has
that time, who did it (`by`) and who keyed it in (`keyed_by`) beside the time
of the keying. A line `{"do": "paper", …}` says the same for all lines below.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flowhelp.errors import InputError
from flowhelp.usecases.onpaper import Paper, PaperTimeError, time_on_paper
from flowhelp.usecases.start import actor

PAPER = "paper"
"""What a line does that only tells of the paper."""

_NAMED = frozenset({"sign", "release"})
"""In their lines `by` is the name that is put down, not who kept the paper."""

_NEVER = {
    "pin": "a PIN is typed at a terminal, and never written into a file",
    "signature": "a signature is over the record as it is, and cannot be made before",
}
"""Words that no line may have, whatever stands in them."""

_EXAMPLE = '{"do": "done", "step": "1"}'
_LARGEST = 4 * 1024 * 1024


class AnswersError(InputError):
    """A line of the file is no answer, or not one to this walk; nothing was written."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One line: what to do, and the words with it."""

    number: int
    do: str
    fields: dict[str, Any]
    folder: Path = Path()
    """Where files that it names are looked for: beside the answers."""

    def text(self, name: str) -> str:
        """A word of the answer, or nothing.

        Raises:
            AnswersError: It is no text and no number.
        """
        value = self.fields.get(name, "")
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float):
            return str(value)
        if not isinstance(value, str):
            raise self.refused(f"{name!r} has to be a text")
        return value

    def refused(self, why: str, hint: str | None = None) -> AnswersError:
        """The error that names this line."""
        return AnswersError(f"line {self.number} of the answers: {why}", hint=hint)


def read_answers(path: Path) -> tuple[Answer, ...]:
    """The answers in a file of JSON lines; empty lines are passed over.

    Raises:
        AnswersError: It cannot be read, or a line of it is no answer.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise AnswersError(f"the answers in {path} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise AnswersError(f"the answers in {path} are not UTF-8") from error
    if len(content) > _LARGEST:
        raise AnswersError(f"the answers in {path} are more than {_LARGEST} bytes")
    lines = enumerate(text.split("\n"), start=1)
    folder = path.parent
    return tuple(_answer(number, line, folder) for number, line in lines if line.strip())


def papers(answers: Sequence[Answer], now: datetime) -> tuple[Paper, ...]:
    """What the paper says of each answer: of what has no time, no more than who did it.

    Raises:
        AnswersError: A time is none, or has not come yet; its line is named.
    """
    found: list[Paper] = []
    above, last = Paper(), None
    keyed = any("at" in answer.fields or answer.do == PAPER for answer in answers)
    operator = actor().id if keyed else ""
    for answer in answers:
        at = _time(answer, now, last)
        last = at or last
        by = "" if answer.do in _NAMED else answer.text("by")
        keyed_by = answer.text("keyed_by") or above.keyed_by or operator
        paper = Paper(at, by or above.by, keyed_by)
        above = paper if answer.do == PAPER else above
        found.append(paper)
    return tuple(found)


def doubts(answers: Sequence[Answer], now: datetime) -> tuple[str, ...]:
    """What looks like a slip of the pen: times on the paper that go backwards.

    They are kept as they are written. In an any-order list, or where a second
    person came later, they may well be right, and the paper is the original.

    Raises:
        AnswersError: A time is none, or has not come yet.
    """
    found: list[str] = []
    before: tuple[int, datetime] | None = None
    for answer, paper in zip(answers, papers(answers, now), strict=True):
        if paper.at is None:
            continue
        if before is not None and paper.at < before[1]:
            times = f"{answer.text('at')} is earlier than the time in line {before[0]}"
            found.append(f"line {answer.number} of the answers: {times}")
        before = (answer.number, paper.at)
    return tuple(found)


def first_paper(answers: Sequence[Answer], now: datetime) -> Paper:
    """What the paper says of the beginning: its first time, who worked, who keys it in.

    Raises:
        AnswersError: A time is none, or has not come yet.
    """
    found = papers(answers, now)
    at = next((paper.at for paper in found if paper.at), None)
    head = next((p for a, p in zip(answers, found, strict=True) if a.do == PAPER), Paper())
    keyed_by = next((paper.keyed_by for paper in found if paper.keyed_by), "")
    return Paper(at, head.by, keyed_by)


def _answer(number: int, line: str, folder: Path) -> Answer:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        message = f"line {number} of the answers is not JSON ({error})"
        raise AnswersError(message, hint=_EXAMPLE) from error
    do = fields.get("do") if isinstance(fields, dict) else None
    if not isinstance(do, str):
        message = f"line {number} of the answers does not say what to do"
        raise AnswersError(message, hint=_EXAMPLE)
    for secret, why in _NEVER.items():
        if secret in fields:
            raise AnswersError(f"line {number} of the answers: {why}", hint="flowhelp resume")
    return Answer(number, do, fields, folder)


def _time(answer: Answer, now: datetime, after: datetime | None) -> datetime | None:
    text = answer.text("at")
    try:
        return time_on_paper(text, now, after) if text else None
    except PaperTimeError as error:
        raise answer.refused(error.message, error.hint) from error
