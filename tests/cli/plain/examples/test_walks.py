"""The walkable examples of FORMAT.md §7, walked at a terminal to the letter of their scripts."""

from __future__ import annotations

import platform
import subprocess
from hashlib import sha256
from typing import Any

from tests.cli.plain.examples.desk import Desk
from tests.cli.plain.examples.told import PERFORMER, told
from tests.content.shared import needs_format

pytestmark = needs_format

PIN, LEAD_PIN = "291847", "583920"
DONE: dict[str, Any] = {"state": "done"}
NA = {"state": "na", "reason": "condition not met"}
ENDED = {"purpose": "perform", "record": "team", "state": "ended"}
BY_PIN = {"method": "pin", "factors": 2}
INSPECTS = {
    "role": "shift lead",
    "condition": "shift lead inspects guards, tools and rags, and then releases.",
}
HOT = {"role": "", "condition": "Spindle temperature is outside its stop range"}
WARM: dict[str, float] = {"min": 20, "max": 45, "stop_min": 15, "stop_max": 60}
PRESSED: dict[str, float] = {"min": 140, "max": 160, "stop_min": 130, "stop_max": 170}
EARLY = {"kind": "early_timer"}


def output(text: str, exit_code: int = 0) -> dict[str, Any]:
    """What a record has of a command that printed that text at its terminal."""
    return {"exit": exit_code, "out_sha256": sha256(text.encode()).hexdigest()}


def signed(meaning: str, *, by: str, name: str, **more: Any) -> dict[str, Any]:
    """A name under a step, as a record has it."""
    usual = {"role": "", "part": "performer", "auth": {"method": "typed", "factors": 1}}
    shown = {"meaning": meaning, "by": by, "name": name} | usual | more
    return {key: value for key, value in shown.items() if (key, value) != ("by", PERFORMER)}


def test_zero_markup(desk: Desk) -> None:
    desk.has("vault", "echo key-2 made")

    desk.follows("rotate.txt", "walk", "howto/rotate-billing-key", "--plain")

    assert desk.calls("vault") == [[b"write", b"-f", b"billing/keys/new"]]
    path = "howto/rotate-billing-key.md"
    assert told(desk.record(path), desk.library, path) == ENDED | {
        "context": {"params": {}},
        "use": "reference",
        "outcome": "completed",
        "steps": {
            "1": DONE,
            "2": DONE | {"cmd": output("key-2 made\n")},
            "3": DONE,
            "4": NA,
        },
        "count": {"done": 3, "na": 1},
    }


def test_the_runbook_of_an_engineer(desk: Desk) -> None:
    desk.has("patronictl", 'echo "$1 done"')
    desk.has("psql", "echo t")
    desk.has("jq", "cat")

    desk.follows("failover.txt", "walk", "howto/db/failover-postgres", "--plain")

    assert desk.calls("patronictl") == [
        [b"list", b"pg main"],
        [b"switchover", b"pg main", b"--leader", b"pg-1", b"--candidate", b"pg-2", b"--force"],
    ]
    assert desk.calls("psql") == [[b"-h", b"pg-2", b"-Atc", b"select not pg_is_in_recovery()"]]
    assert desk.calls("jq") == []
    path = "howto/db/failover-postgres.md"
    lag = {"name": "lag", "label": "Lag", "unit": "MB", "ucum": "MBy", "max": 16.0}
    downtime = {"name": "downtime", "label": "Downtime", "unit": "min", "ucum": "min"}
    assert told(desk.record(path), desk.library, path) == ENDED | {
        "context": {
            "params": {
                "incident": "INC-7",
                "cluster": "pg main",
                "candidate": "pg-2",
                "leader": "pg-1",
            }
        },
        "use": "continuous",
        "outcome": "completed_with_deviation",
        "others": [
            {
                "id": "Kim",
                "name": "Kim",
                "account": {"name": "Kim"},
                "roles": [],
                "auth": "typed",
                "part": "second",
            }
        ],
        "path": [["5", "A1", "Below 1 %"]],
        "steps": {
            "B1": DONE,
            "B2": DONE,
            "1": DONE | {"cmd": output("list done\n")},
            "2": DONE | {"readings": [lag | {"value": 20.0, "within": False}]},
            "3": DONE
            | {
                "cmd": output("switchover done\n"),
                "timer": {"required_s": 30.0},
                "signs": [signed("verified", by="Kim", name="Kim", part="second")],
            },
            "4": DONE | {"verify": {"result": "ok", "method": "exit", "exit": 0}},
            "5": DONE,
            "A1": DONE,
            "A2": DONE | {"readings": [downtime | {"value": 4.0, "within": None}]},
            "A3": DONE,
        },
        "count": {"done": 10},
        "deviations": [
            outside("2", "lag", "lead accepts"),
            EARLY | {"sid": "3", "reason": "waited … s of 30 s: standby has caught up"},
        ],
        "notes": [
            {
                "sid": "",
                "to": "run",
                "text": "begun although it asks for the skill postgres at level 3:"
                " drill of the team",
            }
        ],
    }


