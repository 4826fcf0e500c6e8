"""`flowhelp sync`, with a folder."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from flowhelp.paths import Places
from flowhelp.sync import turns
from flowhelp.sync.turns import turn
from flowhelp.usecases import sync as syncing
from flowhelp.usecases import targets
from flowhelp.usecases.workspace import Workspace
from tests.cli.conftest import Run
from tests.sync.worlds import run_of


@pytest.fixture
def shared(places: Path) -> Path:
    """A folder for the team, empty."""
    folder = places / "shared"
    folder.mkdir()
    return folder


@pytest.fixture
def shop(places: Path) -> Workspace:
    """The workspace that the commands open too."""
    return Workspace(Places(places / "config", places / "data", places / "cache"), folder=places)


def write(shop: Workspace, *runs: int, record: str = "team") -> None:
    """Runs were done here."""
    with shop.beside() as here:
        for number in runs:
            here.journal.append(run_of(number, record=record))


def test_without_a_target_it_is_said_how_to_add_one(run: Run) -> None:
    done = run("sync")

    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == (
        "flowhelp: there is no target yet\nhint: flowhelp sync add NAME git|xapi|folder URL\n"
    )
    assert run("sync", "status").stdout == (
        "There is no target yet; records stay on this machine.\n"
    )


def test_a_folder_is_added_filled_looked_at_and_removed(
    run: Run, shop: Workspace, shared: Path
) -> None:
    write(shop, 1, 2)
    write(shop, 3, record="private")

    assert run("sync", "add", "team", "folder", "shared").stdout == f"Added team: folder {shared}\n"
    assert run("sync", "--dry-run").stdout == (
        "team: 1 parcel would be brought, with 12 events; 4 of them stay here\n"
    )
    assert run("sync").stdout == "team: 1 parcel brought, nothing new from others\n"
    assert run("sync").stdout == "team: nothing new to bring, nothing new from others\n"
    assert run("sync", "--dry-run", "team").stdout == "team: nothing new\n"
    assert run("sync", "status").stdout == (
        f"team  folder {shared}\n  everything is there\n  last sync: just now\n"
    )
    assert run("sync", "remove", "team").stdout == "Removed team.\n"
    assert len(list(shared.glob("*/*.jsonl"))) == 1


def test_the_plan_and_what_became_of_it_are_data(run: Run, shop: Workspace, shared: Path) -> None:
    write(shop, 1)
    run("sync", "add", "team", "folder", str(shared))

    planned = json.loads(run("sync", "--dry-run", "--json").stdout)
    done = json.loads(run("sync", "team", "--json").stdout)

    assert planned == {
        "target": "team", "parcels": 1, "events": 4, "withheld": 0, "bytes": planned["bytes"],
    }  # fmt: skip
    assert planned["bytes"] == next(shared.glob("*/*.jsonl")).stat().st_size
    assert done == {
        "target": "team", "kept": 1, "refused": [], "pulled": 0, "problems": [], "waiting": 0,
        "device": None, "failure": None, "retry_at": None,
    }  # fmt: skip


def test_what_is_not_there_yet_is_counted_and_has_an_age(
    run: Run, shop: Workspace, shared: Path
) -> None:
    write(shop, 1)
    run("sync", "add", "team", "folder", str(shared))

    lines = run("sync", "status").stdout.splitlines()
    told = json.loads(run("sync", "status", "--json").stdout)

    assert lines[1].startswith("  4 events not there yet, the oldest of ")
    assert lines[2] == "  last sync: never"
    assert told["unsent"] == 4
    assert told["oldest_at"] == "2031-05-04T12:00:00.000000Z"
    assert told["last_at"] is None


def test_a_folder_that_is_gone_is_unavailable_and_keeps_no_other_from_it(
    run: Run, shop: Workspace, places: Path, shared: Path
) -> None:
    write(shop, 1)
    (places / "stick").mkdir()
    run("sync", "add", "stick", "folder", "stick")
    run("sync", "add", "team", "folder", str(shared))
    shutil.rmtree(places / "stick")

    done = run("sync")

    assert done.exit_code == 5
    assert done.stdout == "team: 1 parcel brought, nothing new from others\n"
    assert done.stderr == (
        f"flowhelp: stick: {places / 'stick'} is out of reach: no such file or directory\n"
        "hint: connect it, then sync again\n"
    )
    assert "  failed: " in run("sync", "status").stdout
    assert "  tried again at once with flowhelp sync stick\n" in run("sync", "status").stdout
    assert json.loads(run("sync", "status", "--json").stdout.splitlines()[0])["retry_at"]


def test_two_machines_have_what_both_did(run: Run, shop: Workspace, shared: Path) -> None:
    write(shop, 1)
    run("sync", "add", "team", "folder", str(shared))
    run("sync")
    other = Places(shared.parent / "c2", shared.parent / "d2", shared.parent / "k2")
    with Workspace(other, folder=shared.parent) as there:
        there.journal.append(run_of(2))
        targets.add(there, "t", "folder", str(shared))
        (outcome,) = syncing.sync(there)
        assert (outcome.kept, outcome.pulled) == (1, 4)

    assert run("sync").stdout == "team: nothing new to bring, 4 new from others\n"


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("sync", "team"), 3, "there is no target 'team'"),
        (("sync", "remove", "team"), 3, "there is no target 'team'"),
        (("sync", "add", "now", "folder", "."), 2, "'now' cannot name a target"),
        (("sync", "add", "../up", "folder", "."), 2, "'../up' cannot name a target"),
        (("sync", "add", "old", "folder", "."), 2, "there is a target 'old' already"),
        (("sync", "add", "team", "ftp", "."), 2, "there is no kind of target 'ftp'"),
        (("sync", "add", "team", "folder", "nowhere"), 2, "there is no folder nowhere"),
    ],
)
def test_mistakes_are_one_line_and_the_next_command(
    run: Run, shared: Path, words: tuple[str, ...], code: int, message: str
) -> None:
    run("sync", "add", "old", "folder", str(shared))

    done = run(*words)

    assert (done.exit_code, done.stdout) == (code, "")
    assert done.stderr.splitlines()[0] == f"flowhelp: {message}"
    assert done.stderr.splitlines()[1].startswith("hint: ")


def test_a_list_of_targets_that_is_none_is_bad_content(run: Run, places: Path) -> None:
    (places / "config").mkdir(exist_ok=True)
    (places / "config" / "targets.json").write_text('{"targets": [{"name": 1}]}')

    done = run("sync")

    assert done.exit_code == 4
    assert "targets.json cannot be understood" in done.stderr


def test_words_of_the_place_do_not_command_the_terminal(
    run: Run, shop: Workspace, shared: Path
) -> None:
    write(shop, 1)
    run("sync", "add", "team", "folder", str(shared))
    listed = shop.places.targets
    listed.write_text(listed.read_text().replace("shared", "sha\\u001b[2Jred"))

    assert "\x1b" not in run("sync").stderr + run("sync", "status").stdout


def test_help_is_there_for_the_command_and_for_a_target(run: Run) -> None:
    whole, one = run("sync", "--help"), run("sync", "team", "--help")

    assert (whole.exit_code, one.exit_code) == (0, 0)
    assert "sync status" in whole.stdout or "status" in whole.stdout
    assert "--dry-run" in one.stdout
    assert "Usage: flowhelp sync [OPTIONS] [TARGET]" in one.stdout
    assert "--by-itself" not in one.stdout
    assert run("sync", "--help", "team").stdout == one.stdout
    assert run("sync", "status", "--help").stdout.startswith("Usage: flowhelp sync status")


def test_while_another_one_syncs_it_is_said_who(
    run: Run, shop: Workspace, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE_S", 0.1)
    run("sync", "add", "team", "folder", str(shared))
    at = shop.places.outbox

    with turn(at, by_hand=False, since="2031-05-04T12:00:00+00:00"):
        done = run("sync")
        status = run("sync", "status").stdout

    said = f"another sync is running: process {os.getpid()}, by itself in the background"
    assert (done.exit_code, done.stdout) == (5, "")
    assert done.stderr.startswith(f"flowhelp: {said}\nhint: ")
    assert status.startswith(f"A sync is running: process {os.getpid()}, by itself")
    assert run("sync").exit_code == 0
    assert not run("sync", "status").stdout.startswith("A sync is running")


def test_what_others_did_is_worked_out_by_the_sync_itself(
    run: Run, shop: Workspace, shared: Path
) -> None:
    run("sync", "add", "team", "folder", str(shared))
    other = Places(shared.parent / "c2", shared.parent / "d2", shared.parent / "k2")
    with Workspace(other, folder=shared.parent) as there:
        for number in (1, 2, 3):
            there.journal.append(run_of(number))
        targets.add(there, "t", "folder", str(shared))
        list(syncing.sync(there))

    assert run("sync").stdout == "team: nothing new to bring, 12 new from others\n"

    told: list[tuple[int, int]] = []
    with shop as here:
        assert [*here.team.asked("select count(*) from run")] == [(3,)]
        assert [*here.team.asked("select count(*) from stale")] == [(0,)]
        syncing.add_up(here, lambda done, total: told.append((done, total)))
        assert told == []  # nothing is left to do
        here.journal.append(run_of(4))
        syncing.add_up(here, lambda done, total: told.append((done, total)))
        assert told == [(1, 1)]
        assert [*here.team.asked("select count(*) from run where own = 1")] == [(1,)]
