"""A paper run of FORMAT.md §7.b keyed in: weekly maintenance, done on a Monday at six."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.content.shared import FORMAT, needs_format

ANSWERS = Path(__file__).parent / "forms" / "vmc-850-weekly.jsonl"
PAGE = "maintenance/vmc-850-weekly"
DAY = "2024-10-07"


def on_paper(clock: str) -> str:
    """That time of the day, by the clock on the wall here, as a record has it."""
    moment = datetime.fromisoformat(f"{DAY}T{clock}").astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@pytest.fixture
def answers(tmp_path: Path, plant: Path) -> Path:
    """The filled-in form as a file of answers, beside its photo; the page is in the library."""
    text = FORMAT.read_text(encoding="utf-8")
    found = re.search(rf"(?s)~~~~markdown\n<!-- file: {PAGE}\.md -->\n(.*?)~~~~", text)
    assert found
    (plant / "maintenance").mkdir()
    (plant / f"{PAGE}.md").write_text(found[1], encoding="utf-8")
    (tmp_path / "lock-tag.jpg").write_bytes(b"a photo")
    return Path(shutil.copy(ANSWERS, tmp_path / "answers.jsonl"))


def key_in(run: Run, answers: Path, *options: str) -> Any:
    """The outcome of keying it in."""
    values = ("--set", "machine=VMC-07", "--set", "work_order=WO-88231", "--equipment", "VMC-07")
    return run("walk", "vmc-850-weekly", "--answers", str(answers), *values, "--json", *options)


@needs_format
def test_a_paper_run_is_keyed_in_with_its_times_and_names(
    run: Run, answers: Path, tmp_path: Path
) -> None:
    result = key_in(run, answers)

    assert result.exit_code == 0, result.output
    assert result.stderr == (
        "line 25 of the answers: 2024-10-07 06:39 is earlier than the time in line 24\n"
    )
    record = json.loads(result.stdout)
    assert DAY in run("log").stdout
    assert record["outcome"] == "completed_with_deviation"
    assert record["actor"]["id"] == "tech-a"
    assert [(each["part"], each["id"]) for each in record["others"]] == [
        ("second", "tech-b"),
        ("holder", "lead-a"),
    ]
    assert record["paper"] == {
        "started_at": on_paper("06:12"),
        "ended_at": on_paper("06:59"),
        "keyed_at": record["started_at"],
        "keyed_by": ["clerk"],
    }
    settled = [step for step in record["steps"] if step["state"] in {"done", "na"}]
    assert {step["keyed_by"] for step in settled} == {"clerk"}
    assert all(step["paper_at"].startswith(on_paper("06:00")[:8]) for step in settled)
    assert all(step["at"] > step["paper_at"] for step in settled)
    steps = {step["n"]: step for step in record["steps"]}
    second = steps["1.4"]["readings"][1]
    assert (second["name"], second["by"], second["paper_at"]) == (
        "dc_bus@second",
        "tech-b",
        on_paper("06:26"),
    )
    assert steps["1.4"]["signs"][0]["paper_at"] == on_paper("06:26")
    assert steps["1.3"]["timer"] == {"required_s": 300.0, "waited_s": 300.0}
    assert steps["2.4"]["readings"][0]["instrument"] == "TW-009"
    assert steps["4"]["hold"]["released_by"] == "lead-a"
    assert steps["4"]["hold"]["paper_at"] == on_paper("06:44")
    assert record["deviations"][0]["paper_at"] == on_paper("06:56")
    (kept,) = [path for path in (tmp_path / "data/attachments").rglob("*") if path.is_file()]
    assert steps["1.4"]["files"][0]["sha256"] == kept.name
    assert run("log", "verify").exit_code == 0


@needs_format
@pytest.mark.parametrize(
    ("slip", "said"),
    [
        (('"step": "2.2"', '"step": "2.3"'), "line 18 of the answers: step 2.3 has to wait for"),
        (
            ("2024-10-07 06:32", "2999-01-01 06:32"),
            "line 18 of the answers: '2999-01-01 06:32' has",
        ),
        (("2024-10-07 06:32", "6:32"), "line 18 of the answers: '6:32' is no date and time"),
        (("lock-tag.jpg", "other.jpg"), "other.jpg cannot be read"),
        (('"waited": "5 min"', '"waited": "soon"'), "line 9 of the answers: 'wait' needs how long"),
        (('"waited": "5 min"', '"waited": "4 min"'), "having waited 4 min of 5 min needs a reason"),
        (('"by": "tech-b", "part"', '"by": "tech-a", "part"'), "has to be another one"),
        (('"run": "LOTO-311", ', ""), "needs the procedure and its run"),
    ],
)
def test_a_slip_of_the_pen_is_named_and_nothing_is_written(
    run: Run, answers: Path, tmp_path: Path, slip: tuple[str, str], said: str
) -> None:
    text = answers.read_text(encoding="utf-8")
    assert slip[0] in text
    answers.write_text(text.replace(*slip, 1), encoding="utf-8")

    result = key_in(run, answers)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert not (tmp_path / "data").exists()


@needs_format
def test_the_numbers_on_the_form_are_those_that_are_keyed_in(run: Run, answers: Path) -> None:
    form = run("print", "vmc-850-weekly").stdout
    lines = map(json.loads, answers.read_text(encoding="utf-8").splitlines())

    on_form = set(re.findall(r'id="step-([^"]+)"', form))
    assert {line["step"] for line in lines if "step" in line} <= on_form
