"""Blanks and what they may hold."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content.fields import fields_in, fields_in_table, limits_in

NUMBERS = st.integers(min_value=0, max_value=9999)
LIMITISH = st.text(alphabet="0123456789.,;-–±<>≤≥% stop/()abar_`", max_size=60)


@given(st.text(max_size=200) | LIMITISH)
def test_any_words_are_limits_or_none(words: str) -> None:
    limits = limits_in(words)

    assert all(math.isfinite(value) for value in limits.values.values())
    assert limits.known or not limits.values


@given(NUMBERS, NUMBERS, st.sampled_from(["–", "-", "..", " to ", "…", "—"]))
def test_a_range_is_read_with_every_sign(low: int, high: int, sign: str) -> None:
    limits = limits_in(f"{low}{sign}{high}")

    assert (limits.values["min"], limits.values["max"]) == (low, high)


@given(NUMBERS, NUMBERS, st.sampled_from(["±", "+/-", "+-"]))
def test_a_tolerance_lies_around_its_target(target: int, width: int, sign: str) -> None:
    values = limits_in(f"{target} {sign} {width}").values

    assert values["min"] <= values["target"] <= values["max"]


@given(st.text(max_size=200) | LIMITISH.map(lambda words: f"A: ___ bar ({words}) B: ____"))
def test_fields_have_names_that_differ(text: str) -> None:
    names = [field.name for field in fields_in(text)]

    assert len(set(names)) == len(names)
    assert all(names)


@given(st.lists(st.lists(st.sampled_from(["", "a", "___", "≤ 3", "x ___ V (< 5)"]), max_size=4)))
def test_any_table_gives_one_field_a_blank_cell(rows: list[list[str]]) -> None:
    found = fields_in_table(rows)

    width = len(rows[0]) if rows else 0
    assert len(found) == sum("___" in cell for row in rows[1:] for cell in row[:width])


@pytest.mark.parametrize("digits", ["1" * 400, "9" * 16])
def test_a_number_that_no_gauge_shows_is_no_limit(digits: str) -> None:
    assert not limits_in(f"≤ {digits}").known
