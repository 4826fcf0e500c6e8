"""What was typed into a blank."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content import Field
from flowhelp.walkthrough.readings import Measured, ValueRefusedError, expected, matches, measured

GAUGE = Field("pg", "PG", "number", "bar", "bar", min=140, max=160, stop_min=130, stop_max=170)
BUS = Field("bus", "DC bus", "number", "V", max=5, max_open=True)
PLATE = Field("plate", "Plate", "scan", pattern="VMC-[0-9]{2}")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("150", 150.0),
        ("150,5", 150.5),
        ("150.5 bar", 150.5),
        (" 1.5e2BAR ", 150.0),
        ("−5", -5.0),
        (",5", 0.5),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, value: float) -> None:
    assert measured(GAUGE, typed).value == value


@pytest.mark.parametrize(
    "typed", ["", "x", "1,234.5", "150 psi", "1e999", "nan", "inf", "1 2", "٣", "--1", "150 barbar"]
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueRefusedError):
        measured(GAUGE, typed)


@pytest.mark.parametrize(
    ("typed", "within", "stopped"),
    [
        ("140", True, False),
        ("160", True, False),
        ("139,9", False, False),
        ("130", False, False),
        ("129", False, True),
        ("171", False, True),
    ],
)
def test_limits_are_inside_the_range(typed: str, within: bool, stopped: bool) -> None:
    found = measured(GAUGE, typed)

    assert (found.within, found.stopped) == (within, stopped)


def test_an_open_limit_is_outside() -> None:
    assert measured(BUS, "5").within is False
    assert measured(BUS, "4.999").within is True


def test_a_number_without_limits_is_neither_within_nor_without() -> None:
    assert measured(Field("n", "n", type="number"), "3") == Measured(3.0, None)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (Field("seal", "seal", type="choice", choices=("ok", "worn")), "OK", "ok"),
        (PLATE, "VMC-07", "VMC-07"),
        (Field("ok", "ok", type="yes/no"), "Ja", True),
        (Field("ok", "ok", type="yes/no"), "n", False),
        (Field("day", "day", type="date"), "2031-05-04", "2031-05-04"),
        (Field("day", "day", type="date"), "4.5.2031", "2031-05-04"),
        (Field("at", "at", type="time"), "7:05", "07:05"),
        (Field("at", "at", type="time"), "07:05:09", "07:05:09"),
        (Field("found", "found"), "  rust ", "rust"),
    ],
)
def test_each_type_reads_its_own(field: Field, typed: str, value: object) -> None:
    assert measured(field, typed).value == value


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (Field("seal", "seal", type="choice", choices=("ok", "worn")), "fine"),
        (PLATE, "VMC-123"),
        (PLATE, "VMC-07\n"[:-1] + "x"),
        (Field("ok", "ok", type="yes/no"), "maybe"),
        (Field("day", "day", type="date"), "31.2.2031"),
        (Field("day", "day", type="date"), "tomorrow"),
        (Field("at", "at", type="time"), "25:00"),
        (Field("found", "found"), "x" * 1001),
    ],
)
def test_what_does_not_fit_is_refused(field: Field, typed: str) -> None:
    with pytest.raises(ValueRefusedError):
        measured(field, typed)


@pytest.mark.parametrize(
    "pattern", ["(a+)+", "(a|aa)+b", "([a-z]*)*", "a*a*a*a*a*a*b", "(", "(a)\\1"]
)
def test_a_pattern_that_could_take_for_ever_is_not_run(pattern: str) -> None:
    assert not matches(pattern, "a" * 100)
    assert matches(pattern, pattern)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [("VMC-[0-9]{2}", "VMC-12"), ("(A|B)-[0-9]+", "B-7"), ("[A-Z]{2,3}(-[0-9]+)?", "AB-12")],
)
def test_usual_patterns_are_run(pattern: str, text: str) -> None:
    assert matches(pattern, text)


def test_what_is_expected_is_said() -> None:
    assert expected(GAUGE) == "140–160 bar, stop 130–170"
    assert expected(BUS) == "below 5 V"
    assert expected(Field("x", "x", type="number", unit="°C", min=-5, max=5)) == "-5 to 5 °C"
    assert expected(Field("x", "x", type="number", unit="µm", stop_max=9)) == "µm, stop at most 9"
    assert expected(Field("x", "x", type="number", unit="%", min=40)) == "at least 40 %"
    assert expected(Field("x", "x", type="number")) == ""
    assert expected(Field("ok", "ok", type="yes/no")) == "yes or no"


@given(st.text(max_size=30), st.sampled_from(["number", "choice", "scan", "date", "time", "text"]))
def test_nothing_that_is_typed_breaks_it(typed: str, kind: str) -> None:
    field = Field("x", "x", type=kind, choices=("a",), pattern="a+")
    try:
        found = measured(field, typed)
    except ValueRefusedError:
        return
    assert found.value is not None
