"""The list of libraries on disk."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from flowhelp.ids import SourceName
from flowhelp.library import registry
from flowhelp.library.registry import RegistryError, UnsavedError, unique_name, with_unique_names
from flowhelp.library.source import SourceKind, SourceSpec

GIT = SourceSpec(
    SourceName("ops"), SourceKind.GIT, "https://example.org/ops.git", "main", "a" * 40, "b" * 40
)
FOLDER = SourceSpec(SourceName("docs"), SourceKind.FOLDER, "/srv/döcs", trusted=True)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "config/sources.json"

    registry.write(path, [GIT, FOLDER])

    assert registry.read(path) == (GIT, FOLDER)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [file.name for file in path.parent.iterdir()] == ["sources.json"]


def test_no_file_is_no_libraries(tmp_path: Path) -> None:
    assert registry.read(tmp_path / "sources.json") == ()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"sources": [{}]}', '{"sources": [{"location": "/a"}]}',
             '{"sources": [{"location": 1, "kind": "git"}]}', "[" * 100_000, "\0"],
)  # fmt: skip
def test_a_file_that_is_no_list_is_said_with_its_place(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sources.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(RegistryError, match=f"{path} cannot be read: not a list of libraries"):
        registry.read(path)


def test_a_list_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file", encoding="utf-8")

    with pytest.raises(UnsavedError, match="cannot be written"):
        registry.write(tmp_path / "config/sources.json", [GIT])


def test_names_are_made_fit_and_unique() -> None:
    assert unique_name("docs", ["docs", "docs-2"]) == "docs-3"
    assert unique_name("my docs: all", []) == "my-docs--all"
    assert unique_name("...", []) == "library"


def test_one_place_is_one_library_and_keeps_its_first_name() -> None:
    found = SourceSpec(SourceName("project"), SourceKind.PROJECT, "/srv/döcs")
    other = SourceSpec(SourceName("project"), SourceKind.PATH, "/srv/other")

    merged = with_unique_names([found, other, FOLDER])

    assert [(spec.name, spec.kind.value) for spec in merged] == [
        ("project", "project"),
        ("project-2", "path"),
    ]
