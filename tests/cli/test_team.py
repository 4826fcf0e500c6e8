"""`flowhelp log --team` and `flowhelp log stats`."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from flowhelp import clock
from flowhelp.ids import StepId
from flowhelp.journal.events import Event, Noted
from flowhelp.journal.store import Journal
from flowhelp.paths import Places
from flowhelp.usecases.workspace import Workspace
from tests.cli.conftest import Run
from tests.journal.teams import told
from tests.pasts import LEE, NOON, at, eventful, run_id, started, whole, write_past

PUMP = """\
---
every: P1W
---
# Swap the feed pump

1. Close valve V-12.
2. Read the gauge.
3. Open valve V-12.
"""
STATS = """\
Swap the feed pump  (plant/pump)
Done       twice of 3 (67%)
Last       2031-05-05 12:10 by Lee Park
It takes   10 min 0 s of work (median)
Unfinished 1 at this time

Step                 done  skipped  n/a  failed  takes
───────────────────  ────  ───────  ───  ──────  ─────────
1. Close valve V-12  2     1 (33%)  –    –       1 min 0 s
2. Read the gauge    3     –        –    –       7 min 0 s
3. Open valve V-12   2     –        –    –

Deviations: 2
  skipped once  1. Close valve V-12
  out of limits once  2. Read the gauge

Reasons
  2031-05-06 12:01  Lee Park at 1. Close valve V-12: was closed
  2031-05-05 12:03  Lee Park at 2. Read the gauge: air in the line

Remarks for the author
  2031-05-06 12:07  Lee Park at 2. Read the gauge: The picture is of the old
    gauge.
  2031-05-05 12:03  Lee Park at 2. Read the gauge: The gauge is ␛[31mbehind
    the tank.

Versions
  version abcdefgh: 3 walks by 2 people, last 2031-05-06 12:00
"""


def remarked(number: int, day: float) -> list[Event]:
    """A whole run with words for the author."""
    events = whole(number, day, 9.0, who=LEE, within=False)
    words = "The gauge is \x1b[31mbehind the tank."
    return [*events[:5], Noted(run=run_id(number), at=at(day, 3), sid=StepId("s-b"), text=words),
            *events[5:]]  # fmt: skip


@pytest.fixture
def _clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The wall clock of Greenwich, ten days after the first of the walks."""
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=10))
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def _past(places: Path, plant: Path, _clock: None) -> None:
    """One run of this machine, three of another, which came by a target."""
    (plant / "plant").mkdir()
    (plant / "plant" / "pump.md").write_text(PUMP, encoding="utf-8")
    folders = Places(places / "config", places / "data", places / "cache")
    other = Journal.open(places / "other.db", now=lambda: NOON, noise=secrets.randbits)
    for events in (remarked(2, 1), eventful(3, 2), [started(4, 3, page="bay/door", title="Door")]):
        other.append(events)
    with Workspace(folders, folder=places, env={}, shipped=False) as shop:
        write_past(shop, whole(1, 0, 3.0))
        rows = list(other.rows())
        shop.team.take_lines("hub", [row for row in rows if row.seq != 11])
        told(shop.team, rows[8], rows[-1])
    other.close()


def device(run: Run) -> str:
    """The last characters of the other device's id."""
    lines = map(json.loads, run("log", "--team", "--json").stdout.splitlines())
    return next(str(line["device"])[-8:] for line in lines if line.get("target"))


@pytest.mark.usefixtures("_past")
def test_everybodys_walks_are_listed_with_who_where_and_how_far_to_trust_them(run: Run) -> None:
    other = device(run)

    assert run("log", "--team").stdout == (
        "Last done\n"
        "Procedure   Last              By        Version   Times\n"
        "──────────  ────────────────  ────────  ────────  ─────\n"
        "plant/pump  2031-05-05 12:10  Lee Park  abcdefgh  2\n"
        "\n"
        "Walks\n"
        "00000004  2031-05-07 12:00  open             Door  "
        f"(bay/door, 0 steps, Kim Lange, {other} by hub, not verified)\n"
        "00000003  2031-05-06 12:00  paused           Swap the feed pump  "
        f"(plant/pump, 2 steps, Lee Park, {other} by hub, not verified)\n"
        "00000002  2031-05-05 12:00  with deviation   Swap the feed pump  "
        f"(plant/pump, 3 steps, Lee Park, {other} by hub, verified)\n"
        "00000001  2031-05-04 12:00  completed        Swap the feed pump  "
        "(plant/pump, 3 steps, Kim Lange, this machine)\n"
    )


@pytest.mark.usefixtures("_past")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--by", "lee park"], ["3", "2"]),
        (["--by", "kim"], ["4", "1"]),
        (["--procedure", "door"], ["4"]),
        (["--since", "2031-05-06"], ["4", "3"]),
        (["--procedure", "nothing"], []),
    ],
)
def test_the_list_is_narrowed(run: Run, words: list[str], found: list[str]) -> None:
    lines = map(json.loads, run("log", "--team", "--json", *words).stdout.splitlines())

    assert [line["id"][-1] for line in lines if line["schema"] == "flowhelp.team.run/1"] == found


@pytest.mark.usefixtures("_past")
def test_figures_say_what_is_skipped_how_long_it_takes_and_what_was_said(run: Run) -> None:
    done = run("log", "stats", "plant/pump")

    assert done.exit_code == 0
    assert done.stdout == STATS


@pytest.mark.usefixtures("_past")
def test_figures_for_programs(run: Run) -> None:
    found = json.loads(run("log", "stats", "plant/pump", "--json").stdout)

    assert (found["runs"], found["completed"], found["unfinished"]) == (3, 2, 1)
    assert [(step["n"], step["skip_rate"]) for step in found["steps"]] == [
        ("1", 1 / 3),
        ("2", 0.0),
        ("3", 0.0),
    ]
    assert found["remarks"]["count"] == 2
    assert found["versions"][0]["people"] == 2


@pytest.mark.usefixtures("_past")
def test_figures_of_a_procedure_that_only_others_have(run: Run) -> None:
    assert run("log", "stats", "door").stdout.startswith("bay/door\nDone       never of 1 (0%)\n")


@pytest.mark.usefixtures("_past")
def test_a_procedure_that_nobody_did_has_no_figures(run: Run) -> None:
    assert "Nobody did this here yet." in run("log", "stats", "lamp").stdout
    assert run("log", "stats", "no-such-page").exit_code == 3
    assert run("log", "stats").exit_code == 2
    assert run("log", "verify", "twice").exit_code == 2


def test_where_nothing_was_done_nothing_is_made(run: Run, places: Path) -> None:
    assert run("log", "--team").stdout == "Nobody walked anything yet.\n"
    assert not (places / "data" / "team.db").exists()
    done = run("log", "stats", "disk-full")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.endswith("(engineering/disk-full)\nNobody did this here yet.\n")
    assert not (places / "data" / "team.db").exists()
