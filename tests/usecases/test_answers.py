"""The numbers of the last answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowhelp.usecases.answers import recall, remember


def test_a_number_stands_for_its_hit(tmp_path: Path) -> None:
    remember(tmp_path, ["a:x", "b:y"])

    assert [recall(tmp_path, number) for number in range(4)] == [None, "a:x", "b:y", None]


def test_the_newest_answer_counts(tmp_path: Path) -> None:
    remember(tmp_path, ["a:x", "b:y"])
    remember(tmp_path, ["c:z"])

    assert [recall(tmp_path, 1), recall(tmp_path, 2)] == ["c:z", None]


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe\0"])
def test_without_a_sound_file_numbers_mean_nothing(tmp_path: Path, damage: bytes) -> None:
    remember(tmp_path, ["a:x"])
    for path in (tmp_path / "answers").iterdir():
        path.write_bytes(damage)

    assert recall(tmp_path, 1) is None


def test_a_cache_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")

    remember(tmp_path / "cache", ["a:x"])

    assert recall(tmp_path / "cache", 1) is None
