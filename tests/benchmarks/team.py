"""How long the team's view takes: taking in what others did, and the figures of one procedure.

    python -m tests.benchmarks.team [--events 10000 1000000] [--folder FOLDER]

Devices, people, procedures and times are the same every time it is run. A tenth of all runs are
of the procedure that is asked about, or all of them with `--pages 1`.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flowhelp.ids import DeviceId, EventId, RunId, StepId
from flowhelp.journal.codec import GENESIS, Row, encode, written
from flowhelp.journal.events import (
    Deviation,
    Document,
    Event,
    Line,
    Moment,
    Noted,
    Person,
    RunEnded,
    RunStarted,
    StepDone,
    StepFact,
    StepOpened,
    StepSkipped,
)
from flowhelp.journal.team import Team
from flowhelp.journal.team_figures import figures
from flowhelp.journal.team_runs import last_done, pages, runs
from flowhelp.paths import Places
from flowhelp.usecases.history import Wanted
from flowhelp.usecases.team import due, stats
from flowhelp.usecases.workspace import Workspace

START = datetime(2031, 1, 1, 6, tzinfo=UTC)
DEVICES = 20
STEPS = 8
ROUNDS = 5


def main() -> None:
    """Measure, print the table."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--events", type=int, nargs="+", default=[10_000, 1_000_000])
    ask.add_argument("--pages", type=int, default=10, help="procedures that are done")
    ask.add_argument("--folder", type=Path, help="on the disk that is to be measured")
    args = ask.parse_args()
    names = ("events", "take in", "work out", "figures", "stats", "last done", "due", "list",
             "all of it", "new parcel", "verify", "file")  # fmt: skip
    print(*(f"{name:>11}" for name in names))
    for events in args.events:
        with tempfile.TemporaryDirectory(dir=args.folder) as folder:
            print(*(f"{cell:>11}" for cell in _measured(Path(folder), events, args.pages)))
    print("take in: ms per 1,000 events, a parcel for every 50 runs; new parcel: one run more,")
    print(
        "its rows worked out; work out: of all of it, once, at the end of a sync; figures: of one"
    )
    print("procedure; stats, due: what `log stats NAME` and `log --team` ask for, with a library;")
    print("list: the newest 50 runs; all of it: every run that `log --team` lists")


def _measured(folder: Path, events: int, count: int) -> Iterator[str]:
    places = Places(folder / "config", folder, folder / "cache")
    path = places.team
    with closing(Team.open(path, now=lambda: START + timedelta(days=3650))) as team:
        chains = [_Chain(DeviceId(f"dev-{number:02}"), count) for number in range(DEVICES)]
        yield f"{events:,}"
        taking = 0.0
        taken = 0
        while taken < events:
            for chain in chains:
                parcel = [row for _ in range(50) for row in chain.run()]
                taken += len(parcel)
                taking += _seconds(lambda parcel=parcel: team.take_lines("hub", parcel))  # type: ignore[misc]
        yield f"{taking / taken * 1e6:.0f} ms"
        yield f"{_seconds(team.refresh):.2f} s"
    with closing(Team.open(path, now=lambda: START + timedelta(days=3650))) as team:
        number = pages(team.asked)[0].number
        with _shop(folder, count) as shop:
            yield _best(lambda: figures(team.asked, [number]))
            yield _best(lambda: stats(shop, "plant/page-0"))
            yield _best(lambda: last_done(team.asked, START + timedelta(days=3650)))
            yield _best(lambda: due(shop, Wanted()))
        yield _best(lambda: [run for run, _ in zip(runs(team.asked), range(50), strict=False)])
        yield _best(lambda: sum(1 for _ in runs(team.asked)))
        yield _best(lambda: _one_more(team, chains[0]))
        yield f"{_seconds(lambda: _whole(team)):.1f} s"
    yield f"{path.stat().st_size / 2**20:.0f} MiB"


