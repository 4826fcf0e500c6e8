"""What the keys of a walk do beside ticking steps off, at a real terminal."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.plain.person import Person, flowhelp
from tests.terminal import env_in

PAGE = """---
{head}
---
# Start the pump

1. Look at the gauge.

   ```sh
   echo "gauge {{{{machine}}}}"
   ```

   - **Throughout:** somebody stays at the stop button, until step 3.
   - **Attach:** photo of the gauge
2. Let it run.
   - **Wait:** 1 s
3. Let it cool.
   - **Wait:** 5 min (max 10 min)
"""
LIST = """---
type: checklist
---
# Before the shift

- [ ] Hands are clean.
- [ ] Lights are on.
"""
DONE = "? for help): "
WAITING = "lets the time run: "


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Places of this test alone, a library of two pages, and no desktop to copy to."""
    (tmp_path / "library").mkdir()
    page = PAGE.format(head="params: {machine: {type: text}}")
    (tmp_path / "library" / "pump.md").write_text(page, encoding="utf-8")
    (tmp_path / "library" / "shift.md").write_text(LIST, encoding="utf-8")
    return env_in(tmp_path)


def start(env: dict[str, str], *words: str) -> Person:
    return Person("walk", "pump", "--plain", "--set", "machine=P 7", *words, env=env)


def record(env: dict[str, str]) -> dict[str, Any]:
    shown = flowhelp("log", "--json", env=env)
    assert shown.returncode == 0, shown.stderr
    found: dict[str, Any] = json.loads(shown.stdout.splitlines()[0])
    return found


def test_a_command_runs_after_yes_and_its_end_is_in_the_record(env: dict[str, str]) -> None:
    with start(env) as person:
        person.sees(DONE)
        person.types("r")
        shown = person.sees("Run it? (Enter: no, y: yes) ")
        assert '$ echo "gauge ${FH_MACHINE}"' in shown
        assert "FH_MACHINE = P 7" in shown
        assert "! library is not trusted" in shown
        person.types("")
        person.sees(DONE)
        person.types("r")
        person.sees("Run it? ")
        person.types("y")
        shown = person.sees("It ended well after ")
        assert "gauge P 7\n" in shown
        person.sees(DONE)
    (step,) = (step for step in record(env)["steps"] if step["n"] == "1")
    assert step["cmd"]["exit"] == 0
    assert step["cmd"]["out_sha256"] == hashlib.sha256(b"gauge P 7\n").hexdigest()


def test_nothing_runs_where_a_walk_is_only_tried(env: dict[str, str]) -> None:
    with start(env, "--dry-run") as person:
        person.sees(DONE)
        person.types("r")
        shown = person.sees("Only tried: it is not run.")
        assert '$ echo "gauge ${FH_MACHINE}"' in shown
        person.sees(DONE)


def test_commands_are_copied_by_way_of_the_terminal(env: dict[str, str]) -> None:
    with start(env) as person:
        person.sees(DONE)
        person.types("c")
        shown = person.sees("They are in the clipboard, where the terminal allows that.")
    assert "\necho" in shown
    copied = shown.partition("\x1b]52;c;")[2].partition("\x07")[0]
    assert base64.b64decode(copied).decode().startswith("echo ")


def test_a_file_is_attached_by_its_hash(env: dict[str, str], tmp_path: Path) -> None:
    photo = tmp_path / "gauge.jpg"
    photo.write_bytes(b"\xff\xd8 a gauge")
    with start(env) as person:
        person.sees(DONE)
        person.types("a")
        person.sees("Which file? ")
        person.types(str(tmp_path / "absent.jpg"))
        person.sees("No: ")
        person.sees(DONE)
        person.types("a")
        person.sees("Which file? ")
        person.types(str(photo))
        person.sees("Attached: gauge.jpg, 10 bytes")
    photo.unlink()
    (file,) = record(env)["steps"][0]["files"]
    digest = hashlib.sha256(b"\xff\xd8 a gauge").hexdigest()
    assert (file["name"], file["sha256"], file["media"]) == ("gauge.jpg", digest, "image/jpeg")
    (kept,) = tmp_path.glob(f"data/attachments/*/{digest}")
    assert kept.read_bytes() == b"\xff\xd8 a gauge"


