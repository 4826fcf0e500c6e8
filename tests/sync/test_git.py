"""Records in a git repository: real git, real hooks, histories that others forced."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from flowhelp.errors import InputError
from flowhelp.ids import DeviceId
from flowhelp.sync.git import GitTarget
from flowhelp.sync.gitremote import Remote
from flowhelp.sync.target import (
    ClonedError,
    DeniedError,
    Found,
    Parcel,
    Published,
    State,
    UnreachableError,
)
from tests.sync.conformance import ADA, BEN, CEM, Chain, Conformance, Opened, everything, offer


def run(folder: Path, *args: str) -> str:
    """What git prints there."""
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "gc.auto=0")
    done = subprocess.run(
        ("git", *identity, *args), cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty bare repository that everybody pushes to."""
    folder = tmp_path / "team.git"
    folder.mkdir()
    run(folder, "init", "-q", "--bare")
    return folder


def at(place: Path, tmp_path: Path) -> Opened:
    """Opens the target for a device, each with a data folder of its own."""
    return lambda device: GitTarget(place.as_uri(), tmp_path / "data" / device, os.environ)


@pytest.fixture
def opened(place: Path, tmp_path: Path) -> Opened:
    return at(place, tmp_path)


class TestGit(Conformance):
    """The suite of every target."""

    @pytest.fixture
    def opened(self, place: Path, tmp_path: Path) -> Opened:
        return at(place, tmp_path)


def hook(place: Path, name: str, text: str) -> Path:
    """A program that the repository runs at a push."""
    path = place / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}", encoding="utf-8")
    path.chmod(0o755)
    return path


def ref(device: DeviceId) -> str:
    return f"refs/flowhelp/{device}"


def problems(opened: Opened, cursor: str) -> list[str]:
    """What is said to be wrong since a cursor."""
    found = opened(BEN).others(frozenset({BEN}), cursor)
    return [each.problem for each in found if each.problem]


def last(opened: Opened, cursor: str = "") -> str:
    """The cursor once everything was taken."""
    return list(opened(BEN).others(frozenset({BEN}), cursor))[-1].cursor


def store_of(tmp_path: Path, device: DeviceId) -> Path:
    """The private repository of a device."""
    return next((tmp_path / "data" / device).glob("*.git"))


def test_commits_follow_each_other_and_hold_records_by_month(place: Path, opened: Opened) -> None:
    ada = Chain(ADA)
    offer(opened(ADA), ada, [1, 2])
    offer(opened(ADA), ada, [3])

    listed = run(place, "ls-tree", "-r", "--name-only", ref(ADA)).splitlines()

    assert listed == ["head.json", *(f"records/{ada.parcel(n).key}" for n in (1, 2, 3))]
    assert run(place, "rev-list", "--count", ref(ADA)) == "2"
    assert run(place, "for-each-ref", "--format=%(refname)") == ref(ADA)
    run(place, "fsck", "--strict")


def test_nothing_new_makes_no_commit_and_moves_nothing(place: Path, opened: Opened) -> None:
    ada = Chain(ADA)
    offer(opened(ADA), ada, [1, 2])
    before = run(place, "rev-parse", ref(ADA))

    later = Published(ADA, 2, ada.head(2).sha256, "2032-01-01T00:00:00.000000Z")
    opened(ADA).offer([ada.parcel(1)], later)

    assert run(place, "rev-parse", ref(ADA)) == before


def test_a_hook_that_refuses_everything_is_heard_and_cleaned(place: Path, opened: Opened) -> None:
    hook(place, "pre-receive", "printf 'Ask the \\033[31mlibrarian\\n' >&2; exit 1\n")

    with pytest.raises(DeniedError) as caught:
        opened(ADA).offer([Chain(ADA).parcel(1)], Chain(ADA).head(1))

    assert "Ask the" in caught.value.message
    assert "librarian" in caught.value.message
    assert caught.value.message.isprintable()
    assert everything(opened(BEN), BEN) == {}


