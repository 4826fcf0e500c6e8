"""The app in a real terminal that ends, stops or shrinks: nothing is lost, it is given back."""

from __future__ import annotations

import os
import random
import re
import resource
import secrets
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from flowhelp import clock
from flowhelp.journal.codec import Recorded
from flowhelp.journal.events import CommandEnded, StepDone
from flowhelp.journal.store import Journal
from tests.terminal import CTRL_C, PATIENCE_S, ROOT
from tests.torture import only_on_request
from tests.tui.screens.test_walk import library
from tests.tui.terminal import CTRL_Q, CTRL_Z, ENTER, ESCAPE, F3, OUT_OF, RealTerminal, app_env

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")

WASH = """# Wash the press

1. Wash roller 1.
2. Read the gauge.
   - **Record:** Gauge: ___ bar (1–3)
""" + "".join(f"{number}. Wash roller {number}.\n" for number in range(3, 25))
TICKS, MORE_TICKS = (
    "# Wash the press\n\n" + "".join(f"{n}. Wash roller {n}.\n" for n in range(1, steps))
    for steps in (200, 700)  # more than are done between four kills, and between sixty
)
AT = re.compile(r"Step (\d+) of")
TIMES = """# Watch it

1. Watch it.

   ```sh
   trap 'echo is $(stty size)' WINCH; echo is $(stty size); while :; do sleep 0.05; done
   ```
2. Go on.
"""


def events(folder: Path) -> list[Recorded]:
    """All that is in the journal, which is whole."""
    journal = Journal.open(folder / "data" / "journal.db", now=clock.now, noise=secrets.randbits)
    assert journal.verify() is None
    found = [each for run in journal.runs() for each in journal.read(run)]
    journal.close()
    return found


def done(folder: Path) -> int:
    """How many steps the journal has as done."""
    return sum(isinstance(each.event, StepDone) for each in events(folder))


def pages(folder: Path, **texts: str) -> dict[str, str]:
    """A trusted library with these pages; the environment to walk them in."""
    library(folder, **texts).close()
    return app_env(folder)


@pytest.mark.parametrize("ending", [signal.SIGHUP, signal.SIGTERM], ids=lambda each: each.name)
def test_a_signal_ends_it_with_the_terminal_given_back(
    tmp_path: Path, ending: signal.Signals
) -> None:
    env = pages(tmp_path, wash=WASH)
    with RealTerminal("walk", "wash", env=env) as terminal:
        terminal.sees("Step 1 of")
        terminal.presses(ENTER)
        terminal.sees("Step 2 of")
        terminal.presses(F3)
        terminal.sees("Why")

        terminal.sends(ending)

        assert terminal.leaves() == 128 + ending
        assert terminal.is_given_back
        assert b"Traceback" not in terminal.written
        told = terminal.written.rpartition(OUT_OF)[2]
        assert (b"Go on with: flowhelp resume" in told) == (ending != signal.SIGHUP)
    assert done(tmp_path) == 1
    with RealTerminal("resume", env=env) as terminal:
        terminal.sees("You were at step 2", "1 of 24 settled")


def test_a_window_that_is_closed_ends_it_and_the_command_in_it(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    page = (
        f"# Long\n\n1. Run it.\n\n   ```sh\n   echo $$ > {mark}; exec sleep 600\n   ```\n2. End.\n"
    )
    env = pages(tmp_path, long=page)
    with RealTerminal("walk", "long", env=env) as terminal:
        terminal.sees("1. Run it.")
        terminal.presses("r")
        terminal.sees("Run it?")
        terminal.presses("y")
        terminal.sees("Keys go to the command")
        while not (mark.exists() and mark.read_text()):
            terminal.listen(0.05)

        terminal.hang_up()

        terminal.leaves()
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)
    last = [each.event for each in events(tmp_path) if isinstance(each.event, CommandEnded)]
    assert len(last) == 1, "how it ended is on the disk"


