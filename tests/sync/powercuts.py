"""The power of a machine fails while it records and syncs: prints what came of it as JSON.

Its journal, its outbox and what it pulled lie on a file system in a file. Now and then the writer
is stopped, the file is copied, the copy is mounted as after a power cut, and a sync with the place
as it was then has to bring everything there once. Run as root, in a mount namespace of its own:

    unshare -m python -m tests.sync.powercuts FOLDER CUTS EVENTS SEED
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from flowhelp.journal.codec import Row
from flowhelp.sync.folder import FolderTarget
from flowhelp.sync.lines import read
from tests.sync.worlds import Machine, run_of

SIZE = "96M"
PRIVATE_EVERY, SYNC_EVERY = 7, 3
"""Runs."""


def write(here: Path, place: Path, other: Path, acknowledged: Path) -> None:
    """Record and sync without end; never returns."""
    machine, ben, target = Machine(here), Machine(other), FolderTarget(place)
    told = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    number = 0
    while True:
        number += 1
        record = "private" if number % PRIVATE_EVERY == 0 else "team"
        for event in run_of(2 * number, record=record):
            (written,) = machine.journal.append([event])
            os.write(told, f"{written.id}\n".encode())
        if number % SYNC_EVERY == 0:
            ben.writes(run_of(2 * number + 1))
            for each in (ben, machine):
                if each.syncs(target).failure is not None:
                    os._exit(3)


class Cuts:
    """The machine, what it works with, and the disk that is copied."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - when the power fails
        self.folder = folder
        self.image, self.disk = folder / "image", folder / "disk"
        self.place, self.other = folder / "place", folder / "other"
        self.acknowledged = folder / "acknowledged"
        for each in (self.disk, self.place, self.other):
            each.mkdir(parents=True)
        self.acknowledged.touch()
        FolderTarget(self.place).prepare()
        ran("truncate", "-s", SIZE, str(self.image))
        ran("mkfs.ext4", "-q", "-F", str(self.image))
        ran("mount", "-o", "loop", str(self.image), str(self.disk))
        self.device = Path(said("findmnt", "-no", "SOURCE", str(self.disk))).name

    def begin(self) -> int:
        """The writer's process."""
        child = os.fork()
        if not child:
            try:
                write(self.disk, self.place, self.other, self.acknowledged)
            finally:
                os._exit(1)
        return child

    def acks(self) -> list[str]:
        """The ids that were acknowledged, in order."""
        return self.acknowledged.read_text(encoding="ascii").split()

    def cut(self, writer: int, number: int) -> Path:
        """What is there when the power fails now: a copy of the disk, and of the place."""
        os.kill(writer, signal.SIGSTOP)
        os.waitpid(writer, os.WUNTRACED)
        kept = self.folder / f"cut-{number}"
        kept.mkdir()
        while True:
            before = self._writes()
            ran("cp", "--sparse=always", str(self.image), str(kept / "image"))
            if self._writes() == before:  # else the copy is of no one moment
                break
        shutil.copytree(self.place, kept / "place")
        shutil.copy(self.acknowledged, kept / "acknowledged")
        return kept

    def _writes(self) -> list[str]:
        """How much was ever written to the disk, and is being written."""
        fields = Path(f"/sys/block/{self.device}/stat").read_text(encoding="ascii").split()
        return [fields[4], fields[6], fields[8]]


def violations(kept: Path) -> list[str]:
    """What was promised and is not so when the machine starts again."""
    disk = kept / "disk"
    disk.mkdir()
    ran("mount", "-o", "loop", str(kept / "image"), str(disk))
    try:
        with closing(Machine(disk)) as machine:
            return [*_of_journal(machine, kept), *_of_sync(machine, kept / "place")]
    finally:
        ran("umount", str(disk))


def _of_journal(machine: Machine, kept: Path) -> list[str]:
    acks = (kept / "acknowledged").read_text(encoding="ascii").split()
    there = [row.id for row in machine.journal.rows()]
    found = []
    if there[: len(acks)] != acks:
        found.append(f"{len(acks)} events were acknowledged, and not all are there")
    if len(there) > len(acks) + 1:
        found.append("more was written than was ever begun")
    if there and machine.journal.verify() is not None:
        found.append("the chain is broken")
    return found


def _of_sync(machine: Machine, place: Path) -> list[str]:
    target = FolderTarget(place)
    if not any(machine.journal.rows()):
        return []
    first, again = machine.syncs(target), machine.syncs(target)
    found = [f"a sync fails: {each.failure}" for each in (first, again) if each.failure]
    if first.renamed or again.kept or again.pulled or machine.outbox.count("place"):
        found.append(f"it does not end: {first}, {again}")
    own = list(machine.journal.rows())
    private = {row.run for row in own if row.tag == "run.started" and '"private"' in row.body}
    wanted = {row.sha256 for row in own if row.run not in private}
    told: dict[str, Counter[str]] = {"own": Counter(), "other": Counter()}
    # A parcel that no head lists yet is still under way.
    listed = {
        head.parent / name
        for head in place.glob("*/head-*.json")
        for name, _, _ in json.loads(head.read_text(encoding="utf-8"))["parcels"]
    }
    for path in listed:
        for part in read(path.read_bytes()):
            if isinstance(part, Row):
                told["own" if part.device == own[0].device else "other"][part.sha256] += 1
    if told["own"] != Counter(wanted):
        found.append("not every event is at the place once, and nothing else")
    if machine.lines() != set(told["other"]):
        found.append("not everything of the other one came")
    return [*found, *(f"{flaw}" for flaw in machine.team.verify())]


def ran(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def main(folder: Path, cuts: int, events: int, seed: int) -> dict[str, Any]:
    """So many cuts, until so many events were acknowledged; what was found."""
    world = Cuts(folder, seed)
    writer = world.begin()
    bad: list[str] = []
    try:
        for number in range(1, cuts + 1):
            while len(world.acks()) < events * number / cuts:
                if os.waitpid(writer, os.WNOHANG)[0]:
                    raise SystemExit("the writer failed")
                time.sleep(0.002)
            time.sleep(world.dice.random() * 0.03)
            kept = world.cut(writer, number)
            bad += [f"cut {number}: {each}" for each in violations(kept)]
            shutil.rmtree(kept)
            os.kill(writer, signal.SIGCONT)
    finally:
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
        ran("umount", str(world.disk))
    return {"cuts": cuts, "acknowledged": len(world.acks()), "violations": bad}


if __name__ == "__main__":
    where, *numbers = sys.argv[1:]
    print(json.dumps(main(Path(where), *map(int, numbers))))  # noqa: T201 - the answer