def test_a_wait_rings_when_it_is_over_and_is_not_left_by_accident(env: dict[str, str]) -> None:
    with start(env) as person:
        shown = person.sees(DONE)
        assert "(until step 3)" not in shown
        person.types("")
        person.sees("Which file? (Enter goes on without it) ")
        person.types("")
        shown = person.sees("2. Let it run.")
        assert "Throughout: somebody stays at the stop button (until step 3)" in shown
        person.sees(DONE)
        person.types("")
        shown = person.sees("The wait is over.")
        assert "\x07" in shown
        person.sees("⊘ 2. Let it run.")
        person.sees(DONE)
        person.types("")
        shown = person.sees(WAITING)
        assert "Waiting: 5 min left, until " in shown
        person.types("q")
        person.sees("Left at 2 of 3; everything is kept.")
        assert person.leaves() == 0
    with Person("resume", env=env) as person:
        person.sees(DONE)
        person.types("")
        shown = person.sees(WAITING)
        assert "Waiting: 4 min 5" in shown or "Waiting: 5 min left" in shown
        person.types("e")
        person.sees("Why go on early? (Enter to wait on) ")
        person.types("q")
        person.sees("A reason takes a word at least")
        person.types("it is cold already")
        person.sees("⊘ 3. Let it cool.")
    found = record(env)
    (early,) = found["deviations"]
    assert early["kind"] == "early_timer"
    assert early["reason"].endswith(" of 5 min: it is cold already")
    timers = {step["n"]: step["timer"] for step in found["steps"] if "timer" in step}
    assert timers["2"]["required_s"] == 1
    assert 1 <= timers["2"]["waited_s"] < 10


def test_a_check_that_passes_beforehand_proves_nothing(env: dict[str, str], tmp_path: Path) -> None:
    page = "# Mount it\n\n1. Mount the disk.\n   - **Verify:** `test -d /`\n"
    (tmp_path / "library" / "mount.md").write_text(page, encoding="utf-8")
    with Person("walk", "mount", "--plain", env=env) as person:
        person.sees(DONE)
        person.types("v")
        person.sees("Run it? ")
        person.types("y")
        person.sees("It passed before the step was done.")
        person.sees(DONE)
        person.types("")
        person.sees("Run it? ")
        person.types("y")
        person.sees("The check says yes.")
        person.sees("It said so before the step was done, too: it proves nothing.")
        person.sees("y/n: ")
        person.types("y")
        person.sees("⊘ 1. Mount the disk.")


def test_another_person_goes_on(env: dict[str, str]) -> None:
    with start(env) as person:
        person.sees(DONE)
        person.types("handover")
        person.sees("Who goes on? ")
        person.types("Ann")
        person.sees("Anything to say with it? ")
        person.types("end of shift")
        person.sees("From here on it is done by Ann.")
        person.sees(DONE)


def test_a_list_that_was_done_from_memory_is_confirmed_at_once(env: dict[str, str]) -> None:
    with Person("walk", "shift", "--plain", env=env) as person:
        person.sees(DONE)
        person.types("?")
        assert "  all      everything in this list is done" in person.sees(DONE)
        person.types("all")
        shown = person.sees("Nothing is left to do.")
        assert shown.count("⊘") == 2


def test_the_log_of_an_open_walk_says_what_happened(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "gauge.jpg").write_bytes(b"a gauge")
    with start(env) as person:
        for typed in ("r", "y", "a", str(tmp_path / "gauge.jpg"), ""):
            person.is_asked()
            person.types(typed)
        person.sees("2. Let it run.")
        person.sees(DONE)
        person.types("")
        person.sees("⊘ 2. Let it run.")
        person.sees(DONE)
    shown = flowhelp("log", str(record(env)["id"]), env=env)

    assert shown.returncode == 0, shown.stderr
    assert "      command ended with 0 after 0." in shown.stdout
    assert "      waited 1 s of 1 s\n" in shown.stdout
    digest = hashlib.sha256(b"a gauge").hexdigest()
    assert f"      attached: gauge.jpg, SHA-256 {digest[:12]}…\n" in shown.stdout
    assert "  ◯ 3. Let it cool.\n" in shown.stdout
