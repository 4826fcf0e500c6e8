"""Three machines that sync at random with one place, and all know the same in the end."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from flowhelp.journal.codec import canonical
from flowhelp.journal.record import run_record
from flowhelp.sync import runner
from flowhelp.sync.credentials import Credentials
from flowhelp.sync.git import GitTarget
from flowhelp.sync.intake import Intake
from flowhelp.sync.lrs import Lrs
from flowhelp.sync.outcome import Outcome
from flowhelp.sync.statements import Shape
from flowhelp.sync.target import Target
from flowhelp.sync.telling_new import cut, record
from flowhelp.sync.xapi import XapiTarget
from tests.sync.lrs import PASSWORD, USER, running
from tests.sync.matrix.conftest import long
from tests.sync.matrix.places import GitPlace, LrsPlace
from tests.sync.ralph import NoRalphError, installed, serving
from tests.sync.worlds import Machine, run_of

NAMES = ("ada", "ben", "cem")


class Teller(Machine):
    """A machine whose place is a record store."""

    def syncs(self, target: Target, name: str = "place") -> Outcome:
        means = self.means()
        sink = Intake(self.team, record)
        told = runner.Means(
            journal=means.journal, outbox=means.outbox, sink=sink, now=means.now, dice=means.dice,
            pause=means.pause,
        )  # fmt: skip
        return runner.carry(told, name, target, cut(Shape()))

    def knows(self) -> dict[str, str]:
        """All records, its own and those of others, by their runs."""
        own = {
            str(run): canonical(run_record(self.journal.read(run))) for run in self.journal.runs()
        }
        return own | {str(run): str(content) for run, content in self.team.asked(
            "select run, content from record"
        )}  # fmt: skip


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Closes everything in the end."""
    with ExitStack() as stack:
        yield stack


def at_random(three: Sequence[Machine], targets: Sequence[Target], runs: int, most: int) -> None:
    """Each does so many runs, in portions of at most `most`; after each, one of them syncs."""
    dice = random.Random(runs)  # noqa: S311 - repeatable
    numbers = iter(range(3 * runs))
    left = dict.fromkeys(range(3), runs)
    while any(left.values()):
        place = dice.choice([each for each, rest in left.items() if rest])
        some = min(left[place], dice.randrange(1, most))
        left[place] -= some
        for _ in range(some):
            number = next(numbers)
            three[place].writes(run_of(number, actor=f"p{number % 5}"))
        whose = dice.randrange(3)
        assert three[whose].syncs(targets[whose]).failure is None
    for _ in range(2):
        for each, target in zip(three, targets, strict=True):
            assert each.syncs(target).failure is None
    assert [each.team.verify() for each in three] == [(), (), ()]


def by_git(tmp_path: Path, stack: ExitStack, runs: int) -> None:
    place = GitPlace(tmp_path / "hub.git")
    three, targets = [], []
    for name in NAMES:
        (tmp_path / name).mkdir()
        three.append(Machine(tmp_path / name))
        stack.callback(three[-1].close)
        targets.append(GitTarget(place.folder.as_uri(), tmp_path / name / "carried", os.environ))
    at_random(three, targets, runs, 40)

    sets = [each.lines() | each.own() for each in three]
    assert sets[0] == sets[1] == sets[2]
    assert len(sets[0]) == 3 * runs * 4
    assert place.lines() == dict.fromkeys(sets[0], 1)


def by_xapi(tmp_path: Path, stack: ExitStack, url: str, runs: int, most: int) -> None:
    three, targets = [], []
    for name in NAMES:
        (tmp_path / name).mkdir()
        three.append(Teller(tmp_path / name))
        stack.callback(three[-1].close)
        targets.append(XapiTarget(Lrs(url, Credentials(USER, PASSWORD))))
        stack.callback(targets[-1].close)
    at_random(three, targets, runs, most)

    sets = [each.knows() for each in three]
    assert sets[0] == sets[1] == sets[2]
    assert len(sets[0]) == 3 * runs
    there = LrsPlace(url).statements()
    assert len(there) == len({each["id"] for each in there}) == 3 * runs


def test_by_git(tmp_path: Path, stack: ExitStack) -> None:
    by_git(tmp_path, stack, 10)


@long
def test_a_thousand_runs_each_by_git(tmp_path: Path, stack: ExitStack) -> None:
    by_git(tmp_path, stack, 1_000)


def test_by_a_record_store(tmp_path: Path, stack: ExitStack) -> None:
    by_xapi(tmp_path, stack, stack.enter_context(running()).url, 10, 6)


@long
def test_a_thousand_runs_each_by_a_record_store(tmp_path: Path, stack: ExitStack) -> None:
    by_xapi(tmp_path, stack, stack.enter_context(running()).url, 1_000, 40)


@long
def test_a_thousand_runs_each_by_ralph(
    tmp_path: Path, stack: ExitStack, tmp_path_factory: pytest.TempPathFactory
) -> None:
    try:
        python = installed(tmp_path_factory.mktemp("ralph"))
        url = stack.enter_context(serving(python, tmp_path / "store"))
    except NoRalphError as error:
        pytest.skip(str(error))
    by_xapi(tmp_path, stack, url, 1_000, 120)
