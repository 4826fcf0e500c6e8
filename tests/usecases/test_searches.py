"""What was searched for and opened: kept, weighed, listed, erased."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flowhelp.errors import ContentError
from flowhelp.search import asked
from flowhelp.search.backlog import PATIENCE, End, Unanswered
from flowhelp.search.query import parse_query
from flowhelp.usecases.leanings import leaning_of
from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.searches import (
    SHOW,
    WALK,
    NotErasedError,
    backlog,
    erase,
    note_opening,
    note_search,
)
from flowhelp.usecases.show import named_page
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.workspace import Workspace
from tests.usecases.libraries import TEA, TLS, workspace, write

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
SECONDS = int(NOON.timestamp())
LATER = NOON + timedelta(seconds=PATIENCE)


@pytest.fixture
def kitchen(tmp_path: Path) -> Workspace:
    """Two procedures, and a clock that stands at noon."""
    made = workspace(tmp_path, write(tmp_path / "kitchen", {"tea.md": TEA, "tls.md": TLS}))
    made.now = lambda: NOON
    return made


def openings(kitchen: Workspace) -> list[tuple[str, str]]:
    """(what opened it, name) in order."""
    facts = asked.read(str(kitchen.places.data))
    return [(fact.by, fact.name) for fact in facts if isinstance(fact, asked.Opening)]


def test_a_search_is_kept_with_its_first_answers(kitchen: Workspace) -> None:
    note_search(kitchen, "make tea", [f"kitchen:{n}" for n in range(5)], "pts-1", total=40)

    (fact,) = asked.read(str(kitchen.places.data))
    assert isinstance(fact, asked.Search)
    assert (fact.at, fact.terminal, fact.question) == (SECONDS, "pts-1", "make tea")
    assert (fact.answers, fact.names) == (40, ("kitchen:0", "kitchen:1", "kitchen:2"))


def test_reading_and_walking_a_page_is_use_of_it(kitchen: Workspace) -> None:
    named_page(kitchen, "tea", reading=True)
    entry = resolve(kitchen, "tls")
    start(kitchen, entry, load(kitchen, entry), Start())

    assert openings(kitchen) == [(SHOW, "kitchen:tea"), (WALK, "kitchen:tls")]
    assert uses(kitchen, "tls", "tea", "cake") == [0.4, 0.25, 0.0]


def test_a_rehearsal_or_an_author_s_look_is_no_use(kitchen: Workspace) -> None:
    named_page(kitchen, "tea")
    entry = resolve(kitchen, "tls")
    start(kitchen, entry, load(kitchen, entry), Start(keep=False))

    assert openings(kitchen) == []
    assert uses(kitchen, "tls", "tea") == [0.0, 0.0]


def test_a_walk_that_is_to_leave_no_record_leaves_none_here(tmp_path: Path) -> None:
    talk = "---\nrecord: none\n---\n# A private talk\n\n1. Listen.\n"
    opened = workspace(tmp_path, write(tmp_path / "kitchen", {"talk.md": talk}))
    entry = resolve(opened, "talk")

    start(opened, entry, load(opened, entry), Start())

    assert openings(opened) == []


def test_a_lone_file_is_not_kept(kitchen: Workspace, tmp_path: Path) -> None:
    file = write(tmp_path / "other", {"lone.md": TEA}) / "lone.md"

    named_page(kitchen, str(file), reading=True)

    assert openings(kitchen) == []


def uses(kitchen: Workspace, *pages: str) -> list[float]:
    """What the ranking is told of the use of those pages."""
    (spec,) = kitchen.specs
    habits = leaning_of(kitchen, parse_query("tea")).habits
    return [habits.of(spec.key, page) if habits else 0.0 for page in pages]


def test_use_fades(kitchen: Workspace) -> None:
    note_opening(kitchen, "kitchen", "tea", SHOW)

    kitchen.now = lambda: NOON + timedelta(days=30)

    assert uses(kitchen, "tea") == [pytest.approx(0.5 / 3.5)]


def test_the_backlog_names_what_was_offered(kitchen: Workspace) -> None:
    kitchen.index.close()
    named_page(kitchen, "tea")  # reads the library
    note_search(kitchen, "brew coffee", [], "none")
    note_search(kitchen, "renew cert", ["kitchen:tls"], "pts-1", total=2)
    note_search(kitchen, "old page", ["kitchen:gone"], "pts-2")
    kitchen.now = lambda: LATER

    assert backlog(kitchen) == (
        Unanswered("brew coffee", End.EMPTY, 1, SECONDS, 0, ""),
        Unanswered("old page", End.ABANDONED, 1, SECONDS, 1, "kitchen:gone"),
        Unanswered(
            "renew cert", End.ABANDONED, 1, SECONDS, 2, "kitchen:tls", "Renew a TLS certificate"
        ),
    )


def test_the_backlog_of_some_time_leaves_out_what_was_before(kitchen: Workspace) -> None:
    note_search(kitchen, "brew coffee", [], "none", at=SECONDS - 86_400)
    note_search(kitchen, "descale", [], "none")

    found = backlog(kitchen, since=NOON - timedelta(hours=1))

    assert [one.question for one in found] == ["descale"]


def test_without_searches_there_is_no_backlog_and_no_index_is_made(kitchen: Workspace) -> None:
    assert backlog(kitchen) == ()
    assert not kitchen.places.index.exists()


def test_what_is_not_to_be_kept_is_not_kept(kitchen: Workspace) -> None:
    kitchen.places.config.mkdir(parents=True)
    kitchen.places.settings.write_text("keep_searches = false\n", encoding="utf-8")

    note_search(kitchen, "make tea", [], "pts-1")
    note_opening(kitchen, "kitchen", "tea", SHOW)

    assert not kitchen.places.data.exists()


def test_erasing_leaves_no_word_behind(kitchen: Workspace) -> None:
    note_search(kitchen, "swordfish-4711", ["kitchen:tls"], "pts-1")
    note_opening(kitchen, "kitchen", "tls", SHOW)

    assert erase(kitchen) == 1
    kept = b"".join(file.read_bytes() for file in kitchen.places.data.iterdir())
    assert kept == b""
    assert erase(kitchen) == 0


def test_erasing_nothing_makes_nothing(kitchen: Workspace) -> None:
    assert erase(kitchen) == 0
    assert not kitchen.places.data.exists()


def test_what_cannot_be_erased_is_said(kitchen: Workspace) -> None:
    there = kitchen.places.data / asked.NAME
    there.mkdir(parents=True)

    with pytest.raises(NotErasedError, match=f"{there} cannot be erased: "):
        erase(kitchen)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_folder_that_cannot_be_written_disturbs_nobody(kitchen: Workspace) -> None:
    kitchen.places.data.mkdir(mode=0o500)

    named_page(kitchen, "tea", reading=True)

    assert openings(kitchen) == []


def test_settings_that_cannot_be_read_are_said(kitchen: Workspace) -> None:
    kitchen.places.config.mkdir(parents=True)
    kitchen.places.settings.write_text("keep_searches = 'no'\n", encoding="utf-8")

    with pytest.raises(ContentError, match="'keep_searches' cannot be 'no'"):
        note_search(kitchen, "make tea", [], "pts-1")
