"""What a sync with a git repository costs, with little and with much in its history.

    python -m tests.benchmarks.syncing [--events 10000 200000] [--rounds 7]
    python -m tests.benchmarks.syncing --command [--rounds 15]

The repository lies on this machine's disk, so no network is in the figures. A history is cut into
parcels of 100 events, spread over 24 months, and offered as often as a target takes at a time.
With --command it is the whole command `flowhelp sync TARGET` with nothing to do, as a process,
after 1,000 runs; beside it what the program takes to say its version.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flowhelp.ids import DeviceId, EventId, RunId, StepId
from flowhelp.journal.codec import GENESIS, Row, canonical
from flowhelp.paths import Places
from flowhelp.sync.git import GitTarget
from flowhelp.sync.lines import written
from flowhelp.sync.target import Parcel, Published
from flowhelp.usecases.sync import sync
from flowhelp.usecases.targets import add
from flowhelp.usecases.workspace import Workspace
from tests.sync.worlds import run_of

ADA, BEN = DeviceId("0199b1c2-7d3e-7a41-9c55-0000000000a0"), DeviceId("ben")
AT = "2031-05-04T12:00:00.000000Z"
EACH = 100


class Writer:
    """A device that writes events without end."""

    def __init__(self, months: int) -> None:
        self.seq, self.prev = 0, GENESIS
        self._months = months

    def parcel(self) -> Parcel:
        """The next 100 events."""
        rows, first = [], self.seq + 1
        for _ in range(EACH):
            self.seq += 1
            body = canonical({"text": f"pressure read, {self.seq % 97} bar", "mono": self.seq})
            fields = (
                EventId(f"0199b1c2-7d3e-7a41-9c55-{self.seq:012x}"), ADA, self.seq,
                RunId(f"run-{self.seq // 40}"), StepId("s-1f0a77c2"), "reading", AT, body,
                self.prev,
            )  # fmt: skip
            rows.append(Row(*fields, sha256=Row(*fields).digest()))
            self.prev = rows[-1].sha256
        month = first // EACH % self._months
        key = f"{2030 + month // 12}/{month % 12 + 1:02}/jo.{ADA}.{first}-{self.seq}.jsonl"
        return Parcel(key, written(rows), ADA, first, self.seq)

    @property
    def head(self) -> Published:
        """The end of what was written."""
        return Published(ADA, self.seq, self.prev, AT)


def main() -> None:
    """Make histories, sync, print the table."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--events", type=int, nargs="+", default=[10_000, 200_000])
    ask.add_argument("--rounds", type=int, default=7)
    ask.add_argument("--command", action="store_true")
    args = ask.parse_args()
    if args.command:
        with tempfile.TemporaryDirectory(prefix="flowhelp-benchmark-") as folder:
            _commands(Path(folder), max(args.rounds, 15))
        return
    print(f"{'events':>9}  {'nothing to do':>14}  {'send 100 new':>13}  {'take 100 new':>13}"
          f"  {'take all':>9}   (ms, median; the last once)")  # fmt: skip
    for events in args.events:
        with tempfile.TemporaryDirectory(prefix="flowhelp-benchmark-") as folder:
            _measure(Path(folder), events, args.rounds)


def _measure(folder: Path, events: int, rounds: int) -> None:
    team = folder / "team.git"
    subprocess.run(("git", "init", "-q", "--bare", str(team)), check=True)
    ada, ben = (GitTarget(team.as_uri(), folder / name, os.environ) for name in ("ada", "ben"))
    writer, cursor = Writer(24), ""
    while writer.seq < events:
        left = (events - writer.seq) // EACH
        ada.offer([writer.parcel() for _ in range(min(ada.most, left))], writer.head)

    def take() -> None:
        nonlocal cursor
        for found in ben.others(frozenset({BEN}), cursor):
            cursor = found.cursor

    everything = _ms(take)
    idle, sent, taken = [], [], []
    for _ in range(rounds):
        idle.append(_ms(take))
        new = writer.parcel()
        sent.append(_ms(lambda new=new: ada.offer([new], writer.head)))  # type: ignore[misc]
        taken.append(_ms(take))
    print(f"{events:>9,}  {statistics.median(idle):>14.0f}  {statistics.median(sent):>13.0f}"
          f"  {statistics.median(taken):>13.0f}  {everything:>9.0f}")  # fmt: skip


def _commands(folder: Path, rounds: int) -> None:
    places = Places(folder / "config", folder / "data", folder / "cache")
    team, shared = folder / "team.git", folder / "shared"
    subprocess.run(("git", "init", "-q", "--bare", str(team)), check=True)
    shared.mkdir()
    with Workspace(places, folder=folder) as here:
        for number in range(1, 1001):
            here.journal.append(run_of(number))
        add(here, "git", "git", str(team))
        add(here, "folder", "folder", str(shared))
        list(sync(here))
    names = {f"FLOWHELP_{name}": str(folder / name.lower()) for name in ("CONFIG", "DATA", "CACHE")}

    def flowhelp(*words: str) -> None:
        command = (sys.executable, "-m", "flowhelp", *words)
        subprocess.run(command, check=True, capture_output=True, env=os.environ | names)

    asked: tuple[tuple[str, ...], ...] = (("--version",), ("sync", "git"), ("sync", "folder"))
    took: dict[tuple[str, ...], list[float]] = {words: [] for words in asked}
    for _ in range(rounds):  # by turns, so that whatever else runs here slows all of them
        for words in asked:
            took[words].append(_ms(lambda words=words: flowhelp(*words)))  # type: ignore[misc]
    for words, times in took.items():
        print(f"{' '.join(words):>14}  {statistics.median(times):>5.0f} ms"
              f"  ({min(times):.0f} to {max(times):.0f})")  # fmt: skip


def _ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
