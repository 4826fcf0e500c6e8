"""`flowhelp log RUN` and `log export RUN` of walks that others did."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from pathlib import Path

import pytest

from flowhelp.ids import DeviceId
from flowhelp.journal.record import run_record
from flowhelp.journal.store import Journal
from flowhelp.paths import Places
from flowhelp.usecases.workspace import Workspace
from tests.cli.conftest import Run
from tests.journal.teams import relinked
from tests.pasts import LEE, NOON, eventful, run_id, started, whole, write_past

REPORTS = ("md", "html", "csv")


@pytest.fixture
def ends(places: Path) -> dict[str, str]:
    """Runs of this machine and of another one; returns hashes of the ends of both chains.

    Run 1 and 12345678 are of this machine. Of the other one come 2, which a published head covers,
    3 after it with a gap in it, 5 as a private one, 22345678; and 4 as a record alone.
    """
    other = Journal.open(places / "other.db", now=lambda: NOON, noise=secrets.randbits)
    for events in (whole(2, 1, 9.0, who=LEE, within=False), eventful(3, 2),
                   [replace(started(5, 3, title="Between us"), record="private")],
                   [started(22345678, 4)]):  # fmt: skip
        other.append(events)
    rows = list(other.rows())
    alone = Journal.open(places / "alone.db", now=lambda: NOON, noise=secrets.randbits)
    record = run_record(alone.append(whole(4, 3, 2.0)))
    covered = max(row.seq for row in rows if row.run == run_id(2))
    with shop(places) as opened:
        write_past(opened, whole(1, 0, 3.0), [started(12345678, 1)])
        opened.team.take_lines("hub", [row for row in rows if row.seq != covered + 3])
        device, sha256 = rows[0].device, rows[covered - 1].sha256
        opened.team.take_head("hub", device, covered, sha256)
        opened.team.take_records("lrs", [record, {**broken(), "id": run_id(6)}])
        own = opened.journal.head()
    other.close()
    alone.close()
    assert own is not None
    return {"own": own.sha256, "other": sha256, "device": device, "seq": str(covered)}


def shop(places: Path) -> Workspace:
    folders = Places(places / "config", places / "data", places / "cache")
    return Workspace(folders, folder=places, env={}, shipped=False)


def broken() -> dict[str, object]:
    """A record with what a list needs, and not with what a report needs."""
    return {"doc": {"id": "bay/door"}, "actor": {"id": "x"}, "started_at": "2031-05-04T12:00:00Z",
            "steps": [{"sid": 7, "state": "done", "title": ["a", "list"]}]}  # fmt: skip


@pytest.mark.usefixtures("ends")
def test_everything_that_is_listed_for_the_team_can_be_opened(run: Run) -> None:
    lines = map(json.loads, run("log", "--team", "--json").stdout.splitlines())
    listed = [line for line in lines if line["schema"] == "flowhelp.team.run/1"]

    assert len(listed) == 8
    for line in listed:
        found = json.loads(run("log", line["id"], "--json").stdout)
        assert found["id"] == line["id"]
        origin = found.get("origin", {"target": None, "standing": "own"})
        assert (origin["target"], origin["standing"]) == (line["target"], line["standing"])


def test_the_readings_of_another_machine_are_shown_with_where_they_came_from(
    run: Run, ends: dict[str, str]
) -> None:
    text = run("log", "00000002").stdout

    assert text.startswith(
        f"Of another machine: device {ends['device']}, by hub\n"
        "verified: the chain of its device is whole up to its end\n"
        f"Last published head of {ends['device']}: {ends['seq']}"
    )
    assert f"\n{ends['other']}\n" in text
    assert "Gauge PG-2: 9 bar with DVM-031" in text
    assert "air in the line" in text
    assert "covers" not in text
    assert json.loads(run("log", "00000002", "--json").stdout)["origin"] == {
        "device": ends["device"], "target": "hub", "standing": "verified", "covered": True,
        "head": {"device": ends["device"], "seq": int(ends["seq"]), "sha256": ends["other"]},
    }  # fmt: skip


def test_what_cannot_be_relied_on_says_so(run: Run, ends: dict[str, str]) -> None:
    gap, alone = run("log", "00000003").stdout, run("log", "00000004").stdout

    assert "\nnot verified: the chain of its device is not whole" in gap
    assert f"no published head covers it; the last one is of event {ends['seq']}\n" in gap
    assert ", by lrs\na record alone, as a learning record store gave it back" in alone
    assert "no published head covers it\n" in alone
    assert "Gauge PG-2: 2 bar" in alone
    assert "Of another machine" not in run("log", "00000001").stdout
    assert "origin" not in json.loads(run("log", "00000001", "--json").stdout)


@pytest.mark.parametrize("form", REPORTS)
def test_a_report_is_never_proved_by_the_chain_of_this_machine(
    run: Run, ends: dict[str, str], form: str
) -> None:
    covered, gap, alone, own = (
        run("log", "export", f"0000000{number}", "-f", form).stdout for number in (2, 3, 4, 1)
    )

    assert ends["own"] not in covered + gap + alone
    assert ends["own"] in own
    assert ends["other"] in covered
    assert ends["other"] not in alone
    assert "DVM-031" in covered
    if form != "csv":
        assert f"device {ends['device']}, by hub" in covered
        assert "standing: verified" in covered
        assert "covers it" not in covered
        assert "standing: not verified" in gap
        assert "published head: no published head covers it; the last one is of event 8" in gap
        assert "standing: a record alone" in alone
        assert "head of the journal" not in alone
        assert "another machine" not in own


@pytest.mark.usefixtures("ends")
def test_a_name_that_may_be_of_here_or_elsewhere_is_refused(run: Run) -> None:
    found = run("log", "2345678")

    assert found.exit_code == 2
    assert found.stderr == "flowhelp: '2345678' may be any of 2 runs\nhint: flowhelp log --team\n"
    assert run("log", "export", "2345678", "-f", "md").exit_code == 2
    assert "Of another" in run("log", "22345678").stdout
    assert "Of another" not in run("log", "12345678").stdout


@pytest.mark.usefixtures("ends")
@pytest.mark.parametrize(
    "words",
    [
        ("log", "export", "00000002"),
        ("log", "export", "00000002", "-f", "xapi"),
        ("log", "correct", "00000002", "2", "--value", "1", "--reason", "r"),
        ("resume", "00000003"),
    ],
)
def test_what_only_its_own_machine_can_do_is_refused_in_words(
    run: Run, words: tuple[str, ...]
) -> None:
    found = run(*words)

    assert found.exit_code == 2
    assert "is of another machine" in found.stderr
    assert found.stdout == ""


@pytest.mark.usefixtures("ends")
def test_a_private_run_of_others_leaves_only_when_that_is_said(run: Run) -> None:
    refused = run("log", "export", "00000005", "-f", "md")

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "is private" in refused.stderr
    assert "Between us" in run("log", "export", "00000005", "-f", "md", "--private").stdout
    assert "Between us" in run("log", "00000005").stdout


@pytest.mark.usefixtures("ends")
def test_a_record_that_is_none_is_said_to_be_none(run: Run) -> None:
    for words in (("log", "00000006"), ("log", "export", "00000006", "-f", "html")):
        found = run(*words)
        assert found.exit_code == 4
        assert f"the record of run {run_id(6)}, by lrs, is not what a record is" in found.stderr


@pytest.mark.usefixtures("ends")
def test_the_own_runs_can_be_read_where_what_was_pulled_is_damaged(run: Run, places: Path) -> None:
    (places / "data" / "team.db").write_bytes(b"no database " * 1000)

    assert "Gauge PG-2: 3 bar" in run("log", "00000001").stdout
    assert "Gauge PG-2" in run("log", "export", "00000001", "-f", "md").stdout
    lost = run("log", "00000002")
    assert lost.exit_code == 4
    assert "which holds what others did, is damaged" in lost.stderr


@pytest.mark.parametrize("form", ["md", "html"])
def test_the_name_of_a_device_writes_nothing_into_a_report(
    run: Run, places: Path, form: str
) -> None:
    name = DeviceId("x`\n\n# Proved\n\n<b>by nobody</b>\x1b[2J`")
    theirs = Journal.open(places / "theirs.db", now=lambda: NOON, noise=secrets.randbits)
    theirs.append(whole(7, 0, 3.0))
    rows = relinked([replace(row, device=name) for row in theirs.rows()])
    theirs.close()
    with shop(places) as opened:
        opened.team.take_lines("hub", rows)
        opened.team.take_head("hub", name, rows[-1].seq, rows[-1].sha256)

    text = run("log", "export", "00000007", "-f", form).stdout

    assert "Gauge PG-2" in text
    assert "\n# Proved" not in text
    assert "<b>by nobody" not in text.replace("\\<b", "")
    assert "\x1b" not in text + run("log", "00000007").stdout
    assert "head of the journal" not in text
    assert "published head: it is not what a head is" in text


@pytest.mark.usefixtures("ends")
def test_a_run_that_nobody_has_is_looked_for_among_all(run: Run) -> None:
    found = run("log", "deadbeef")

    assert (found.exit_code, found.stderr) == (
        3, "flowhelp: there is no run 'deadbeef'\nhint: flowhelp log --team\n"
    )  # fmt: skip
    assert run("people", "erase", "lee").exit_code == 0
    assert run("log", "00000002").exit_code == 3
