"""`flowhelp inspect`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run


def test_json_has_the_promised_fields(run: Run, plant: Path) -> None:
    result = run("inspect", str(plant / "pumps/swap-feed-pump.md"), "--json")

    read = json.loads(result.stdout)
    assert set(read) >= {
        *("path", "type", "title", "mode", "confidence", "reason"),
        *("steps_hash", "params", "steps", "findings"),
    }
    step = read["steps"][0]
    assert set(step) >= {
        *("n", "sid", "title", "role", "kind", "optional", "commands"),
        *("labels", "fields", "alerts", "edges", "steps"),
    }
    assert step["commands"][0]["text"] == "valvectl close v12"
    field = step["fields"][0]
    assert (field["unit"], field["min"], field["max"]) == ("bar", 0.0, 1.0)
    assert read["params"][0]["choices"] == ["a", "b"]


def test_several_files_are_one_object_a_line(run: Run, plant: Path) -> None:
    result = run("inspect", str(plant / "lamp.md"), "swap-feed-pump", "--json")

    titles = [json.loads(line)["title"] for line in result.stdout.splitlines()]
    assert titles == ["Replace the warning lamp", "Swap the feed pump"]


def test_the_outline_says_what_each_line_was_taken_for(run: Run, plant: Path) -> None:
    lines = run("inspect", str(plant / "pumps/swap-feed-pump.md")).stdout.splitlines()

    assert lines[0] == "Swap the feed pump"
    assert "type    procedure" in lines
    assert "param   line  choice, a / b  Which line it feeds" in lines
    assert "1. Close valve V-12." in lines
    assert "   sh  valvectl close v12" in lines
    assert "   blank  Gauge PG-2 (number, bar, within 0..1)" in lines
    assert "   2.1. Begin with the lower ones." in lines


def test_no_library_is_needed_or_touched(run: Run, plant: Path, places: Path) -> None:
    (places / "config").mkdir()
    (places / "config" / "sources.json").write_text("not json", encoding="utf-8")

    assert run("inspect", str(plant / "lamp.md")).exit_code == 0


def test_one_bad_file_does_not_stop_the_others(run: Run, plant: Path) -> None:
    (plant / "binary.md").write_bytes(b"\x00\x01")
    (plant / "latin.md").write_bytes(b"# Title\n\ncaf\xe9\n")
    names = [str(plant / name) for name in ("binary.md", "none.md", "latin.md", "lamp.md")]

    result = run("inspect", *names, "--json")

    assert result.exit_code == 4
    assert json.loads(result.stdout)["title"] == "Replace the warning lamp"
    said = [line for line in result.stderr.splitlines() if line.startswith("flowhelp: ")]
    assert said == [
        f"flowhelp: {names[0]}: binary: it holds a NUL byte",
        f"flowhelp: there is no file {names[1]}",
        f"flowhelp: {names[2]}: not UTF-8 (line 3)",
    ]


def test_a_folder_is_no_file(run: Run, plant: Path) -> None:
    result = run("inspect", str(plant))

    assert result.exit_code == 2
    assert result.stderr == f"flowhelp: {plant} is a folder\nhint: flowhelp source add {plant}\n"


def test_a_huge_limit_is_no_infinity_in_json(run: Run, plant: Path) -> None:
    (plant / "lamp.md").write_text(
        "---\nparams:\n  a: {type: number, max: .inf}\n---\n# T\n\n1. a\n2. b\n", encoding="utf-8"
    )

    assert json.loads(run("inspect", str(plant / "lamp.md"), "--json").stdout)["title"] == "T"


def test_a_formula_is_shown(run: Run, plant: Path) -> None:
    blanks = "   - **Record:** X: ___ V\n   - **Record:** Y: ___ V (= x / 2, < 5)\n"
    text = f"# A\n\n1. Look.\n{blanks}2. Go.\n"
    (plant / "volts.md").write_text(text, encoding="utf-8")

    read = json.loads(run("inspect", str(plant / "volts.md"), "--json").stdout)
    lines = run("inspect", str(plant / "volts.md")).stdout

    assert [each["formula"] for each in read["steps"][0]["fields"]] == ["", "x / 2"]
    assert "Y (number, V, = x / 2, within ..5)" in lines
