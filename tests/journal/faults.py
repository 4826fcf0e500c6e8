"""Every n-th call to the disk fails: run under the shim, prints what came of it as JSON.

Each case is a child of its own that appends pairs of events and says which were
acknowledged, refused, or left unknown. Then the journal is opened without
faults, and every promise is checked.
"""

from __future__ import annotations

import ctypes
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

from flowhelp.journal.schema import JournalError, UnknownOutcomeError
from flowhelp.journal.store import Journal
from tests.journal.worlds import NOON, done

COUNT, EIO_ONCE, FULL_ONCE, KILL, FULL_UNTIL_UNLINK = range(1, 6)
NAMES = {
    EIO_ONCE: "EIO once",
    FULL_ONCE: "disk full after half a write",
    KILL: "SIGKILL",
    FULL_UNTIL_UNLINK: "disk full until the ballast is freed",
}
SHIM = ctypes.CDLL(None)


def journal_in(folder: Path) -> Journal:
    """The journal of one case."""
    return Journal.open(folder / "journal.db", now=lambda: NOON, noise=secrets.randbits)


def child(folder: Path, mode: int, number: int, pairs: int, report: int) -> None:
    """Append pairs of events under a fault, and report what became of each."""
    journal = journal_in(folder)
    SHIM.shim_arm(mode, ctypes.c_long(number), str(folder).encode())
    for pair in range(pairs):
        try:
            ids = [journal.mint(), journal.mint()]
            journal.append([done(f"{pair}a"), done(f"{pair}b")], ids)
            said = "ack"
        except UnknownOutcomeError:
            said = "unknown"
        except JournalError:
            said = "refused"
        os.write(report, f"{said} {ids[0]} {ids[1]}\n".encode())
    os.write(report, f"calls {SHIM.shim_calls()} 0\n".encode())
    os._exit(0)


def run_case(folder: Path, mode: int, number: int, pairs: int) -> list[list[str]]:
    """What a child of its own reported."""
    folder.mkdir(parents=True)
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            child(folder, mode, number, pairs, writing)
        except BaseException as error:  # noqa: BLE001 - the parent has to hear of it
            os.write(writing, f"crash {type(error).__name__} {error}\n".encode())
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        said = [line.rstrip("\n").split(" ", 2) for line in pipe]
    os.waitpid(pid, 0)
    return said


def violations(folder: Path, mode: int, said: list[list[str]]) -> list[str]:
    """What was promised and not kept."""
    journal = journal_in(folder)
    there = {recorded.id for recorded in journal.since(0)}
    found = []
    for word, first, second in said:
        if word in {"ack", "refused", "unknown"}:
            both = [name in there for name in (first, second)]
            if both[0] != both[1]:
                found.append(f"half of a pair is there ({word})")
            if word == "ack" and not all(both):
                found.append("acknowledged and lost")
            if word == "refused" and any(both):
                found.append("refused and there")
        if word == "crash":
            found.append(f"crashed: {first} {second}")
    if mode == FULL_UNTIL_UNLINK and any(word in {"refused", "unknown"} for word, _, _ in said):
        found.append("the ballast did not help")
    broken = journal.verify()
    if broken is not None:
        found.append(f"chain: {broken.reason}")
    try:
        journal.append([done("afterwards")])
    except JournalError as error:
        found.append(f"no writing afterwards: {error.message}")
    journal.close()
    return found


def main(folder: Path, pairs: int) -> dict[str, Any]:
    """All cases; how many there were, and every violation."""
    calls = int(run_case(folder / "count", COUNT, 0, pairs)[-1][1])
    bad: list[str] = []
    tally: dict[str, int] = {}
    for mode, name in NAMES.items():
        for number in range(1, calls + 1):
            case = folder / f"{mode}-{number}"
            said = run_case(case, mode, number, pairs)
            for word, *_ in said:
                tally[word] = tally.get(word, 0) + 1
            bad += [f"{name} at call {number}: {each}" for each in violations(case, mode, said)]
    return {"calls": calls, "cases": calls * len(NAMES), "tally": tally, "violations": bad}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))  # noqa: T201 - the answer