def _shop(folder: Path, count: int) -> Workspace:
    """A machine that has all of that, and the procedures, which recur."""
    library = folder / "lib"
    for number in range(count):
        page = library / "plant" / f"page-{number}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        steps = "".join(f"{n}. Step {n} of it\n" for n in range(1, STEPS + 1))
        page.write_text(f"---\nevery: P1W\n---\n# Page {number}\n\n{steps}", encoding="utf-8")
    places = Places(folder / "config", folder, folder / "cache")
    env = {**os.environ, "FLOWHELP_PATH": str(library)}
    shop = Workspace(places, folder=folder, env=env, shipped=False)
    shop.now = lambda: START + timedelta(days=3650)
    return shop


def _one_more(team: Team, chain: _Chain) -> None:
    team.take_lines("hub", chain.run())
    team.refresh()


def _whole(team: Team) -> None:
    found = team.verify()
    if found:
        raise SystemExit(f"what was made is not whole: {found[0]}")


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _best(act: Callable[[], object]) -> str:
    """The middle of some rounds, in milliseconds; the first is with a cold cache."""
    times = sorted(_seconds(act) for _ in range(ROUNDS))
    return f"{times[ROUNDS // 2] * 1e3:.1f} ms"


class _Chain:
    """What one device does, run after run."""

    def __init__(self, device: DeviceId, count: int) -> None:
        self.device = device
        self.count = count
        self.dice = random.Random(str(device))  # noqa: S311 - the same every time
        self.seq = 0
        self.prev = GENESIS
        self.at = START
        self.who = Person(f"p-{device}", f"Person {device}")

    def run(self) -> list[Row]:
        """The rows of one more run: some 20 events."""
        return [self._row(event) for event in self._events()]

    def _events(self) -> Sequence[Event]:
        name = RunId(f"{self.device}-{self.seq:09}")
        page = self.dice.randrange(self.count)
        steps = tuple(
            Line(StepId(f"s-{n}"), str(n), f"Step {n} of it") for n in range(1, STEPS + 1)
        )
        version = f"fh1-{self.seq // 20_000}"
        doc = Document(f"plant/page-{page}", f"plant/page-{page}.md", f"Page {page}", source="lib",
                       steps_hash=version, repo="git.example.org/plant")  # fmt: skip
        done: list[Event] = [
            RunStarted(run=name, at=self._later(60), doc=doc, actor=self.who, steps=steps)
        ]
        skipped = False
        for line in steps:
            done.append(StepOpened(run=name, at=self._later(1), sid=line.sid))
            if self.dice.random() < 0.05:
                skipped = True
                done += [
                    StepSkipped(run=name, at=self._later(5), sid=line.sid, reason="not here"),
                    Deviation(
                        run=name, at=self._later(0), sid=line.sid, kind="skip", reason="not here"
                    ),
                ]
            else:
                done.append(StepDone(run=name, at=self._later(120), sid=line.sid))
        if self.dice.random() < 0.02:
            done.append(
                Noted(run=name, at=self._later(5), sid=steps[0].sid, text="The picture is old.")
            )
        outcome = "completed_with_deviation" if skipped else "completed"
        done.append(RunEnded(run=name, at=self._later(2), outcome=outcome))
        return done

    def _later(self, most: float) -> Moment:
        self.at += timedelta(seconds=self.dice.random() * most)
        return Moment(self.at)

    def _row(self, event: Event) -> Row:
        tag, body = encode(event)
        self.seq += 1
        sid = event.sid if isinstance(event, StepFact) else StepId("")
        name = EventId(f"{self.device}-{self.seq}")
        row = Row(name, self.device, self.seq, event.run, sid, tag, written(event.at.wall), body,
                  self.prev)  # fmt: skip
        self.prev = row.digest()
        return Row(
            name, self.device, self.seq, event.run, sid, tag, row.at, body, row.prev, self.prev
        )


if __name__ == "__main__":
    main()
