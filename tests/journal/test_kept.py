"""Files that facts refer to are there, whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flowhelp.journal.files import make_folder
from flowhelp.journal.kept import keep, kept


def test_what_was_kept_is_given_out_by_its_name(tmp_path: Path) -> None:
    name = keep(tmp_path / "pages", b"# Tea\n")

    assert len(name) == 64
    assert kept(tmp_path / "pages", name) == b"# Tea\n"
    (file,) = (each for each in (tmp_path / "pages").rglob("*") if each.is_file())
    assert file.name == name
    assert file.stat().st_mode & 0o777 == 0o600


def test_equal_bytes_are_kept_once(tmp_path: Path) -> None:
    assert keep(tmp_path, b"tea") == keep(tmp_path, b"tea")
    assert len([each for each in tmp_path.rglob("*") if each.is_file()]) == 1


def test_bytes_that_are_not_what_their_name_says_are_not_given_out(tmp_path: Path) -> None:
    name = keep(tmp_path, b"tea")
    (tmp_path / name[:2] / name).write_bytes(b"poison")

    assert kept(tmp_path, name) is None
    assert keep(tmp_path, b"tea") == name
    assert kept(tmp_path, name) == b"tea"


def test_nothing_is_left_of_what_could_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        keep(tmp_path, b"tea")

    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


def test_there_is_nothing_where_nothing_was_kept(tmp_path: Path) -> None:
    assert kept(tmp_path / "absent", "0" * 64) is None


def test_a_name_is_on_the_disk_also_where_somebody_else_was_killed_before_saying_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = keep(tmp_path / "pages", b"tea")
    synced: list[Path] = []
    monkeypatch.setattr("flowhelp.journal.kept.sync_folder", synced.append)

    keep(tmp_path / "pages", b"tea")

    assert synced == [tmp_path / "pages" / name[:2], tmp_path / "pages"]


def test_folders_that_are_made_are_on_the_disk_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr("flowhelp.journal.files.sync_folder", synced.append)

    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")

    assert synced == [tmp_path, tmp_path / "a"]
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
