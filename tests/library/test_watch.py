"""Whether a folder is as it was, asked by several at once."""

from __future__ import annotations

import time
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from flowhelp.ids import SourceName
from flowhelp.library.folder import FolderSource
from flowhelp.library.source import SourceKind, SourceSpec
from flowhelp.library.watch import _spanned, unchanged, watching


@given(st.lists(st.integers(0, 9), max_size=12), st.integers(1, 4))
def test_the_shares_of_a_snapshot_are_the_whole(counts: list[int], parts: int) -> None:
    folders = [[f"f{n}", str(n), *map(str, range(count))] for n, count in enumerate(counts)]
    records = ["\x1f".join(folder) for folder in folders]
    files = sum(counts)

    spans = [range(files * n // parts, files * (n + 1) // parts) for n in range(parts)]
    shares = [list(_spanned(records, span, first=not n)) for n, span in enumerate(spans)]

    names = [(own[0], name) for share in shares for own in share for name in own[2:]]
    assert names == [(folder[0], name) for folder in folders for name in folder[2:]]
    assert {own[0] for share in shares for own in share} == {folder[0] for folder in folders}
    assert [sum(len(own) - 2 for own in share) for share in shares] == [len(span) for span in spans]


def test_a_large_folder_is_looked_at_by_children(tmp_path: Path) -> None:
    for number in range(1_200):
        (tmp_path / f"{number}.md").write_text("# A\n", encoding="utf-8")
    spec = SourceSpec(SourceName("x"), SourceKind.FOLDER, str(tmp_path))
    later = FolderSource(spec, now_ns=lambda: time.time_ns() + 10_000_000_000)
    snapshot = later.listing().snapshot

    assert watching(str(tmp_path), snapshot)()
    (tmp_path / "1199.md").write_text("# Another\n", encoding="utf-8")

    assert not watching(str(tmp_path), snapshot)()
    assert not unchanged(str(tmp_path), snapshot)
