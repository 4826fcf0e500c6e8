"""The list of libraries on disk."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.ids import SourceName
from flowhelp.library import registry
from flowhelp.library.registry import RegistryError, UnsavedError, plain_entries
from flowhelp.library.spec import KINDS, SourceKind, SourceSpec, unique_name, with_unique_names

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

    assert [(spec.name, spec.kind) for spec in merged] == [
        ("project", "project"),
        ("project-2", "path"),
    ]


TEXT = st.text(max_size=12) | st.sampled_from(['"', "\\", '", "a": "b', "\n", "},\n    {", "true"])
SPECS = st.lists(
    st.builds(
        SourceSpec,
        TEXT.filter(bool),
        st.sampled_from(KINDS),
        TEXT.filter(bool),
        TEXT,
        trusted=st.booleans(),
    ),
    max_size=3,
)


@given(SPECS)
def test_the_short_way_of_reading_says_what_json_says_or_nothing(specs: list[SourceSpec]) -> None:
    entries = [registry._entry(spec) for spec in specs]  # noqa: SLF001
    text = json.dumps({"sources": entries}, indent=2, ensure_ascii=False) + "\n"

    found = plain_entries(text)

    plain = not any(
        set(value) & {'"', "\\"} or not value.isprintable()
        for entry in entries
        for value in entry.values()
        if isinstance(value, str)
    )
    assert found == (entries if plain else None)


@given(st.data())
def test_what_somebody_wrote_by_hand_is_never_misread(data: st.DataObject) -> None:
    text = json.dumps({"sources": [registry._entry(GIT), registry._entry(FOLDER)]}, indent=2) + "\n"  # noqa: SLF001
    at = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 8))
    put = data.draw(st.text(' "{}[],:\n\\abtruefals0', max_size=8))
    edited = text[:at] + put + text[at + length :]

    found = plain_entries(edited)

    assert found is None or found == json.loads(edited)["sources"]
