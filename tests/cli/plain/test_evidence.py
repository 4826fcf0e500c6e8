"""What a step takes besides words at a real terminal: calculated values, files, waits."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.plain.person import Person, flowhelp
from tests.terminal import env_in

AXES = """---
use: continuous
---
# Measure the axes

1. Measure the backlash.
   - **Record:** X: ___ µm
   - **Record:** Y: ___ µm
   - **Record:** Mean: ___ µm (= (x + y) / 2, ≤ 10, stop 0–20)
   - **If not:** tighten the nut.
2. Count the cuts.
   - **Record:** Cuts: ___
   - **Record:** Each: ___ µm (= mean / cuts)
3. Look at the screw.
   - **Record:** Found: ___ (photo)
   - **Attach:** drawing of the screw
   - **Wait:** 1 s
   - **Wait:** 2 s
"""
DONE = "? for help): "
WHY = "Why is the value kept? (Enter to take it again) "
FILE = "Which file? (Enter says why there is none) "


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Places of this test alone, and a library of one page."""
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "axes.md").write_text(AXES, encoding="utf-8")
    return env_in(tmp_path)


def record(env: dict[str, str]) -> Any:
    shown = flowhelp("log", "--json", env=env)
    assert shown.returncode == 0, shown.stderr
    return json.loads(shown.stdout.splitlines()[0])


def says(person: Person, prompt: str, *typed: str) -> str:
    """What was shown up to that prompt, which is answered, as are those after it."""
    shown = person.sees(prompt)
    for word in typed:
        person.types(word)
    return shown


def test_a_value_is_calculated_shown_and_judged(env: dict[str, str]) -> None:
    with Person("walk", "axes", "--plain", env=env) as person:
        shown = says(person, DONE, "")
        assert "   Calculated: Mean = (x + y) / 2 (at most 10 µm, stop 0–20)" in shown
        says(person, "X (µm): ", "12")
        says(person, "Y (µm): ", "11")
        shown = says(person, WHY, "")
        assert "Mean = 11.5 µm, calculated." in shown
        assert "Mean, 11.5 µm, is out of limits (at most 10 µm, stop 0–20)." in shown
        assert "If not: tighten the nut." in shown
        says(person, "X (µm): ", "8,5")
        assert "Mean = 9.75 µm, calculated." in says(person, "Y (µm): ", "11")
        person.sees("⊘ 1. Measure the backlash.")
        says(person, DONE, "")
        says(person, "Cuts: ", "0")
        shown = says(person, "Each (µm): ", "3")
        assert "Each cannot be calculated: it would divide by zero." in shown
        person.sees("⊘ 2. Count the cuts.")
    found = {each["name"]: each for step in record(env)["steps"] for each in step["readings"]}
    assert (found["mean"]["value"], found["mean"]["source"]) == (9.75, "calculated")
    assert (found["each"]["value"], found["each"]["source"]) == (3.0, "manual")


def test_files_and_waits_of_a_step(env: dict[str, str], tmp_path: Path) -> None:
    photo = tmp_path / "rust.jpg"
    photo.write_bytes(b"\xff\xd8 rust")
    digest = hashlib.sha256(b"\xff\xd8 rust").hexdigest()
    with Person("walk", "axes", "--plain", env=env) as person:
        says(person, DONE, "")
        says(person, "X (µm): ", "1")
        says(person, "Y (µm): ", "2")
        says(person, DONE, "")
        says(person, "Cuts: ", "2")
        assert "Each = 0.75 µm, calculated." in says(person, DONE, "")
        says(person, "Found (photo: which file?): ", "rust")
        assert "rust cannot be read: no such file" in says(person, "which file?): ", str(photo))
        assert "To attach: drawing of the screw" in says(person, FILE, str(tmp_path / "none"))
        assert "No: " in says(person, FILE, "")
        says(person, "Why is nothing attached? (Enter to stay) ", "it is lost")
        person.sees("The wait is over.")
        person.sees("The wait is over.")
        person.sees("⊘ 3. Look at the screw.")
        says(person, "q leaves: ", "")
        person.sees("3: override: nothing attached for 'drawing of the screw': it is lost")
    step = record(env)["steps"][2]
    assert [each["value"] for each in step["readings"]] == ["rust.jpg"]
    (file,) = step["files"]
    assert (file["name"], file["sha256"], file["field"]) == ("rust.jpg", digest, "found")
    assert len(list(tmp_path.glob(f"data/attachments/*/{digest}"))) == 1
    assert [each["required_s"] for each in step["timers"]] == [1, 2]
    assert step["timers"][0]["waited_s"] >= 1
    assert step["timer"] == step["timers"][1]


def test_in_reference_use_a_file_is_asked_for_once_and_left_out_without_a_word(
    env: dict[str, str], tmp_path: Path
) -> None:
    text = (
        "# Look\n\n1. Look at it.\n   - **Attach:** photo\n   - **Verify:** it is clean\n2. Go.\n"
    )
    (tmp_path / "library" / "look.md").write_text(text, encoding="utf-8")
    with Person("walk", "look", "--plain", env=env) as person:
        says(person, DONE, "")
        says(person, "Which file? (Enter goes on without it) ", "")
        says(person, "y/n: ", "n")
        says(person, DONE, "")
        shown = says(person, "y/n: ", "y")
        assert "Which file?" not in shown
        person.sees("⊘ 1. Look at it.")
    assert record(env)["deviations"] == []
