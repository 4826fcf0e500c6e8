"""`flowhelp print`."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_a_form_goes_to_stdout(run: Run) -> None:
    result = run("print", "swap-feed-pump", "--work-order", "WO-1", "--equipment", "P-7")

    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("<!doctype html>\n")
    assert "<td>WO-1</td>" in result.stdout
    assert "<td>P-7</td>" in result.stdout
    assert [f'id="step-{n}"' in result.stdout for n in ("1", "2", "2.1", "3")] == [True] * 4
    assert "file " in result.stdout


def test_a_value_is_filled_in_and_checked_as_a_walk_does(run: Run) -> None:
    filled = run("print", "swap-feed-pump", "--set", "line=a").stdout
    wrong = run("print", "swap-feed-pump", "--set", "line=c")

    assert '<span class="value">a</span> labelled' in filled
    assert wrong.exit_code == 2
    assert wrong.stdout == ""


def test_a_file_is_written_whole_and_replaced(run: Run, tmp_path: Path) -> None:
    form = tmp_path / "form.html"
    form.write_text("old", encoding="utf-8")
    form.chmod(0o640)

    result = run("print", "lamp", "-o", str(form))

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"Replace the warning lamp: {form}\n"
    assert form.read_text(encoding="utf-8").endswith("</body></html>\n")
    assert stat.S_IMODE(form.stat().st_mode) == 0o640
    assert [path.name for path in tmp_path.glob("*form*")] == ["form.html"]


def test_a_name_that_ends_in_md_is_markdown(run: Run, tmp_path: Path) -> None:
    run("print", "lamp", "-o", str(tmp_path / "form.md"))

    made = (tmp_path / "form.md").read_text(encoding="utf-8")
    assert made.startswith("# Replace the warning lamp\n\n| Form |  |\n")
    assert run("print", "lamp", "--format", "md").stdout.startswith("# Replace the warning lamp\n")


def test_a_link_stays_a_link(run: Run, tmp_path: Path) -> None:
    (tmp_path / "real.html").write_text("old", encoding="utf-8")
    (tmp_path / "link.html").symlink_to("real.html")

    run("print", "lamp", "-o", str(tmp_path / "link.html"))

    assert (tmp_path / "link.html").is_symlink()
    assert "Replace the warning lamp" in (tmp_path / "real.html").read_text(encoding="utf-8")


def test_what_stood_there_stays_when_the_form_cannot_be_written(run: Run, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere" / "form.html", Path(os.devnull)):
        result = run("print", "lamp", "-o", str(place))

        assert result.exit_code == 5
        assert result.stderr.startswith("flowhelp: ")
        assert len(result.stderr.splitlines()) == 2
    assert tmp_path.is_dir()


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("swap-feed-pump#2", 2, "a form is of a whole procedure, not of step 2"),
        ("nowhere", 3, "there is no procedure 'nowhere'"),
        ("old", 2, "'Old way' is retired and is not to be used"),
    ],
)
def test_what_is_no_form_is_said(run: Run, plant: Path, name: str, code: int, said: str) -> None:
    (plant / "old.md").write_text("---\nstatus: retired\n---\n# Old way\n\n1. A\n2. B\n")

    result = run("print", name)

    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr


def test_one_of_several_procedures_keeps_the_numbers_of_the_walk(run: Run, plant: Path) -> None:
    undo = "## How to undo\n\nCareful.\n\n1. Look.\n2. Reset.\n"
    (plant / "tricks.md").write_text(f"# Tricks\n\n{undo}\n## How to go on\n\n1. Go.\n2. On.\n")

    made = run("print", "tricks#how-to-go-on").stdout

    assert "<h1>How to go on</h1>" in made
    assert "Careful." not in made
    assert [f'id="step-{n}"' in made for n in "1234"] == [False, False, True, True]


def test_what_a_terminal_obeys_is_made_visible(run: Run, plant: Path) -> None:
    (plant / "esc.md").write_text("# Esc\n\n1. \x1b]0;x\x07 go\n2. \u202eback\n", encoding="utf-8")

    made = run("print", "esc").stdout

    assert not set(made) & {"\x1b", "\x07", "\u202e"}


def test_a_formula_is_printed_beside_its_line_and_above_its_column(
    run: Run, plant: Path, tmp_path: Path
) -> None:
    text = (
        "# Axes\n\n1. Measure.\n   - **Record:** X: ___ µm\n"
        "   - **Record:** Half: ___ µm (= x / 2, ≤ 10)\n2. Again.\n"
        "   - **Record:** Y: ___ µm\n   - **Record:** Double: ___ µm (= y * 2)\n"
        "   - **Repeat:** until it is good, max 2\n"
    )
    (plant / "axes.md").write_text(text, encoding="utf-8")

    page = run("print", "axes").stdout
    run("print", "axes", "-o", str(tmp_path / "form.md"))

    assert '<span class="blank line"></span> µm (= x / 2, ≤ 10)' in page
    assert "<th>Double (µm) = y * 2</th>" in page
    assert "Half: ___ µm (= x / 2, ≤ 10)" in (tmp_path / "form.md").read_text(encoding="utf-8")
