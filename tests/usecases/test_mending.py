"""An index that fails under a question, or of which nothing is left."""

from __future__ import annotations

from pathlib import Path

from flowhelp.usecases.keystrokes import Asked, answers_to
from flowhelp.usecases.mending import surely
from flowhelp.usecases.reindex import refresh
from tests.usecases.libraries import TEA, workspace, write


def test_an_index_of_which_nothing_is_left_is_made_anew_under_an_open_one(tmp_path: Path) -> None:
    shop = workspace(tmp_path, write(tmp_path / "library", {"tea.md": TEA}))
    refresh(shop)
    asked = Asked("steep")
    assert [hit.id for hit in answers_to(shop, asked).hits] == ["tea"]
    index = Path(shop.places.index_file)

    index.write_bytes(b"")

    assert answers_to(shop, asked).hits == ()  # of an empty index, which is one again
    assert index.stat().st_size > 0
    refresh(shop)
    assert [hit.id for hit in answers_to(shop, asked).hits] == ["tea"]
    assert surely(shop, lambda: 1) == 1
    shop.close()
