"""Walks that are left, and gone on with: inside a sub-procedure, and after the page has changed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.cli.plain.examples.desk import Desk
from tests.cli.plain.examples.told import PERFORMER
from tests.cli.plain.person import Person
from tests.content.shared import needs_format
from tests.terminal import CTRL_C

DONE = "? for help): "
MAINTENANCE, LOCKOUT = "maintenance/vmc-850-weekly.md", "safety/lockout-tagout.md"

PRESS = """# Tighten the press

1. Lock the press.
   - **Undo:** take the lock off.
2. Tighten the bolt.
   - **Record:** Torque: ___ N·m (25 ± 2)
   - **Undo:** loosen the bolt.
3. Start the press.

## Rollback

1. Tell the shift lead.
"""


def in_the_lockout(desk: Desk) -> Person:
    """Somebody who has done the first step of the lockout inside of the maintenance."""
    person = desk.person("walk", "maintenance/vmc-850-weekly", "--plain")
    person.sees("Why is it all right to begin?")
    person.types("two of us are here")
    for prompt, typed in (
        (DONE, ""),
        ("[0-9]{2}): ", "VMC-07"),
        ("work_order: ", "WO-1"),
        (DONE, ""),
        (DONE, ""),
        ("when you have read it. ", ""),
        (DONE, ""),
        ("Plate (scan VMC-[0-9]{2}): ", "VMC-07"),
        (DONE, ""),
        ("q stays: ", ""),
        ("1. Switch VMC-07 off", ""),
        ("2. Hang your lock", None),
        (DONE, None),
    ):
        person.sees(prompt)
        if typed is not None:
            person.types(typed)
    return person


@needs_format
@pytest.mark.parametrize("named", ["", "around", "inside"])
def test_a_walk_left_inside_a_sub_procedure_is_gone_on_with_there(desk: Desk, named: str) -> None:
    with in_the_lockout(desk) as person:
        person.presses(CTRL_C)
        assert person.leaves() == 130
        assert person.screen.count("Go on with: flowhelp resume ") == 1
    around, inside = desk.record(MAINTENANCE), desk.record(LOCKOUT)
    assert (around["state"], inside["state"]) == ("paused", "paused")
    assert inside["parent"]["run"] == around["id"]
    runs = {"around": around["id"], "inside": inside["id"]}

    with desk.person("resume", *filter(None, [runs.get(named)])) as person:
        shown = person.sees("You were at step ")
        assert "walks are unfinished" not in shown
        assert "Weekly maintenance of the VMC-850 machining centre" in shown
        person.sees("1.2. Lock out and tag out")
        shown = person.sees("2. Hang your lock and your tag on it.")
        assert "Weekly maintenance of the VMC-850 machining centre ›" in shown
        assert "Switch VMC-07 off" not in shown
        person.sees(DONE)
        person.types("")
        person.sees("name (Enter to wait): ")
        person.types(PERFORMER)
        person.sees("Enter finishes, b goes back, q leaves: ")
        person.types("")
        person.sees("Back in 'Weekly maintenance of the VMC-850 machining centre'.")
        person.sees("⊘ 1.2. Lock out and tag out with machine = VMC-07")
        person.sees(DONE)
        person.types("q")
        assert person.leaves() == 0

    again, ended = desk.record(MAINTENANCE), desk.record(LOCKOUT)
    assert (again["id"], ended["id"]) == (around["id"], inside["id"])
    assert (again["state"], ended["outcome"]) == ("paused", "completed")
    assert [(step["n"], step["state"]) for step in ended["steps"]] == [("1", "done"), ("2", "done")]
    assert states(again)["1.2"] == "done"


def states(record: dict[str, Any]) -> dict[str, str]:
    """Number → state of each step of a record."""
    return {step["n"]: step["state"] for step in record["steps"]}


def press(desk: Desk) -> Person:
    """Somebody who has locked the press and tightened its bolt."""
    desk.writes("press.md", PRESS)
    person = desk.person("walk", "press", "--plain")
    person.sees(DONE)
    person.types("")
    person.sees("2. Tighten the bolt.")
    person.sees(DONE)
    person.types("")
    person.sees("23–27 N·m): ")
    person.types("24")
    person.sees("3. Start the press.")
    person.sees(DONE)
    return person


CHANGED = PRESS.replace("Start the press.", "Start the press.\n4. Listen.").replace("25 ±", "30 ±")


def test_a_changed_page_is_shown_and_the_walk_stays_with_the_old_one(desk: Desk) -> None:
    with press(desk) as person:
        person.types("q")
        assert person.leaves() == 0
    before = desk.record("press.md")
    desk.writes("press.md", CHANGED)

    with desk.person("resume") as person:
        person.sees("The page has changed since;")
        person.sees(DONE)
        person.types("")
        shown = person.sees("Enter stays with the version you began with, or why to move: ")
        assert "  changed: 2. its details\n" in shown
        assert "  new: 4. Listen.\n" in shown
        person.types("")
        person.sees("⊘ 3. Start the press.")
        person.sees("Enter finishes")
        person.types("")
        assert person.leaves() == 0

    record = desk.record("press.md")
    assert record["doc"] == before["doc"]
    assert record["outcome"] == "completed"
    assert states(record) == {"1": "done", "2": "done", "3": "done"}


def test_a_walk_moves_to_the_changed_page_with_a_reason(desk: Desk) -> None:
    with press(desk) as person:
        person.types("q")
        assert person.leaves() == 0
    before = desk.record("press.md")
    desk.writes("press.md", CHANGED)

    with desk.person("resume") as person:
        person.sees(DONE)
        person.types("")
        person.sees("or why to move: ")
        person.types("the bolt is a new one")
        shown = person.sees("2. Tighten the bolt.")
        judged = "is out of limits now (28–32 N·m); step 2 waits again."
        assert judged in " ".join(shown.split())
        person.sees(DONE)
        person.types("")
        person.sees("Torque, 24 N·m, is out of limits (28–32 N·m).")
        person.sees("(Enter to take it again) ")
        person.types("")
        person.sees("28–32 N·m): ")
        person.types("30")
        person.sees("⊘ 2. Tighten the bolt.")
        person.sees(DONE)
        person.types("")
        person.sees("⊘ 3. Start the press.")
        person.sees("4. Listen.")
        person.sees(DONE)
        person.types("")
        person.sees("Enter finishes")
        person.types("")
        assert person.leaves() == 0

    record = desk.record("press.md")
    assert record["doc"]["steps_hash"] != before["doc"]["steps_hash"]
    assert record["doc"]["blob"] != before["doc"]["blob"]
    assert states(record) == dict.fromkeys("1234", "done")
    readings = record["steps"][1]["readings"]
    assert [(each["value"], each["within"]) for each in readings] == [(24.0, False), (30.0, True)]
    (move,) = record["moves"]
    assert move == {
        "from": before["doc"]["steps_hash"],
        "to": record["doc"]["steps_hash"],
        "reason": "the bolt is a new one",
        "by": PERFORMER,
        "at": move["at"],
    }
    assert before["started_at"] < move["at"] < record["ended_at"]
    shown = desk.runs("log", record["id"])
    assert re.search("\nMoved to the changed page, .+: the bolt is a new one\n", shown)


def test_a_rollback_undoes_the_steps_in_reverse_order(desk: Desk) -> None:
    with press(desk) as person:
        person.types("rollback")
        person.sees("– step 3 on the other path\n")
        for action, way in (
            ("U2. Undo step 2: Tighten the bolt.", "loosen the bolt."),
            ("U1. Undo step 1: Lock the press.", "take the lock off."),
            ("R1. Tell the shift lead.", ""),
        ):
            person.sees(f"\n{action}\n")
            assert way in person.sees(DONE)
            person.types("")
        person.sees("Enter finishes")
        person.types("")
        person.sees("The walk is over: rolled back.\n")
        assert person.leaves() == 0
    record = desk.record("press.md")
    assert (record["outcome"], record["end"]) == ("failed", "rolled back")
    assert states(record) == dict.fromkeys(("1", "2", "U2", "U1", "R1"), "done") | {"3": "na"}
    at = {step["n"]: step["at"] for step in record["steps"]}
    assert at["2"] < at["U2"] < at["U1"] < at["R1"]


@pytest.fixture
def plain(desk: Desk) -> Desk:
    """A desk with a page of one command."""
    desk.has("lockctl")
    desk.writes(
        "lock.md", "# Lock\n\n1. Lock `{{machine}}`.\n\n   ```sh\n   lockctl {{machine}}\n   ```\n"
    )
    return desk


def test_a_command_with_an_unfilled_value_is_not_run(plain: Desk) -> None:
    with plain.person("walk", "lock", "--plain") as person:
        person.sees("machine: ")
        person.types("")
        person.sees("machine stays open.")
        person.sees(DONE)
        person.types("r")
        person.sees("machine: ")
        person.types("")
        shown = person.sees(DONE)
        assert "It is not run from here: it has no value for machine." in shown
        assert "Run it?" not in shown
        person.types("q")
        assert person.leaves() == 0
    assert plain.calls("lockctl") == []


def test_a_command_of_an_untrusted_library_is_not_run_by_enter(plain: Desk) -> None:
    with plain.person("walk", "lock", "--plain", "--set", "machine=P-7") as person:
        for typed in ("", "n", "x", "yes please"):
            person.sees(DONE)
            person.types("r")
            shown = person.sees("Run it? (Enter: no, y: yes) ")
            assert "! library is not trusted" in shown
            person.types(typed)
        person.sees(DONE)
        assert plain.calls("lockctl") == []
        person.types("r")
        person.sees("Run it? (Enter: no, y: yes) ")
        person.types("y")
        person.sees("It ended well")
        person.sees(DONE)
        person.types("q")
        assert person.leaves() == 0
    assert plain.calls("lockctl") == [[b"P-7"]]
    (step,) = plain.record("lock.md")["steps"]
    assert step["cmd"]["exit"] == 0


def test_a_command_of_a_trusted_library_is_run_by_enter(plain: Desk) -> None:
    del plain.env["FLOWHELP_PATH"]
    plain.runs("source", "add", str(plain.library), "--name", "mine")
    plain.runs("source", "trust", "mine")
    with plain.person("walk", "lock", "--plain", "--set", "machine=P-7") as person:
        person.sees(DONE)
        person.types("r")
        shown = person.sees("Run it? (Enter: yes, n: no, a: yes, and always to exactly this) ")
        assert "not trusted" not in shown
        person.types("")
        person.sees("It ended well")
        person.sees(DONE)
        person.types("q")
        assert person.leaves() == 0
    assert plain.calls("lockctl") == [[b"P-7"]]
