"""Bringing a journal to a target and what others did back, whatever goes wrong on the way."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

import pytest

from flowhelp.errors import InputError
from flowhelp.ids import DeviceId
from flowhelp.journal.following import Kind
from flowhelp.sync.folder import FolderTarget
from flowhelp.sync.runner import is_due
from flowhelp.sync.target import (
    DeniedError,
    Found,
    Parcel,
    Published,
    Receipt,
    State,
    UnreachableError,
)
from tests.sync.conformance import killed
from tests.sync.worlds import Made, later, run_of
from tests.torture import only_on_request


@pytest.fixture
def shared(tmp_path: Path) -> FolderTarget:
    """A folder that all of them see."""
    (tmp_path / "shared").mkdir()
    target = FolderTarget(tmp_path / "shared")
    target.prepare()
    return target


class Stubborn:
    """A real folder behind something that goes wrong as it is told."""

    kind: ClassVar[str] = "folder"
    most: ClassVar[int] = 1

    def __init__(self, target: FolderTarget, *, wrong: list[Exception | str]) -> None:
        self._target = target
        self._wrong = wrong
        self.offers: list[tuple[str, bytes]] = []

    def offer(self, parcels: Sequence[Parcel], head: Published) -> tuple[Receipt, ...]:
        self.offers += [(parcel.key, parcel.content) for parcel in parcels]
        wrong = self._wrong.pop(0) if self._wrong else None
        if isinstance(wrong, str):
            return tuple(Receipt(each.key, State.REFUSED, wrong) for each in parcels)
        if isinstance(wrong, DeniedError):
            raise wrong
        receipts = self._target.offer(parcels, head)
        if wrong is not None:
            raise wrong  # kept, and the answer is lost
        return receipts

    def told(self, device: DeviceId) -> int | None:
        return self._target.told(device)

    def others(self, own: frozenset[DeviceId], cursor: str) -> Iterator[Found]:
        return self._target.others(own, cursor)

    def close(self) -> None:
        return


def test_what_one_did_is_what_another_has(machine: Made, shared: FolderTarget) -> None:
    ada, ben = machine("ada"), machine("ben")
    ada.writes(run_of(1), run_of(2))

    sent, got = ada.syncs(shared), ben.syncs(shared)

    assert (sent.kept, sent.pulled, sent.failure) == (1, 0, None)
    assert (got.kept, got.pulled, got.failure) == (0, 8, None)
    assert ben.lines() == ada.own()
    assert ben.team.verify() == ()
    assert ben.team.heads()[0].seq == 8


@pytest.mark.parametrize("record", ["private", "local", "none"])
def test_what_is_private_stays_and_the_chain_is_whole(
    machine: Made, shared: FolderTarget, record: str, tmp_path: Path
) -> None:
    ada, ben = machine("ada"), machine("ben")
    ada.writes(run_of(1), run_of(2, record=record, actor="secret-person"), run_of(3))
    ada.syncs(shared)
    ben.syncs(shared)

    assert len(ben.lines()) == 8
    assert ben.team.verify() == ()
    everything = b"".join(path.read_bytes() for path in (tmp_path / "shared").glob("*/*"))
    assert b"secret-person" not in everything
    assert run_of(2)[0].run.encode() not in everything


def test_nothing_is_sent_twice(machine: Made, shared: FolderTarget) -> None:
    ada = machine("ada")
    ada.writes(run_of(1))
    target = Stubborn(shared, wrong=[])
    ada.syncs(target)
    ada.syncs(target)
    ada.writes(run_of(2))
    ada.syncs(target)

    assert [key.rsplit(".", 2)[-2] for key, _ in target.offers] == ["1-4", "5-8"]


def test_a_lost_answer_means_the_same_bytes_again(machine: Made, shared: FolderTarget) -> None:
    ada, ben = machine("ada"), machine("ben")
    ada.writes(run_of(1))
    lost = UnreachableError("no answer", wait_s=30.0)
    target = Stubborn(shared, wrong=[lost])

    first = ada.syncs(target)
    ada.writes(run_of(2))
    second = ada.syncs(target)
    ben.syncs(shared)

    assert first.failure is lost
    assert second.failure is None
    assert target.offers[0] == target.offers[1]
    assert ben.lines() == ada.own()


def test_a_target_that_does_not_answer_is_asked_once_more_after_a_moment(
    machine: Made, shared: FolderTarget
) -> None:
    ada = machine("ada")
    ada.writes(run_of(1))

    outcome = ada.syncs(Stubborn(shared, wrong=[UnreachableError("no answer")]))

    assert outcome.failure is None
    assert ada.paused == [0.5]


def test_how_long_to_wait_doubles_up_to_a_quarter_of_an_hour(
    machine: Made, shared: FolderTarget
) -> None:
    ada = machine("ada")
    ada.dice = 1.0
    ada.writes(run_of(1))
    waits = []
    for _ in range(12):
        no = UnreachableError("no answer")
        retry = ada.syncs(Stubborn(shared, wrong=[no, no])).retry
        waits.append(retry)
    seconds = [int(at[14:16]) * 60 + int(at[17:19]) for at in waits]

    assert seconds == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


def test_a_target_that_asked_to_be_left_alone_is(machine: Made, shared: FolderTarget) -> None:
    ada = machine("ada")
    ada.writes(run_of(1))
    ada.syncs(Stubborn(shared, wrong=[UnreachableError("too many", wait_s=60.0)]))
    attempt = ada.outbox.attempt("place")

    assert not is_due(attempt, ada.at, by_hand=True)
    later(ada, 61)
    assert is_due(attempt, ada.at, by_hand=True)
    assert is_due(attempt, ada.at, by_hand=False)


def test_after_a_denial_nothing_is_tried_by_itself(machine: Made, shared: FolderTarget) -> None:
    ada = machine("ada")
    ada.writes(run_of(1))
    target = Stubborn(shared, wrong=[DeniedError("wrong password")])

    assert isinstance(ada.syncs(target).failure, DeniedError)
    attempt = ada.outbox.attempt("place")

    assert len(target.offers) == 1
    assert not is_due(attempt, ada.at, by_hand=False)
    assert is_due(attempt, ada.at, by_hand=True)
    assert ada.syncs(target).failure is None
    assert not ada.outbox.attempt("place").denied


def test_a_parcel_that_is_refused_is_kept_aside_and_blocks_nothing(
    machine: Made, shared: FolderTarget
) -> None:
    ada, ben = machine("ada"), machine("ben")
    ada.writes(run_of(1, actor="ann"), run_of(2, actor="bob"))
    target = Stubborn(shared, wrong=["not like this"])

    outcome = ada.syncs(target)
    ben.syncs(shared)

    assert (outcome.kept, [each.reason for each in outcome.refused]) == (1, ["not like this"])
    assert [each.reason for each in ada.outbox.stuck("place")] == ["not like this"]
    assert len(ben.lines()) == 4

    ada.outbox.again("place")
    ada.syncs(shared)
    ben.syncs(shared)
    assert ben.lines() == ada.own()
    assert ben.team.verify() == ()


def test_what_a_target_finds_wrong_with_the_words_stops_that_target_alone(
    machine: Made, shared: FolderTarget
) -> None:
    ada = machine("ada")
    ada.writes(run_of(1))
    wrong = InputError("no such repository")

    outcome = ada.syncs(Stubborn(shared, wrong=[wrong]))

    assert outcome.failure is wrong
    assert ada.outbox.attempt("place").denied


def test_a_copied_disk_gets_a_new_name_and_nothing_of_both_is_lost(
    machine: Made, shared: FolderTarget, tmp_path: Path
) -> None:
    ada, ben = machine("ada"), machine("ben")
    ada.writes(run_of(1))
    ada.syncs(shared)
    ada.close()
    shutil.copytree(tmp_path / "ada", tmp_path / "twin")
    twin = machine("twin")
    old = ada.device
    ada.writes(run_of(2))
    twin.writes(run_of(3))
    ada.syncs(shared)

    outcome = twin.syncs(shared)
    twin.writes(run_of(4))
    twin.syncs(shared)
    ben.syncs(shared)

    assert outcome.failure is None
    assert outcome.renamed == twin.device != old
    assert ada.syncs(shared).renamed is None
    told = b"".join(path.read_bytes() for path in (tmp_path / "shared").glob("*/*.jsonl"))
    for row in [*ada.journal.rows(), *twin.journal.rows()]:
        assert told.count(row.line.encode() + b"\n") == 1
    assert twin.journal.verify() is None
    assert Kind.FORKED in {flaw.kind for flaw in ben.team.verify()}
    assert ben.lines() == ada.own() | twin.own()


def test_an_old_journal_in_the_place_of_this_one_is_noticed(
    machine: Made, shared: FolderTarget, tmp_path: Path
) -> None:
    ada = machine("ada")
    ada.writes(run_of(1))
    ada.close()
    shutil.copy(tmp_path / "ada" / "journal.db", tmp_path / "old.db")
    ada.writes(run_of(2))
    ada.syncs(shared)
    ada.close()
    shutil.copy(tmp_path / "old.db", tmp_path / "ada" / "journal.db")
    old = ada.device
    ada.writes(run_of(3))

    outcome = ada.syncs(shared)

    assert outcome.failure is None
    assert outcome.renamed == ada.device != old
    told = b"".join(path.read_bytes() for path in (tmp_path / "shared").glob("*/*.jsonl"))
    assert all(row.line.encode() in told for row in ada.journal.rows())


def _killed_often(machine: Made, shared: FolderTarget, times: int, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - repeatable
    ada, ben = machine("ada"), machine("ben")
    kills = 0
    for turn in range(times):
        for each in (ada, ben):
            each.writes(run_of(2 * turn + (each is ben), actor=f"p{turn % 3}"))
        for each in (ada, ben):
            each.close()
            kills += killed(lambda m=each: m.syncs(shared) and None, dice.randrange(20, 2_500))  # type: ignore[misc]
    for each in (ada, ben, ada):
        assert each.syncs(shared).failure is None

    assert kills > times // 2
    assert ada.lines() == ben.own()
    assert ben.lines() == ada.own()
    assert ada.team.verify() == ben.team.verify() == ()
    assert ada.syncs(shared).kept == 0


def test_a_sync_that_is_killed_goes_on(machine: Made, shared: FolderTarget) -> None:
    _killed_often(machine, shared, 8, 1)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(4))
def test_a_sync_that_is_killed_a_hundred_times_goes_on(
    machine: Made, shared: FolderTarget, seed: int, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    _killed_often(machine, shared, 100, seed)


def _three(machine: Made, shared: FolderTarget, runs: int) -> None:
    dice = random.Random(runs)  # noqa: S311 - repeatable
    three = [machine(name) for name in ("ada", "ben", "cem")]
    numbers = iter(range(3 * runs))
    left = dict.fromkeys(range(3), runs)
    while any(left.values()):
        place = dice.choice([each for each, rest in left.items() if rest])
        some = min(left[place], dice.randrange(1, 40))
        left[place] -= some
        three[place].writes(*(run_of(next(numbers)) for _ in range(some)))
        three[dice.randrange(3)].syncs(shared)
    for each in three * 2:
        assert each.syncs(shared).failure is None

    sets = [each.lines() | each.own() for each in three]
    assert sets[0] == sets[1] == sets[2]
    assert len(sets[0]) == 3 * runs * 4
    assert [each.team.verify() for each in three] == [(), (), ()]


def test_three_machines_end_with_the_same(machine: Made, shared: FolderTarget) -> None:
    _three(machine, shared, 30)


@pytest.mark.torture
def test_three_machines_with_a_thousand_runs_each_end_with_the_same(
    machine: Made, shared: FolderTarget, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    _three(machine, shared, 1_000)
