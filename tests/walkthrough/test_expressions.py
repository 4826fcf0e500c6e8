"""Computed conditions: what they mean, and that no text breaks them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.walkthrough.expressions import ExpressionError, Known, parsed, understood
from flowhelp.walkthrough.verdicts import Verdict, evaluate

NAMES = {
    "pressure": Known(150.0, "bar"),
    "os": Known("linux"),
    "ok": Known(value=True),
    "day": Known("2031-05-04"),
    "version": Known("1.10.2"),
    "count": Known("7"),
    "dc_bus@second": Known(1.1, "V"),
}
DECLARED = {*NAMES, "later"}


def verdict(text: str) -> Verdict:
    """What a text comes to, with those names."""
    return evaluate(parsed(text), NAMES.get, DECLARED)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("pressure < 140 and os = linux", False),
        ("pressure < 140 or os = linux", True),
        ("pressure >= 150 bar", True),
        ("pressure > 150", False),
        ("not pressure < 140", True),
        ("not (pressure < 140 or os = linux)", False),
        ("os in (linux, macos)", True),
        ("os in macos, windows", False),
        ("os not in macos, windows", True),
        ("os != Linux", False),
        ('os = "linux"', True),
        ("ok", True),
        ("ok = no", False),
        ("day < 2031-06-01", True),
        ("version > 1.9.0", True),
        ("count <= 7.0", True),
        ("count = 7", True),
        ("dc_bus@second < 5 V", True),
        ("pressure ≤ 150", True),
    ],
)
def test_a_condition_holds_or_not(text: str, holds: bool) -> None:
    assert verdict(text).holds is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("later = 1", None),
        ("later = 1 and os = macos", False),
        ("later = 1 or os = linux", True),
        ("later = 1 and os = linux", None),
        ("os = later", None),
        ("pressure < 140 psi", None),
        ("os < 5", None),
        ("os", None),
    ],
)
def test_what_is_not_known_is_unknown_and_never_wrong(text: str, holds: bool | None) -> None:
    assert verdict(text).holds is holds


def test_a_verdict_names_what_it_rests_on() -> None:
    found = verdict("pressure < 140 and later = 2")

    assert found.values == (("pressure", Known(150.0, "bar")),)
    assert found.unknown == ("later",)
    assert str(found.values[0][1]) == "150 bar"


@pytest.mark.parametrize(
    "text",
    ["", "a <", "(a", "a)", "f(x)", "a + 1 < 2", "a = 1; b", "a = = 1", "a in", "not", "a not b"],
)
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parsed(text)
    assert understood(text) is None


def test_a_deep_or_long_text_is_refused_without_harm() -> None:
    for text in ("(" * 400 + "a", "not " * 120 + "a", "a or " * 200 + "a"):
        assert understood(text) is None


@given(st.text(alphabet="ab1 .,=<>!()andornti'\"-%°[]", max_size=40))
def test_every_text_is_a_condition_or_refused(text: str) -> None:
    expression = understood(text)
    if expression is not None:
        assert evaluate(expression, NAMES.get, DECLARED).holds in {True, False, None}


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_numbers_compare_as_numbers(one: float, other: float) -> None:
    lookup = {"a": Known(one), "b": Known(other)}.get

    def holds(text: str) -> bool | None:
        return evaluate(parsed(text), lookup, {"a", "b"}).holds

    assert holds("a < b") is (one < other)
    assert holds("a >= b") is (one >= other)
    assert holds("a = b") is (one == other)
