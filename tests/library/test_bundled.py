"""Libraries that nobody has to add."""

from __future__ import annotations

import os
from pathlib import Path

from flowhelp.library.bundled import bundled, on_path, project


def test_procedures_ship_with_the_program() -> None:
    shipped = bundled()

    assert shipped is not None
    assert list(Path(shipped.location).rglob("*.md"))
    assert shipped.trusted


def test_a_projects_library_is_found_from_any_folder_inside(tmp_path: Path) -> None:
    deep = tmp_path / "shop/src/deep"
    deep.mkdir(parents=True)
    (tmp_path / "shop/procedures").mkdir()
    (tmp_path / "shop/src/.flowhelp").mkdir()

    found = [spec for spec in project(deep) if spec.location.startswith(str(tmp_path))]

    assert [(spec.name, Path(spec.location).name) for spec in found] == [
        ("src", ".flowhelp"),
        ("shop", "procedures"),
    ]
    assert not any(spec.trusted for spec in found)


def test_the_path_names_libraries_in_its_order(tmp_path: Path) -> None:
    value = os.pathsep.join(("", str(tmp_path / "b"), "", str(tmp_path / "a")))

    assert [spec.name for spec in on_path(value)] == ["b", "a"]
    assert list(on_path("")) == []