@pytest.mark.parametrize("bad", [{2}, {1, 5}, {3, 4, 5}, {1, 2, 3, 4, 5}])
def test_a_hook_that_refuses_some_parcels_does_not_stop_the_others(
    place: Path, opened: Opened, bad: set[int]
) -> None:
    names = "|".join(f"{number}-{number}" for number in sorted(bad))
    hook(
        place, "update",
        f"git ls-tree -r --name-only $3 | grep -Eq '\\.({names})\\.jsonl' || exit 0\n"
        "echo 'no such record' >&2; exit 1\n",
    )  # fmt: skip
    ada = Chain(ADA)

    receipts = opened(ADA).offer([ada.parcel(n) for n in range(1, 6)], ada.head(5))

    refused = {n for n, each in enumerate(receipts, 1) if each.state is State.REFUSED}
    assert refused == bad
    assert {each.reason for each in receipts if each.state is State.REFUSED} == {"no such record"}
    assert set(everything(opened(BEN), BEN)) == {
        ada.parcel(n).key for n in range(1, 6) if n not in bad
    }
    (place / "hooks" / "update").unlink()
    offer(opened(ADA), ada, [1, 2, 3, 4, 5, 6])
    assert len(everything(opened(BEN), BEN)) == 6


def test_after_a_hook_that_refused_everything_all_arrives(place: Path, opened: Opened) -> None:
    ada = Chain(ADA)
    offer(opened(ADA), ada, [1])
    refusing = hook(place, "pre-receive", "exit 1\n")
    with pytest.raises(DeniedError):
        opened(ADA).offer([ada.parcel(2), ada.parcel(3)], ada.head(3))
    refusing.unlink()

    offer(opened(ADA), ada, [2, 3])

    assert len(everything(opened(BEN), BEN)) == 3
    assert run(place, "rev-list", "--count", ref(ADA)) == "2"


def test_two_machines_with_a_copied_disk_keep_both_histories(
    place: Path, opened: Opened, tmp_path: Path
) -> None:
    ada, twin = Chain(ADA), Chain(ADA, salt="twin", upto=2)
    offer(opened(ADA), ada, [1, 2])
    shutil.copytree(tmp_path / "data" / ADA, tmp_path / "copy" / "data" / ADA)
    offer(opened(ADA), ada, [3])
    copied = at(place, tmp_path / "copy")

    for _ in range(2):  # and it stays found
        with pytest.raises(ClonedError):
            copied(ADA).offer([twin.parcel(3, 4)], twin.head(4))

    there = run(place, "rev-parse", ref(ADA))
    kept = store_of(tmp_path / "copy", ADA)
    assert run(kept, "rev-parse", f"refs/cloned/{ADA}") == there
    assert f"{ADA}.3-4.jsonl" in run(kept, "ls-tree", "-r", "--name-only", f"refs/own/{ADA}")
    assert len(everything(opened(BEN), BEN)) == 3
    offer(opened(ADA), ada, [4])


def test_an_old_disk_that_was_put_back_is_found(
    place: Path, opened: Opened, tmp_path: Path
) -> None:
    ada, old = Chain(ADA), Chain(ADA, salt="after", upto=1)
    offer(opened(ADA), ada, [1])
    shutil.copytree(tmp_path / "data" / ADA, tmp_path / "backup")
    offer(opened(ADA), ada, [2, 3])
    shutil.rmtree(tmp_path / "data" / ADA)
    (tmp_path / "backup").rename(tmp_path / "data" / ADA)

    with pytest.raises(ClonedError, match="another machine writes as this device"):
        opened(ADA).offer([old.parcel(2)], old.head(2))

    assert run(place, "rev-list", "--count", ref(ADA)) == "2"


def test_a_journal_that_was_put_back_alone_is_found_before_it_reaches_the_head(
    place: Path, opened: Opened
) -> None:
    ada, anew = Chain(ADA), Chain(ADA, salt="anew", upto=2)
    opened(ADA).offer([ada.parcel(1, 2), ada.parcel(3, 9)], ada.head(9))
    before = run(place, "rev-parse", ref(ADA))

    with pytest.raises(ClonedError):
        opened(ADA).offer([anew.parcel(3, 4)], anew.head(4))

    assert run(place, "rev-parse", ref(ADA)) == before


def test_the_same_events_cut_anew_are_no_other_history(opened: Opened) -> None:
    ada = Chain(ADA)
    opened(ADA).offer([ada.parcel(1, 2), ada.parcel(3, 9)], ada.head(9))

    receipts = opened(ADA).offer([ada.parcel(1, 5), ada.parcel(6, 12)], ada.head(12))

    assert {receipt.state for receipt in receipts} == {State.KEPT}


