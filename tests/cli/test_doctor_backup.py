"""`flowhelp doctor --backup` and `--restore`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flowhelp.paths import Places
from flowhelp.sync import turns
from flowhelp.usecases.workspace import Workspace
from tests.cli.conftest import Run
from tests.pasts import started, write_past


@pytest.fixture(autouse=True)
def _journal(places: Path) -> None:
    folders = Places(places / "config", places / "data", places / "cache")
    with Workspace(folders, folder=places, env={}, shipped=False) as shop:
        write_past(shop, [started(1, 0, title="Before")])


def test_a_copy_is_made_and_put_back(run: Run, places: Path) -> None:
    made = json.loads(run("doctor", "--backup", "--json").stdout)["backup"]
    (places / "data" / "journal.db").write_bytes(b"noise" * 5000)
    assert run("doctor").exit_code == 5

    back = run("doctor", "--restore", made)

    assert back.exit_code == 0
    assert f"{made} is the journal now." in back.stdout
    aside = back.stdout.splitlines()[1].removeprefix("The old one is kept: ")
    assert Path(aside).read_bytes() == b"noise" * 5000
    assert Path(aside).parent == places / "data" / "backups"
    assert f"journals: 1 in whose place another was put, the newest is {aside}\n" in (
        run("doctor").stdout
    )
    assert "Before" in run("log").stdout
    # Under its new name nothing is written yet; what is there is checked and counted all the same.
    assert run("log", "verify").stdout.startswith("1 event, unbroken.\n")
    assert "journal: 1 event, the chain is whole" in run("doctor").stdout


def test_no_copy_is_put_back_under_a_sync_that_is_at_work(
    run: Run, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE_S", 0.1)
    made = json.loads(run("doctor", "--backup", "--json").stdout)["backup"]
    before = (places / "data" / "journal.db").read_bytes()

    with turns.turn(places / "data" / "sync.db", by_hand=False, since="2031-05-04T12:00:00Z"):
        done = run("doctor", "--restore", made)

    assert done.exit_code == 5
    assert "another sync is running" in done.stderr
    assert (places / "data" / "journal.db").read_bytes() == before


def test_a_copy_goes_where_it_is_wanted(run: Run, places: Path) -> None:
    assert run("doctor", "--backup", "mine.db").exit_code == 0
    assert (places / "mine.db").is_file()
    assert run("doctor", "--backup", "mine.db").exit_code == 5


@pytest.mark.parametrize("words", [("--restore",), ("--backup", "--restore", "x"), ("x",)])
def test_what_is_unclear_is_refused(words: tuple[str, ...], run: Run) -> None:
    assert run("doctor", *words).exit_code == 2


def test_a_copy_that_is_not_there_is_missing(run: Run) -> None:
    assert run("doctor", "--restore", "none.db").exit_code == 3
