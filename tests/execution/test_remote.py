"""Programs whose keys, window and end come from another thread."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from flowhelp.execution.remote import Remote
from flowhelp.execution.runner import Job, Outcome, Screen, captured, run

ENV = {"PATH": os.environ["PATH"]}


def job(script: str) -> Job:
    return Job(("sh", "-c", script), ENV, Path("/"), seconds=20.0)


def followed(
    script: str, remote: Remote, when: Mapping[str, Callable[[], None]]
) -> tuple[Outcome, str]:
    """How it ended and what was shown; each of `when` is called once its words were shown."""
    shown: list[str] = []
    waiting = dict(when)

    def show(text: str) -> None:
        shown.append(text)
        for words in [each for each in waiting if each in "".join(shown)]:
            waiting.pop(words)()

    outcome = run(job(script), Screen(show, real=True, remote=remote, term="xterm-256color"))
    return outcome, "".join(shown)


def test_keys_and_sizes_reach_the_program_and_its_terminal_is_the_one_that_is_said() -> None:
    remote = Remote((10, 50))
    when = {
        "ready": lambda: remote.key_in(b"hello\n"),
        "got hello": lambda: remote.resize((12, 60)),
    }
    script = (
        "trap 'stty size; exit 0' WINCH; stty size; echo $TERM ready; read l; echo got $l; "
        "while :; do sleep 0.05; done"
    )

    outcome, shown = followed(script, remote, when)

    assert outcome.exit == 0
    assert shown.startswith("10 50\r\nxterm-256color ready")
    assert shown.endswith("12 60\r\n")


def test_a_program_that_does_not_want_to_end_is_made_to() -> None:
    remote = Remote((10, 50))

    outcome, _ = followed(
        "trap '' HUP TERM; echo ready; while :; do sleep 0.1; done", remote, {"ready": remote.stop}
    )

    assert (outcome.ended, outcome.signal) == ("signal", 9)
    assert outcome.dur_s < 5


def test_what_runs_without_a_terminal_can_be_ended_too() -> None:
    remote = Remote((24, 80))
    threading.Timer(0.2, remote.stop).start()

    outcome = captured(job("exec sleep 60"), remote)

    assert outcome.exit is None
    assert outcome.dur_s < 5
    remote.pause(60)  # it is over at once, for there is an end already
    remote.close()
    remote.close()
    remote.key_in(b"late")