@pytest.mark.parametrize("other", [False, True])
def test_a_private_repository_that_was_deleted_is_made_again(
    opened: Opened, tmp_path: Path, other: bool
) -> None:
    ada = Chain(ADA)
    offer(opened(ADA), ada, [1, 2])
    shutil.rmtree(tmp_path / "data")
    mine = Chain(ADA, salt="other") if other else ada

    if other:
        for _ in range(2):
            with pytest.raises(ClonedError):
                opened(ADA).offer([mine.parcel(3)], mine.head(3))
    else:
        offer(opened(ADA), mine, [2, 3])

    assert len(everything(opened(BEN), BEN)) == (2 if other else 3)


def test_a_repository_that_was_emptied_gets_everything_again(place: Path, opened: Opened) -> None:
    ada = Chain(ADA)
    offer(opened(ADA), ada, [1, 2])
    cursor = last(opened)
    shutil.rmtree(place)
    place.mkdir()
    run(place, "init", "-q", "--bare")
    assert problems(opened, cursor) == [f"the records of device {ADA} are not there any more"]

    offer(opened(ADA), ada, [3])

    assert len(everything(opened(BEN), BEN)) == 3


def test_what_is_not_there_any_more_is_told_until_it_is_and_held_against_nobody(
    place: Path, opened: Opened
) -> None:
    ada = Chain(ADA)
    offer(opened(ADA), ada, [1])
    cursor = last(opened)
    kept = place.rename(place.with_name("kept.git"))
    place.mkdir()
    run(place, "init", "-q", "--bare")

    for _ in range(2):
        (found,) = opened(BEN).others(frozenset({BEN}), cursor)
        assert (found.problem, found.passing) == (
            f"the records of device {ADA} are not there any more",
            True,
        )

    shutil.rmtree(place)
    kept.rename(place)
    assert list(opened(BEN).others(frozenset({BEN}), cursor)) == []


def test_a_history_that_was_set_back_is_named_once(place: Path, opened: Opened) -> None:
    ada = Chain(ADA)
    offer(opened(ADA), ada, [1])
    offer(opened(ADA), ada, [2])
    cursor = last(opened)
    run(place, "update-ref", ref(ADA), f"{ref(ADA)}~1")

    found = list(opened(BEN).others(frozenset({BEN}), cursor))

    assert [each.problem for each in found if each.problem] == [
        f"the history of device {ADA} was set back",
    ]
    assert all(each.passing for each in found if each.problem)  # it may have been put back
    assert [each.head for each in found if each.head] == [ada.head(1)]
    assert problems(opened, found[-1].cursor) == []


def test_an_unrelated_history_is_named_and_what_differs_is_given(
    place: Path, opened: Opened, tmp_path: Path
) -> None:
    ada, forger = Chain(ADA), Chain(ADA, salt="forged")
    offer(opened(ADA), ada, [1, 2])
    offer(opened(CEM), Chain(CEM), [1])
    cursor = last(opened)
    run(place, "update-ref", "-d", ref(ADA))
    offer(at(place, tmp_path / "forger")(ADA), forger, [1])

    found: list[Found] = list(opened(BEN).others(frozenset({BEN}), cursor))

    said = [each.problem for each in found if each.problem]
    assert said[0] == f"the history of device {ADA} was replaced by an unrelated one"
    assert f"device {ADA} changed what it had published: {ada.parcel(1).key}" in said
    assert [each.parcel for each in found if each.parcel] == [forger.parcel(1)]
    store = store_of(tmp_path, BEN)
    assert run(store, "for-each-ref", "--format=%(refname)", "refs/was/").count("refs/was/") == 1


def test_what_is_not_the_devices_own_is_not_taken(place: Path, opened: Opened) -> None:
    offer(opened(ADA), Chain(ADA), [1])
    run(place, "update-ref", ref(CEM), ref(ADA))

    found = list(opened(BEN).others(frozenset({BEN}), ""))

    assert len([each for each in found if each.parcel]) == 1
    assert [each.problem for each in found if each.problem] == [
        f"device {CEM} published what is not its own: records/{Chain(ADA).parcel(1).key}",
        f"device {CEM} published no head of its own",
    ]


