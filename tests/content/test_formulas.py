"""Formulas of calculated blanks: what is one, and what is not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content.formulas import (
    Applied,
    FormulaError,
    Named,
    Number,
    apart,
    names_in,
    parsed,
    understood,
)

X, Y = Named("x"), Named("y")


def test_a_formula_is_read_in_the_order_of_arithmetic() -> None:
    assert parsed("x + y * 2") == Applied("+", (X, Applied("*", (Y, Number(Decimal(2))))))
    assert parsed("(x + y) / 2") == Applied("/", (Applied("+", (X, Y)), Number(Decimal(2))))
    assert parsed("x - y - 1.5") == Applied("-", (Applied("-", (X, Y)), Number(Decimal("1.5"))))
    assert parsed("-x") == Applied("-", (Number(Decimal(0)), X))


def test_functions_are_read_and_may_be_names_as_well() -> None:
    assert parsed("max(x, Mean(x, y), 3)") == Applied(
        "max", (X, Applied("mean", (X, Y)), Number(Decimal(3)))
    )
    assert parsed("abs(x − y)") == Applied("abs", (Applied("-", (X, Y)),))
    assert parsed("mean × 2") == Applied("*", (Named("mean"), Number(Decimal(2))))


@pytest.mark.parametrize(
    "text",
    [
        *("", "x +", "(x", "x)", "x y", "2x", "1,5 * x", "x ** 2", "x ^ 2", "x % y", "x = y"),
        *("sqrt(x)", "abs(x, y)", "min()", "x.y", "x[0]", "'x'", "x; y", "+", "1.2.3", "1e5 * x"),
        *("(" * 30 + "x" + ")" * 30, "x + " * 100 + "x", "__import__('os')", "9" * 16),
    ],
)
def test_what_is_no_formula_is_refused(text: str) -> None:
    assert understood(text) is None
    with pytest.raises(FormulaError):
        parsed(text)


def test_names_are_listed_once_and_in_order() -> None:
    assert names_in(parsed("y + mean(x, y, 3) / x")) == ("y", "x")


@pytest.mark.parametrize(
    ("text", "formula", "limits"),
    [
        ("(x + y) / 2, ≤ 10", "(x + y) / 2", "≤ 10"),
        ("max(x, y), 1–5, stop 0–9", "max(x, y)", "1–5, stop 0–9"),
        ("x; < 5", "x", "< 5"),
        (" x ", "x", ""),
    ],
)
def test_limits_stand_behind_the_first_comma_outside_of_brackets(
    text: str, formula: str, limits: str
) -> None:
    assert apart(text) == (formula, limits)


@given(st.text(alphabet="xy019.+-*/(), minaxbse−×`", max_size=80) | st.text(max_size=80))
def test_any_text_is_a_formula_or_none(text: str) -> None:
    found = understood(text)

    assert found is None or all(name.strip() == name for name in names_in(found))
