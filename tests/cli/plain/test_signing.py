"""Second person, signatures and releases with people at a real terminal."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.plain.person import Person, flowhelp
from tests.keys import needs_keygen, new_key
from tests.terminal import CTRL_C, env_in

LOCK = """---
use: continuous
owner: maintenance
---
# Weekly maintenance of the VMC-850 machining centre

## 1. Lock out the machine

1. Measure the voltage between DC+ and DC−.
   - **Record:** DC bus: ___ V (< 5)
   - **Second person (independent):** measures again. DC bus: ___ V (< 5)
   - **If not:** wait 5 more minutes, and measure again.
2. Tighten the bowl in one smooth pull.
   - **Record:** Torque: ___ N·m (25 ± 2)
   - **Second person (independent):** reads the wrench. Torque: ___ N·m (25 ± 2)

## 4. Release the machine

- **Hold:** shift lead inspects guards, tools and rags, and then releases.
- **Sign (released):** shift lead

1. Remove your own lock. Each person removes only their own lock.

## After you finish

- [ ] The work order is closed.
  - **Sign (performed):** technician
"""
DONE = "? for help): "
PIN, LEAD_PIN = "291847", "583920"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Places of this test alone, and a library of one page."""
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "lock.md").write_text(LOCK, encoding="utf-8")
    return env_in(tmp_path)


def enrols(env: dict[str, str], pin: str, *words: str) -> None:
    with Person("people", "add", *words, env=env) as person:
        person.sees("New PIN of ")
        person.types(pin)
        person.sees("The same again: ")
        person.types(pin)
        person.sees("Enrolled ")
        assert person.leaves() == 0
        assert pin not in person.screen


def record(env: dict[str, str]) -> dict[str, Any]:
    shown = flowhelp("log", "--json", env=env)
    assert shown.returncode == 0, shown.stderr
    found: dict[str, Any] = json.loads(shown.stdout)
    return found


def test_a_machine_is_locked_out_by_two_and_released_by_a_third(
    env: dict[str, str], tmp_path: Path
) -> None:
    enrols(env, PIN, "Kim Berg", "--id", "p-2210", "--role", "maintenance-technician")
    enrols(env, LEAD_PIN, "Lee Lind", "--id", "p-1003", "--role", "shift-lead")
    me = os.environ.get("USER") or flowhelp_user()
    with Person("walk", "lock", "--plain", env=env) as person:
        measured_twice(person, me)
        too_far_apart(person)
        person.sees(DONE)
        person.types("")
        release(person)
        person.sees(DONE)
        person.types("")
        person.sees("Sign (performed), technician, name (Enter to wait): ")
        person.types(me)
        person.sees(f"performed: {me} (name alone)")
        person.sees("Enter finishes")
        person.types("")
        person.sees("The walk is over: completed.")
        assert person.leaves() == 0
        for secret in (PIN, LEAD_PIN, "000001"):
            assert secret not in person.screen
    check(env, me)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert PIN.encode() not in content, path
            assert LEAD_PIN.encode() not in content, path


def measured_twice(person: Person, me: str) -> None:
    """The voltage, by the performer and then by the second person, who may not be the same."""
    person.sees(DONE)
    person.types("")
    person.sees("DC bus (below 5 V): ")
    person.types("1,2 @DVM-031 2051-02-28")
    person.sees("Second person: measures again.")
    person.sees("Second person, name (Enter to wait): ")
    person.types(me)
    person.sees("No: ")
    person.sees(DONE)
    person.types("")
    person.sees("name (Enter to wait): ")
    person.types("kim berg")
    person.sees("PIN of kim berg: ")
    person.types("000001")
    person.sees("No: that is not the PIN of p-2210; 2 more tries.")
    person.sees("PIN of kim berg: ")
    person.types(PIN)
    shown = person.sees("DC bus (below 5 V): ")
    assert "Kim Berg measures again; the first value is not shown." in shown
    assert "1,2" not in shown
    person.types("1,1 @DVM-012")
    person.sees("verified: Kim Berg (PIN)")
    person.sees("⊘ 1.1. Measure the voltage")


