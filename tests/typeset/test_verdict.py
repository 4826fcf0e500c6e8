"""What is said of a value while it is typed."""

from __future__ import annotations

import pytest

from flowhelp.content import Field
from flowhelp.typeset.styles import Style
from flowhelp.typeset.verdict import verdict

GAUGE = Field("gauge", "Gauge", "number", "bar", min=1, max=3, stop_min=0, stop_max=5)


@pytest.mark.parametrize(
    ("typed", "words", "style"),
    [
        ("", "", None),
        ("  ", "", None),
        ("2", "✓ within limits", Style.GOOD),
        ("2,5 bar", "✓ within limits", Style.GOOD),
        ("2 @PG-7 2031-02-28", "✓ within limits", Style.GOOD),
        ("4", "! out of limits: say why", Style.WARNING),
        ("9", "✗ stop range: work stops", Style.DANGER),
    ],
)
def test_a_number_is_judged_in_words_and_by_a_sign(
    typed: str, words: str, style: Style | None
) -> None:
    assert verdict(GAUGE, typed, {}) == (words, style)


def test_what_does_not_fit_says_what_would() -> None:
    words, style = verdict(GAUGE, "x", {})

    assert words.startswith("Gauge asks for a number")
    assert style is Style.WARNING


def test_a_value_without_limits_is_not_judged() -> None:
    assert verdict(Field("found", "Found"), "a crack", {}) == ("", None)


def test_a_scan_is_compared_with_the_value_of_the_walk() -> None:
    plate = Field("plate", "Plate", "scan", pattern="{{machine}}")

    assert verdict(plate, "VMC-07", {"machine": "VMC-07"})[1] is Style.GOOD
    assert verdict(plate, "VMC-08", {"machine": "VMC-07"})[1] is Style.WARNING
