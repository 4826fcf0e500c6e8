"""Every type of value: what fits it, how it is kept, and what is refused."""

from __future__ import annotations

import string
from datetime import date, time
from ipaddress import ip_address
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content import Param
from flowhelp.walkthrough.filling import ParamRefusedError, fitting
from flowhelp.walkthrough.fitting import SECONDS, expected, seconds_of

TYPES = (
    "text int number bool choice date time duration host url path person asset version secret"
).split()
WORDS = st.text(alphabet=string.ascii_letters + string.digits, min_size=1, max_size=12)


def outcome(param: Param, value: str) -> tuple[str, str]:
    """The value as it is kept, and what was said where it was refused."""
    try:
        return fitting(param, value), ""
    except ParamRefusedError as error:
        return "", f"{error.message}\n{error.hint or ''}"


def refused(param: Param, value: str) -> str:
    """The message with which a value is refused."""
    with pytest.raises(ParamRefusedError) as error:
        fitting(param, value)
    return error.value.message


@given(st.sampled_from(TYPES), st.text(max_size=40))
def test_a_value_is_one_printable_line_or_refused_and_is_kept_as_it_is_kept(
    kind: str, value: str
) -> None:
    param = Param("x", kind)
    kept, said = outcome(param, value)

    assert bool(kept) != said.startswith("x ")
    if not kept:
        return
    assert kept.isprintable()
    assert not kept.startswith("-") or kind in {"int", "number"}
    assert fitting(param, kept) == kept


@given(st.sampled_from([kind for kind in TYPES if kind not in {"int", "number"}]), WORDS)
def test_a_leading_minus_is_refused(kind: str, word: str) -> None:
    refused(Param("x", kind), f"-{word}")


@given(st.sampled_from(TYPES), WORDS, st.sampled_from("\0\n\r\x1b\u2028\u202e"), WORDS)
def test_what_a_terminal_or_a_shell_would_obey_is_refused(
    kind: str, before: str, sign: str, after: str
) -> None:
    assert "one line" in refused(Param("x", kind), before + sign + after)


def test_a_leading_minus_is_taken_where_the_page_allows_it() -> None:
    assert fitting(Param("x", pattern="-[a-z]+"), "-rf") == "-rf"
    assert fitting(Param("x", "choice", choices=("-a", "-b")), "-b") == "-b"
    assert "./-name" in _hint(Param("x", "path"), "-rf")


def _hint(param: Param, value: str) -> str:
    with pytest.raises(ParamRefusedError) as error:
        fitting(param, value)
    return error.value.hint or ""


@given(st.integers(-(10**14), 10**14))
def test_a_whole_number_is_kept_as_it_is(number: int) -> None:
    assert fitting(Param("x", "int"), str(number)) == str(number)
    assert fitting(Param("x", "int", unit="bar"), f"{number} bar") == str(number)


@given(st.integers(-(10**6), 10**6), st.integers(0, 999), st.sampled_from(",."))
def test_a_decimal_comma_is_kept_as_a_point(whole: int, part: int, sign: str) -> None:
    kept = fitting(Param("x", "number", unit="N·m"), f"{whole}{sign}{part:03} Nm")

    assert kept == f"{whole}.{part:03}"
    assert float(kept) == float(f"{whole}.{part:03}")


@given(st.integers(-50, 50), st.integers(-50, 50), st.integers(-60, 60))
def test_a_number_is_within_its_range(one: int, other: int, number: int) -> None:
    low, high = sorted((one, other))
    param = Param("x", "number", min=low, max=high, unit="bar")

    if low <= number <= high:
        assert fitting(param, str(number)) == str(number)
    else:
        assert refused(param, str(number)) == (
            f"x is {number}, and has to be {low:g} to {high:g} bar"
        )


@pytest.mark.parametrize(
    "value", ["", "x", "1.5", "1,5", "1e3", "0x10", "٣", "1 bar", "1_000", "9" * 30]
)
def test_no_whole_number(value: str) -> None:
    refused(Param("x", "int"), value)


@pytest.mark.parametrize("value", ["nan", "inf", "1e999", "1.2.3", "1.000,5", "5 psi", "bar"])
def test_no_number(value: str) -> None:
    refused(Param("x", "number", unit="bar"), value)


@pytest.mark.parametrize(
    ("words", "kept"),
    [("y Yes TRUE on 1 ja oui sí", "true"), ("n no False off 0 nein non", "false")],
)
def test_yes_and_no_in_words(words: str, kept: str) -> None:
    assert {fitting(Param("x", "bool"), word) for word in words.split()} == {kept}
    assert refused(Param("x", "bool"), "maybe") == "x is yes or no, not 'maybe'"


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_is_kept_as_iso_has_it(day: date) -> None:
    param = Param("x", "date")

    assert fitting(param, day.isoformat()) == day.isoformat()
    assert fitting(param, f"{day.day}.{day.month}.{day.year}") == day.isoformat()


@pytest.mark.parametrize("value", ["2031-02-29", "31.4.2031", "04/05/2031", "tomorrow", "2031"])
def test_no_day(value: str) -> None:
    assert "like 2031-05-04" in refused(Param("x", "date"), value)


@given(st.times())
def test_a_time_of_day(moment: time) -> None:
    param = Param("x", "time")

    assert fitting(param, f"{moment.hour}:{moment.minute:02}") == f"{moment:%H:%M}"
    assert fitting(param, f"{moment:%H:%M:%S}") == f"{moment:%H:%M:%S}"


@pytest.mark.parametrize("value", ["24:00", "12:60", "noon", "12"])
def test_no_time_of_day(value: str) -> None:
    assert "like 14:30" in refused(Param("x", "time"), value)