def too_far_apart(person: Person) -> None:
    """The torque, which the second person reads again because it differs."""
    person.sees(DONE)
    person.types("")
    person.sees("Torque (23–27 N·m): ")
    person.types("23")
    person.sees("name (Enter to wait): ")
    person.types("p-2210")
    person.sees("PIN of p-2210: ")
    person.types(PIN)
    person.sees("Torque (23–27 N·m): ")
    person.types("26")
    person.sees("Torque: 23 N·m and 26 N·m differ by more than the page allows.")
    person.sees("Why is the value kept? (Enter to measure again) ")
    person.types("")
    person.sees("Torque (23–27 N·m): ")
    person.types("24,5")
    person.sees("verified: Kim Berg (PIN)")
    person.sees("⊘ 1.2. Tighten the bowl")


def flowhelp_user() -> str:
    import getpass  # noqa: PLC0415 - asked once, where the environment does not say

    return getpass.getuser()


def release(person: Person) -> None:
    """The shift lead lets the work go on, after somebody else was refused."""
    person.sees("Step 2 is held until it is released by shift lead: ")
    person.sees("Released by shift lead, name (Enter to wait): ")
    person.types("Kim Berg")
    person.sees("PIN of Kim Berg: ")
    person.types(PIN)
    person.sees("Why may the work go on? ")
    person.types("looks good")
    person.sees("No: Kim Berg is not enrolled as shift-lead.")
    person.sees(DONE)
    person.types("")
    person.sees("Released by shift lead, name (Enter to wait): ")
    person.types("Lee Lind")
    person.sees("PIN of Lee Lind: ")
    person.types(LEAD_PIN)
    person.sees("Why may the work go on? ")
    person.types("guards are on")
    person.sees("released: Lee Lind (PIN)")


def check(env: dict[str, str], me: str) -> None:
    """What the record says of the second person, the holder and the performer."""
    found = record(env)
    assert [(each["part"], each["id"], each["auth"]) for each in found["others"]] == [
        ("second", "p-2210", "pin"),
        ("holder", "p-1003", "pin"),
    ]
    steps = {step["n"]: step for step in found["steps"]}
    first, second = steps["1.1"]["readings"]
    assert (first["name"], first["value"], first["instrument"]) == ("dc_bus", 1.2, "DVM-031")
    assert (first["cal_due"], first["by"]) == ("2051-02-28", found["actor"]["id"])
    assert (second["name"], second["value"], second["by"]) == ("dc_bus@second", 1.1, "p-2210")
    (sign,) = steps["1.1"]["signs"]
    assert (sign["meaning"], sign["by"], sign["name"]) == ("verified", "p-2210", "Kim Berg")
    assert sign["auth"] == {"method": "pin", "factors": 2}
    assert steps["2"]["hold"]["released_by"] == "p-1003"
    assert [each["meaning"] for each in steps["2"]["signs"]] == ["released"]
    assert steps["2"]["signs"][0]["role"] == "shift-lead"
    (performed,) = steps["A1"]["signs"]
    assert (performed["by"], performed["auth"]) == (me, {"method": "typed", "factors": 1})
    shown = flowhelp("log", found["id"], env=env).stdout
    laid = " ".join(shown.split())
    assert "DC bus: 1.2 V with DVM-031, calibrated until 2051-02-28 within (below 5)" in laid
    assert "DC bus: 1.1 V by Kim Berg with DVM-012 within (below 5)" in laid
    assert "Torque: 26 N·m by Kim Berg within (23 to 27, target 25)" in laid
    assert "verified: Kim Berg (maintenance-technician), " in laid
    assert ", PIN, 2 factors ⊘ 1.2." in laid
    assert "tools and rags, and then releases, for shift lead" in laid
    verified = flowhelp("log", "verify", env=env)
    assert verified.returncode == 0, verified.stderr
    assert "\n4 signatures, good.\n" in verified.stdout


@needs_keygen
def test_the_second_person_signs_with_a_key(env: dict[str, str], tmp_path: Path) -> None:
    key = new_key(tmp_path / "keys" / "kim")
    added = flowhelp("people", "add", "Kim", "--key", str(key), env=env)
    assert added.stdout == "Enrolled Kim (kim) with an SSH key.\n"
    with Person("walk", "lock", "--plain", env=env) as person:
        person.sees(DONE)
        person.types("")
        person.sees("DC bus (below 5 V): ")
        person.types("1,2")
        person.sees("name (Enter to wait): ")
        person.types("Kim")
        person.sees("DC bus (below 5 V): ")
        person.types("1,1")
        person.sees("verified: Kim (SSH key)")
        person.sees(DONE)
        person.types("q")
        assert person.leaves() == 0

    assert "\n1 signature, good.\n" in flowhelp("log", "verify", env=env).stdout
    signers = tmp_path / "config" / "allowed_signers"
    other = new_key(tmp_path / "keys" / "lee").with_suffix(".pub").read_text()
    signers.write_text(f"kim {other}", encoding="utf-8")
    broken = flowhelp("log", "verify", "--json", env=env)
    assert broken.returncode == 4
    assert json.loads(broken.stdout)["broken"]["reason"] == "is not by a key of kim"
    assert "the signature of Kim in event" in broken.stderr


