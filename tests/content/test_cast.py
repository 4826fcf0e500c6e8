"""Recordings of a terminal, whole and damaged."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content.cast import BrokenRecordingError, Chapter, Written, paced, read_cast

V2 = {"version": 2, "width": 90, "height": 30, "title": "Restart", "idle_time_limit": 1.5}
V3 = {"version": 3, "term": {"cols": 100, "rows": 40, "type": "xterm"}}


def cast(header: dict[str, Any], *events: object) -> bytes:
    return "\n".join(json.dumps(each) for each in (header, *events)).encode()


def test_in_the_second_version_times_count_from_the_beginning() -> None:
    found = read_cast(
        cast(V2, [0.5, "o", "a"], [1.5, "m", "Half"], [2.0, "o", "b"], [1.0, "o", "c"])
    )

    assert (found.columns, found.lines, found.title, found.idle) == (90, 30, "Restart", 1.5)
    assert found.events == (Written(0.5, "o", "a"), Written(2.0, "o", "b"), Written(2.0, "o", "c"))
    assert found.chapters == (Chapter(1.5, "Half"),)
    assert (found.length, found.problem) == (2.0, "")


def test_in_the_third_they_count_from_the_event_before() -> None:
    raw = cast(V3, [0.5, "o", "a"], [1, "r", "120x50"], [1.0, "i", "key"], [0.5, "x", "3"])
    found = read_cast(raw.replace(b"\n[1,", b"\n# a remark\n\n[1,"))

    assert (found.columns, found.lines) == (100, 40)
    assert found.events == (Written(0.5, "o", "a"), Written(1.5, "r", "120x50"))
    assert (found.length, found.exit, found.problem) == (3.0, 3, "")


@pytest.mark.parametrize(
    "bad",
    ['[1.0, "o", "cut', "{}", "[1]", '[-1, "o", "x"]', '[1e999, "o", "x"]', '["1", "o", "x"]',
     '[true, "o", "x"]', '[1, "o", 7]', '[1, "r", "axb"]', "[" * 100_000, "7" * 5_000, "\x00"],
    ids=range(12),
)  # fmt: skip
def test_a_damaged_recording_is_good_up_to_the_damage(bad: str) -> None:
    raw = cast(V2, [0.5, "o", "a"]) + f"\n{bad}\n".encode() + b'[2.0, "o", "b"]'

    found = read_cast(raw)

    assert [each.text for each in found.events] == ["a"]
    assert found.problem == "it is damaged at line 3, and ends there"


@pytest.mark.parametrize("raw", [b"", b"\n", b"hello", b"[]", b'{"version": 1}', b"\xff\xfe\x00"])
def test_what_is_no_recording_is_refused(raw: bytes) -> None:
    with pytest.raises(BrokenRecordingError, match="no recording"):
        read_cast(raw)


def test_a_size_that_makes_no_sense_is_a_usual_one() -> None:
    assert read_cast(cast({"version": 2, "width": "x", "height": -4})).columns == 80
    assert read_cast(cast({"version": 2, "width": 10**9, "height": 10**9})).columns == 500
    assert read_cast(cast({"version": 3, "term": None})).lines == 24


@given(st.binary(max_size=400))
def test_no_bytes_after_a_header_break_the_reader(rest: bytes) -> None:
    found = read_cast(cast(V2, [0.1, "o", "a"]) + b"\n" + rest)

    assert found.events[0].text == "a"
    assert all(a.at <= b.at for a, b in zip(found.events, found.events[1:], strict=False))


@given(
    st.lists(st.floats(0, 1000), max_size=30).map(sorted),
    st.one_of(st.none(), st.floats(0.1, 10)),
)
def test_pauses_are_cut_and_the_order_stays(times: list[float], longest: float | None) -> None:
    found = paced(times, longest)

    assert len(found) == len(times)
    assert found == sorted(found)
    assert all(cut <= at + 1e-9 for cut, at in zip(found, times, strict=True))
    if longest is not None:
        gaps = [b - a for a, b in zip(found, found[1:], strict=False)]
        assert all(gap <= longest + 1e-9 for gap in gaps)