UNITS = [(factor, name) for factor, names in SECONDS.items() for name in names.split()]


@given(st.integers(0, 500), st.sampled_from(UNITS), st.sampled_from(["", " "]))
def test_a_duration_in_any_unit(count: int, unit: tuple[float, str], gap: str) -> None:
    seconds, name = unit

    assert seconds_of(f"{count}{gap}{name}") == count * seconds
    assert fitting(Param("x", "duration"), f"{count}{gap}{name}") == f"{count}{gap}{name}"
    assert float(fitting(Param("x", "duration", unit="s"), f"{count}{gap}{name}")) == (
        count * seconds
    )


@given(st.integers(0, 99), st.integers(0, 59), st.integers(0, 59))
def test_a_duration_in_parts(hours: int, minutes: int, seconds: int) -> None:
    whole = hours * 3600 + minutes * 60 + seconds

    assert seconds_of(f"PT{hours}H{minutes}M{seconds}S") == whole
    assert seconds_of(f"{hours} h {minutes} min {seconds} s") == whole
    assert seconds_of(f"{hours}h{minutes}m{seconds}s") == whole
    assert seconds_of(f"{hours}:{minutes:02}:{seconds:02}") == whole


@pytest.mark.parametrize("value", ["", "soon", "5", "5 miles", "PT", "P", "min", "5 min ago"])
def test_no_duration(value: str) -> None:
    assert seconds_of(value) is None


def test_a_duration_is_a_number_where_the_page_names_a_unit() -> None:
    param = Param("x", "duration", unit="min", min=1, max=90)

    assert fitting(param, "1,5 h") == "90"
    assert fitting(param, "30") == "30"
    assert fitting(param, "90 s") == "1.5"
    assert refused(param, "PT2H") == "x is 120, and has to be 1 to 90 min"


LABEL = st.from_regex(r"[a-z]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)


@given(st.lists(LABEL, min_size=1, max_size=5).map(".".join))
def test_a_host_by_name_alone_and_in_an_address(host: str) -> None:
    assert fitting(Param("x", "host"), host) == host
    assert fitting(Param("x", "url"), f"https://{host}:8443/a?b=c#d") == (
        f"https://{host}:8443/a?b=c#d"
    )


@given(st.ip_addresses())
def test_a_host_by_number(address: object) -> None:
    assert fitting(Param("x", "host"), str(ip_address(str(address)))) == str(address)


@pytest.mark.parametrize(
    "value",
    ["a b", "a..b", "1.2.3", "256.1.1.1", "a_.b!", "jo@db-1", "db-1:22", "$(id)", "x" * 64, "a/b"],
)
def test_no_host(value: str) -> None:
    assert "of a host" in refused(Param("x", "host"), value)


@pytest.mark.parametrize(
    "value",
    [
        "example.org",
        "ftp://example.org",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https://exa mple.org",
        "https://example.org:0",
        "https://example.org:99999",
        "https://[::1",
        'https://example.org/"',
    ],
)
def test_no_address_of_the_web(value: str) -> None:
    assert "an address like https://" in refused(Param("x", "url"), value)


def test_a_password_in_an_address_is_refused_and_not_said_again() -> None:
    said = refused(Param("x", "url"), "https://jo:hunter2@example.org/")

    assert said == "x is an address without a password in it"


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("version", "1 1.2.3 v2.0.0-rc.1+b7 2:1.4-2ubuntu1 2031.05", "latest 1,2 1;2 v $1"),
        ("asset", "VMC-07 P7 4711 A/3:2 #", "$x (a) -7 ;"),
        ("person", "Jo Łukasz", "42 -- ."),
        ("path", "/srv a/b.txt ~/x ./-rf C:\\temp", ""),
    ],
)
def test_names_of_things(kind: str, good: str, bad: str) -> None:
    param = Param("x", kind)
    for value in good.split():
        if value != "#":
            assert fitting(param, value) == value
    for value in bad.split():
        refused(param, value)


@given(st.lists(WORDS, min_size=1, max_size=5, unique_by=str.casefold), st.data())
def test_a_choice_is_one_of_them_whatever_its_capitals(
    choices: list[str], data: st.DataObject
) -> None:
    param = Param("x", "choice", choices=tuple(choices))
    choice = data.draw(st.sampled_from(choices))

    assert fitting(param, choice.swapcase()) == choice
    assert ", ".join(choices) in refused(param, "no choice")


@given(st.text(alphabet=string.ascii_lowercase, min_size=6, max_size=12))
def test_a_secret_is_never_said_in_a_refusal(secret: str) -> None:
    kinds = [
        Param("x", "secret", pattern="[0-9]+"),
        Param("x", "secret", choices=("1", "2")),
        Param("x", "secret"),
    ]
    values = [secret, f"-{secret}", f"{secret}\0", secret * 200]
    for param, value in product(kinds, values):
        assert secret not in outcome(param, value)[1]


def test_what_need_not_be_given_may_be_nothing() -> None:
    assert fitting(Param("x", "number", required=False), " ") == ""
    assert "one line" in refused(Param("x", "number"), " ")


@pytest.mark.parametrize(
    ("param", "words"),
    [
        (Param("x"), ""),
        (Param("x", "number", unit="bar", min=0, max=250), "a number, bar, 0 to 250"),
        (Param("x", "int", min=1), "a whole number, at least 1"),
        (Param("x", "choice", choices=("a", "b")), "a / b"),
        (Param("x", "asset", pattern="VMC-[0-9]{2}"), "a piece of equipment, like VMC-[0-9]{2}"),
        (Param("x", "duration", max=5), "a duration like 5 min, at most 5"),
    ],
)
def test_what_would_fit_is_said_before(param: Param, words: str) -> None:
    assert expected(param) == words