def test_what_has_to_be_followed_is_skipped_only_with_a_second_account(
    env: dict[str, str],
) -> None:
    enrols(env, PIN, "Lee", "--role", "shift-lead")
    with Person("walk", "lock", "--plain", env=env) as person:
        person.sees(DONE)
        person.types("s")
        person.sees("Why is it skipped? (Enter to stay) ")
        person.types("no meter here")
        person.sees("A second person agrees, name (Enter to stay): ")
        person.types("Max")
        person.sees("No: 'Max' is not enrolled on this machine.")
        person.sees(DONE)
        person.types("s")
        person.sees("Why is it skipped? (Enter to stay) ")
        person.types("no meter here")
        person.sees("A second person agrees, name (Enter to stay): ")
        person.types("Lee")
        person.sees("PIN of Lee: ")
        person.types(PIN)
        person.sees("» 1.1. Measure the voltage")
        person.sees(DONE)
        person.types("q")
        assert person.leaves() == 0
    (step, *_) = record(env)["steps"]
    assert step["state"] == "skipped"
    assert step["signs"][0]["meaning"] == "approved"


def test_ctrl_c_at_a_pin_leaves_a_terminal_that_shows_what_is_typed(env: dict[str, str]) -> None:
    with Person("people", "add", "Kim", env=env) as person:
        person.sees("New PIN of Kim: ")
        person.presses(CTRL_C)
        assert person.leaves() == 130
    assert flowhelp("people", "list", env=env).stdout.startswith("Nobody is enrolled")


def test_two_different_pins_enrol_nobody(env: dict[str, str]) -> None:
    with Person("people", "add", "Kim", env=env) as person:
        person.sees("New PIN of Kim: ")
        person.types(PIN)
        person.sees("The same again: ")
        person.types(LEAD_PIN)
        person.sees("flowhelp: the two PINs are not the same")
        assert person.leaves() == 2


def test_a_pin_is_never_read_from_a_pipe(env: dict[str, str]) -> None:
    refused = flowhelp("people", "add", "Kim", env=env)

    assert refused.returncode == 2
    assert refused.stderr.startswith("flowhelp: a PIN is typed at a terminal")


def test_people_are_listed_and_removed(env: dict[str, str]) -> None:
    enrols(env, PIN, "Kim Berg", "--id", "p-1", "--role", "shift-lead", "--role", "technician")

    assert flowhelp("people", "list", env=env).stdout == (
        "Kim Berg  p-1, shift-lead, technician, pin\n"
    )
    assert json.loads(flowhelp("people", "list", "--json", env=env).stdout) == {
        "id": "p-1",
        "name": "Kim Berg",
        "roles": ["shift-lead", "technician"],
        "ways": ["pin"],
    }
    assert flowhelp("people", "remove", "kim berg", env=env).stdout == "Removed Kim Berg (p-1).\n"
    gone = flowhelp("people", "remove", "p-1", env=env)
    assert gone.returncode == 3
    assert gone.stderr == ("flowhelp: 'p-1' is not enrolled here\nhint: flowhelp people list\n")


@pytest.mark.parametrize(
    ("term", "wiped"), [("xterm", "\x1b[H\x1b[2J\x1b[3J"), ("dumb", "\n" * 24)]
)
def test_the_first_value_is_wiped_away_before_the_second_person_is_asked_for_anything(
    env: dict[str, str], term: str, wiped: str
) -> None:
    with Person("walk", "lock", "--plain", env={**env, "TERM": term, "NO_COLOR": "1"}) as person:
        person.sees(DONE)
        person.types("")
        person.sees("DC bus (below 5 V): ")
        person.types("1,2")
        first, cleared, then = person.sees("Second person, name (Enter to wait): ").rpartition(
            wiped
        )
        assert "1,2" in first
        assert cleared
        assert "1,2" not in then
        assert "Step 1.1: Measure the voltage between DC+ and DC−." in then
        person.presses(CTRL_C)
        assert person.leaves() == 130