def test_the_weekly_maintenance_of_a_machine(desk: Desk) -> None:
    desk.enrols(PIN, "Kim Berg", "--id", "p-2210", "--role", "maintenance-technician")
    desk.enrols(LEAD_PIN, "Lee Lind", "--id", "p-1003", "--role", "shift-lead")
    photo = b"\xff\xd8\xff\xe0 a lock and a tag"
    (desk.folder / "lock-tag.jpg").write_bytes(photo)
    words = ("walk", "maintenance/vmc-850-weekly", "--plain", "--work-order", "WO-88231")

    shown = desk.follows("maintenance.txt", *words)

    assert PIN not in shown
    assert LEAD_PIN not in shown
    assert desk.runs("log", "verify").splitlines()[1] == "5 signatures, good."
    check_maintenance(desk, sha256(photo).hexdigest(), work_order="WO-88231")
    check_lockout(desk, work_order="WO-88231")


def check_maintenance(desk: Desk, photo: str, **context: str) -> None:
    """The record of the maintenance, field by field; `context` is what it was done for."""
    path = "maintenance/vmc-850-weekly.md"
    child = {"run": desk.record("safety/lockout-tagout.md")["id"], "outcome": "completed"}
    plain = ("B1", "B2", "B3", "1", "2", "2.2", "2.3", "4.1", "4.2", "5", "A1")
    assert told(desk.record(path), desk.library, path) == ENDED | {
        "context": {
            **context,
            "params": {"work_order": "WO-88231", "machine": "VMC-07"},
        },
        "use": "continuous",
        "outcome": "completed_with_deviation",
        "others": [
            enrolled("p-2210", "Kim Berg", "maintenance-technician", part="second"),
            enrolled("p-1003", "Lee Lind", "shift-lead", part="holder"),
        ],
        "steps": dict.fromkeys(plain, DONE)
        | {
            "1.1": measured(value("Plate", "VMC-07", within=True)),
            "1.2": DONE | {"child": {"procedure": "safety/lockout-tagout"} | child},
            "1.3": DONE | {"timer": {"required_s": 300.0}},
            "1.4": lockout_measured(photo),
            "2.1": measured(
                value("PG-1", 0.3, within=True, unit="bar", ucum="bar", min=0, max=0.5)
            ),
            "2.4": measured(
                value(
                    "Torque", 25.4, within=True, unit="N·m", ucum="N.m", min=23, max=27, target=25
                ),
                value("Seal", "ok", within=None),
            ),
            "3": measured(
                value("Backlash X", 8, within=True, unit="µm", ucum="um", max=10),
                value("Backlash Y", 12, within=False, unit="µm", ucum="um", max=10),
                value("Backlash Z", 15, within=True, unit="µm", ucum="um", max=15),
            ),
            "4": released("guards are on", why="author", about=INSPECTS),
            "5.1": DONE | {"timer": {"required_s": 600.0}},
            "5.2": released("sensor was wet, 30 degrees by hand", why="stop", about=HOT)
            | measured(
                value("Spindle temperature", 64, within=False, unit="°C", ucum="Cel", **WARM),
                value("Hydraulic pressure", 138, within=False, unit="bar", ucum="bar", **PRESSED),
            ),
            "5.3": NA,
            "A2": DONE | {"signs": [signed("performed", by=PERFORMER, name=PERFORMER)]},
        },
        "count": {"done": 19, "na": 1},
        "deviations": [
            EARLY | {"sid": "1.3", "reason": "waited … s of 5 min: exercise, DC bus is off"},
            outside("3", "backlash_y", "wear is known, request WR-4"),
            EARLY | {"sid": "5.1", "reason": "waited … s of 10 min: exercise, no spindle"},
            outside("5.2", "spindle_temperature", "warmed up at once"),
            outside("5.2", "hydraulic_pressure", "air after the filter change"),
        ],
        "notes": [
            {
                "sid": "",
                "to": "run",
                "text": "begun although it takes 2 people; it asks for the skill loto at level 3;"
                " it asks for the certificate electrical-level-1: Kim is here",
            }
        ],
    }


