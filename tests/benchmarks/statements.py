"""Statements to an LRS by flowhelp's target, and by a bare loop of the same batches.

    python -m tests.benchmarks.statements [--statements 10000] [--rounds 5] [--store ralph|scripted]

Both send the same bytes with httpx and read each answer, the bare loop over one connection, the
target over one for each batch; it also divides them into batches, and finds out what became of
each. Each round has a store of its own
with nothing in it, and the two take turns in being first. Ralph is installed into a temporary
folder (`--ralph FOLDER` keeps it). Its file-system back end reads its whole file at each batch,
so a round takes longer the more there is.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

from flowhelp.sync.credentials import Credentials
from flowhelp.sync.lrs import Lrs
from flowhelp.sync.target import Parcel, Published, State
from flowhelp.sync.xapi import XapiTarget
from tests.sync import lrs as scripted
from tests.sync import ralph
from tests.sync.test_xapi import HEAD, made

Send = Callable[[str, Sequence[Sequence[Parcel]]], None]


def main() -> None:
    """Make the statements, send them both ways, print the table."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--statements", type=int, default=10_000)
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--store", choices=("ralph", "scripted"), default="ralph")
    ask.add_argument("--ralph", type=Path, help="where it is installed, or is to be")
    args = ask.parse_args()
    parcels = made(args.statements)
    most = XapiTarget.most
    batches = [parcels[begin : begin + most] for begin in range(0, len(parcels), most)]
    weight = sum(len(each.content) for each in parcels) / 1e6
    print(f"{len(parcels)} statements, {weight:.1f} MB, in {len(batches)} batches of {most}")
    times: dict[str, list[float]] = {"bare loop": [], "flowhelp": []}
    sends: dict[str, Send] = {"bare loop": bare, "flowhelp": target}
    with tempfile.TemporaryDirectory(prefix="flowhelp-benchmark-") as temporary:
        for number in range(args.rounds):
            for name in sorted(sends, reverse=bool(number % 2)):
                place = Path(temporary) / f"{number}-{name.replace(' ', '-')}"
                with store(args.store, args.ralph or Path(temporary) / "ralph", place) as url:
                    begin = time.perf_counter()
                    sends[name](url, batches)
                    times[name].append(time.perf_counter() - begin)
    print(f"{'':12}{'median s':>10}{'least s':>10}{'most s':>10}{'a second':>10}")
    for name, took in times.items():
        median = statistics.median(took)
        rate = len(parcels) / median
        print(f"{name:12}{median:10.2f}{min(took):10.2f}{max(took):10.2f}{rate:10.0f}")
    ratio = statistics.median(times["flowhelp"]) / statistics.median(times["bare loop"])
    print(f"ratio of the medians: {ratio:.2f}")


def bare(url: str, batches: Sequence[Sequence[Parcel]]) -> None:
    """Each batch in a request, and nothing else."""
    headers = {"X-Experience-API-Version": "1.0.3", "Content-Type": "application/json"}
    with httpx.Client(auth=(ralph.USER, ralph.PASSWORD), headers=headers, timeout=60) as client:
        for batch in batches:
            body = b"[" + b",".join(each.content for each in batch) + b"]"
            client.post(f"{url}/statements", content=body).raise_for_status()


def target(url: str, batches: Sequence[Sequence[Parcel]]) -> None:
    """The target's offers."""
    lrs = Lrs(url, Credentials(ralph.USER, ralph.PASSWORD), timeout_s=60)
    head: Published = HEAD
    with closing(XapiTarget(lrs)) as target:
        for batch in batches:
            assert {each.state for each in target.offer(batch, head)} == {State.KEPT}


@contextmanager
def store(kind: str, installed: Path, place: Path) -> Iterator[str]:
    """A store with nothing in it."""
    if kind == "scripted":
        with scripted.running() as found:
            yield found.url
    else:
        with ralph.serving(ralph.installed(installed), place) as url:
            yield url


if __name__ == "__main__":
    main()
