"""Whatever is done to what was pulled, it is found against the published head."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from flowhelp.errors import ContentError
from flowhelp.journal.codec import Row
from flowhelp.journal.team import Team
from flowhelp.sync.lines import read, written
from tests.journal.teams import elsewhere, relinked, team_in
from tests.journal.worlds import NOON
from tests.pasts import eventful, whole
from tests.torture import only_on_request

RUNS = [whole(1, -9, 3.0), eventful(2, -8), whole(3, -7, 4.0), whole(4, -6, 9.0, within=False)]
Tamper = Callable[[random.Random, list[Row]], bytes]


def bit(dice: random.Random, rows: list[Row]) -> bytes:
    """One bit is another one."""
    content = bytearray(written(rows))
    content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    return bytes(content)


def gone(dice: random.Random, rows: list[Row]) -> bytes:
    """A line is not there."""
    at = dice.randrange(len(rows))
    return written(rows[:at] + rows[at + 1 :])


def swapped(dice: random.Random, rows: list[Row]) -> bytes:
    """Two lines change places."""
    one, two = dice.sample(range(len(rows)), 2)
    rows = [*rows]
    rows[one], rows[two] = rows[two], rows[one]
    return written(rows)


def again(dice: random.Random, rows: list[Row]) -> bytes:
    """A line is there once more, with another number."""
    at = dice.randrange(len(rows) - 1)
    return written([*rows, replace(rows[at], seq=len(rows) + 1, prev=rows[-1].sha256)])


def cut(dice: random.Random, rows: list[Row]) -> bytes:
    """The tail is cut off."""
    return written(rows[: dice.randrange(1, len(rows))])


def cut_anywhere(dice: random.Random, rows: list[Row]) -> bytes:
    """So is it, at any byte."""
    content = written(rows)
    return content[: dice.randrange(len(content))]


def changed(dice: random.Random, rows: list[Row]) -> bytes:
    """A line says something else."""
    at = dice.randrange(len(rows))
    return written(
        [*rows[:at], replace(rows[at], at="2031-04-01T12:00:00.000000Z"), *rows[at + 1 :]]
    )


def written_anew(dice: random.Random, rows: list[Row]) -> bytes:
    """A line says something else, and all after it are chained to it."""
    at = dice.randrange(len(rows))
    other = replace(rows[at], at="2031-04-01T12:00:00.000000Z")
    return written([*rows[:at], *relinked([other, *rows[at + 1 :]])])


def left_out_anew(dice: random.Random, rows: list[Row]) -> bytes:
    """A line is left out, and all after it take its place."""
    at = dice.randrange(1, len(rows) - 1)
    moved = [replace(row, seq=row.seq - 1) for row in rows[at + 1 :]]
    moved[0] = replace(moved[0], prev=rows[at].prev)
    return written([*rows[:at], *relinked(moved)])


WAYS: tuple[Tamper, ...] = (bit, gone, swapped, again, cut, cut_anywhere, changed, written_anew,
                            left_out_anew)  # fmt: skip


def brought(team: Team, content: bytes, rows: list[Row]) -> None:
    """What a pull does with a parcel and a head."""
    device = rows[0].device
    try:
        team.take_lines("hub", read(content))
    except ContentError as error:
        team.take_unreadable("hub", device, 1, error.message)
    team.take_head("hub", device, rows[-1].seq, rows[-1].sha256)


@pytest.fixture
def rows(tmp_path: Path) -> list[Row]:
    """34 events of another device."""
    return list(elsewhere(tmp_path, *RUNS).rows())


def tampered(tmp_path: Path, rows: list[Row], tamper: Tamper, rounds: int) -> None:
    """Every tampering is found, and names the device; without one there is nothing."""
    dice = random.Random(tamper.__name__)  # noqa: S311 - the same every time
    for number in range(rounds):
        team = Team.open(tmp_path / f"{number}.db", now=lambda: NOON)
        content = tamper(dice, rows)
        brought(team, content, rows)
        flaws = team.verify()
        team.close()
        assert flaws, (number, content)
        if tamper is not bit:
            assert {flaw.device for flaw in flaws} == {rows[0].device}


def test_without_tampering_there_is_no_flaw(tmp_path: Path, rows: list[Row]) -> None:
    team = team_in(tmp_path)
    brought(team, written(rows), rows)

    assert team.verify() == ()


@pytest.mark.parametrize("tamper", WAYS)
def test_tampering_is_found(tmp_path: Path, rows: list[Row], tamper: Tamper) -> None:
    tampered(tmp_path, rows, tamper, 8)


@pytest.mark.torture
@pytest.mark.parametrize("tamper", WAYS)
def test_each_of_2_000_tamperings_is_found(
    request: pytest.FixtureRequest, tmp_path: Path, rows: list[Row], tamper: Tamper
) -> None:
    only_on_request(request)
    tampered(tmp_path, rows, tamper, 230)