def lockout_measured(photo: str) -> dict[str, Any]:
    """Step 1.4: two rounds, two people, one photo."""
    volts: dict[str, object] = {"unit": "V", "ucum": "V", "max": 5, "max_open": True}
    meter = {"instrument": "DVM-031", "cal_due": "2051-02-28"}
    again = value("DC bus", 1.1, within=True, **volts)
    return DONE | {
        "rounds": 2,
        "readings": [
            value("DC bus", 7.5, within=False, **volts, **meter),
            value("DC bus", 1.2, within=True, **volts),
            again | {"name": "dc_bus@second", "by": "p-2210"},
        ],
        "signs": [
            signed(
                "verified",
                by="p-2210",
                name="Kim Berg",
                role="maintenance-technician",
                part="second",
                auth=BY_PIN,
            )
        ],
        "files": [{"name": "lock-tag.jpg", "sha256": photo, "media": "image/jpeg"}],
    }


def enrolled(id: str, name: str, role: str, *, part: str) -> dict[str, Any]:  # noqa: A002 - as in records
    """Somebody who showed who they are by their PIN."""
    account = {"home": platform.node(), "name": id}
    return {
        "id": id,
        "name": name,
        "account": account,
        "roles": [role],
        "auth": "pin",
        "part": part,
    }


def value(label: str, found: float | str, *, within: bool | None, **more: object) -> dict[str, Any]:
    """A reading, named by its label."""
    name = label.casefold().replace(" ", "_").replace("-", "_")
    return {"name": name, "label": label, "value": found, "within": within, **more}


def measured(*readings: dict[str, Any]) -> dict[str, Any]:
    """A step that was done with these readings."""
    return DONE | {"readings": list(readings)}


def released(reason: str, *, why: str, about: dict[str, str]) -> dict[str, Any]:
    """A step that was held, and released by the shift lead."""
    by = {"released_by": "p-1003", "reason": reason}
    who: dict[str, Any] = {"by": "p-1003", "name": "Lee Lind", "role": "shift-lead"}
    lead = signed("released", **who, part="holder", auth=BY_PIN)
    return DONE | {"hold": {"why": why, **about, **by}, "signs": [lead]}


def outside(step: str, field: str, reason: str) -> dict[str, str]:
    """A value out of limits, and why it was kept."""
    return {"sid": step, "kind": "out_of_limits", "field": field, "reason": reason}


def check_lockout(desk: Desk, **context: str) -> None:
    """The record of the lockout in the middle of it."""
    path = "safety/lockout-tagout.md"
    parent = desk.record("maintenance/vmc-850-weekly.md")
    step = next(each for each in parent["steps"] if each["n"] == "1.2")
    assert told(desk.record(path), desk.library, path) == ENDED | {
        "context": {**context, "params": {"machine": "VMC-07"}},
        "parent": {"run": parent["id"], "sid": step["sid"]},
        "use": "continuous",
        "outcome": "completed",
        "steps": {
            "1": DONE,
            "2": DONE | {"signs": [signed("performed", by=PERFORMER, name=PERFORMER)]},
        },
        "count": {"done": 2},
    }


