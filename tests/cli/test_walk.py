"""`flowhelp walk`, `resume` and `log` without a terminal."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.keys import needs_keygen, new_key

PUMP = "pumps/swap-feed-pump"


def answers(folder: Path, *lines: dict[str, Any]) -> str:
    """A file of answers."""
    path = folder / "answers.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return str(path)


def whole(folder: Path) -> str:
    """Answers for a whole walk of the pump page."""
    return answers(
        folder,
        {"do": "record", "step": "1", "field": "gauge_pg_2", "value": "0,5"},
        {"do": "done", "step": "1"},
        {"do": "done", "step": "2.1"},
        {"do": "done", "step": "3"},
    )


def test_a_walk_from_a_file_ends_with_its_record(run: Run, tmp_path: Path) -> None:
    result = run(
        "walk", "swap-feed-pump", "--answers", whole(tmp_path), "--set", "line=a", "--json"
    )

    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    assert record["schema"] == "flowhelp.run/1"
    assert record["doc"]["id"] == PUMP
    assert record["outcome"] == "completed"
    assert record["context"]["params"] == {"line": "a"}
    assert [step["state"] for step in record["steps"]] == ["done"] * 4
    assert record["steps"][0]["readings"][0]["value"] == 0.5


def test_a_walk_from_a_file_says_how_it_ended(run: Run, tmp_path: Path) -> None:
    result = run("walk", "swap-feed-pump", "--answers", whole(tmp_path))

    assert result.stdout.startswith("\nThe walk is over: completed.\nThe record: flowhelp log ")


def test_an_unfinished_walk_is_gone_on_with(run: Run, tmp_path: Path) -> None:
    lamp = answers(tmp_path, {"do": "done", "step": "1"})
    first = run("walk", "lamp", "--answers", lamp)
    assert "Left at 1 of 2; everything is kept." in first.stdout

    again = run("walk", "lamp", "--answers", lamp)
    assert again.exit_code == 2
    assert again.stderr == (
        "flowhelp: a walk of it is unfinished\nhint: --resume goes on with it, --new begins anew\n"
    )
    rest = answers(tmp_path, {"do": "done", "step": "2"})
    record = json.loads(run("resume", "--answers", rest, "--json").stdout)
    assert record["outcome"] == "completed"
    assert run("resume").exit_code == 3


def test_an_answer_for_the_wrong_step_writes_nothing(run: Run, tmp_path: Path) -> None:
    wrong = answers(tmp_path, {"do": "done", "step": "3"})

    result = run("walk", "swap-feed-pump", "--answers", wrong)

    assert result.exit_code == 2
    assert result.stderr == (
        "flowhelp: line 1 of the answers: step 3 has to wait for step 1, 'Close valve V-12.'\n"
        "hint: do step 1 first\n"
    )
    assert not (tmp_path / "data").exists()
    assert run("log").stdout == "Nothing was walked yet.\n"


def test_answers_for_another_page_are_refused(run: Run, tmp_path: Path) -> None:
    other = answers(tmp_path, {"do": "done", "step": "1", "procedure": "lamp"})

    result = run("walk", "swap-feed-pump", "--answers", other)

    assert result.exit_code == 2
    assert "it is for lamp, and this is pumps/swap-feed-pump" in result.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("walk", "lamp"), 2, "a walk needs a terminal to ask at"),
        (("walk", "nowhere", "--answers", "x"), 3, "there is no procedure 'nowhere'"),
        (("walk", "lamp", "--answers", "nothing.jsonl"), 2, "cannot be read"),
        (("walk", "lamp", "--new", "--resume"), 2, "exclude each other"),
        (("walk", "lamp", "--set", "x", "--answers", "ok"), 2, "--set takes NAME=VALUE, not 'x'"),
        (("walk", "lamp", "--set", "x=1", "--answers", "ok"), 2, "has no parameter 'x'"),
        (("walk", "lamp", "--resume", "--answers", "ok"), 3, "no walk of it is unfinished"),
        (("walk", "lamp#nowhere", "--answers", "ok"), 2, "not from 'nowhere' on"),
        (("resume",), 3, "no walk is unfinished"),
        (("resume", "abcdef"), 3, "there is no run 'abcdef'"),
        (("log", "abcdef"), 3, "there is no run 'abcdef'"),
        (("log", "--since", "soon"), 2, "'soon' is no date"),
    ],
)
def test_a_mistake_is_said_in_two_lines(
    run: Run, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "ok").write_text("", encoding="utf-8")

    result = run(*words)

    assert result.exit_code == code, result.output
    assert said in result.stderr
    assert result.stderr.startswith("flowhelp: ")
    assert len(result.stderr.splitlines()) <= 2
    assert result.stdout == ""


def test_a_data_folder_that_cannot_be_written_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("FLOWHELP_DATA", str(tmp_path / "file" / "data"))

    result = run("walk", "swap-feed-pump", "--answers", whole(tmp_path))

    assert result.exit_code == 5
    assert result.stderr.startswith("flowhelp: the page cannot be kept in ")
    assert "FLOWHELP_DATA" in result.stderr


def test_a_dry_run_leaves_nothing(run: Run, tmp_path: Path) -> None:
    result = run("walk", "swap-feed-pump", "--answers", whole(tmp_path), "--dry-run", "--json")

    assert json.loads(result.stdout)["outcome"] == "completed"
    assert not (tmp_path / "data").exists()


def test_the_log_shows_runs_and_one_in_full(run: Run, tmp_path: Path) -> None:
    options = ("--work-order", "WO-1", "--equipment", "P-7", "--set", "line=a")
    run("walk", "swap-feed-pump", "--answers", whole(tmp_path), *options)

    short = run("log").stdout
    assert "completed" in short
    assert f"({PUMP}, 3 steps, " in short
    full = run("log", short[:8]).stdout
    assert "work order: WO-1" in full
    assert "line = a" in full
    assert "Gauge PG-2: 0.5 bar" in full
    lines = run("log", "--json", "--procedure", "swap-feed-pump").stdout.splitlines()
    assert [json.loads(line)["context"]["equipment"] for line in lines] == ["P-7"]
    assert run("log", "--by", "nobody").stdout == "No walk matches.\n"


def test_the_journal_is_verified(run: Run, tmp_path: Path) -> None:
    assert run("log", "verify").stdout == "The journal is empty.\n"
    run("walk", "swap-feed-pump", "--answers", whole(tmp_path))

    good = json.loads(run("log", "verify", "--json").stdout)
    assert good["ok"] is True
    assert good["events"] == good["head"]["seq"]

    with closing(sqlite3.connect(tmp_path / "data/journal.db")) as db:
        db.executescript(
            "drop trigger event_is_never_changed; update event set tag='x' where seq=3"
        )
    bad = run("log", "verify", "--json")
    assert bad.exit_code == 4
    assert json.loads(bad.stdout)["broken"]["seq"] == 3
    assert "event 3 of device" in bad.stderr


@needs_keygen
def test_answers_with_a_name_that_has_to_be_shown_leave_no_walk_behind(
    run: Run, plant: Path, tmp_path: Path
) -> None:
    (plant / "press.md").write_text(
        "# Release the press\n\n1. Close the guard.\n2. Release it.\n"
        "   - **Second person:** the guard is closed\n",
        encoding="utf-8",
    )
    enrolled = run("people", "add", "Ben Weiss", "--key", str(new_key(tmp_path / "key")))
    assert enrolled.exit_code == 0
    filled = answers(
        tmp_path,
        {"do": "done", "step": "1"},
        {"do": "sign", "step": "2", "by": "Ben Weiss", "part": "second"},
    )

    refused = run("walk", "press", "--answers", filled)

    assert refused.exit_code == 2
    assert "line 2" in refused.stderr
    assert "signs at a terminal" in refused.stderr
    assert run("log").stdout == "Nothing was walked yet.\n"


def test_who_goes_on_with_the_walk_of_another_login_is_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "ann")
    first = run("walk", "lamp", "--answers", answers(tmp_path, {"do": "done", "step": "1"}))
    assert first.exit_code == 0
    monkeypatch.setenv("LOGNAME", "ben")

    rest = answers(tmp_path, {"do": "done", "step": "2"})
    second = run("walk", "lamp", "--resume", "--answers", rest, "--json")

    assert "this is ann's walk, and stays so" in second.stderr
    assert json.loads(second.stdout)["actor"]["id"] == "ann"
