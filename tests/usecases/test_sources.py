"""Adding, updating, trusting and removing libraries."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from flowhelp.errors import InputError, UnavailableError
from flowhelp.library.address import AddressError
from flowhelp.usecases.find import find
from flowhelp.usecases.library import EmptyLibraryError, UnknownSourceError, load, resolve
from flowhelp.usecases.sources import (
    BadNameError,
    NameTakenError,
    NoSuchFolderError,
    NotAddedError,
    NotAFolderError,
    add,
    libraries,
    remove,
    trust,
    update,
)
from flowhelp.usecases.workspace import Workspace
from tests.usecases.libraries import TEA, TLS, workspace, write

GIT = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    return workspace(tmp_path)


def repository(folder: Path, files: dict[str, str]) -> str:
    """A git repository with those files, and its address."""
    write(folder, files)
    for args in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-q", "-m", "x")):
        subprocess.run((*GIT, *args), cwd=folder, check=True, capture_output=True)
    return folder.as_uri()


def test_a_folder_is_used_in_place(empty: Workspace, tmp_path: Path) -> None:
    write(tmp_path / "docs", {"tea.md": TEA})

    added = add(empty, str(tmp_path / "docs"))

    assert (added.spec.name, added.spec.location) == ("docs", str(tmp_path / "docs"))
    assert added.is_new
    assert not added.spec.trusted
    assert find(empty, "boil water").hits[0].source == "docs"


def test_a_relative_folder_is_seen_from_where_the_person_is(
    empty: Workspace, tmp_path: Path
) -> None:
    write(tmp_path / "docs", {"tea.md": TEA})

    assert add(empty, "../docs").spec.location == str(tmp_path / "docs")


def test_adding_twice_changes_nothing_and_says_so(empty: Workspace, tmp_path: Path) -> None:
    write(tmp_path / "docs", {"tea.md": TEA})
    first = add(empty, str(tmp_path / "docs"))

    again = add(empty, str(tmp_path / "docs"), name="other")

    assert (again.spec, again.is_new) == (first.spec, False)
    assert len(empty.specs) == 1


def test_names_are_unique_and_can_be_chosen(empty: Workspace, tmp_path: Path) -> None:
    for folder in ("a/docs", "b/docs", "c/docs"):
        write(tmp_path / folder, {"tea.md": TEA})

    assert add(empty, str(tmp_path / "a/docs")).spec.name == "docs"
    assert add(empty, str(tmp_path / "b/docs")).spec.name == "docs-2"
    with pytest.raises(NameTakenError):
        add(empty, str(tmp_path / "c/docs"), name="docs")
    with pytest.raises(BadNameError):
        add(empty, str(tmp_path / "c/docs"), name="my docs")
    assert add(empty, str(tmp_path / "c/docs"), name="mine").spec.name == "mine"


def test_what_is_no_library_is_refused(empty: Workspace, tmp_path: Path) -> None:
    (tmp_path / "file.md").write_text(TEA, encoding="utf-8")

    with pytest.raises(NoSuchFolderError, match="there is no folder nowhere"):
        add(empty, "nowhere")
    with pytest.raises(NotAFolderError, match="is a file"):
        add(empty, str(tmp_path / "file.md"))
    with pytest.raises(AddressError):
        add(empty, "--upload-pack=x")
    with pytest.raises(InputError, match="only a git library has a ref"):
        add(empty, str(tmp_path), ref="main")
    assert empty.specs == ()


def test_a_git_library_is_cloned_searched_and_read(empty: Workspace, tmp_path: Path) -> None:
    url = repository(tmp_path / "runbooks", {"ops/tea.md": TEA})

    added = add(empty, url)

    assert added.spec.name == "runbooks"
    hit = find(empty, "boil water").hits[0]
    assert (hit.id, hit.path) == ("ops/tea", "runbooks:ops/tea.md")
    assert load(empty, resolve(empty, "tea")).title == "Make tea"
    empty.close()


def test_an_update_brings_what_is_new_but_not_past_a_pin(empty: Workspace, tmp_path: Path) -> None:
    url = repository(tmp_path / "runbooks", {"tea.md": TEA})
    add(empty, url)
    add(empty, f"{url}/.git", name="pinned", pin=True)
    repository(tmp_path / "runbooks", {"tls.md": TLS})

    done = update(empty)

    assert [(one.spec.name, one.spec.commit != one.before) for one in done] == [
        ("runbooks", True),
        ("pinned", False),
    ]
    assert [hit.source for hit in find(empty, "renew certificate").hits] == ["runbooks"]
    empty.close()


def test_a_library_that_does_not_answer_stays_as_it_was(empty: Workspace, tmp_path: Path) -> None:
    write(tmp_path / "docs", {"tls.md": TLS})
    add(empty, repository(tmp_path / "runbooks", {"tea.md": TEA}))
    add(empty, str(tmp_path / "docs"))
    (tmp_path / "runbooks").rename(tmp_path / "moved")

    done = update(empty)

    assert [bool(one.failure) for one in done] == [True, False]
    assert done[0].hint == "check the address and your access"
    assert find(empty, "boil water").hits[0].source == "runbooks"
    empty.close()


def test_a_clone_that_fails_is_not_added(empty: Workspace, tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        add(empty, (tmp_path / "nowhere.git").as_uri())

    assert empty.specs == ()


def test_trust_is_given_and_taken_back(empty: Workspace, tmp_path: Path) -> None:
    write(tmp_path / "docs", {"tea.md": TEA})
    add(empty, str(tmp_path / "docs"))

    assert trust(empty, "docs").trusted
    assert workspace(tmp_path).specs[0].trusted
    assert not trust(empty, "docs", trusted=False).trusted


def test_a_removed_library_is_forgotten_and_a_folder_left_alone(
    empty: Workspace, tmp_path: Path
) -> None:
    write(tmp_path / "docs", {"tea.md": TEA})
    url = repository(tmp_path / "runbooks", {"tls.md": TLS})
    add(empty, str(tmp_path / "docs"))
    add(empty, url)
    find(empty, "boil water")

    remove(empty, "docs")
    remove(empty, "runbooks")

    assert (tmp_path / "docs/tea.md").exists()
    assert os.listdir(empty.places.clones) == []  # noqa: PTH208
    assert empty.index.keys() == frozenset()
    with pytest.raises(EmptyLibraryError):
        find(empty, "boil water")
    with pytest.raises(UnknownSourceError):
        remove(empty, "docs")


def test_a_library_found_by_itself_cannot_be_removed(tmp_path: Path) -> None:
    found = workspace(tmp_path, write(tmp_path / "docs", {"tea.md": TEA}))

    with pytest.raises(NotAddedError, match="found by itself"):
        remove(found, "docs")


def test_libraries_are_listed_with_what_they_hold(tmp_path: Path) -> None:
    library = write(tmp_path / "docs", {"tea.md": TEA, "tls.md": TLS})
    (library / "bad.md").write_bytes(b"\0")

    (listed,) = libraries(workspace(tmp_path, library))

    assert (listed.spec.name, listed.procedures, listed.problems) == ("docs", 2, 1)
