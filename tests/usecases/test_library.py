"""What a name means, and what is in the library."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowhelp.errors import InputError
from flowhelp.usecases.find import find
from flowhelp.usecases.library import (
    AmbiguousNameError,
    EmptyLibraryError,
    NoSuchAnswerError,
    NoSuchProcedureError,
    UnreadablePageError,
    entries,
    load,
    read_text,
    resolve,
)
from flowhelp.usecases.workspace import Workspace
from tests.usecases.libraries import TEA, TLS, workspace, write

PAGES = {
    "kitchen/tea.md": TEA,
    "web/tls.md": TLS,
    "mail/tls.md": "# Mail certificates\n",
    "db/README.md": "# Databases\n",
    "named.md": "---\nid: ops/renamed\n---\n# Named\n",
    "twin.md": "# Twin\n",
    "twin.mdx": "# Other twin\n",
}


@pytest.fixture
def team(tmp_path: Path) -> Workspace:
    """A library in which some names are the ends of several."""
    return workspace(tmp_path, write(tmp_path / "team", PAGES))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("kitchen/tea", "kitchen/tea"),
        ("tea", "kitchen/tea"),
        ("TEA", "kitchen/tea"),
        ("tea.md", "kitchen/tea"),
        ("team:tea", "kitchen/tea"),
        ("team:web/tls", "web/tls"),
        ("db", "db/README"),
        ("ops/renamed", "ops/renamed"),
        ("renamed", "ops/renamed"),
        ("twin", "twin"),
        ("twin.mdx", "twin.mdx"),
    ],
)
def test_a_procedure_answers_to_these_names(team: Workspace, name: str, found: str) -> None:
    assert resolve(team, name).id == found


def test_a_step_after_the_name_comes_back_with_it(team: Workspace) -> None:
    entry = resolve(team, "tea#2")

    assert (entry.id, entry.part) == ("kitchen/tea", "2")


def test_a_number_is_a_hit_of_the_last_answer(team: Workspace) -> None:
    answer = find(team, "certificate")

    for hit in answer.hits:
        assert resolve(team, str(hit.rank)).id == hit.id
    with pytest.raises(NoSuchAnswerError, match="the last answer has no number 9"):
        resolve(team, "9")


def test_a_file_is_named_by_its_path(team: Workspace, tmp_path: Path) -> None:
    inside = resolve(team, str(tmp_path / "team/kitchen/tea.md"))
    (tmp_path / "elsewhere/own.md").write_text("# My own\n", encoding="utf-8")
    outside = resolve(team, "./own.md")

    assert (inside.id, inside.source) == ("kitchen/tea", "team")
    assert (outside.id, outside.source) == ("own", "")
    assert load(team, outside).title == "My own"


def test_an_ambiguous_name_lists_what_it_may_mean(team: Workspace) -> None:
    with pytest.raises(AmbiguousNameError, match="'tls' may be any of 2") as ambiguous:
        resolve(team, "tls")

    assert ambiguous.value.hint == "say which: mail/tls, web/tls"


def test_an_unknown_name_gets_its_nearest(team: Workspace) -> None:
    with pytest.raises(NoSuchProcedureError, match="there is no procedure 'kitchen/tee'") as near:
        resolve(team, "kitchen/tee")
    with pytest.raises(NoSuchProcedureError) as far:
        resolve(team, "submarine-dive")

    assert near.value.hint == "did you mean kitchen/tea? or: flowhelp howto kitchen tee"
    assert far.value.hint == "flowhelp howto submarine dive"


@pytest.mark.parametrize("name", ["", "  ", "#2"])
def test_no_name_is_said(team: Workspace, name: str) -> None:
    with pytest.raises(InputError, match="no procedure was named"):
        resolve(team, name)


def test_an_empty_library_is_said(tmp_path: Path) -> None:
    for ask in (lambda found: resolve(found, "tea"), entries):
        with pytest.raises(EmptyLibraryError):
            ask(workspace(tmp_path))


def test_a_page_is_read_as_it_is_now(team: Workspace, tmp_path: Path) -> None:
    entry = resolve(team, "tea")
    assert load(team, entry).title == "Make tea"
    (tmp_path / "team/kitchen/tea.md").write_text("# Changed\n", encoding="utf-8")

    assert load(team, entry).title == "Changed"
    assert load(team, entry).id == "kitchen/tea"
    assert read_text(team, entry) == "# Changed\n"


def test_a_page_that_vanished_is_said_with_its_place(team: Workspace, tmp_path: Path) -> None:
    entry = resolve(team, "tea")
    (tmp_path / "team/kitchen/tea.md").unlink()

    with pytest.raises(UnreadablePageError, match=r"tea\.md: no such file or directory"):
        load(team, entry)


def test_lists_can_be_narrowed(team: Workspace) -> None:
    assert [entry.id for entry in entries(team, tag="Web")] == ["web/tls"]
    assert len(entries(team, source="team")) == len(PAGES)
    assert entries(team, type="quiz") == ()
