"""Two versions of a page, step by step."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content import Field
from flowhelp.ids import StepId
from flowhelp.journal.events import Line
from flowhelp.walkthrough.drift import drift, edited
from tests.walkthrough.worlds import page, step

TITLES = st.lists(st.text("abc ", max_size=8), max_size=8)


def lines(*titles: str) -> tuple[Line, ...]:
    """A table of contents; a sid is the words, as where it is made of them."""
    return tuple(Line(StepId(title), str(n), title) for n, title in enumerate(titles, start=1))


def words(pairs: tuple[tuple[Line, Line], ...]) -> list[tuple[str, str]]:
    """The titles of pairs."""
    return [(old.title, new.title) for old, new in pairs]


def test_steps_are_kept_moved_changed_added_and_removed() -> None:
    found = drift(
        lines("open the tap", "measure the flow", "close the tap", "sweep", "write it down"),
        lines("close the tap", "open the tap", "measure the flow now", "dance", "write it down"),
    )

    assert words(found.kept) == [
        ("open the tap", "open the tap"),
        ("write it down", "write it down"),
    ]
    assert words(found.moved) == [("close the tap", "close the tap")]
    assert words(found.changed) == [("measure the flow", "measure the flow now")]
    assert [line.title for line in found.added] == ["dance"]
    assert [line.title for line in found.removed] == ["sweep"]
    assert found.carried == (
        ("measure the flow", "measure the flow now"),
        ("undo-measure the flow", "undo-measure the flow now"),
    )


def test_the_most_alike_steps_are_paired() -> None:
    found = drift(
        lines("turn valve A12 left"), lines("turn valve A13 left", "turn valve A12 left!")
    )

    assert words(found.changed) == [("turn valve A12 left", "turn valve A12 left!")]


def test_a_step_of_the_same_name_with_other_words_has_changed() -> None:
    old, new = Line(StepId("go"), "1", "Go"), Line(StepId("go"), "1", "Go slowly")

    found = drift([old], [new])

    assert found.changed == ((old, new),)
    assert found.carried == ()


def test_details_that_changed_are_found_where_both_pages_are_at_hand() -> None:
    old = page(step("a", line=3), step("b", fields=(Field("x", "X", "number", max=5),)))
    new = page(step("a", line=9), step("b", fields=(Field("x", "X", "number", max=6),)))

    assert edited(old, new) == {"b"}
    found = drift(lines("a", "b"), lines("a", "b"), edited(old, new))
    assert words(found.changed) == [("b", "b")]
    assert drift(lines("a", "b"), lines("a", "b")).only_details


@given(TITLES, TITLES)
def test_every_step_of_both_versions_is_said_once(old: list[str], new: list[str]) -> None:
    before, now = lines(*dict.fromkeys(old)), lines(*dict.fromkeys(new))

    found = drift(before, now)

    pairs = (*found.kept, *found.moved, *found.changed)
    assert sorted(line.sid for line in before) == sorted(
        [*(pair[0].sid for pair in pairs), *(line.sid for line in found.removed)]
    )
    assert sorted(line.sid for line in now) == sorted(
        [*(pair[1].sid for pair in pairs), *(line.sid for line in found.added)]
    )


@given(TITLES)
def test_a_page_compared_with_itself_has_not_changed(titles: list[str]) -> None:
    same = lines(*dict.fromkeys(titles))

    assert drift(same, same).kept == tuple(zip(same, same, strict=True))