def test_the_daily_review_of_a_nurse(desk: Desk) -> None:
    desk.follows("review.txt", "walk", "protocols/urinary-catheter-review", "--plain")

    path = "protocols/urinary-catheter-review.md"
    day: dict[str, object] = {
        "name": "catheter_day",
        "label": "Catheter day",
        "unit": "d",
        "ucum": "d",
    }
    day |= {"min": 1.0, "max": 28.0, "stop_min": 1.0, "stop_max": 90.0}
    urine = {"name": "urine_output", "label": "Urine output", "unit": "mL", "ucum": "mL"}
    valid = {"name": "reason_still_valid", "label": "Reason still valid"}
    assert told(desk.record(path), desk.library, path) == ENDED | {
        "context": {"params": {}},
        "use": "reference",
        "outcome": "completed_with_deviation",
        "steps": {
            **{str(number): DONE for number in range(1, 12)},
            "2": DONE | {"readings": [valid | {"value": "yes", "within": None}]},
            "3": NA,
            "4": DONE
            | {
                "readings": [
                    day | {"value": 30.0, "within": False},
                    day | {"value": 12.0, "within": True},
                ]
            },
            "9": DONE | {"readings": [urine | {"value": 150.0, "min": 180.0, "within": False}]},
            "11": DONE | {"signs": [signed("performed", by=PERFORMER, name=PERFORMER)]},
        },
        "count": {"done": 10, "na": 1},
        "acknowledged": [
            signed(
                "read and understood",
                by="Ann",
                name="Ann",
                at=desk.record(path)["acknowledged"][0]["at"],
            )
        ],
        "deviations": [outside("9", "urine_output", "doctor was told")],
    }


def test_a_decision_tree_of_customer_service(desk: Desk) -> None:
    desk.has("linectl", "echo reset")

    desk.follows("tree.txt", "walk", "support/no-internet", "--plain")

    assert desk.calls("linectl") == [[b"reset", b"--customer", b"C 7; rm -rf /"]]
    path = "support/no-internet.md"
    outage = {"name": "outage_number", "label": "Outage number"}
    assert told(desk.record(path), desk.library, path) == ENDED | {
        "context": {"params": {"customer_id": "C 7; rm -rf /"}},
        "use": "reference",
        "outcome": "completed_with_deviation",
        "end": "resolved",
        "path": [
            ["1", "2.1", "No light"],
            ["2.2", "3.1", "Yes"],
            ["3.2", "4.1", "No"],
            ["4.2", "10", "Yes"],
        ],
        "steps": {
            **dict.fromkeys(("1", "2", "2.2", "3", "3.2", "4", "4.2", "10"), DONE),
            "2.1": DONE | {"timer": {"required_s": 60.0}},
            "3.1": DONE | {"readings": [outage | {"value": "OUT-7", "within": None}]},
            "4.1": DONE | {"timer": {"required_s": 180.0}, "cmd": output("reset\n")},
        },
        "count": {"done": 8},
        "deviations": [
            EARLY | {"sid": "2.1", "reason": "waited … s of 1 min: light is on"},
            EARLY | {"sid": "4.1", "reason": "waited … s of 3 min: all lights are green"},
        ],
    }


