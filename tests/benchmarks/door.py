"""A plain question as a new process: how long, and how much computing, beside a bare interpreter.

    python -m tests.benchmarks.door [--pages 10000] [--rounds 30] [--keep FOLDER]

The installed command is started in turn with `python -c pass`, both with the
same environment. CPU is what the system charges to the process and to those it
waited for; what its keeper uses besides, detached, is measured by itself, with
this process as the one that inherits it (Linux only).
"""

from __future__ import annotations

import argparse
import ctypes
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flowhelp.paths import Places
from flowhelp.usecases.fresh import settled
from flowhelp.usecases.workspace import Workspace
from tests.benchmarks.making import make

COMMAND = Path(sys.executable).with_name("flowhelp")
QUESTIONS = (
    "extract tar archive", "alertmanager reload config", "renew expired certificate",
    "rotate api key", "pod crash looping", "postgres replication lag",
)  # fmt: skip
_PR_SET_CHILD_SUBREAPER = 36


def main() -> None:
    """Make the library, index it, measure, print the table."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--pages", type=int, default=10_000)
    ask.add_argument("--rounds", type=int, default=30)
    ask.add_argument("--keep", type=Path, help="make the library here, and leave it")
    args = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="flowhelp-benchmark-") as temporary:
        work = args.keep or Path(temporary)
        if not (work / "library").is_dir():
            make(work / "library", args.pages)
        _measure(work, args.rounds)


def _measure(work: Path, rounds: int) -> None:
    names = ("config", "data", "cache")
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    env |= {f"FLOWHELP_{name.upper()}": str(work / name) for name in names}
    env |= {"FLOWHELP_PATH": str(work / "library")}
    places = Places(*(work / name for name in names))
    opened = Workspace(places, folder=work, env=env)
    for question in QUESTIONS:  # the first reads the library, the others warm up
        _cost([str(COMMAND), "howto", question], env, work)
        time.sleep(0.1)
        settled(opened, 60)
    pass_, asked, kept = [], [], []
    for number in range(rounds):
        pass_.append(_cost([sys.executable, "-c", "pass"], env, work))
        question = QUESTIONS[number % len(QUESTIONS)]
        asked.append(_cost([str(COMMAND), "howto", question], env, work))
        settled(opened, 60)
    if _inherits():
        for number in range(rounds):
            question = QUESTIONS[number % len(QUESTIONS)]
            _cost([str(COMMAND), "howto", question], env, work)
            settled(opened, 60)
            kept.append(_reaped())
    _table(pass_, asked, kept)


def _cost(words: list[str], env: dict[str, str], work: Path) -> tuple[float, float]:
    """Seconds on the wall, and seconds of computing."""
    start = time.perf_counter()
    running = subprocess.Popen(
        words, env=env, cwd=work, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    assert running.stdout is not None
    running.stdout.read()
    _, status, used = os.wait4(running.pid, 0)
    wall = time.perf_counter() - start
    running.returncode = os.waitstatus_to_exitcode(status)
    running.stdout.close()
    assert running.returncode == 0, words
    return wall, used.ru_utime + used.ru_stime


def _inherits() -> bool:
    """Whether processes that are left behind become children of this one from now on."""
    if sys.platform != "linux":
        return False
    return bool(ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)


def _reaped() -> float:
    """Seconds of computing of all such processes that have ended."""
    used = 0.0
    while True:
        try:
            _, _, spent = os.wait4(-1, 0)
        except ChildProcessError:
            return used
        used += spent.ru_utime + spent.ru_stime


def _table(
    bare: list[tuple[float, float]],
    asked: list[tuple[float, float]],
    kept: list[float],
) -> None:
    _say(f"{'':30} {'median':>9} {'p95':>9} {'CPU':>9} {'× bare CPU':>11}")
    for label, costs in (("python -c pass", bare), ("flowhelp howto", asked)):
        walls = sorted(wall for wall, _ in costs)
        computing = statistics.median(cpu for _, cpu in costs)
        ratio = computing / statistics.median(cpu for _, cpu in bare)
        late = walls[int(0.95 * (len(walls) - 1))]
        _say(
            f"{label:30} {statistics.median(walls) * 1000:7.1f}ms {late * 1000:7.1f}ms"
            f" {computing * 1000:7.1f}ms {ratio:11.2f}"
        )
    if kept:
        _say(f"{'  its keeper besides, detached':30} {'':9} {'':9} "
             f"{statistics.median(kept) * 1000:8.1f}ms")  # fmt: skip


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
