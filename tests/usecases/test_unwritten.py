"""What is said where no page answers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flowhelp.usecases.find import find
from flowhelp.usecases.library import catalog
from flowhelp.usecases.unwritten import file_name, hint_of_nothing, place_to_write, title_of
from flowhelp.usecases.workspace import Workspace
from tests.usecases.libraries import TEA, TLS, workspace, write


def hint(opened: Workspace, question: str) -> str:
    """The hint for that question, from the pages of the index."""
    catalog(opened)
    pages = opened.index.listed([spec.key for spec in opened.specs])
    return hint_of_nothing(opened, question, pages)


def test_the_nearest_titles_and_the_place_of_the_missing_page(tmp_path: Path) -> None:
    library = write(tmp_path / "kitchen", {"tea.md": TEA, "web/tls.md": TLS})

    assert hint(workspace(tmp_path, library), "how do I do a recertification?") == (
        'nearest: "Renew a TLS certificate" (web/tls) · or write that page: '
        f'a file {library}/do-a-recertification.md whose first line is "# Do a recertification"'
    )


def test_where_no_title_is_near_other_words_may_be(tmp_path: Path) -> None:
    library = write(tmp_path / "kitchen", {"tea.md": TEA})

    assert hint(workspace(tmp_path, library), "submarine") == (
        "try other words · or write that page: "
        f'a file {library}/submarine.md whose first line is "# Submarine"'
    )


def test_without_words_there_is_no_page_to_write(tmp_path: Path) -> None:
    library = write(tmp_path / "kitchen", {"tea.md": TEA})

    assert hint(workspace(tmp_path, library), "?!") == "try other words, or: flowhelp list"


def test_the_page_that_is_written_as_said_answers(tmp_path: Path) -> None:
    library = write(tmp_path / "kitchen", {"tea.md": TEA})
    opened = workspace(tmp_path, library)
    said = hint(opened, "how do I dive a submarine?")
    file, line = said.partition("a file ")[2].split(" whose first line is ")
    Path(file).write_text(line.strip('"') + "\n", encoding="utf-8")

    assert find(opened, "how do I dive a submarine?").hits[0].title == "Dive a submarine"


def test_the_library_of_the_project_comes_first_and_is_named_from_here(tmp_path: Path) -> None:
    opened = workspace(tmp_path, write(tmp_path / "kitchen", {"tea.md": TEA}))
    (opened.folder / "procedures").mkdir()

    assert place_to_write(opened) == "procedures"


def test_where_no_library_can_be_written_the_folder_here_becomes_one(tmp_path: Path) -> None:
    opened = workspace(tmp_path)
    assert place_to_write(opened) == "procedures"

    write(opened.folder / "procedures", {"new.md": "# New\n"})
    again = workspace(tmp_path)
    assert [entry.title for entry in catalog(again).entries] == ["New"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_library_that_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    closed = write(tmp_path / "closed", {"tea.md": TEA})
    other = write(tmp_path / "other", {"tls.md": TLS})
    closed.chmod(0o500)

    assert place_to_write(workspace(tmp_path, closed, other)) == str(other)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("how do I fail over postgres?", "Fail over postgres"),
        ("How to  renew\na TLS certificate", "Renew a TLS certificate"),
        ("what is a quorum", "A quorum"),
        ("what to do when the disk is full", "The disk is full"),
        ("please how can we stop it", "Stop it"),
        ("KubePodCrashLooping", "KubePodCrashLooping"),
        ("howto", "Howto"),
        ("how do I", "How do I"),
        ("# ?", ""),
        ("word " * 50, "Word word word word word word word word word word word word"),
    ],
)
def test_a_question_becomes_a_title(question: str, title: str) -> None:
    assert title_of(question) == title


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Fail over Postgres", "fail-over-postgres"),
        ("../../etc/passwd", "etc-passwd"),
        ("Ölstand prüfen", "ölstand-prüfen"),
        ("…", "new-page"),
    ],
)
def test_a_title_becomes_the_name_of_a_file(title: str, name: str) -> None:
    assert file_name(title) == name
