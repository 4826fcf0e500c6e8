"""Records that can be read and not written: an auditor's copy on a disk that is mounted so."""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path

import pytest

from flowhelp.journal.store import Journal
from flowhelp.paths import Places
from flowhelp.usecases.workspace import Workspace
from tests.cli.conftest import Run
from tests.mounts import needs_mounts, read_only
from tests.pasts import LEE, NOON, eventful, run_id, whole, write_past

ASKS = """
import json, sys
from typer.testing import CliRunner
from flowhelp.cli.app import app

for words in json.loads(sys.argv[1]):
    found = CliRunner().invoke(app, words, prog_name="flowhelp")
    print(json.dumps([found.exit_code, found.stdout, found.stderr]))
"""


@pytest.fixture
def data(places: Path) -> Path:
    """A run of this machine that nothing was worked out from yet, and two of another one."""
    folders = Places(places / "config", places / "data", places / "cache")
    other = Journal.open(places / "other.db", now=lambda: NOON, noise=secrets.randbits)
    for events in (whole(2, 1, 9.0, who=LEE), eventful(3, 2)):
        other.append(events)
    rows = list(other.rows())
    other.close()
    with Workspace(folders, folder=places, env={}, shipped=False) as shop:
        shop.team.take_lines("hub", rows)
        shop.team.take_head("hub", rows[-1].device, rows[-1].seq, rows[-1].sha256)
        write_past(shop, whole(1, 0, 3.0))
    return places / "data"


def asked(folder: Path, *questions: tuple[str, ...], full: bool = False) -> list[list[int | str]]:
    """Exit code, stdout and stderr of each command, by a process that may only read."""
    words = (sys.executable, "-c", ASKS, json.dumps(questions))
    found = read_only(folder, *words, full=full)
    assert (found.returncode, found.stderr) == (0, "")
    return [json.loads(line) for line in found.stdout.splitlines()]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@needs_mounts
@pytest.mark.parametrize("full", [False, True])
def test_what_is_read_only_is_verified_listed_and_counted_as_elsewhere(
    run: Run, data: Path, full: bool
) -> None:
    before = files(data)
    questions = [("log", "verify", "--json"), ("log", "--team", "--json"),
                 ("log", "stats", "plant/pump", "--json"), ("log", "00000002")]  # fmt: skip

    found = asked(data, *questions, full=full)

    assert files(data) == before
    assert found == [[0, run(*words).stdout, ""] for words in questions]
    listed = {json.loads(line).get("id") for line in str(found[1][1]).splitlines()}
    assert listed >= {run_id(1), run_id(2), run_id(3)}
    assert '"verified"' in str(found[1][1])


@needs_mounts
def test_what_is_wrong_is_found_and_nothing_is_taken_in_where_it_would_be_lost(
    run: Run, places: Path, data: Path
) -> None:
    (places / "out.jsonl").write_text(run("log", "export").stdout, encoding="utf-8")
    folders = Places(places / "config", places / "data", places / "cache")
    with Workspace(folders, folder=places, env={}, shipped=False) as shop:
        (theirs,) = {head.device for head in shop.team.heads()}
        shop.team.take_unreadable("hub", theirs, 3, "is not a record")

    broken, taken, erased = asked(
        data, ("log", "verify"), ("log", "import", "out.jsonl"), ("people", "erase", "lee")
    )

    assert broken[0] == 4
    assert f"event 3 of device {theirs} is not a record" in str(broken[2])
    assert (taken[0], erased[0], erased[1]) == (0, 5, ""), "of the own events nothing is taken in"
    assert "cannot be opened or written" in str(erased[2])


@needs_mounts
def test_where_nothing_was_ever_taken_in_it_is_refused(
    run: Run, places: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del data
    (places / "out.jsonl").write_text(run("log", "export").stdout, encoding="utf-8")
    (places / "second").mkdir()
    monkeypatch.setenv("FLOWHELP_DATA", str(places / "second"))

    (found,) = asked(places / "second", ("log", "import", "out.jsonl"))

    assert found[:2] == [5, ""]
    assert "cannot be opened or written" in str(found[2])
