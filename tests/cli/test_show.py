"""`flowhelp show`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import LAMP, PUMP, Run


def test_a_page_is_laid_out_with_its_head_in_words(run: Run) -> None:
    result = run("show", "swap-feed-pump")

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Swap the feed pump",
        "pumps/swap-feed-pump · procedure · 4 steps · 20 min · high risk · owner plant",
        "description: Swap the feed pump without losing the batch.",
        "",
        "Parameter  What                 Allowed",
        "─────────  ───────────────────  ───────",
        "line       Which line it feeds  a / b",
        "",
        "│ WARNING",
        "│ The pipe is hot.",
        "",
        "1. Close valve V-12.",
        "",
        "       valvectl close v12",
        "",
        "   • Expect: the hiss stops.",
        "   • Record: Gauge PG-2: ___ bar (0–1)",
        "",
        "2. Loosen the four bolts.",
        "   2.1. Begin with the lower ones.",
        "",
        "3. Lift the pump out with {{line}} labelled.",
        "",
        "Also in the head of the file:",
        "colour: blue",
    ]


def test_one_step_is_shown_alone(run: Run) -> None:
    result = run("show", "swap-feed-pump#2")

    assert result.stdout.splitlines() == [
        "Swap the feed pump, step 2",
        "pumps/swap-feed-pump · procedure · 4 steps · 20 min · high risk · owner plant",
        "",
        "2. Loosen the four bolts.",
        "   2.1. Begin with the lower ones.",
    ]


def test_one_part_of_a_page_is_shown_with_its_heading(run: Run, plant: Path) -> None:
    undo = "## How to undo\n\nCareful.\n\n1. Look.\n2. Reset.\n"
    text = f"# Tricks\n\n{undo}\n## How to go on\n\n1. Go.\n2. On.\n"
    (plant / "tricks.md").write_text(text, encoding="utf-8")

    result = run("show", "tricks#how-to-go-on")

    assert result.stdout.splitlines() == [
        "How to go on",
        "tricks · procedure · 2 steps",
        "",
        "How to go on",
        "",
        "1. Go.",
        "2. On.",
    ]
    assert "Careful." in run("show", "tricks#how-to-undo").stdout


def test_a_head_that_is_not_yaml_is_shown_as_written(run: Run) -> None:
    result = run("show", "broken")

    assert result.exit_code == 0
    assert "FH010" in result.stdout
    assert "hidden: words" in result.stdout
    assert "Some text." in result.stdout


def test_markdown_is_the_source(run: Run) -> None:
    assert run("show", "lamp", "--format", "md").stdout == LAMP
    assert run("show", "swap-feed-pump", "--format", "md").stdout == PUMP


def test_json_is_the_reading(run: Run) -> None:
    reading = json.loads(run("show", "lamp", "--format", "json").stdout)
    step = json.loads(run("show", "swap-feed-pump#2.1", "--format", "json").stdout)

    assert [step["kind"] for step in reading["steps"]] == ["task", "task"]
    assert step["title"] == "Begin with the lower ones."


def test_html_stands_alone_and_runs_nothing(run: Run, plant: Path) -> None:
    text = "# <b>x\n\n<script>alert(1)</script>\n\n[a](javascript:alert(1)) [b](https://e.org)\n"
    (plant / "lamp.md").write_text(text, encoding="utf-8")

    page = run("show", "lamp", "--format", "html").stdout

    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert '<a href="https://e.org">b</a>' in page


def test_text_has_no_colours_even_when_asked(run: Run) -> None:
    assert "\x1b" not in run("--color", "always", "show", "lamp", "-f", "text").stdout
    assert "\x1b[" in run("show", "lamp", "-f", "term", "--color", "always").stdout


def test_an_unknown_name_says_what_comes_near(run: Run) -> None:
    result = run("show", "swap-feed-pumps")

    assert result.exit_code == 3
    assert result.stdout == ""
    assert "did you mean pumps/swap-feed-pump" in result.stderr


def test_an_unknown_step_says_where_the_steps_are(run: Run) -> None:
    result = run("show", "lamp#9")

    assert result.exit_code == 3
    assert result.stderr == "flowhelp: lamp has no step '9'\nhint: flowhelp inspect lamp\n"


def test_an_ambiguous_name_names_the_candidates(run: Run, plant: Path) -> None:
    (plant / "pumps" / "lamp.md").write_text("# Another lamp\n", encoding="utf-8")
    (plant / "doors").mkdir()
    (plant / "doors" / "swap-feed-pump.md").write_text("# Another\n", encoding="utf-8")

    result = run("show", "swap-feed-pump")

    assert result.exit_code == 2
    assert "doors/swap-feed-pump" in result.stderr
    assert "pumps/swap-feed-pump" in result.stderr
