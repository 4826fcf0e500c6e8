"""How much each page is in use."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.asked import locked
from flowhelp.search.habits import (
    HALF_LIFE,
    HALF_USED,
    MOST,
    Entry,
    entries_of,
    opened,
    read,
    score,
    text_of,
    weight,
    with_opening,
)

NOW = 1_900_000_000
DAY = 86_400

MOMENTS = st.integers(0, 4_000_000_000)
ENTRIES = st.tuples(st.floats(0.001, 1e6), MOMENTS)

OPENER = """
import sys
from flowhelp.search.habits import opened

for number in range(300):
    opened(sys.argv[1], f"team:{sys.argv[2]}/{number % 7}", 1_900_000_000 + number)
"""


def test_an_opening_halves_in_a_half_life() -> None:
    assert score((8.0, NOW), NOW + HALF_LIFE) == 4.0
    assert score((8.0, NOW), NOW + 3 * HALF_LIFE) == 1.0


def test_as_much_use_as_that_weighs_half() -> None:
    assert weight((HALF_USED, NOW), NOW) == 0.5


def test_the_page_of_every_week_stands_before_that_of_last_winter() -> None:
    entries: dict[str, Entry] = {}
    for number in range(30):
        entries = with_opening(entries, "winter", NOW - 180 * DAY + number * 3600)
    for week in range(8):
        entries = with_opening(entries, "weekly", NOW - (8 - week) * 7 * DAY)

    assert weight(entries["weekly"], NOW) > weight(entries["winter"], NOW)


@given(ENTRIES, MOMENTS)
def test_a_weight_is_between_none_and_all(entry: Entry, now: int) -> None:
    assert 0 <= weight(entry, now) < 1


@given(ENTRIES, MOMENTS, MOMENTS)
def test_use_only_fades(entry: Entry, one: int, other: int) -> None:
    sooner, later = sorted((one, other))

    assert weight(entry, later) <= weight(entry, sooner)


@given(st.dictionaries(st.text(min_size=1), ENTRIES, max_size=5), st.text(min_size=1), MOMENTS)
def test_an_opening_adds_to_its_page_alone(entries: dict[str, Entry], name: str, now: int) -> None:
    after = with_opening(entries, name, now)

    value, at = after[name]
    assert (value, at) == (score(entries.get(name, (0.0, now)), now) + 1, now)
    assert {known: after[known] for known in entries if known != name} == {
        known: entry for known, entry in entries.items() if known != name
    }


@given(st.dictionaries(st.text(min_size=1), ENTRIES))
def test_a_file_says_what_was_kept(entries: dict[str, Entry]) -> None:
    found = entries_of(text_of(entries))

    assert found.keys() == entries.keys()
    for name, (value, at) in entries.items():
        assert abs(found[name][0] - value) <= 0.0001
        assert found[name][1] == at


@given(st.text())
def test_no_file_is_a_failure(text: str) -> None:
    for entry in entries_of(text).values():
        assert 0 <= weight(entry, NOW) < 1


def test_of_too_many_those_in_least_use_are_dropped() -> None:
    entries = {f"team:{number}": (1.0 + number, NOW) for number in range(MOST)}

    after = with_opening(entries, "team:new", NOW, 2.0)

    assert len(after) == MOST
    assert "team:new" in after
    assert "team:0" not in after


def test_a_clock_that_was_ahead_once_is_put_right_by_the_next_opening() -> None:
    ahead = NOW + 3650 * DAY
    entries = with_opening({}, "team:tea", ahead)

    assert with_opening(entries, "team:tea", NOW) == {"team:tea": (2.0, NOW)}


def test_what_was_opened_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "data" / "habits"
    opened(str(path), "team:tea", NOW)
    opened(str(path), "team:tea", NOW, 2.0)
    opened(str(path), "team:tab\there", NOW)

    assert read(str(path)) == {"team:tea": (3.0, NOW), "team:tab\there": (1.0, NOW)}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(file.name for file in path.parent.iterdir()) == ["habits", "habits.lock"]


@pytest.mark.parametrize(
    "damage", [b"\xff\xfe\0", b"", b"nan\t1\ta\ninf\t1\tb\n1\t-5\tc\n1\tx\td\n9" + b"9" * 400]
)
def test_a_damaged_file_holds_nothing_and_heals(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "habits"
    path.write_bytes(damage)
    assert read(str(path)) == {}

    opened(str(path), "team:tea", NOW)

    assert read(str(path)) == {"team:tea": (1.0, NOW)}


def test_where_nothing_can_be_kept_nobody_is_disturbed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file", encoding="utf-8")

    opened(str(tmp_path / "file" / "habits"), "team:tea", NOW)

    assert read(str(tmp_path / "file" / "habits")) == {}


def test_nobody_waits_long_for_another_opening(tmp_path: Path) -> None:
    path = str(tmp_path / "habits")
    held = locked(path)

    opened(path, "team:tea", NOW)

    os.close(held)

    assert read(path) == {}


def test_two_processes_at_once_lose_no_opening(tmp_path: Path) -> None:
    path = tmp_path / "habits"
    both = [
        subprocess.Popen([sys.executable, "-c", OPENER, str(path), who]) for who in ("one", "two")
    ]
    assert [each.wait(timeout=60) for each in both] == [0, 0]

    names = {f"team:{who}/{number}" for who in ("one", "two") for number in range(7)}
    entries = read(str(path))
    assert entries.keys() == names
    assert sum(score(entry, NOW + 300) for entry in entries.values()) == pytest.approx(600, abs=0.1)
    assert len(path.read_text(encoding="utf-8").splitlines()) == len(names)