@pytest.mark.parametrize("words", [(), ("walk", "wash"), ("resume",)], ids=" ".join)
def test_a_window_that_is_closed_is_a_hang_up_for_who_asks(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    env = pages(tmp_path, wash=WASH)
    if words == ("resume",):
        with RealTerminal("walk", "wash", env=env) as terminal:
            terminal.sees("Step 1 of")
    with RealTerminal(*words, env=env) as terminal:
        terminal.sees({(): "What do you", ("resume",): "You were at"}.get(words, "Step 1 of"))

        terminal.hang_up()

        assert terminal.leaves() == 128 + signal.SIGHUP


def test_the_shell_has_the_terminal_while_it_is_stopped(tmp_path: Path) -> None:
    env = pages(tmp_path, wash=WASH) | {"PS1": "shell> "}
    shell = shutil.which("bash")
    if shell is None:
        pytest.skip("no shell with jobs")
    with RealTerminal(env=env, command=[shell, "--norc", "--noprofile", "-i"]) as terminal:
        terminal.sees("shell>")
        terminal.presses(f"{sys.executable} -m flowhelp walk wash\r")
        terminal.sees("Step 1 of")

        terminal.presses(CTRL_Z)

        terminal.sees("Stopped", "shell>")
        assert terminal.written.rfind(OUT_OF) > terminal.written.rfind(b"\x1b[?1049h")
        terminal.presses("stty -a | grep -q -- '-icanon\\|-isig\\|-echo ' || echo as be''fore\r")
        terminal.sees("as before")
        terminal.presses("fg\r")
        terminal.sees("Step 1 of", "Enter: done.")
        terminal.presses(ENTER)
        terminal.sees("Step 2 of")
        terminal.presses(CTRL_Q)
        terminal.sees("Left at 1 of 24")
    assert done(tmp_path) == 1


def test_a_command_sees_the_new_size_and_ctrl_c_is_its_own(tmp_path: Path) -> None:
    env = pages(tmp_path, watch=TIMES)
    with RealTerminal("walk", "watch", env=env) as terminal:
        terminal.sees("1. Watch it.")
        terminal.presses(CTRL_C)  # ends nothing where nothing runs
        terminal.sees("^q leaves; everything is kept.")
        terminal.presses("r")
        terminal.sees("Run it?")
        terminal.presses("y")
        narrow = re.search(r"is \d+ (\d+)", terminal.sees("Keys go to", "is 1", " 7"))
        assert narrow is not None

        terminal.resize(40, 200)

        terminal.sees("is 2")
        sizes = {int(columns) for columns in re.findall(r"is \d+ (\d+)", terminal.seen)}
        assert max(sizes) > int(narrow.group(1))
        terminal.resize(16, 60)
        terminal.sees("1. Watch it.")
        terminal.presses(CTRL_C)
        terminal.sees("Escape closes.")
        terminal.presses(ESCAPE)
        terminal.sees("1. Watch it.", without="Escape closes.")
        terminal.presses(CTRL_Q)
        assert terminal.leaves() == 0
        assert terminal.is_given_back
    ended = [each.event for each in events(tmp_path) if isinstance(each.event, CommandEnded)]
    assert [each.ended for each in ended] == ["interrupt"]


def test_quitting_in_a_dialog_asks_about_what_was_typed_and_writes_nothing_else(
    tmp_path: Path,
) -> None:
    env = pages(tmp_path, wash=WASH)
    with RealTerminal("walk", "wash", env=env) as terminal:
        terminal.sees("Step 1 of")
        terminal.presses(ENTER)
        terminal.sees("Step 2 of")
        terminal.presses("2")
        terminal.sees("within limits")
        terminal.presses(ESCAPE)
        terminal.sees("q Leave")
        terminal.presses("s")
        terminal.sees("Why")

        terminal.presses(CTRL_Q)

        terminal.sees("would be lost", "gauge: 2")
        terminal.presses(ESCAPE)
        terminal.sees("Why", without="would be lost")
        terminal.presses(CTRL_Q)
        terminal.sees("would be lost")
        terminal.presses(CTRL_Q)
        assert terminal.leaves() == 0
        assert terminal.is_given_back
        assert b"Go on with: flowhelp resume" in terminal.written.rpartition(OUT_OF)[2]
    assert done(tmp_path) == 1


def test_a_page_that_vanishes_or_changes_while_it_is_walked(tmp_path: Path) -> None:
    env = pages(tmp_path, wash=WASH)
    page = tmp_path / "lib" / "wash.md"
    with RealTerminal("walk", "wash", env=env) as terminal:
        terminal.sees("Step 1 of")
        page.write_text("# Another\n\n1. Something else.\n", encoding="utf-8")
        terminal.presses(ENTER)
        terminal.sees("Step 2 of")
        page.unlink()
        terminal.presses("2\r")
        terminal.sees("Step 3 of")
        terminal.presses(CTRL_Q)
        assert terminal.leaves() == 0
    with RealTerminal("resume", env=env) as terminal:
        terminal.sees("You were at step 3", "2 of 24 settled")
        terminal.presses(ENTER)
        terminal.sees("Step 3 of")


def test_two_terminals_at_one_run_write_one_record(tmp_path: Path) -> None:
    env = pages(tmp_path, wash=WASH)
    with (
        RealTerminal("walk", "wash", env=env) as one,
        RealTerminal(env=env, command=["cat"]) as idle,
    ):
        one.sees("Step 1 of")
        idle.listen(0)
        with RealTerminal("resume", env=env) as other:
            other.sees("You were at step 1")
            other.presses(ENTER)
            other.sees("Step 1 of")
            one.presses(ENTER)
            one.sees("Step 2 of")
            other.presses(ENTER)
            other.sees("Step 2 of")
            other.presses("2\r")
            other.sees("Step 3 of")
            one.presses("2\r")
            one.sees("Step 3 of")
    assert done(tmp_path) == 2


def test_a_page_that_vanishes_while_it_is_read_stays_on_the_screen(tmp_path: Path) -> None:
    env = pages(tmp_path, wash=WASH)
    with RealTerminal(env=env) as terminal:
        terminal.sees("What do you want to do?")
        terminal.presses("wash")
        terminal.sees("Wash the press")
        terminal.presses(ENTER)
        terminal.sees("Wash roller 6.")
        (tmp_path / "lib" / "wash.md").unlink()
        terminal.sees("The file is gone")
        terminal.presses("w")
        terminal.sees("there is no procedure")
        terminal.presses(CTRL_Q)
        assert terminal.leaves() == 0


def kill_at_random(folder: Path, times: int, seed: int) -> int:
    """Kill the app that many times while somebody goes on and on; how many steps were done.

    Every step that was shown as done is in the journal, none is done twice, and each walk goes
    on at the first step that is not done.
    """
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    env = pages(folder, wash=TICKS if times < 10 else MORE_TICKS)
    words: tuple[str, ...] = ("walk", "wash")
    most = 0
    for _ in range(times):
        with RealTerminal(*words, env=env) as terminal:
            terminal.listen(PATIENCE_S)  # what comes before is on no screen
            end = time.monotonic() + chance.uniform(0.2, 3.5)
            pressed = ""
            while time.monotonic() < end and terminal.process.poll() is None:
                terminal.listen(0.02)
                at = AT.search(terminal.seen)
                most = max(most, int(at.group(1)) - 1 if at else 0)
                now = at.group() if at else "?" if "You were at step" in terminal.seen else ""
                if now and now != pressed:
                    pressed = now
                    terminal.presses(ENTER)
            terminal.sends(signal.SIGKILL)
            terminal.leaves()
            at = AT.search(terminal.seen)
            most = max(most, int(at.group(1)) - 1 if at else 0)
        kept = [each.event.sid for each in events(folder) if isinstance(each.event, StepDone)]
        assert len(kept) == len(set(kept)), "done twice"
        assert most <= len(kept), "a step that was shown as done is lost"
        words = ("resume",) if events(folder) else words
    with RealTerminal(*words, env=env) as terminal:
        terminal.sees(f"You were at step {done(folder) + 1} " if events(folder) else "Step 1 of")
    return most


def test_every_step_shown_as_done_survives_a_kill(tmp_path: Path) -> None:
    assert kill_at_random(tmp_path, 4, seed=3) > 3


@pytest.mark.torture
def test_every_step_shown_as_done_survives_sixty_kills(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    assert kill_at_random(tmp_path, 60, seed=4) > 50


def can_mount() -> bool:
    """Whether a disk of our own can be made here."""
    tried = ["unshare", "-m", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
    return (
        shutil.which("unshare") is not None
        and subprocess.run(tried, check=False, capture_output=True).returncode == 0
    )


def fill(disk: Path) -> None:
    """Leave no room on it."""
    with suppress(OSError), (disk / "filler").open("ab", buffering=0) as file:
        while file.write(bytes(512)):
            pass


@pytest.mark.skipif(not can_mount(), reason="no disk can be mounted here")
def test_on_a_full_disk_nothing_is_shown_as_done_that_is_not_on_it(tmp_path: Path) -> None:
    env = pages(tmp_path, wash=TICKS)
    disk = tmp_path / "data"
    disk.mkdir(exist_ok=True)
    program = f"mount -t tmpfs -o size=3m t {disk} && exec {sys.executable} -m flowhelp walk wash"
    with RealTerminal(env=env, command=["unshare", "-m", "sh", "-c", program]) as terminal:
        terminal.sees("Step 1 of")
        inside = Path(f"/proc/{terminal.process.pid}/root{disk}")
        at = 1
        while "disk" not in terminal.seen and at < 150:
            fill(inside)
            terminal.presses(ENTER)
            at = after(terminal, at)
        assert at > 1, "the step at hand could not be finished"
        shutil.copytree(inside, tmp_path / "copy/data", ignore=lambda *_: ["filler"])
        assert done(tmp_path / "copy") == at - 1

        (inside / "filler").unlink()
        terminal.presses(ENTER)
        terminal.sees(f"Step {at + 1} of")
        terminal.presses(CTRL_Q)
        assert terminal.leaves() == 0
        assert terminal.is_given_back


def after(terminal: RealTerminal, at: int) -> int:
    """The step that is at hand once something came of a key that was pressed."""
    end = time.monotonic() + 5
    while time.monotonic() < end and f"Step {at} of" in terminal.seen:
        terminal.listen(0.05)
        if "disk" in terminal.seen or "cannot be written" in terminal.seen:
            break
    found = AT.search(terminal.seen)
    assert found is not None, terminal.seen
    return int(found.group(1))


def test_a_journal_that_takes_nothing_is_said_and_the_walk_stays(tmp_path: Path) -> None:
    env = pages(tmp_path, wash=TICKS)
    with RealTerminal("walk", "wash", env=env) as terminal:
        terminal.sees("Step 1 of")
        terminal.presses(ENTER)
        terminal.sees("Step 2 of")
        pid = terminal.process.pid
        before = resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        terminal.presses(ENTER)
        terminal.sees("Step 2 of", "journal")
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
        assert done(tmp_path) == 1
        terminal.presses(ENTER)
        terminal.sees("Step 3 of")
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        terminal.presses(CTRL_Q)
        assert terminal.leaves() == 0
        assert terminal.is_given_back
    assert done(tmp_path) == 2


def test_a_walk_that_cannot_begin_is_told_once_the_terminal_is_given_back(tmp_path: Path) -> None:
    env = pages(tmp_path, wash=TICKS)
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data" / "journal.db").write_bytes(b"no journal" * 999)

    with RealTerminal("walk", "wash", env=env) as terminal:
        code = terminal.leaves()
        assert terminal.is_given_back
        assert code == 4
        assert b"journal.db is damaged" in terminal.written
        assert b"flowhelp walk wash --dry-run" in terminal.written.replace(b"\r\n", b"")

    with RealTerminal("walk", "wash", "--dry-run", env=env) as terminal:
        terminal.sees("Step 1 of", "nothing is recorded")
        terminal.presses(ENTER)
        terminal.sees("Step 2 of")
        terminal.presses(CTRL_Q)
        assert terminal.leaves() == 0


def test_broken_settings_are_said_before_the_screen_is_taken(tmp_path: Path) -> None:
    env = pages(tmp_path, wash=WASH)
    (tmp_path / "config" / "config.toml").write_text("theme = [\n", encoding="utf-8")
    for words in (("walk", "wash"), ()):
        with RealTerminal(*words, env=env) as terminal:
            code = terminal.leaves()
            assert terminal.settings == terminal.before
            assert b"config.toml" in terminal.written
            assert b"Traceback" not in terminal.written
            assert b"\x1b[?1049h" not in terminal.written
            assert code == 4


def test_the_real_thing_in_tmux(tmp_path: Path) -> None:
    tmux = shutil.which("tmux")
    if tmux is None:
        pytest.skip("there is no tmux")
    env = pages(tmp_path, wash=WASH)
    server = f"flowhelp-test-{os.getpid()}"

    def told(*words: str) -> str:
        done = subprocess.run(
            [tmux, "-L", server, "-f", "/dev/null", *words],
            env=env, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=20,
        )  # fmt: skip
        return done.stdout

    def sees(words: str) -> None:
        end = time.monotonic() + PATIENCE_S
        while words not in (seen := told("capture-pane", "-p")):
            assert time.monotonic() < end, seen
            time.sleep(0.05)

    try:
        told("new-session", "-d", "-x", "80", "-y", "24", "sh")
        told("send-keys", f"PYTHONPATH={ROOT} {sys.executable} -m flowhelp walk wash", "Enter")
        sees("Step 1 of")
        told("send-keys", "Enter")
        sees("Step 2 of")
        told("send-keys", "2", "Enter")
        sees("Step 3 of")
        told("resize-window", "-x", "60", "-y", "16")
        told("send-keys", "q")
        sees("Left at 2 of 24")
    finally:
        subprocess.run([tmux, "-L", server, "kill-server"], check=False, capture_output=True)
    assert done(tmp_path) == 2
