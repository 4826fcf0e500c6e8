"""Programs in a terminal of their own: keys, sizes, ends, limits, secrets."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from flowhelp.execution.pseudo import Printed
from flowhelp.execution.runner import (
    Job,
    NoInterpreterError,
    Outcome,
    Screen,
    captured,
    run,
    unattended,
)
from flowhelp.execution.tty import Keyboard, size_of

ENV = {"PATH": os.environ["PATH"], "TERM": "xterm"}


class Person:
    """A terminal with somebody at it."""

    def __init__(self) -> None:
        self.outer, self.inner = pty.openpty()

    def types(self, keys: bytes) -> None:
        os.write(self.outer, keys)

    def close(self) -> None:
        os.close(self.outer)
        os.close(self.inner)


def job(script: str, *, seconds: float | None = 20.0, secrets: tuple[str, ...] = ()) -> Job:
    return Job(("sh", "-c", script), ENV, Path("/"), seconds=seconds, grace=0.2, secrets=secrets)


def answered(person: Person, script: str, keys: bytes) -> tuple[Outcome, str]:
    """The same, with keys typed as soon as the program says something."""
    shown: list[str] = []

    def show(text: str) -> None:
        if not shown:
            person.types(keys)
        shown.append(text)

    outcome = run(job(script), Screen(show, person.inner, real=True))
    return outcome, "".join(shown)


def seen(
    script: str, *, real: bool = False, keys: int | None = None, seconds: float | None = 20.0
) -> tuple[Outcome, str]:
    """How it ended, and what was shown."""
    shown: list[str] = []
    outcome = run(job(script, seconds=seconds), Screen(shown.append, keys, real))
    return outcome, "".join(shown)


def test_a_program_has_a_terminal_of_its_own_and_its_status_counts() -> None:
    outcome, shown = seen("test -t 0 && test -t 1 && test -t 2 && tty && stty size; exit 3")

    assert (outcome.exit, outcome.ended) == (3, "exit")
    assert shown.splitlines()[0].startswith("/dev/pts/")
    assert shown.splitlines()[1] == "24 80"


def test_the_hash_and_the_count_are_of_all_the_output() -> None:
    outcome = captured(job("yes flowhelp | head -c 3000000"))

    whole = (b"flowhelp\n" * 400_000)[:3_000_000]
    assert outcome.out_sha256 == sha256(whole).hexdigest()
    assert outcome.out_bytes == 3_000_000
    assert outcome.output == whole[: 1 << 20]


PRINTED = [
    (r"a\nb\n", b"a\nb\n"),
    (r"a\r\nb\r\r\n", b"a\r\nb\r\r\n"),
    (r"no end\r", b"no end\r"),
    (r"one\rtwo\n\n\r", b"one\rtwo\n\n\r"),
    ("", b""),
]


@pytest.mark.parametrize(("text", "printed"), PRINTED)
def test_the_hash_is_of_what_was_printed_and_the_screen_has_the_line_ends_of_a_terminal(
    text: str, printed: bytes
) -> None:
    outcome, shown = seen(f"printf '{text}'")

    assert (outcome.output, outcome.out_bytes) == (printed, len(printed))
    assert outcome.out_sha256 == sha256(printed).hexdigest()
    assert shown == printed.replace(b"\n", b"\r\n").decode()
    assert captured(job(f"printf '{text}'")).out_sha256 == outcome.out_sha256


def test_line_ends_are_undone_wherever_the_pieces_are_cut() -> None:
    whole = b"a\r\n\r\r\n\rb\r\r\r\nc\r"

    for size in range(1, len(whole) + 1):
        printed = Printed()
        pieces = [printed.feed(whole[at : at + size]) for at in range(0, len(whole), size)]
        assert b"".join((*pieces, printed.close())) == b"a\n\r\n\rb\r\r\nc\r"


def test_what_a_program_wrote_last_is_taken_in_also_at_a_slow_terminal() -> None:
    whole = b"".join(b"%d\n" % number for number in range(1, 12_000))

    def slow(text: str) -> None:
        time.sleep(0.2 if text else 0)

    outcome = run(job("seq 1 11999"), Screen(slow))

    assert outcome.out_bytes == len(whole)
    assert outcome.out_sha256 == sha256(whole).hexdigest()


def test_unattended_it_has_no_terminal_and_what_it_prints_is_shown() -> None:
    shown: list[str] = []

    outcome = unattended(job("test -t 0 || test -t 1 || echo none; cat; exit 3"), shown.append)

    assert (outcome.exit, "".join(shown), outcome.output) == (3, "none\n", b"none\n")


def test_without_a_terminal_there_is_no_input_and_errors_are_output_too() -> None:
    outcome = captured(job("test -t 0 || echo none; cat; echo wrong >&2; exit 1"))

    assert (outcome.exit, outcome.output) == (1, b"none\nwrong\n")


def test_a_time_limit_asks_first_and_then_ends_the_whole_group() -> None:
    outcome, shown = seen("trap 'echo asked' TERM; sleep 60 & wait; sleep 60", seconds=0.3)

    assert (outcome.exit, outcome.ended) == (None, "timeout")
    assert "asked" in shown
    assert outcome.dur_s < 5


def test_a_signal_is_told_from_a_status() -> None:
    outcome, _ = seen("kill -TERM $$")

    assert (outcome.exit, outcome.ended, outcome.signal) == (None, "signal", signal.SIGTERM)


def test_a_program_in_the_background_is_not_waited_for() -> None:
    outcome, shown = seen("(trap '' HUP; sleep 5; echo late) & echo now")

    assert outcome.dur_s < 3
    assert shown == "now\r\n"
    assert captured(job("sleep 5 & echo now")).dur_s < 3


def test_what_is_not_there_is_said() -> None:
    with pytest.raises(NoInterpreterError, match="no-such-shell cannot be used: no such file"):
        captured(Job(("no-such-shell", "-c", "ls"), ENV, Path("/")))
    with pytest.raises(NoInterpreterError, match="/no/such/folder cannot be used"):
        captured(Job(("sh", "-c", "ls"), ENV, Path("/no/such/folder")))


@pytest.fixture
def person() -> Iterator[Person]:
    """Somebody at a terminal."""
    found = Person()
    yield found
    found.close()


def test_keys_reach_the_program_and_the_terminal_is_given_back(person: Person) -> None:
    before = termios.tcgetattr(person.inner)
    person.types(b"hello\n")

    outcome, shown = seen("read line; echo got $line", keys=person.inner, real=True)

    assert outcome.exit == 0
    assert "got hello" in shown
    assert termios.tcgetattr(person.inner) == before


def test_control_c_reaches_the_program_and_nobody_else(person: Person) -> None:
    outcome, _ = answered(person, "echo ready; exec sleep 30", b"\x03")

    assert (outcome.ended, outcome.signal, outcome.exit) == ("interrupt", signal.SIGINT, None)


def test_a_program_may_answer_control_c_itself(person: Person) -> None:
    script = "trap 'echo caught; exit 7' INT; echo ready; while :; do sleep 0.05; done"

    outcome, shown = answered(person, script, b"\x03")

    assert (outcome.ended, outcome.exit) == ("exit", 7)
    assert "caught" in shown


def test_the_program_has_the_size_of_the_window(person: Person) -> None:
    termios.tcsetwinsize(person.inner, (50, 132))

    _, shown = seen("stty size", keys=person.inner, real=True)

    assert shown.startswith("50 132")
    assert size_of(None) == (24, 80)


def test_the_terminal_is_given_back_when_showing_fails(person: Person) -> None:
    before = termios.tcgetattr(person.inner)

    def broken(text: str) -> None:
        raise BrokenPipeError(text)

    with pytest.raises(BrokenPipeError):
        run(job("echo out; sleep 30"), Screen(broken, person.inner, real=True))

    assert termios.tcgetattr(person.inner) == before


def test_what_the_terminal_answers_to_a_question_is_thrown_away(person: Person) -> None:
    with Keyboard(person.inner):
        person.types(b"\x1b[24;80R")

    os.set_blocking(person.inner, False)
    with pytest.raises(BlockingIOError):
        os.read(person.inner, 100)


WATCHED = """
import os, sys
from pathlib import Path
from flowhelp.execution.runner import Job, Screen, run
shown = lambda text: os.write(1, text.encode())
run(Job(("sh", "-c", {script!r}), dict(os.environ), Path("/")), Screen(shown, 0, True))
"""


def in_terminal(script: str) -> tuple[int, int, subprocess.Popen[bytes]]:
    """A process that runs a script at a terminal of its own: its two ends, and itself."""
    outer, inner = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", WATCHED.format(script=script)],
        stdin=inner, stdout=inner, stderr=inner, start_new_session=True,
    )  # fmt: skip
    return outer, inner, process


def gone(pid: int) -> bool:
    """Whether a process ends within ten seconds."""
    late = time.monotonic() + 10
    while time.monotonic() < late:
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state.split()[0] == "Z":
            return True
    return False


def read_until(outer: int, word: bytes) -> bytes:
    text = b""
    while word not in text:
        text += os.read(outer, 4096)
    return text


def test_a_changed_window_is_told_to_the_program() -> None:
    script = "trap 'stty size; exit 0' WINCH; echo ready; while :; do sleep 0.05; done"
    outer, inner, process = in_terminal(script)
    read_until(outer, b"ready")

    termios.tcsetwinsize(outer, (33, 99))
    process.send_signal(signal.SIGWINCH)

    assert b"33 99" in read_until(outer, b"33 99")
    assert process.wait(20) == 0
    os.close(outer)
    os.close(inner)


def test_being_ended_gives_the_terminal_back_and_ends_the_program() -> None:
    outer, inner, process = in_terminal("echo pid $$; sleep 60")
    before = termios.tcgetattr(inner)
    pid = int(read_until(outer, b"\n").split()[1])
    while termios.tcgetattr(inner) == before:
        assert process.poll() is None

    process.send_signal(signal.SIGTERM)

    assert process.wait(20) == -signal.SIGTERM
    assert termios.tcgetattr(inner) == before
    assert gone(pid)
    os.close(outer)
    os.close(inner)


def test_an_interrupt_from_outside_goes_to_the_program() -> None:
    script = "trap 'echo caught; exit 5' INT; echo ready; while :; do sleep 0.05; done"
    outer, inner, process = in_terminal(script)
    read_until(outer, b"ready")

    process.send_signal(signal.SIGINT)

    assert b"caught" in read_until(outer, b"caught")
    assert process.wait(20) == 0
    os.close(outer)
    os.close(inner)


def test_a_secret_is_in_no_output_no_word_and_no_hash() -> None:
    canary = "can4ry-$ecret"
    env = {**ENV, "TOKEN": canary}
    script = (
        'cat /proc/$$/cmdline | tr "\\0" " "; echo; echo "$TOKEN"; printf "%s" "$TOKEN" | base64;'
        'printf "%.5s" "$TOKEN"; printf "%s\\n" "${TOKEN#?????}"; printf "x%s" "$TOKEN" | base64'
    )
    shown: list[str] = []

    outcome = run(
        Job(("sh", "-c", script), env, Path("/"), seconds=20, secrets=(canary,)),
        Screen(shown.append),
    )

    said = "".join(shown)
    assert said.count("••••••") == 4
    assert canary not in said
    assert "Y2FuNHJ5" not in said
    assert canary.encode() not in outcome.output
    assert outcome.out_sha256 == sha256(outcome.output).hexdigest()
