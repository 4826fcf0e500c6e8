"""What waits until it has arrived."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flowhelp.ids import DeviceId
from flowhelp.journal.outbox import Outbox
from flowhelp.journal.outbox_schema import Attempt, Frozen, Progress

ADA, BEN = DeviceId("ada"), DeviceId("ben")


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    """An empty one."""
    opened = Outbox.open(tmp_path / "data" / "sync.db")
    yield opened
    opened.close()


def parcel(first: int, last: int, *, device: DeviceId = ADA, chain: DeviceId = ADA) -> Frozen:
    """A parcel of these events."""
    return Frozen(f"{chain}.{first}-{last}", b"\xff bytes", device, chain, first, last)


def freeze(outbox: Outbox, *parcels: Frozen, after: int, upto: int, target: str = "t") -> bool:
    """Cut up to there."""
    return outbox.freeze(target, ADA, parcels, after=after, upto=upto, sha256=f"h{upto}")


def test_nothing_is_made_before_the_first_write(outbox: Outbox, tmp_path: Path) -> None:
    assert outbox.progress("t", ADA) == Progress()
    assert outbox.waiting("t", 9) == ()
    assert outbox.attempt("t") == Attempt()
    assert list(tmp_path.iterdir()) == []


def test_it_is_for_its_owner_alone(outbox: Outbox, tmp_path: Path) -> None:
    freeze(outbox, parcel(1, 2), after=0, upto=2)

    assert (tmp_path / "data" / "sync.db").stat().st_mode & 0o777 == 0o600


def test_what_was_frozen_is_there_for_the_next_process(outbox: Outbox, tmp_path: Path) -> None:
    freeze(outbox, parcel(1, 2), parcel(3, 3), after=0, upto=3)
    outbox.close()

    again = Outbox.open(tmp_path / "data" / "sync.db")

    assert again.waiting("t", 9) == (parcel(1, 2), parcel(3, 3))
    assert again.progress("t", ADA) == Progress(3, "h3")
    again.close()


def test_who_cut_from_an_older_number_cuts_nothing(outbox: Outbox) -> None:
    assert freeze(outbox, parcel(1, 2), after=0, upto=2)
    assert not freeze(outbox, parcel(1, 3), after=0, upto=3)

    assert outbox.waiting("t", 9) == (parcel(1, 2),)


def test_bytes_go_once_they_are_kept_and_stay_while_they_are_refused(outbox: Outbox) -> None:
    freeze(outbox, parcel(1, 1), parcel(2, 2), parcel(3, 3), after=0, upto=3)

    outbox.settle("t", ADA, 2, [(parcel(1, 1).key, ""), (parcel(2, 2).key, "too odd")])

    assert outbox.waiting("t", 9) == (parcel(3, 3),)
    assert [(each.key, each.reason) for each in outbox.stuck("t")] == [("ada.2-2", "too odd")]
    assert outbox.progress("t", ADA).told == 2
    assert outbox.arrived("t", ADA) == 2
    assert outbox.again("t") == 1
    assert outbox.waiting("t", 9) == (parcel(2, 2), parcel(3, 3))


def test_a_head_is_never_told_back(outbox: Outbox) -> None:
    outbox.settle("t", ADA, 9, [])
    outbox.settle("t", ADA, 4, [])

    assert outbox.progress("t", ADA).told == 9


def test_targets_know_nothing_of_each_other(outbox: Outbox) -> None:
    freeze(outbox, parcel(1, 1), after=0, upto=1, target="one")
    freeze(outbox, parcel(1, 1), after=0, upto=1, target="two")
    outbox.settle("one", ADA, 1, [(parcel(1, 1).key, "")])

    assert (outbox.count("one"), outbox.count("two")) == (0, 1)
    outbox.forget("two")
    assert outbox.progress("two", ADA) == Progress()
    assert outbox.progress("one", ADA).cut == 1


def test_names_that_part_have_what_waits_cut_anew(outbox: Outbox) -> None:
    freeze(outbox, parcel(1, 2), parcel(3, 5), after=0, upto=5)
    outbox.settle("t", ADA, 2, [(parcel(1, 2).key, "")])

    outbox.part("t", ADA)

    assert outbox.waiting("t", 9) == ()
    assert outbox.progress("t", ADA) == Progress(2, "", 2, parted=True)


def test_how_it_went_is_remembered(outbox: Outbox) -> None:
    how = Attempt("2031", 3, "2032", asked=True, denied=True, message="no")
    outbox.note("t", how)

    assert outbox.attempt("t") == how