def test_a_damaged_history_is_named_and_blocks_no_other(place: Path, opened: Opened) -> None:
    offer(opened(ADA), Chain(ADA), [1])
    cursor = last(opened)
    tree = run(place, "rev-parse", f"{ref(ADA)}^{{tree}}")
    broken = place / "broken"
    broken.write_text(f"tree {tree}\nauthor nobody\n\nx", encoding="utf-8")
    made = run(place, "hash-object", "-w", "-t", "commit", "--literally", str(broken))
    (place / "refs" / "flowhelp" / "damaged").write_text(f"{made}\n", encoding="utf-8")
    run(place, "update-ref", "refs/flowhelp/deep/er", run(place, "rev-parse", ref(ADA)))
    blob = run(place, "rev-parse", f"{ref(ADA)}:head.json")
    run(place, "update-ref", "refs/flowhelp/blob", blob)
    offer(opened(CEM), Chain(CEM), [1])

    found = list(opened(BEN).others(frozenset({BEN}), cursor))

    said = [each.problem for each in found if each.problem]
    assert said[0].startswith("the records of damaged cannot be taken: ")
    assert said[1:] == ["the ref of device blob shows no commit"]
    assert [each.parcel for each in found if each.parcel] == [Chain(CEM).parcel(1)]


def test_a_place_that_vanished_is_unreachable_and_later_gets_all(
    place: Path, opened: Opened, tmp_path: Path
) -> None:
    ada = Chain(ADA)
    away = place.rename(tmp_path / "away.git")

    with pytest.raises(UnreachableError):
        offer(opened(ADA), ada, [1])
    with pytest.raises(UnreachableError):
        list(opened(ADA).others(frozenset({ADA}), ""))
    away.rename(place)
    offer(opened(ADA), ada, [1, 2])

    assert len(everything(opened(BEN), BEN)) == 2


def test_a_place_that_vanishes_while_it_is_read_is_no_damage(
    place: Path, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(opened(ADA), Chain(ADA), [1])
    cursor = last(opened)
    offer(opened(CEM), Chain(CEM), [1])
    take_all = Remote.take_all

    def vanishing(remote: Remote, shown: dict[str, str], *, but: frozenset[DeviceId]) -> object:
        place.rename(tmp_path / "away.git")
        return take_all(remote, shown, but=but)

    monkeypatch.setattr(Remote, "take_all", vanishing)
    with pytest.raises(UnreachableError, match=r"team\.git"):
        list(opened(BEN).others(frozenset({BEN}), cursor))

    monkeypatch.undo()
    (tmp_path / "away.git").rename(place)
    found = list(opened(BEN).others(frozenset({BEN}), cursor))
    assert [each.parcel for each in found if each.parcel] == [Chain(CEM).parcel(1)]
    assert not [each for each in found if each.problem]


def test_locks_of_a_killed_process_do_not_stop_the_next(opened: Opened, tmp_path: Path) -> None:
    ada = Chain(ADA)
    offer(opened(ADA), ada, [1])
    store = store_of(tmp_path, ADA)
    for name in (f"refs/own/{ADA}.lock", "packed-refs.lock", "HEAD.lock", "config.lock"):
        (store / name).touch()

    offer(opened(ADA), ada, [2])

    assert len(everything(opened(BEN), BEN)) == 2


def test_a_lock_over_there_is_waited_for_by_trying_again(place: Path, opened: Opened) -> None:
    ada = Chain(ADA)
    offer(opened(ADA), ada, [1])
    lock = place / f"{ref(ADA)}.lock"
    lock.touch()

    with pytest.raises(UnreachableError):
        offer(opened(ADA), ada, [2])
    lock.unlink()
    offer(opened(ADA), ada, [2])

    assert len(everything(opened(BEN), BEN)) == 2


@pytest.mark.parametrize(
    "address",
    ["-oProxyCommand=x", "ext::sh -c x", "ssh://-oProxyCommand=x/y", "-x@host:y", "a@-b:c",
     "http://host/x", "/a/folder", "git://host/x", "https://ho\nst/x"],
)  # fmt: skip
def test_an_address_that_could_be_anything_else_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(InputError):
        GitTarget(address, tmp_path, os.environ)


@pytest.mark.parametrize(
    "key", ["2031/05/x.jsonl", "../05/jo.d.1-1.jsonl", "2031/05/a\nb.d.1-1.jsonl", "x"]
)
def test_a_key_that_is_no_parcels_is_refused(opened: Opened, key: str) -> None:
    with pytest.raises(InputError):
        opened(ADA).offer([Parcel(key, b"x\n", ADA, 1, 1)], Chain(ADA).head(1))
