"""What stands in the list of the find screen: answers, or what there is before any question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from flowhelp.tui.found import Sight
from flowhelp.tui.places import PageAt, Place, WalkOf, WalkOn
from flowhelp.tui.widgets.result_list import Item
from flowhelp.typeset.hits import beside, hit_rows, since
from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.styles import Line, Link, Look, Style
from flowhelp.typeset.terminal import one_line

if TYPE_CHECKING:
    from flowhelp.search.results import Hit
    from flowhelp.tui.found import Near
    from flowhelp.usecases.freshness import Fresh
    from flowhelp.usecases.keystrokes import Answers
    from flowhelp.usecases.shelf import Home, Known, Left

_TRIALS = ("no space left on device", "pod crash looping", "renew a certificate", "cannot sign in")
_WELCOME = (
    "Type what you want to do, or what you see: a question, a symptom, an error message. "
    "Answers appear while you type."
)


@dataclass(frozen=True, slots=True)
class Words:
    """Words to put into the box."""

    words: str


@dataclass(frozen=True, slots=True)
class AddLibrary:
    """A library is to be added."""


Value = Place | Words | AddLibrary
"""What an item of the list means."""


def answer_items(
    answers: Answers, fresh: Callable[[str], Fresh | None], now: datetime, *, sources: bool
) -> tuple[Item, ...]:
    """An item for each hit.

    Args:
        answers: What answers.
        fresh: How fresh the page `source:id` is, asked when its row is drawn.
        now: For how long ago something was done.
        sources: Whether to name the library of each.
    """
    return tuple(
        Item(
            partial(_hit, hit, answers.marks, fresh, now, sources),
            PageAt(f"{hit.source}:{hit.id}", hit.step.sid if hit.step else ""),
            f"{hit.source}:{hit.id}",
            height=2,
        )
        for hit in answers.hits
    )


def _hit(  # noqa: PLR0913, PLR0917 (what a hit is shown with)
    hit: Hit,
    marks: Sequence[str],
    fresh: Callable[[str], Fresh | None],
    now: datetime,
    sources: bool,
    width: int,
) -> Sequence[Line]:
    known = fresh(f"{hit.source}:{hit.id}")
    return hit_rows(hit, width, marks, known, now, source=sources)


def nothing_items(answers: Answers, near: Near | None) -> tuple[Item, ...]:
    """What is said where nothing answers; the nearest titles as soon as they are known."""
    asked = answers.asked
    items = [_said(f"Nothing answers to {asked.words.strip() or 'these filters'}.", Style.HEADING)]
    if asked.filters:
        items.append(_said("Try it without the filters: Escape takes them away.", None))
    if near is not None and near.pages:
        items += [_blank(), _heading("Nearest titles")]
        items += [
            _one(title, ((name.partition(":")[2], Style.DIM),), PageAt(name), name)
            for name, title in near.pages
        ]
    if near is not None and near.file and not asked.filters:
        where = f"Or write that page: a file {near.file} whose first line is its title after #."
        items += [_blank(), _said(where, Style.DIM)]
    return tuple(items)


def home_items(home: Home, now: datetime) -> tuple[Item, ...]:
    """What was left, what is due and what was opened lately; on a new machine what to do first."""
    items = [*_new(home)] if home.is_new else []
    items += _section("Unfinished", [_left(each, now) for each in home.unfinished])
    items += _section("Due", [_due(each, now) for each in home.due])
    items += _section("Recent", [_recent(each, now) for each in home.recent])
    if not items:
        items = [_said(_WELCOME, None), _blank(), *_libraries(home)]
    return tuple(items)


def _new(home: Home) -> Iterator[Item]:
    yield _said("Welcome to flowhelp.", Style.HEADING)
    yield _said(_WELCOME, None)
    yield from _libraries(home)
    if home.trial:
        yield _heading("Try a search")
        for words in _TRIALS:
            yield _one(words, (), Words(words), words, at_once=True)
        yield _heading("Try a walk, one step at a time")
        walk = WalkOf(home.trial)
        yield _one("Get started with flowhelp", (("F2", Style.DIM),), walk, "trial", at_once=True)
    yield _heading("Add your own library")
    yield _one("A folder or a git repository …", (("F8", Style.DIM),), AddLibrary(), "add",
               at_once=True)  # fmt: skip
    yield _said("In the shell: flowhelp source add FOLDER-OR-URL", Style.DIM)
    yield _said("Up and Down choose, Enter opens, F1 shows every key, Ctrl+Q leaves.", Style.DIM)


def _libraries(home: Home) -> Iterator[Item]:
    names = [f"{name} ({count:,} pages)" for name, count in home.libraries]
    if names:
        yield _said(f"What is here: {', '.join(names)}.", None)


def _section(title: str, items: Sequence[Item]) -> list[Item]:
    return [_heading(title), *items, _blank()] if items else []


def _left(left: Left, now: datetime) -> Item:
    when = f"left {since(left.at, now)}"
    step = one_line(left.step) or "before the first step"

    def rows(width: int) -> Sequence[Line]:
        title = ((one_line(left.title), None),)
        return (
            beside(title, ((when, Style.DIM),), width),
            beside((("  ◯ ", Style.NUMBER), (step, None)), (), width),
        )

    return Item(rows, WalkOn(left.run, page=(left.page, left.sid)), f"run {left.run}", height=2)


def _due(known: Known, now: datetime) -> Item:
    past = now >= known.at
    words = f"! was due {since(known.at, now)}" if past else f"due {since(known.at, now)}"
    look = Style.WARNING if past else Style.DIM
    return _one(known.title, ((words, look),), PageAt(known.name), f"due {known.name}")


def _recent(known: Known, now: datetime) -> Item:
    words = since(known.at, now)
    return _one(known.title, ((words, Style.DIM),), PageAt(known.name), f"recent {known.name}")


def _one(title: str, right: Line, value: Value, key: str, *, at_once: bool = False) -> Item:
    rows = partial(_row, one_line(title), right)
    return Item(rows, value, key, height=1, at_once=at_once)


def _row(title: str, right: Line, width: int) -> Sequence[Line]:
    return (beside(((title, None),), right, width),)


def _heading(title: str) -> Item:
    return Item(lambda width: (((title, Style.HEADING),),), height=1)  # noqa: ARG005


def _blank() -> Item:
    return Item(lambda width: ((),), height=1)  # noqa: ARG005


def _said(words: str, look: Look | None) -> Item:
    return Item(lambda width: wrapped([(words, look)], width))


def said_above(answers: Answers | None, reading: tuple[int, int], meant: Link) -> tuple[Line, ...]:
    """What is said between the box and the list, in at most three lines; none when all is well.

    Args:
        answers: What answers, or None.
        reading: How many files of how many are read; the same twice when none are.
        meant: The look of the words that were meant, which can be taken.
    """
    lines: list[Line] = []
    if answers is not None and answers.suggestion:
        words = one_line(answers.suggestion)
        lines.append((("Did you mean ", None), (words, meant), ("? F3 takes it.", None)))
    if answers is not None and answers.note:
        lines.append(((f"! {one_line(answers.note)}", Style.WARNING),))
    done, total = reading
    if done < total:
        lines.append(((f"reading the library: {done:,} of {total:,}", Style.DIM),))
    return tuple(lines)


def sight_of(value: object) -> Sight:
    """What is looked at while that item is marked; nothing where it is none."""
    run = value.run if isinstance(value, WalkOn) else ""
    return Sight(*page_of(value), run)


def page_of(value: object) -> tuple[str, str]:
    """(`source:id`, step) of the page that an item stands for; empty where it is none."""
    if isinstance(value, PageAt):
        return value.name, value.step
    if isinstance(value, WalkOn):
        return value.page
    return (value.name, "") if isinstance(value, WalkOf) else ("", "")
