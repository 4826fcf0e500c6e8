"""How long a walk keeps a person waiting: beginning, ticking, resuming, running a command.

    python -m tests.benchmarks.walking [--rounds 200] [--folder FOLDER]

Beside each figure stands how often a bare SQLite transaction of one row fits into it, in
the journal's settings (TRUNCATE, EXTRA) and on the same disk, measured in turn with it.
All of it happens in one process; what starting Python takes is in `tests.benchmarks.door`.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from flowhelp.paths import Places
from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.running import Screen, offer, run
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.walk import WalkSession, resume
from flowhelp.usecases.workspace import Workspace
from flowhelp.walkthrough.actions import Complete

STEPS = 100
PAGE = "# Wash the press\n\n" + "".join(
    f"{number}. Wash roller {number}.\n\n   ```sh\n   true\n   ```\n\n"
    for number in range(1, STEPS + 1)
)
RUNS = 30
"""Resumptions and commands are slower, and measured so often."""

Times = list[float]


def main() -> None:
    """Measure, print the table."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--rounds", type=int, default=200, help="ticks; beginnings are a tenth of it")
    ask.add_argument("--folder", type=Path, help="on the disk that is to be measured")
    args = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="flowhelp-benchmark-", dir=args.folder) as temporary:
        work = Path(temporary)
        (work / "library").mkdir()
        (work / "library" / "wash.md").write_text(PAGE, encoding="utf-8")
        env = {**os.environ, "FLOWHELP_PATH": str(work / "library")}
        places = Places(work / "config", work / "data", work / "cache")
        with bare_in(work) as bare, Workspace(places, folder=work, env=env, shipped=False) as shop:
            _measure(shop, bare, args.rounds)


def _measure(shop: Workspace, bare: Callable[[], object], rounds: int) -> None:
    begun(shop)  # the first one reads the library
    base: Times = []
    rows: list[tuple[str, Times]] = [
        ("begin a walk of 100 steps", in_turn(bare, base, lambda: begun(shop), rounds // 10)),
        ("one `done` and the next step", in_turn(bare, base, ticks(shop), rounds)),
        ("of that, `done`: one transaction", in_turn(bare, base, ticks(shop, look=False), rounds)),
    ]
    half = begun(shop)
    for _ in range(STEPS - 1):
        tick(half, look=True)
    again = in_turn(bare, base, lambda: resume(shop, half.walk.run), RUNS)
    rows.append((f"resume at step {STEPS} of {STEPS}", again))
    ran = in_turn(bare, base, commands(shop), RUNS)
    shells = in_turn(bare, base, lambda: subprocess.run(["sh", "-c", "true"], check=True), RUNS)
    rows += [("`r` of `true`", ran), ("`sh -c true`", shells)]
    _print([("a bare transaction", base), *rows])
    over = statistics.median(ran) - statistics.median(shells)
    share = over / statistics.median(base)
    print(f"`r` over `sh -c true`: {over * 1000:.2f} ms, {share:.1f} bare transactions")


def commands(shop: Workspace) -> Callable[[], object]:
    """What has the command of a step run."""
    session = begun(shop)
    step = session.walk.plan.steps[0]
    return lambda: run(session, offer(session, step), Screen(lambda _: None))


def begun(shop: Workspace) -> WalkSession:
    """A new walk of the page, found by its name."""
    entry = resolve(shop, "wash")
    return start(shop, entry, load(shop, entry), Start())


def ticks(shop: Workspace, *, look: bool = True) -> Callable[[], None]:
    """What ticks one step after the other, beginning anew when all are done."""
    at: list[WalkSession] = [begun(shop)]

    def act() -> None:
        if at[0].walk.ended is not None or at[0].walk.next_step is None:
            at[0] = begun(shop)
        tick(at[0], look=look)

    return act


def tick(session: WalkSession, *, look: bool) -> None:
    """Do the next step; `look` at the one after it, which is written down too."""
    step = session.walk.next_step
    assert step
    session.perform(Complete(step.sid))
    if look:
        session.open_next()


@contextmanager
def bare_in(folder: Path) -> Iterator[Callable[[], object]]:
    """A transaction of one row of a fact's size, on the disk when it returns."""
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as db:
        db.execute("pragma journal_mode = truncate")
        db.execute("pragma synchronous = extra")
        db.execute("create table fact (number integer primary key, body text)")

        def once() -> None:
            db.execute("begin immediate")
            db.execute("insert into fact (body) values (?)", ("x" * 400,))
            db.execute("commit")

        yield once


def in_turn(
    bare: Callable[[], object], base: Times, act: Callable[[], object], times: int
) -> Times:
    """Seconds of each act; `base` takes those of a bare transaction before each."""
    took = []
    for _ in range(times):
        base.append(_seconds(bare))
        took.append(_seconds(act))
    return took


def _seconds(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def _print(rows: list[tuple[str, Times]]) -> None:
    print(f"{'':34} {'times':>6} {'median':>10} {'p95':>10} {'/ bare':>8} {'p95/p95':>8}")
    base, base95 = statistics.median(rows[0][1]), p95(rows[0][1])
    for label, times in rows:
        middle, most = statistics.median(times), p95(times)
        print(
            f"{label:34} {len(times):6} {middle * 1000:8.2f}ms {most * 1000:8.2f}ms"
            f" {middle / base:8.2f} {most / base95:8.2f}"
        )


def p95(times: Times) -> float:
    """What 95 of 100 do not exceed."""
    return sorted(times)[int(0.95 * (len(times) - 1))]


if __name__ == "__main__":
    main()
