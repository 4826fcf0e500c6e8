"""PINs: what is kept of them, and how often they may be tried."""

from __future__ import annotations

import os
import secrets
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.usecases import pins
from flowhelp.usecases.pins import (
    Guard,
    PinsError,
    TooManyTriesError,
    Tries,
    WeakPinError,
    WrongPinError,
    fits,
    hashed,
)
from flowhelp.usecases.private import UnreadableError, write_private

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
PIN = "291847"


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash that costs little, where its cost is not the point."""
    monkeypatch.setattr(pins, "_LOG_N", 4)


@pytest.fixture
def kept(cheap: None) -> str:
    """What is kept of the PIN."""
    del cheap
    return hashed(PIN, secrets.randbits)


def test_a_pin_is_kept_as_the_hash_that_is_recommended() -> None:
    found = hashed(PIN, secrets.randbits)

    assert found.startswith("$scrypt$ln=17,r=8,p=1$")
    assert PIN not in found
    assert fits(PIN, found)
    assert not fits("291848", found)


def test_the_same_pin_is_kept_differently_for_everybody(cheap: None) -> None:
    del cheap
    assert hashed(PIN, secrets.randbits) != hashed(PIN, secrets.randbits)


@pytest.mark.parametrize(
    "pin", ["", "12345", "111111", "123456", "987654", "abcdef", " 291847", "2918\t47", "x" * 201]
)
def test_a_pin_that_anybody_would_try_is_refused(pin: str) -> None:
    with pytest.raises(WeakPinError):
        hashed(pin, secrets.randbits)


def test_characters_of_another_width_are_the_same_pin(kept: str) -> None:
    assert fits("２９１８４７", kept)


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "291847",
        "$md5$ln=4,r=8,p=1$AA==$AA==",
        "$scrypt$ln=99,r=8,p=1$AA==$AA==",
        "$a$b$c$d$e$f",
    ],
)
def test_what_is_no_hash_of_ours_is_said(kept: str) -> None:
    with pytest.raises(PinsError):
        fits(PIN, kept)


def test_after_three_wrong_tries_even_the_right_one_has_to_wait(tmp_path: Path, kept: str) -> None:
    clock = Clock()
    guard = Guard(tmp_path / "tries.json", clock)
    for left in ("2 more tries", "1 more try", "is not the PIN of kim$"):
        with pytest.raises(WrongPinError, match=left):
            guard.check("kim", "000001", kept)

    with pytest.raises(TooManyTriesError, match="3 wrong tries"):
        guard.check("kim", PIN, kept)
    # A new program knows no more than the file.
    with pytest.raises(TooManyTriesError):
        Guard(tmp_path / "tries.json", clock).check("kim", PIN, kept)
    guard.check("lee", PIN, kept)
    clock.passes(pins.FIRST_DELAY_S)
    guard.check("kim", PIN, kept)
    guard.check("kim", PIN, kept)


def test_the_delay_grows_up_to_an_hour(tmp_path: Path, kept: str) -> None:
    clock = Clock()
    guard = Guard(tmp_path / "tries.json", clock)
    delays = []
    for _ in range(14):
        start = clock.now
        while True:
            try:
                guard.check("kim", "000001", kept)
            except TooManyTriesError:
                clock.passes(10)
            except WrongPinError:
                break
        delays.append((clock.now - start).total_seconds())

    assert delays[:6] == [0, 0, 0, 30, 60, 120]
    assert delays == sorted(delays)
    assert delays[-1] == pins.LONGEST_DELAY_S


def test_a_clock_that_was_set_back_neither_frees_nor_locks_for_long(
    tmp_path: Path, kept: str
) -> None:
    clock = Clock()
    guard = Guard(tmp_path / "tries.json", clock)
    for _ in range(3):
        with pytest.raises(WrongPinError):
            guard.check("kim", "000001", kept)

    clock.passes(-365 * 86400)
    with pytest.raises(TooManyTriesError):
        guard.check("kim", PIN, kept)
    clock.passes(pins.FIRST_DELAY_S)
    guard.check("kim", PIN, kept)


def test_pulling_the_plug_gives_no_free_try(tmp_path: Path, kept: str) -> None:
    script = (
        "import os, signal, sys\n"
        "from datetime import UTC, datetime\n"
        "from pathlib import Path\n"
        "from flowhelp.usecases import pins\n"
        "pins.fits = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "guard = pins.Guard(Path(sys.argv[1]), lambda: datetime(2031, 5, 4, 12, tzinfo=UTC))\n"
        "guard.check('kim', '000001', sys.argv[2])\n"
    )
    for _ in range(3):
        command = [sys.executable, "-c", script, str(tmp_path / "tries.json"), kept]
        killed = subprocess.run(command, check=False, capture_output=True)
        assert killed.returncode < 0, killed.stderr

    with pytest.raises(TooManyTriesError):
        Guard(tmp_path / "tries.json", lambda: NOON).check("kim", PIN, kept)


def test_tries_made_at_once_are_counted_one_by_one(tmp_path: Path, kept: str) -> None:
    script = (
        "import sys\n"
        "from datetime import UTC, datetime\n"
        "from pathlib import Path\n"
        "from flowhelp.usecases.pins import *\n"
        "guard = Guard(Path(sys.argv[1]), lambda: datetime(2031, 5, 4, 12, tzinfo=UTC))\n"
        "try:\n"
        "    guard.check('kim', '000001', sys.argv[2])\n"
        "except (WrongPinError, TooManyTriesError) as error:\n"
        "    print(type(error).__name__)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "tries.json"), kept]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    said = [each.communicate()[0].strip() for each in running]

    assert sorted(said) == ["TooManyTriesError"] * 3 + ["WrongPinError"] * 3


def test_only_the_owner_may_read_what_is_kept(tmp_path: Path, kept: str) -> None:
    path = tmp_path / "config" / "tries.json"
    with pytest.raises(WrongPinError):
        Guard(path, lambda: NOON).check("kim", "000001", kept)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("text", ["[", "[]", '{"kim": {}}', '{"kim": {"wrong": "x"}}'])
def test_a_damaged_file_is_no_way_round_the_guard(tmp_path: Path, kept: str, text: str) -> None:
    (tmp_path / "tries.json").write_text(text, encoding="utf-8")

    with pytest.raises(PinsError):
        Guard(tmp_path / "tries.json", lambda: NOON).check("kim", PIN, kept)


def test_a_private_file_that_is_no_text_is_said(tmp_path: Path, kept: str) -> None:
    (tmp_path / "tries.json").write_bytes(b"\xff\xfe")

    with pytest.raises(UnreadableError):
        Guard(tmp_path / "tries.json", lambda: NOON).check("kim", PIN, kept)


def test_a_private_file_is_whole_or_the_old_one(tmp_path: Path) -> None:
    write_private(tmp_path / "a" / "b.json", "one")
    write_private(tmp_path / "a" / "b.json", "two")

    assert (tmp_path / "a" / "b.json").read_text() == "two"
    assert os.listdir(tmp_path / "a") == ["b.json"]  # noqa: PTH208 - names alone


@given(st.integers(0, 400), st.integers(-(10**9), 10**9))
def test_nobody_ever_waits_longer_than_an_hour_from_the_last_try(wrong: int, later: int) -> None:
    until = Tries(wrong, NOON).until(NOON + timedelta(seconds=later))

    assert until is None or until - NOON <= timedelta(seconds=pins.LONGEST_DELAY_S)
    assert until is None or wrong >= pins.FREE_TRIES
