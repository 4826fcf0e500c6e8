"""Whether a folder is as it was, asked by several at once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.ids import SourceName
from flowhelp.library.folder import FolderSource
from flowhelp.library.source import SourceKind, SourceSpec
from flowhelp.library.watch import (
    Watched,
    _taken_apart,
    encode,
    unchanged,
    unchanged_by_all,
    watching,
)

COUNTS = st.lists(st.integers(0, 1_200), max_size=6)


@given(COUNTS)
def test_a_snapshot_has_every_folder_and_file_once_and_the_newest_first(counts: list[int]) -> None:
    folders = [
        Watched(f"f{n}", n, tuple(f"{n}-{i}" for i in range(count)))
        for n, count in enumerate(counts)
    ]
    stamps = [n * 10_000 + i for n, count in enumerate(counts) for i in range(count) for _ in "mcs"]

    head, *blocks = (bytes(part) for part in _taken_apart(encode(folders, stamps)))

    assert [record for record in head.decode().split("\x1e") if record] == [
        f"f{n}\x1f{n}" for n in range(len(counts))
    ]
    pieces = [piece.split("\x1f") for text in blocks[::2] for piece in text.decode().split("\x1e")]
    assert sorted(name for _, *names in pieces for name in names) == sorted(
        name for folder in folders for name in folder.names
    )
    assert all(name.startswith(f"{path[1:]}-") for path, *names in pieces for name in names)
    assert sum(map(len, blocks[1::2])) == len(stamps) * 8
    order = [int(path[1:]) for path, *_ in pieces]
    assert order == sorted(order, reverse=True)


@pytest.mark.parametrize(
    "snapshot",
    [b"", b"x", b"flowhelp-watch-2", b"flowhelp-watch-2 \n", b"flowhelp-watch-2 5\nab",
     b"flowhelp-watch-2 -1\n", b"flowhelp-watch-2 x\n", b"flowhelp-watch-2 0 0\n",
     b"flowhelp-watch-2 3 1 7\n\x1f12a1234567", b"flowhelp-watch-2 1\n\xff"],
)  # fmt: skip
def test_what_is_no_snapshot_is_a_change(tmp_path: Path, snapshot: bytes) -> None:
    assert not unchanged(str(tmp_path), snapshot)


def test_a_large_folder_is_looked_at_by_several(tmp_path: Path) -> None:
    for number in range(1_200):
        (tmp_path / f"{number}.md").write_text("# A\n", encoding="utf-8")
    spec = SourceSpec(SourceName("x"), SourceKind.FOLDER, str(tmp_path))
    later = FolderSource(spec, now_ns=lambda: time.time_ns() + 10_000_000_000)
    snapshot = later.listing().snapshot

    assert watching(str(tmp_path), snapshot)()
    assert unchanged_by_all(str(tmp_path), snapshot)
    for name in ("0.md", "600.md", "1199.md"):
        before = later.listing().snapshot
        (tmp_path / name).write_text("# Another\n", encoding="utf-8")

        assert not watching(str(tmp_path), before)()
        assert not unchanged_by_all(str(tmp_path), before)
        assert not unchanged(str(tmp_path), before)
