"""A walk with a person at a real terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.plain.person import CTRL_D, Person, flowhelp
from tests.terminal import CTRL_C, env_in

PRESS = """---
params:
  machine: {type: text}
---
# Tighten the press

> [!WARNING]
> **WARNING — Crushing.** Lock the press first.

1. Lock `{{machine}}`.

   ```sh
   lockctl {{machine}}
   ```

2. Tighten the bolt.
   - **Record:** Torque: ___ N·m (25 ± 2)
   - **If not:** replace the bolt.
3. If it leaks, call the lead.
4. Which oil is in?
   - Thin → [Drain](#drain)
   - Thick → [Close](#close)

## Drain

5. Drain it.
6. Wipe it.

## Close

7. Close the lid.
   - **Verify:** the lid is flush.
8. Unlock it.
"""
DONE = "? for help): "


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Places of this test alone, and a library of one page."""
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "press.md").write_text(PRESS, encoding="utf-8")
    return env_in(tmp_path)


def start(env: dict[str, str], *words: str) -> Person:
    return Person("walk", "press", "--plain", "--set", "machine=P-7", *words, env=env)


def records(env: dict[str, str]) -> list[dict[str, object]]:
    shown = flowhelp("log", "--json", env=env)
    assert shown.returncode == 0, shown.stderr
    return [json.loads(line) for line in shown.stdout.splitlines()]


def test_a_whole_walk(env: dict[str, str]) -> None:
    with start(env) as person:
        shown = person.sees("when you have read it. ")
        assert "Tighten the press" in shown
        assert "Step 1 of 8" in shown
        assert "!  WARNING — Crushing. Lock the press first." in shown
        person.types("")
        shown = person.sees(DONE)
        assert "1. Lock P-7." in shown
        assert "   $ lockctl P-7" in shown
        person.types("")
        assert "⊘ 1. Lock P-7." in person.sees("2. Tighten the bolt.")
        person.sees(DONE)
        person.types("")
        person.sees("Torque (23–27 N·m): ")
        person.types("tight")
        person.sees("No: Torque asks for a number")
        person.sees("23–27 N·m): ")
        person.types("28,5")
        assert "If not: replace the bolt." in person.sees("Why is the value kept?")
        person.types("new bolt")
        person.sees("⊘ 2. Tighten the bolt.")
        assert "n does not apply" in person.sees(DONE)
        person.types("n")
        person.sees("– 3. If it leaks, call the lead. (does not apply)")
        shown = person.sees(DONE)
        assert "   1  Thin" in shown
        assert "   2  Thick" in shown
        person.types("2")
        shown = person.sees("7. Close the lid.")
        assert "– steps 5, 6 on the other path" in shown
        person.sees(DONE)
        person.types("")
        person.sees("Check: the lid is flush. Is it so? y/n: ")
        person.types("y")
        person.sees(DONE)
        person.types("")
        person.sees("Enter finishes")
        person.types("done")
        person.sees("'done' is no key here; ? shows the steps.")
        person.sees("Enter finishes")
        person.types("")
        shown = person.sees("The record: flowhelp log ")
        assert "The walk is over: completed with deviation." in shown
        assert person.leaves() == 0
    (record,) = records(env)
    assert record["outcome"] == "completed_with_deviation"
    assert record["count"] == {"done": 5, "na": 3}


def test_what_is_left_is_gone_on_with(env: dict[str, str]) -> None:
    with start(env) as person:
        person.sees("read it. ")
        person.types("")
        person.sees(DONE)
        person.types("")
        person.sees("⊘ 1.")
        person.sees(DONE)
        person.types("q")
        shown = person.sees("Go on with: flowhelp resume ")
        assert "Left at 1 of 8; everything is kept." in shown
        assert person.leaves() == 0
    with Person("resume", env=env) as person:
        assert "You were at step 2 ◯, 1 of 8 settled, just now." in person.sees("Step 2")
        shown = person.sees(DONE)
        assert "2. Tighten the bolt." in shown
        assert "   To record: Torque (23–27 N·m)" in shown
        person.types("?")
        shown = person.sees("7. Close the lid.")
        assert "  ⊘ 1. Lock P-7." in shown
        assert "  ◯ 2. Tighten the bolt." in shown
        person.sees(DONE)
        person.types("b")
        assert "◯ step 1 to be done again" in person.sees("Step 1 of 8")


PROMPTS = {
    "Press Enter when you have read it. ": "",
    "Done? (Enter, ? for help): ": "",
    "Torque (23–27 N·m): ": "30",
    "Why is the value kept? (Enter to take it again) ": "so",
    "Done? (Enter, n does not apply, ? for help): ": "n",
    "Answer (Enter, ? for help): ": "2",
    "Check: the lid is flush. Is it so? y/n: ": "y",
    "Enter finishes, b goes back, q leaves: ": "",
}


@pytest.mark.parametrize("prompt", PROMPTS)
def test_ctrl_c_at_any_prompt_loses_nothing(env: dict[str, str], prompt: str) -> None:
    with start(env) as person:
        while (asked := person.is_asked().lstrip()) != prompt:
            person.types(PROMPTS[asked])
        person.presses(CTRL_C)
        assert person.leaves() == 130
        assert "everything is kept" in person.screen
        ticks = person.screen.count("⊘ ")
    (record,) = records(env)
    count = record["count"]
    assert isinstance(count, dict)
    assert count.get("done", 0) == ticks
    assert record["state"] == "paused"


def test_the_end_of_the_input_leaves_the_walk(env: dict[str, str]) -> None:
    with start(env) as person:
        person.sees("read it. ")
        person.presses(CTRL_D)
        person.sees("Go on with: flowhelp resume ")
        assert person.leaves() == 0
    assert records(env)[0]["state"] == "paused"


def test_an_unfinished_walk_is_offered(env: dict[str, str]) -> None:
    with start(env) as person:
        person.sees("read it. ")
        person.presses(CTRL_D)
        person.leaves()
    with start(env) as person:
        person.sees("Enter goes on with it, n begins anew: ")
        person.types("n")
        person.sees("Step 1 of 8")
        person.presses(CTRL_C)
        person.leaves()
    assert len(records(env)) == 2
    with Person("resume", env=env) as person:
        shown = person.sees("Which one, 1 to 2 (Enter for 1)? ")
        assert "2 walks are unfinished:" in shown
        person.types("2")
        person.sees("You were at step 1")


def test_keys_that_are_none_and_missing_reasons_change_nothing(env: dict[str, str]) -> None:
    with start(env) as person:
        person.sees("read it. ")
        person.types("")
        person.sees(DONE)
        for key, answer in (("x", "is no key here"), ("c", "lockctl P-7")):
            person.types(key)
            person.sees(answer)
            person.sees(DONE)
        for key, question in (("s", "Why is it skipped?"), ("f", "What went wrong?")):
            person.types(key)
            person.sees(question)
            person.types("")
            person.sees(DONE)
        person.types("o")
        person.sees("Remark for the author:")
        person.types("too short")
        person.sees("Noted.")
        person.sees(DONE)
        person.types("abandon")
        person.sees("Why is the walk given up?")
        person.types("wrong press")
        person.sees("The walk is over: abandoned.")
        assert person.leaves() == 0
    (record,) = records(env)
    assert record["notes"] != []
    assert record["end_reason"] == "wrong press"
