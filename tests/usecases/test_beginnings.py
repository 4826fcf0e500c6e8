"""A question of nothing but the beginning of a word."""

from __future__ import annotations

from pathlib import Path

from flowhelp.usecases.find import find
from tests.usecases.libraries import TEA, TLS, workspace, write


def test_a_beginning_alone_is_a_question(tmp_path: Path) -> None:
    library = write(tmp_path / "lib", {"tea.md": TEA, "tls.md": TLS})

    with workspace(tmp_path, library) as found:
        assert [hit.id for hit in find(found, "ket*").hits] == ["tea"]


def test_a_beginning_may_hold_digits_and_joints(tmp_path: Path) -> None:
    pages = {
        "a.md": "# Upgrade k8s\n\n1. Drain.\n",
        "b.md": "# Tune it\n\n1. Set `max_connections` to 200.\n",
    }
    found = workspace(tmp_path, write(tmp_path / "lib", pages))

    assert [hit.id for hit in find(found, "k8*").hits] == ["a"]
    assert [hit.id for hit in find(found, "max_c*").hits] == ["b"]
