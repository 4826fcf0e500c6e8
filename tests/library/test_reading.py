"""Reading many files in children that may run out of time or memory."""

from __future__ import annotations

import mmap
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from io import StringIO
from multiprocessing import resource_tracker

import pytest

from flowhelp.library import reading
from flowhelp.library.forking import may_fork
from flowhelp.library.reading import Job, Outcome, read_all
from flowhelp.library.source import UnreadableError

MANY = 60


def measure(job: Job) -> int:
    """The length of a file; some contents misbehave as hostile ones do."""
    match job.raw:
        case b"spin":
            while True:
                pass
        case b"sleep":
            time.sleep(3600)
        case b"eat":
            return len(bytearray(1 << 40))
        case b"crash":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"deep":
            return measure(job)
        case b"odd":
            raise UnreadableError("odd")
        case b"bug":
            raise ZeroDivisionError("a bug")
    return len(job.raw)


def jobs(*misbehaving: bytes, many: int = MANY) -> Iterator[Job]:
    """Good files with some others among them."""
    for number in range(many):
        yield Job(f"good{number}", "", b"x" * number)
        if number < len(misbehaving):
            yield Job(misbehaving[number].decode(), "", misbehaving[number])


def by_path(outcomes: Iterator[Outcome[int]]) -> dict[str, Outcome[int]]:
    return {outcome.path: outcome for outcome in outcomes}


def test_children_read_every_file_once() -> None:
    found = list(read_all(jobs(many=200), measure))

    assert sorted(outcome.path for outcome in found) == sorted(f"good{n}" for n in range(200))
    assert all(outcome.value == int(outcome.path.removeprefix("good")) for outcome in found)


def test_what_kills_or_stalls_a_child_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PATIENCE", 8.0)

    found = by_path(read_all(jobs(b"spin", b"crash", b"eat", b"odd", b"sleep", b"bug"), measure))

    assert {path: outcome.problem for path, outcome in found.items() if outcome.problem} == {
        "spin": "reading it takes more than 2 s",
        "crash": "reading it takes too long or too much memory",
        "eat": "reading it takes more than 600 MB of memory",
        "odd": "odd",
        "sleep": "reading it takes too long or too much memory",
        "bug": "the reader failed: ZeroDivisionError: a bug",
    }
    assert len(found) == MANY + 6


def test_a_few_files_are_read_without_a_child() -> None:
    here: list[int] = []

    def note(job: Job) -> int:
        here.append(os.getpid())
        return measure(job)

    found = by_path(read_all(jobs(b"spin", b"deep", b"odd", many=3), note))

    assert set(here) == {os.getpid()}
    assert [found[name].problem for name in ("spin", "deep", "odd")] == [
        "reading it takes more than 2 s",
        "nested too deeply",
        "odd",
    ]


def test_outside_the_main_thread_a_child_keeps_the_time() -> None:
    found: list[Outcome[int]] = []

    thread = threading.Thread(target=lambda: found.extend(read_all(jobs(b"spin", many=1), measure)))
    thread.start()
    thread.join(timeout=30)

    assert [outcome.problem for outcome in found] == ["", "reading it takes more than 2 s"]


def test_large_files_in_both_directions_do_not_block_each_other() -> None:
    large = (Job(f"large{number}", "", b"x" * 900_000) for number in range(100))

    found = list(read_all(large, echo))

    assert {len(outcome.value or b"") for outcome in found} == {900_000}
    assert len(found) == 100


def echo(job: Job) -> bytes:
    return job.raw


def test_stopping_early_ends_the_children() -> None:
    outcomes = read_all(jobs(many=500), measure)

    first = next(outcomes)
    outcomes.close()

    assert first.problem == ""


@pytest.mark.parametrize("safe", [True, False], ids=["fork", "spawn"])
def test_both_ways_of_starting_a_child_read_alike(
    safe: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if safe and not may_fork():
        pytest.skip("this process has threads")
    monkeypatch.setattr(reading, "may_fork", lambda: safe)

    found = by_path(read_all(jobs(b"crash", b"odd"), measure))

    assert len(found) == MANY + 2
    assert found["crash"].problem == "reading it takes too long or too much memory"


def test_where_no_child_can_start_the_files_are_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "may_fork", lambda: False)

    # A function that a fresh interpreter cannot find: it ends before it is ready.
    unfindable = type("X", (), {"__reduce__": lambda _: (exit, (1,)), "__call__": echo_length})()
    found = list(read_all(jobs(), unfindable))

    assert len(found) == MANY
    assert not any(outcome.problem for outcome in found)


def echo_length(_self: object, job: Job) -> int:
    return len(job.raw)


def test_children_are_started_where_the_stream_of_errors_is_no_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Drawn(StringIO):
        def fileno(self) -> int:
            return -1

    monkeypatch.setattr(sys, "stderr", Drawn())
    monkeypatch.setattr(resource_tracker._resource_tracker, "_fd", None)  # noqa: SLF001
    monkeypatch.setattr(resource_tracker._resource_tracker, "_pid", None)  # noqa: SLF001
    found: list[Outcome[int]] = []

    thread = threading.Thread(
        target=lambda: found.extend(read_all([Job("a.md", "a", b"x")], measure))
    )
    thread.start()
    thread.join()

    assert found == [Outcome("a.md", 1)]


def test_a_large_process_reads_with_children_all_the_same() -> None:
    with mmap.mmap(-1, reading.MEMORY + (100 << 20)):
        begun = time.monotonic()
        found = list(read_all(jobs(many=20), measure))

    assert len(found) == 20
    assert time.monotonic() - begun < reading.PATIENCE