def test_the_form_of_a_manager(desk: Desk) -> None:
    desk.follows("one-to-one.txt", "walk", "people/one-to-one.form", "--plain")

    path = "people/one-to-one.form.md"

    def said(name: str, label: str, value: object, **more: object) -> dict[str, object]:
        return {"name": name, "label": label, "value": value, "within": None, **more}

    def words(label: str, value: str) -> dict[str, Any]:
        name = label.casefold().rstrip("?").replace(" ", "_")
        return DONE | {"readings": [said(name, label, value)]}

    energy = said("energy_this_week", "Energy this week", 4.0, min=1.0, max=5.0) | {"within": True}
    cells = ["Lee", "ask for the date", "2026-12-01", "", "", ""]
    labels = ["Who 1", "What 1", "When 1", "Who 2", "What 2", "When 2"]
    rows = [
        said(label.casefold().replace(" ", "_"), label, cell)
        for label, cell in zip(labels, cells, strict=True)
    ]
    assert told(desk.record(path), desk.library, path) == ENDED | {
        "record": "private",
        "context": {"params": {}},
        "use": "reference",
        "outcome": "completed",
        "steps": {
            "1": DONE
            | {"readings": [said("with", "With", "Lee Lind"), said("on", "on", "2026-11-22")]},
            "2": DONE | {"readings": [energy]},
            "3": words("What is on your mind first?", "the audit"),
            "4": DONE,
            "5": words("What went better than expected?", "the new line"),
            "6": words("What blocks you?", ""),
            "7": words("Which decision do you need from me?", "hire or not"),
            "8": words("Skill to practise next", "loto"),
            "9": words("First small step", "watch Kim"),
            "10": DONE | {"readings": rows},
        },
        "count": {"done": 10},
    }


def test_a_quick_guide_in_a_real_repository(desk: Desk) -> None:
    def git(*words: str) -> str:
        name = ("-c", "user.name=Kim", "-c", "user.email=kim@example.org")
        command = ["git", *name, *words]
        return subprocess.run(
            command, cwd=desk.folder, check=True, capture_output=True, text=True
        ).stdout

    spaced, other = desk.folder / "a b.txt", desk.folder / "c.txt"
    spaced.write_text("one")
    other.write_text("one")
    git("init", "-q")
    git("add", spaced.name, other.name)
    git("commit", "-qm", "first")
    other.write_text("two")
    git("commit", "-qam", "second")
    spaced.write_text("two")

    desk.follows("undo.txt", "walk", "guides/undo-git", "--plain")

    assert spaced.read_text() == "one"
    assert git("log", "--format=%s") == "first\n"
    assert git("diff", "--cached", "--name-only") == "c.txt\n"
    assert other.read_text() == "two"
    path = "guides/undo-git.md"
    assert told(desk.record(path), desk.library, path) == ENDED | {
        "context": {"params": {"path/to/file": "a b.txt", "1": "1"}},
        "use": "reference",
        "outcome": "completed",
        "steps": dict.fromkeys("123", DONE | {"cmd": output("")}),
        "count": {"done": 3},
    }


def test_a_simulation_is_lost_and_won(desk: Desk) -> None:
    path = "courses/loto/unexpected-start.sim.md"
    words = ("walk", "courses/loto/unexpected-start.sim", "--plain")

    desk.follows("sim-lost.txt", *words)

    usual = {"context": {"params": {}}, "purpose": "simulate", "use": "reference"}
    usual |= {"record": "team", "state": "ended"}
    assert told(desk.record(path), desk.library, path) == usual | {
        "outcome": "failed",
        "end": "fail",
        "end_reason": "risk < 3 (risk is 3)",
        "score": {"passed": False},
        "variables": {"minutes": 8, "risk": 3},
        "path": [
            ["1", "3", "Press the emergency stop, then reach in"],
            ["3", "6", "Jump back and shout"],
        ],
        "steps": {"1": DONE, "3": DONE, "6": DONE},
        "count": {"done": 3},
    }
    desk.follows("sim-won.txt", *words)
    assert told(desk.record(path), desk.library, path) == usual | {
        "outcome": "completed",
        "end": "pass",
        "score": {"passed": True},
        "variables": {"minutes": 18, "risk": 0},
        "path": [
            ["1", "4", "Ask the shift lead"],
            ["4", "5", "Not really"],
            ["5", "6", "Continue"],
        ],
        "steps": {"1": DONE, "4": DONE, "5": DONE, "6": DONE},
        "count": {"done": 4},
    }
