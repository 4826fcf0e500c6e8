"""`flowhelp log searches`."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from flowhelp.cli import output
from flowhelp.search.asked import NAME, Opening, Search, note
from tests.cli.conftest import Run

MAY = int(datetime.fromisoformat("2025-05-04T12:00:00Z").timestamp())


@pytest.fixture
def asked(places: Path) -> Path:
    """Four searches of May: two for the same thing, one that was answered, one not opened."""
    folder = str(places / "data")
    note(folder, Search(MAY, "pts-1", "grease\tthe crane", 0))
    note(folder, Search(MAY + 60, "pts-1", "change a light", 2, ["plant:lamp"]))
    note(folder, Search(MAY + 9000, "pts-1", "warning lamp", 1, ["plant:lamp"]))
    note(folder, Opening(MAY + 9001, "pts-1", "show", "plant:lamp"))
    note(folder, Search(MAY + 9060, "pts-1", "how do I grease cranes", 0))
    return places / "data" / NAME


def test_piped_it_is_one_question_a_line(run: Run, asked: Path) -> None:
    assert asked.exists()
    run("list")

    result = run("log", "searches")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "how do I grease cranes\tempty\t2\t2025-05-04T14:31:00Z\t0\t\n"
        "change a light\tabandoned\t1\t2025-05-04T12:01:00Z\t2\tReplace the warning lamp\n"
    )


def test_json_is_one_question_a_line(run: Run, asked: Path) -> None:
    assert asked.exists()
    run("list")

    lines = run("log", "searches", "--json").stdout.splitlines()

    assert [json.loads(line) for line in lines] == [
        {
            "query": "how do I grease cranes",
            "kind": "empty",
            "times": 2,
            "last": "2025-05-04T14:31:00Z",
            "answers": 0,
            "best": None,
        },
        {
            "query": "change a light",
            "kind": "abandoned",
            "times": 1,
            "last": "2025-05-04T12:01:00Z",
            "answers": 2,
            "best": {"id": "lamp", "source": "plant", "title": "Replace the warning lamp"},
        },
    ]


def test_a_terminal_gets_a_table(run: Run, asked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked.exists()
    run("list")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setattr(output, "terminal", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")

    lines = run("log", "searches").stdout.splitlines()

    assert [" ".join(line.split()) for line in lines] == [
        "Question Times Last Ended Best offer",
        " ".join("─" * width for width in (22, 5, 16, 11, 24)),
        "how do I grease cranes 2 2025-05-04 14:31 no answer",
        "change a light 1 2025-05-04 12:01 none opened Replace the warning lamp",
    ]


def test_since_leaves_out_what_was_before(run: Run, asked: Path) -> None:
    assert asked.exists()

    assert run("log", "searches", "--since", "2025-05-04T13:00:00Z").stdout == (
        "how do I grease cranes\tempty\t1\t2025-05-04T14:31:00Z\t0\t\n"
    )
    assert run("log", "searches", "--since", "1d").stdout == (
        "Every question since then found its answer.\n"
    )
    assert run("log", "searches", "--since", "soon").exit_code == 2


def test_nothing_is_said_in_a_sentence_and_is_no_error(run: Run) -> None:
    result = run("log", "searches")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "Every question found its answer.\n"
    assert run("log", "searches", "--json").stdout == ""


def test_when_searches_are_not_kept_that_is_said(run: Run, places: Path) -> None:
    (places / "config").mkdir()
    (places / "config" / "config.toml").write_text("keep_searches = false\n", encoding="utf-8")

    assert run("log", "searches").stdout == (
        "Searches are not kept: keep_searches is false in the settings.\n"
    )


def test_clear_erases_them(run: Run, asked: Path) -> None:
    result = run("log", "searches", "--clear")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "Erased 4 searches, and what was opened then.\n"
    assert not asked.exists()
    assert run("log", "searches").stdout == "Every question found its answer.\n"
    assert run("log", "searches", "--clear", "--json").stdout == '{"erased":0}\n'


def test_clear_erases_nothing_else(run: Run, asked: Path) -> None:
    result = run("log", "--clear")

    assert result.exit_code == 2
    assert result.stderr == (
        "flowhelp: --clear is for searches alone\nhint: flowhelp log searches --clear\n"
    )
    assert run("log", "verify", "--clear").exit_code == 2
    assert asked.exists()


def test_reading_a_page_is_kept_and_looking_at_its_grammar_is_not(run: Run, places: Path) -> None:
    run("inspect", "lamp")
    assert not (places / "data").exists()

    run("show", "lamp")

    kept = (places / "data" / NAME).read_text(encoding="utf-8")
    assert kept.endswith("\tshow\tplant:lamp\t.")


def test_a_question_cannot_steer_the_terminal(run: Run, places: Path) -> None:
    note(str(places / "data"), Search(MAY, "pts-1", "tea\x1b]52;c;x\x07\u202e", 0))

    assert run("log", "searches").stdout == (
        "tea␛]52;c;x␇⟨U+202E⟩\tempty\t1\t2025-05-04T12:00:00Z\t0\t\n"
    )
    assert "\x1b" not in run("log", "searches", "--json").stdout
