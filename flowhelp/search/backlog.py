"""What was asked here and not answered: the authors' list of work.

Each search ends in one of four ways.

- *Empty*: no page answered.
- *Opened*: a page was opened on the same terminal, within `PATIENCE` and before
  other words were asked there. A search that was put into other words within
  `REFINED`, and so led to an opening, ended well too: the person was on the way.
- *Abandoned*: pages answered, and none was opened. That is a hint, not a proof:
  the answer may have stood on the card itself.
- *Unsettled*: it is too early to say, or there is no terminal: a program asked,
  and does not open pages.

The same words in any order and form are one question. It is off the list once
asking it ended in an opening; and questions that were empty are, once pages answer.

Pure: facts in, values out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flowhelp.search.asked import Opening, Search

PATIENCE = 30 * 60
"""Seconds; what is opened later has another reason."""

REFINED = 90
"""Seconds in which other words are another try at the same thing."""

NO_TERMINAL = "none"


class End(StrEnum):
    """How a search ended."""

    EMPTY = "empty"
    OPENED = "opened"
    ABANDONED = "abandoned"
    UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that the library does not answer.

    Attributes:
        question: As it was asked last.
        kind: How it ended last: empty or abandoned.
        times: How often it ended like that since it last led to an opening, at least 1.
        last: When it was asked last, in Unix seconds.
        answers: How many pages answered, that time.
        best: The first of them, `source:id`; empty when there was none.
        title: Its title, where that was looked up and it is still there.
    """

    question: str
    kind: End
    times: int
    last: int
    answers: int
    best: str
    title: str = ""


def unanswered(
    facts: Iterable[Search | Opening], now: int, words_of: Callable[[str], Iterable[str]]
) -> tuple[Unanswered, ...]:
    """The questions without an answer, the most frequent first, then the newest.

    Args:
        facts: In the order they happened.
        now: In Unix seconds.
        words_of: The stems of a question.
    """
    asked = [*facts]
    groups: dict[frozenset[str], list[tuple[Search, End]]] = {}
    same: dict[str, frozenset[str]] = {}

    def words(question: str) -> frozenset[str]:
        if question not in same:
            same[question] = frozenset(words_of(question)) or frozenset([question.casefold()])
        return same[question]

    for search, end in ends(asked, now, words):
        own = groups.setdefault(words(search.question), [])
        if end is End.OPENED:
            own.clear()
        elif end is not End.EMPTY:
            own[:] = [(past, kind) for past, kind in own if kind is not End.EMPTY]
        if end in {End.EMPTY, End.ABANDONED}:
            own.append((search, end))
    found = [_unanswered(own) for own in groups.values() if own]
    return tuple(sorted(found, key=lambda one: (-one.times, -one.last, one.question)))


def ends(
    facts: Sequence[Search | Opening], now: int, words: Callable[[str], frozenset[str]]
) -> list[tuple[Search, End]]:
    """Each search with how it ended, in their order.

    Args:
        facts: In the order they happened, of all terminals.
        now: In Unix seconds.
        words: What makes two questions the same.
    """
    later: dict[str, tuple[Search | Opening, End]] = {}
    found: list[tuple[Search, End]] = []
    # From the newest back: how a search ended depends on what came after it there.
    for fact in reversed(facts):
        if isinstance(fact, Opening):
            later[fact.terminal] = fact, End.OPENED
            continue
        end = _end(fact, later.get(fact.terminal), now, words)
        later[fact.terminal] = fact, end
        found.append((fact, End.EMPTY if not fact.answers else end))
    return found[::-1]


def _end(
    search: Search,
    then: tuple[Search | Opening, End] | None,
    now: int,
    words: Callable[[str], frozenset[str]],
) -> End:
    """How a search ended, whether or not pages answered, from what came next on its terminal."""
    if search.terminal == NO_TERMINAL:
        return End.UNSETTLED
    if then is None:
        return End.UNSETTLED if now - search.at < PATIENCE else End.ABANDONED
    fact, end = then
    gap = fact.at - search.at
    if isinstance(fact, Opening):
        return End.OPENED if gap <= PATIENCE else End.ABANDONED
    if gap <= PATIENCE and words(fact.question) == words(search.question):
        return end
    if gap <= REFINED and end in {End.OPENED, End.UNSETTLED}:
        return end
    return End.ABANDONED


def _unanswered(searches: Sequence[tuple[Search, End]]) -> Unanswered:
    last, kind = searches[-1]
    return Unanswered(
        question=last.question,
        kind=kind,
        times=len(searches),
        last=last.at,
        answers=last.answers,
        best=last.names[0] if last.names else "",
    )
