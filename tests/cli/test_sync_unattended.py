"""After a walk its record is brought where it goes, by a process that nobody waits for."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from flowhelp.journal.outbox import Outbox
from flowhelp.paths import Places
from flowhelp.sync.turns import at_work
from flowhelp.usecases import targets
from flowhelp.usecases.arrivals import look_at_targets
from flowhelp.usecases.health import Health
from flowhelp.usecases.unattended import sync_later
from flowhelp.usecases.workspace import Workspace
from tests.cli.doors import piped, watched
from tests.sync.worlds import run_of

WALK = ("walk", "lamp", "--answers", "answers.jsonl")


def until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    """Give other processes the time they need, and no more."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


@pytest.fixture
def home(tmp_path: Path, warm_cache: Path) -> Path:
    """A home where automatic sync is on, with a page that is shared and the answers to walk it."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("auto_sync = true\n", encoding="utf-8")
    (tmp_path / "cache").symlink_to(warm_cache)
    (tmp_path / ".flowhelp").mkdir()
    page = "# Replace the warning lamp\n\n1. Switch the panel off.\n2. Turn the lamp out.\n"
    (tmp_path / ".flowhelp" / "lamp.md").write_text(page, encoding="utf-8")
    lines = [{"do": "done", "step": "1"}, {"do": "done", "step": "2"}]
    text = "\n".join(map(json.dumps, lines))
    (tmp_path / "answers.jsonl").write_text(text, encoding="utf-8")
    return tmp_path


def shop(home: Path) -> Workspace:
    """What the commands work with, in this process."""
    return Workspace(Places(home / "config", home / "data", home / "cache"), folder=home)


def add(home: Path, kind: str, location: str, name: str = "team") -> None:
    """A place that records go to."""
    targets.add(shop(home), name, kind, location)


def outbox(home: Path) -> Path:
    """Where what is to leave is kept."""
    return home / "data" / "sync.db"


def is_over(home: Path) -> bool:
    """Whether a sync with the target `team` came to an end."""
    kept = Outbox.open(outbox(home))
    attempt = kept.attempt("team")
    kept.close()
    return bool(attempt.at or attempt.failed) and at_work(outbox(home)) is None


def test_nobody_waits_for_it_and_a_terminal_that_closes_does_not_end_it(home: Path) -> None:
    gate, hub = home / "gate", home / "hub.git"
    os.mkfifo(gate)
    subprocess.run(["git", "init", "-q", "--bare", str(hub)], check=True)
    hook = hub / "hooks" / "pre-receive"
    hook.write_text(f"#!/bin/sh\ncat {gate} >/dev/null\n", encoding="utf-8")
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    (home / "shared").mkdir()
    add(home, "folder", "shared", "disk")
    add(home, "git", "hub.git")

    done = watched(WALK, home)

    assert done.code == 0
    assert "The record: flowhelp log " in done.out.decode().splitlines()[-1]
    opened: list[int] = []
    until(lambda: bool(opened) or _opens(gate, opened))  # only now may it go on
    holder = at_work(outbox(home))
    assert holder is not None
    assert not holder.by_hand
    assert _refs(hub) == ""
    os.close(opened[0])
    until(lambda: is_over(home))
    assert _refs(hub).startswith("refs/flowhelp/")
    assert b'"run.ended"' in next((home / "shared").glob("*/*.jsonl")).read_bytes()


def _opens(gate: Path, opened: list[int]) -> bool:
    try:
        opened.append(os.open(gate, os.O_WRONLY | os.O_NONBLOCK))
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        return False
    return True


def _refs(hub: Path) -> str:
    words = ["git", "-C", str(hub), "for-each-ref", "--format=%(refname)"]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def test_what_goes_wrong_is_told_by_the_status_and_the_doctor_alone(home: Path) -> None:
    pytest.importorskip("httpx")
    (home / "stick").mkdir()
    add(home, "xapi", "http://127.0.0.1:9/xapi", "lab")
    add(home, "folder", "stick")
    shutil.rmtree(home / "stick")

    done = piped(WALK, home)

    assert (done.code, done.err) == (0, b"")
    until(lambda: is_over(home))
    said = piped(["sync", "status"], home).out.decode()
    lab, team = said[: said.index("team")], said[said.index("team") :]
    assert "  failed: nobody said who we are to 'lab'\n" in lab
    assert "  automatic sync leaves it alone until somebody acts\n" in lab
    assert "is out of reach" in team
    assert "  tried again by itself after a walk, not before " in team
    assert said.endswith("After each walk they are tried by themselves.\n")
    with shop(home) as here:
        found = {check.subject: check for check in look_at_targets(here)}
    assert found["sync lab"].health is Health.WARNING
    assert found["sync lab"].mend == "flowhelp sync lab"
    assert found["sync team"].health is Health.GOOD  # it is tried again, and that is not long ago


def test_days_without_a_success_are_a_warning_where_it_should_go_by_itself(home: Path) -> None:
    (home / "shared").mkdir()
    add(home, "folder", "shared")
    with shop(home) as here:
        here.journal.append(run_of(1))
        later = here.now() + timedelta(days=2000)
        here.now = lambda: later
        (check,) = look_at_targets(here)
        assert check.health is Health.WARNING
        assert check.said.startswith("automatic sync has not succeeded for ")
    (home / "config" / "config.toml").unlink()
    with shop(home) as here:
        here.now = lambda: later
        (check,) = look_at_targets(here)
        assert (check.health, check.said) == (Health.GOOD, "4 events not there yet")


@pytest.mark.parametrize("settings", ["", "auto_sync = false\n", "auto_sync = [\n"])
def test_where_it_is_not_set_nothing_is_started(home: Path, settings: str) -> None:
    (home / "shared").mkdir()
    add(home, "folder", "shared")
    (home / "config" / "config.toml").write_text(settings, encoding="utf-8")

    assert not sync_later(shop(home))


def test_without_a_target_nothing_is_started_and_the_doctor_says_so(home: Path) -> None:
    with shop(home) as here:
        assert not sync_later(here)
        (check,) = look_at_targets(here)

    assert check.health is Health.WARNING
    assert check.mend == "flowhelp sync add NAME git|xapi|folder URL"
