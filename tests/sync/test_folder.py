"""A shared directory as a place for records."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from flowhelp.ids import DeviceId
from flowhelp.sync.folder import MARKER, FolderTarget
from flowhelp.sync.target import DeniedError, State, Target, UnreachableError
from tests.sync.conformance import ADA, BEN, Chain, Conformance, Opened, everything, offer


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder that was set up."""
    folder = tmp_path / "shared"
    folder.mkdir()
    FolderTarget(folder).prepare()
    return folder


class TestFolder(Conformance):
    """The suite of every target."""

    calls = 500

    @pytest.fixture
    def opened(self, shared: Path) -> Opened:
        """A folder; each device sees the same."""

        def see(device: DeviceId) -> Target:
            del device
            return FolderTarget(shared)

        return see


def test_files_are_named_by_device_key_and_hash(shared: Path) -> None:
    ada = Chain(ADA)
    offer(FolderTarget(shared), ada, [1])

    names = sorted(path.name for path in (shared / ADA).iterdir())

    assert len(names) == 2
    assert names[0].startswith(f"2031+05+jo.{ADA}.1-1-")
    assert names[1] == "head-1.json"
    assert json.loads((shared / ADA / "head-1.json").read_text())["seq"] == 1


def test_a_folder_that_was_not_set_up_is_not_written_to(tmp_path: Path) -> None:
    with pytest.raises(UnreachableError, match=f"it has no {MARKER}"):
        offer(FolderTarget(tmp_path), Chain(ADA), [1])

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_vanished_is_out_of_reach(shared: Path) -> None:
    shutil.rmtree(shared)

    with pytest.raises(UnreachableError, match="out of reach: no such file"):
        offer(FolderTarget(shared), Chain(ADA), [1])
    with pytest.raises(UnreachableError, match="out of reach: no such file"):
        everything(FolderTarget(shared), BEN)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_denied(shared: Path) -> None:
    shared.chmod(0o500)
    try:
        with pytest.raises(DeniedError, match="permission denied"):
            offer(FolderTarget(shared), Chain(ADA), [1])
    finally:
        shared.chmod(0o700)


def test_the_folder_of_a_device_that_leads_elsewhere_is_not_followed(
    shared: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (shared / ADA).symlink_to(tmp_path / "elsewhere")

    with pytest.raises((UnreachableError, DeniedError)):
        offer(FolderTarget(shared), Chain(ADA), [1])

    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert everything(FolderTarget(shared), BEN) == {}


def test_a_parcel_that_is_a_link_is_named_and_the_rest_is_read(
    shared: Path, tmp_path: Path
) -> None:
    ada = Chain(ADA)
    offer(FolderTarget(shared), ada, [1, 2])
    (tmp_path / "secret").write_text("secret\n", encoding="utf-8")
    first = next((shared / ADA).glob("*1-1-*"))
    first.unlink()
    first.symlink_to(tmp_path / "secret")

    found = [each for each in FolderTarget(shared).others(frozenset(), "") if each.parcel]

    assert [each.problem for each in found] == ["is a link and not a file", ""]
    assert [each.parcel and each.parcel.content for each in found] == [b"", ada.parcel(2).content]


def test_a_pipe_in_the_place_of_a_parcel_keeps_nobody_waiting(shared: Path) -> None:
    offer(FolderTarget(shared), Chain(ADA), [1])
    first = next((shared / ADA).glob("*1-1-*"))
    first.unlink()
    os.mkfifo(first)

    found = next(FolderTarget(shared).others(frozenset(), ""))

    assert found.problem == "is not a file"


def test_one_bit_that_is_not_as_it_was_is_found(shared: Path) -> None:
    offer(FolderTarget(shared), Chain(ADA), [1])
    first = next((shared / ADA).glob("*1-1-*"))
    first.write_bytes(first.read_bytes().replace(b"caf", b"cag"))

    assert next(FolderTarget(shared).others(frozenset(), "")).problem == "is not what its name says"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "\x1b[2J-" + "0" * 64 + ".jsonl", "a/b-" + "0" * 64 + ".jsonl", ""]
)
def test_a_head_that_names_something_else_is_not_followed(shared: Path, name: str) -> None:
    offer(FolderTarget(shared), Chain(ADA), [1])
    head = shared / ADA / "head-1.json"
    told = json.loads(head.read_text(encoding="utf-8"))
    told["parcels"] = [[name, 1, 1]]
    head.write_text(json.dumps(told, sort_keys=True, separators=(",", ":")) + "\n")

    assert list(FolderTarget(shared).others(frozenset(), "")) == []


def test_a_parcel_that_is_still_under_way_is_waited_for(shared: Path) -> None:
    ada = Chain(ADA)
    offer(FolderTarget(shared), ada, [1])
    first = next((shared / ADA).glob("*1-1-*"))
    content = first.read_bytes()
    first.unlink()
    assert list(FolderTarget(shared).others(frozenset(), "")) == []

    first.write_bytes(content)

    assert everything(FolderTarget(shared), BEN) == {ada.parcel(1).key: content}


def test_a_parcel_that_was_erased_is_named_once_later_ones_are_there(shared: Path) -> None:
    ada = Chain(ADA)
    offer(FolderTarget(shared), ada, [1])
    offer(FolderTarget(shared), ada, [2])
    next((shared / ADA).glob("*1-1-*")).unlink()

    found = list(FolderTarget(shared).others(frozenset(), ""))

    assert [(each.problem, each.passing) for each in found if each.parcel] == [
        ("is missing", True),
        ("", False),
    ]
    assert list(FolderTarget(shared).others(frozenset(), found[-1].cursor)) == []


def test_a_parcel_that_comes_after_later_ones_is_taken(shared: Path) -> None:
    ada = Chain(ADA)
    for number in range(1, 4):
        offer(FolderTarget(shared), ada, [number])
    second = next((shared / ADA).glob("*2-2-*"))
    content = second.read_bytes()
    second.unlink()
    *_, last = FolderTarget(shared).others(frozenset(), "")
    assert list(FolderTarget(shared).others(frozenset(), last.cursor)) == []

    second.write_bytes(content)
    (found,) = FolderTarget(shared).others(frozenset(), last.cursor)

    assert found.parcel == ada.parcel(2)
    assert list(FolderTarget(shared).others(frozenset(), found.cursor)) == []


def test_a_key_that_cannot_name_a_file_is_refused_and_the_rest_is_kept(shared: Path) -> None:
    ada = Chain(ADA)
    odd = replace(ada.parcel(1), key="../up.jsonl\n")

    receipts = FolderTarget(shared).offer([odd, ada.parcel(2)], ada.head(2))

    assert [receipt.state for receipt in receipts] == [State.REFUSED, State.KEPT]
    assert set(everything(FolderTarget(shared), BEN)) == {ada.parcel(2).key}
