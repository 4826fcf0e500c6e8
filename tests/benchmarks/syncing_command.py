"""What the whole command `flowhelp sync TARGET` takes with nothing to do, as a process.

    python -m tests.benchmarks.syncing_command [--rounds 15]

After 1,000 runs, with a git repository and a folder on this machine's disk, so that no network is
in the figures; beside it what the program takes to say its version.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flowhelp.paths import Places
from flowhelp.usecases.sync import sync
from flowhelp.usecases.targets import add
from flowhelp.usecases.workspace import Workspace
from tests.sync.worlds import run_of

AT_MOST_MS = 300.0
RUNS = 1_000


def main() -> None:
    """Do 1,000 runs, sync them, and measure what is left to do."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--rounds", type=int, default=15)
    rounds = ask.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="flowhelp-benchmark-") as folder:
        _synced(Path(folder))
        took = _took(Path(folder), rounds)
    base = statistics.median(took["--version",])
    print(f"{'':>14}  {'median':>7}  {'p95':>7}  {'ratio':>6}")
    for words, times in took.items():
        middle, late = statistics.median(times), sorted(times)[int(0.95 * (len(times) - 1))]
        over = f"  more than {AT_MOST_MS:.0f} ms" if middle > AT_MOST_MS else ""
        ratio = f"{middle / base:>5.2f}×{over}"
        print(f"{' '.join(words):>14}  {middle:>4.0f} ms  {late:>4.0f} ms  {ratio}")


def _synced(folder: Path) -> None:
    places = Places(folder / "config", folder / "data", folder / "cache")
    team, shared = folder / "team.git", folder / "shared"
    subprocess.run(("git", "init", "-q", "--bare", str(team)), check=True)
    shared.mkdir()
    with Workspace(places, folder=folder) as here:
        for number in range(1, RUNS + 1):
            here.journal.append(run_of(number))
        add(here, "git", "git", str(team))
        add(here, "folder", "folder", str(shared))
        list(sync(here))


def _took(folder: Path, rounds: int) -> dict[tuple[str, ...], list[float]]:
    names = {f"FLOWHELP_{name}": str(folder / name.lower()) for name in ("CONFIG", "DATA", "CACHE")}
    asked: tuple[tuple[str, ...], ...] = (("--version",), ("sync", "git"), ("sync", "folder"))
    took: dict[tuple[str, ...], list[float]] = {words: [] for words in asked}
    for _ in range(rounds):  # by turns, so that whatever else runs here slows all of them
        for words in asked:
            command = (sys.executable, "-m", "flowhelp", *words)
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, env=os.environ | names)
            took[words].append((time.perf_counter() - start) * 1000)
    return took


if __name__ == "__main__":
    main()
