"""What was done, and when."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flowhelp.errors import InputError, MissingError
from flowhelp.usecases.history import Wanted, moment, record_of, records, run_named
from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.verifying import BrokenChainError, verify
from flowhelp.usecases.workspace import Workspace
from flowhelp.walkthrough.actions import Complete
from tests.usecases.libraries import TEA, TLS, workspace, write

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    """A workspace with two walks, a day apart."""
    shop = workspace(tmp_path, write(tmp_path / "lib", {"tea.md": TEA, "web/tls.md": TLS}))
    for day, name in enumerate(("tea", "tls")):
        shop.now = lambda day=day: NOON + timedelta(days=day)  # type: ignore[misc]
        entry = resolve(shop, name)
        start(shop, entry, load(shop, entry), Start()).perform(Complete("1"))
    return shop


def test_runs_come_newest_first(shop: Workspace) -> None:
    found = list(records(shop, Wanted()))

    assert [record["doc"]["id"] for record in found] == ["web/tls", "tea"]


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Wanted(since=NOON + timedelta(hours=1)), ["web/tls"]),
        (Wanted(procedure="tls"), ["web/tls"]),
        (Wanted(procedure="lib:tea"), ["tea"]),
        (Wanted(procedure="ls"), []),
        (Wanted(by="nobody at all"), []),
    ],
)
def test_runs_are_picked(shop: Workspace, wanted: Wanted, ids: list[str]) -> None:
    assert [record["doc"]["id"] for record in records(shop, wanted)] == ids


def test_a_run_is_named_by_its_end(shop: Workspace) -> None:
    run = shop.journal.runs()[0]

    assert record_of(shop, run[-8:])["id"] == run
    assert run_named(shop, run.upper()) == run
    with pytest.raises(MissingError, match="no run 'zzzz'"):
        run_named(shop, "zzzz")
    with pytest.raises(MissingError):
        run_named(shop, "")


def test_a_whole_journal_is_counted(shop: Workspace) -> None:
    verdict = verify(shop)

    assert verdict.events == len(list(shop.journal.since(0)))
    assert verdict.head
    assert verdict.head.seq == verdict.events


def test_a_changed_journal_is_found(shop: Workspace) -> None:
    with closing(sqlite3.connect(shop.places.journal)) as db:
        db.executescript(
            "drop trigger event_is_never_changed; update event set at = '2030' where seq = 2"
        )

    with pytest.raises(BrokenChainError, match=r"event 2 of device .* was changed"):
        verify(shop)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("7d", NOON - timedelta(days=7)),
        ("12 h", NOON - timedelta(hours=12)),
        ("2031-05-01T00:00:00Z", datetime(2031, 5, 1, tzinfo=UTC)),
    ],
)
def test_a_time_is_read(text: str, when: datetime) -> None:
    assert moment(text, NOON) == when


@pytest.mark.parametrize("text", ["", "soon", "7", "2031-13-01"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no date"):
        moment(text, NOON)
