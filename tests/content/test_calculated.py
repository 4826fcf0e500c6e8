"""Which blanks of a page are calculated."""

from __future__ import annotations

import pytest

from flowhelp.content import Field
from flowhelp.content.parse import parse_page

PAGE = """---
params:
  factor: {{type: number}}
  name: {{type: text}}
---
# Backlash

1. Measure forward.
   - **Record:** X: ___ µm
2. Measure back.
   - **Record:** Y: ___ µm
   - **Record:** {blank}
3. Look again.
   - **Record:** Z: ___ µm
"""


def blank(text: str) -> Field:
    """The last blank of step 2."""
    return parse_page(PAGE.format(blank=text), path="axes.md").steps[1].fields[-1]


def test_a_blank_with_a_formula_is_a_number_with_its_limits() -> None:
    field = blank("Mean: ___ µm (= (x + y) / 2, ≤ 10, stop 0–20)")

    assert (field.name, field.type, field.unit, field.ucum) == ("mean", "number", "µm", "um")
    assert (field.formula, field.max, field.stop_min, field.stop_max) == ("(x + y) / 2", 10, 0, 20)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("Sum: ___ (= x + y)", "x + y"),
        ("Sum: ___ µm (`= x*2*y`, < 9)", "x*2*y"),
        ("Sum: ___ µm (= max((x + y) / 2, mean(x, y)), 1–5)", "max((x + y) / 2, mean(x, y))"),
        ("Sum: ___ (= X * Factor)", "X * Factor"),
    ],
)
def test_names_are_blanks_of_the_step_or_before_it_and_parameters_that_are_numbers(
    text: str, formula: str
) -> None:
    assert blank(text).formula == formula


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Sum: ___ (= pass)", "text"),
        ("Sum: ___ bar (= x + nothing)", "number"),
        ("Sum: ___ (= x / z)", "choice"),
        ("Sum: ___ (= name)", "text"),
        ("Sum: ___ (= sum + 1)", "text"),
        ("Sum: ___ (= 5)", "text"),
        ("Sum: ___ (= x, see page 3)", "text"),
        ("Sum: ___ (x + y)", "text"),
        ("Sum: ___ (= x + )", "text"),
        ("Sum: ___ (== x)", "text"),
    ],
)
def test_any_other_blank_is_what_it_would_be_without_formulas(text: str, kind: str) -> None:
    field = blank(text)

    assert (field.formula, field.type) == ("", kind)
    assert (field.min, field.max) == (None, None)


def test_a_formula_may_go_on_from_another_and_never_in_a_circle() -> None:
    text = "A: ___ (= x + 1)\n   - **Record:** B: ___ (= a + c)\n   - **Record:** C: ___ (= a + 1)"
    page = parse_page(PAGE.format(blank=text), path="axes.md")

    assert [field.formula for field in page.steps[1].fields] == ["", "x + 1", "", "a + 1"]


def test_a_second_person_measures_and_does_not_calculate() -> None:
    page = parse_page(
        "# A\n\n1. Do it.\n   - **Record:** X: ___ V\n"
        "   - **Second person:** Sum: ___ V (= x + 1)\n2. Go.\n",
        path="a.md",
    )

    assert [(each.name, each.formula) for each in page.steps[0].fields] == [
        ("x", ""),
        ("sum@second", ""),
    ]


def test_a_cell_is_calculated_within_the_limits_of_its_row() -> None:
    page = parse_page(
        "# A\n\n## 1. Clean it\n\nWell.\n\n## 2. Backlash\n\n"
        "| Axis | First (µm) | Back (µm) | Mean (µm) | Limit |\n| --- | --- | --- | --- | --- |\n"
        "| X | ___ | ___ | ___ (= (first_x + back_x) / 2) | ≤ 10 |\n"
        "| Y | ___ | ___ | ___ (= first_y + back_y, ≤ 3) | ≤ 10 |\n",
        path="a.md",
    )

    found = [each for step in page.walked() for each in step.fields if each.formula]
    assert [(each.name, each.formula, each.unit, each.max) for each in found] == [
        ("mean_x", "(first_x + back_x) / 2", "µm", 10),
        ("mean_y", "first_y + back_y", "µm", 3),
    ]


def test_only_a_formula_changes_the_version_of_a_page() -> None:
    plain = "# A\n\n1. Look.\n   - **Record:** X: ___ V (1–2)\n2. Go.\n"

    assert (
        parse_page(plain, path="a.md").steps_hash
        == "fh1-fvnu55724kkpw6jqdoje4roqz6cqq2h7xbhh5f4wf2nazyymb5zq"
    )
