"""Runs inside runs."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from flowhelp.ids import RunId
from flowhelp.journal.nesting import nested


@dataclass(frozen=True)
class Run:
    """A run and what it is a part of."""

    run: RunId
    parent: RunId


def runs(words: str) -> list[Run]:
    """Runs such as `b:a`, which is a part of `a`, the newest first."""
    return [Run(RunId(run), RunId(parent)) for run, _, parent in
            (each.partition(":") for each in words.split())]  # fmt: skip


def told(words: str) -> str:
    """Those runs nested, each with a dot for every run that it stands inside."""
    return " ".join("." * depth + each.run for each, depth in nested(runs(words)))


def test_parts_stand_below_their_run_in_the_order_they_began() -> None:
    assert told("z c:a b:a a y") == "z a .b .c y"


def test_parts_of_parts_stand_below_them() -> None:
    assert told("e:a d:b c:b b:a a") == "a .b ..c ..d .e"


def test_a_part_whose_run_is_not_listed_stays_where_it_is() -> None:
    assert told("c b:gone a") == "c b a"


def test_what_is_a_part_of_itself_is_not_lost() -> None:
    assert sorted(told("c:b b:c a:a").split()) == ["a", "b", "c"]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(-1, 9)), unique_by=lambda each: each[0]))
def test_no_run_is_lost_and_none_is_listed_twice(pairs: list[tuple[int, int]]) -> None:
    listed = [Run(RunId(str(run)), RunId(str(parent))) for run, parent in pairs]

    assert sorted(each.run for each, _ in nested(listed)) == sorted(each.run for each in listed)
