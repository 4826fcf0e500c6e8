"""The file behind a page: whether it changed, and changing it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowhelp.execution.editor import EditorError, NoEditorError
from flowhelp.library.spec import SourceKind, SourceSpec
from flowhelp.usecases.pagefile import NotEditableError, editing, stamp
from flowhelp.usecases.show import Page, named_page
from flowhelp.usecases.workspace import Workspace
from tests.usecases.libraries import TEA, workspace, write


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    """A library of one page."""
    return workspace(tmp_path, write(tmp_path / "lib", {"tea.md": TEA}))


@pytest.fixture
def page(shop: Workspace) -> Page:
    """That page."""
    return named_page(shop, "tea")


def test_a_stamp_tells_of_a_change_and_of_an_end(
    shop: Workspace, page: Page, tmp_path: Path
) -> None:
    before = stamp(shop, page)
    assert before == stamp(shop, page) != ""

    (tmp_path / "lib" / "tea.md").write_text("# Other\n", "utf-8")
    assert stamp(shop, page) not in {before, ""}

    (tmp_path / "lib" / "tea.md").unlink()
    assert not stamp(shop, page)


@pytest.mark.parametrize("kind", [SourceKind.GIT, SourceKind.BUNDLED])
def test_what_would_be_lost_is_not_edited(shop: Workspace, page: Page, kind: SourceKind) -> None:
    spec = shop.specs[0]
    shop.specs = (SourceSpec(spec.name, kind, "https://e.org/lib"),)
    shop.env = {**shop.env, "EDITOR": "true"}

    with pytest.raises(NotEditableError) as refusal:
        editing(shop, page)

    assert ("https://e.org/lib" in refusal.value.message) is (kind == SourceKind.GIT)
    assert (stamp(shop, page) == "git") is (kind == SourceKind.GIT)


def test_a_file_that_is_gone_is_not_edited(shop: Workspace, page: Page, tmp_path: Path) -> None:
    (tmp_path / "lib" / "tea.md").unlink()

    with pytest.raises(NotEditableError, match="is gone"):
        editing(shop, page)


def test_the_editor_gets_its_words_the_line_and_the_file(
    shop: Workspace, page: Page, tmp_path: Path
) -> None:
    program = tmp_path / "vim"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/said\nexit 3\n', "utf-8")
    program.chmod(0o755)
    shop.env = {**shop.env, "VISUAL": f"{program} -c 'set nu'", "EDITOR": "never"}

    status = editing(shop, page, 4)()

    assert status == 3
    file = tmp_path / "lib" / "tea.md"
    assert (tmp_path / "said").read_text("utf-8").splitlines() == ["-c", "set nu", "+4", str(file)]


def test_another_editor_gets_no_line(shop: Workspace, page: Page, tmp_path: Path) -> None:
    program = tmp_path / "odd"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/said\n', "utf-8")
    program.chmod(0o755)
    shop.env = {**shop.env, "VISUAL": "", "EDITOR": str(program)}

    assert editing(shop, page, 4)() == 0
    assert (tmp_path / "said").read_text("utf-8") == f"{tmp_path / 'lib' / 'tea.md'}\n"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("", NoEditorError),
        ("  ", NoEditorError),
        ("'", NoEditorError),
        ("no-such-editor", EditorError),
    ],
)
def test_without_an_editor_it_says_so(
    shop: Workspace, page: Page, said: str, error: type[Exception]
) -> None:
    shop.env = {**shop.env, "VISUAL": "", "EDITOR": said}

    with pytest.raises(error):
        editing(shop, page)
