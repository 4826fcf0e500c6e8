"""Where a folder's history lies."""

from __future__ import annotations

from pathlib import Path

from flowhelp.library.checkout import Checkout, checkout_of


def test_a_folder_inside_a_checkout(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    inner = tmp_path / "docs" / "db"
    inner.mkdir(parents=True)

    assert checkout_of(inner) == Checkout(tmp_path, tmp_path / ".git")


def test_a_linked_work_tree_points_to_its_history(tmp_path: Path) -> None:
    history = tmp_path / "main" / ".git" / "worktrees" / "side"
    history.mkdir(parents=True)
    side = tmp_path / "side"
    side.mkdir()
    (side / ".git").write_text("gitdir: ../main/.git/worktrees/side\n", encoding="utf-8")

    assert checkout_of(side) == Checkout(side, history)


def test_a_pointer_to_nowhere_and_a_plain_folder_are_no_checkout(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: /nowhere/at/all\n", encoding="utf-8")
    assert checkout_of(tmp_path) is None

    (tmp_path / ".git").write_text("something else", encoding="utf-8")
    assert checkout_of(tmp_path) is None
