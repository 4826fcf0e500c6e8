"""What a sync costs, with little and with much in its history: by git, and by a folder.

    python -m tests.benchmarks.syncing [--events 10000 1000000] [--rounds 7] [--kinds git folder]

The place lies on this machine's disk, so no network is in the figures. `nothing to do` and `send
100 new` are whole syncs of one machine, with its journal and its outbox, the look for what others
brought included; `take 100 new` is that look by another machine, without its own tables, for
which see `tests.benchmarks.team`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

from flowhelp.ids import DeviceId
from flowhelp.sync.folder import FolderTarget
from flowhelp.sync.git import GitTarget
from flowhelp.sync.target import Target
from tests.sync.worlds import Machine, run_of

BEN = DeviceId("0199b1c2-7d3e-7a41-9c55-0000000000be")
EACH = 4
"""Events of a run."""

_FILL = 1_000
"""Runs of one transaction, while the journal is filled."""


def main() -> None:
    """Make histories, sync, print the table."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--events", type=int, nargs="+", default=[10_000, 1_000_000])
    ask.add_argument("--rounds", type=int, default=7)
    ask.add_argument("--kinds", nargs="+", default=["git", "folder"])
    args = ask.parse_args()
    names = ("nothing to do", "send 100 new", "take 100 new", "send all", "take all")
    print(f"{'':>7} {'events':>9}", *(f"{name:>14}" for name in names),
          "  (ms, median; the last two once)")  # fmt: skip
    for kind in args.kinds:
        for events in args.events:
            with tempfile.TemporaryDirectory(prefix="flowhelp-benchmark-") as folder:
                cells = _measured(Path(folder), kind, events, args.rounds)
            print(f"{kind:>7} {events:>9,}", *(f"{cell:>14,.0f}" for cell in cells), flush=True)


def _opened(folder: Path, kind: str, name: str) -> Target:
    """The place, as a machine reaches it."""
    place = folder / "place"
    if kind == "git":
        if not place.exists():
            subprocess.run(("git", "init", "-q", "--bare", str(place)), check=True)
        return GitTarget(place.as_uri(), folder / f"{name}-stores", os.environ)
    place.mkdir(exist_ok=True)
    target = FolderTarget(place)
    target.prepare()
    return target


def _measured(folder: Path, kind: str, events: int, rounds: int) -> tuple[float, ...]:
    (folder / "ada").mkdir()
    ada, numbers, cursor = Machine(folder / "ada"), count(), ""
    here, there = (_opened(folder, kind, name) for name in ("ada", "ben"))

    def work(runs: int) -> None:
        ada.journal.append([each for _ in range(runs) for each in run_of(next(numbers))])

    def sync() -> None:
        failure = ada.syncs(here).failure
        if failure is not None:
            raise failure

    def take() -> None:
        nonlocal cursor
        for found in there.others(frozenset({BEN}), cursor):
            cursor = found.cursor

    for begin in range(0, events // EACH, _FILL):
        work(min(_FILL, events // EACH - begin))
    everything = _ms(sync), _ms(take)
    os.sync()  # or what is measured waits for the disk that takes in what was filled
    idle, sent, taken = [], [], []
    for _ in range(rounds):
        idle.append(_ms(sync))
        work(100 // EACH)
        sent.append(_ms(sync))
        taken.append(_ms(take))
    ada.close()
    return (*map(statistics.median, (idle, sent, taken)), *everything)


def _ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
