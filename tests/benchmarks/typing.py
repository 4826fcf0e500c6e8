"""From a key to its answers on the screen, in the running app.

    python -m tests.benchmarks.typing [--pages 10000] [--questions 40] [--keep FOLDER]

The app runs headless in this process, 80 × 24, over a library of that many pages. Questions of
the relevance yardstick are typed a key at a time, each after the screen has come to rest. A
key's time is from its event to the end of the drawing of the frame that shows its answers; the
last line is of keys typed 60 ms apart without waiting, at the pace of a fast typist.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any, ClassVar

from textual import events
from textual.pilot import Pilot
from textual.screen import Screen

from flowhelp.paths import Places
from flowhelp.tui.app import FlowhelpApp
from flowhelp.tui.searching import Searching
from flowhelp.usecases.reindex import reindex
from flowhelp.usecases.workspace import Workspace
from tests.benchmarks.answers import sample
from tests.benchmarks.door import QUESTIONS
from tests.benchmarks.making import make

PATIENCE = 1.0
_FAST = 0.06


def main() -> None:
    """Make the library, index it, type, print the table."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--pages", type=int, default=10_000)
    ask.add_argument("--questions", type=int, default=40)
    ask.add_argument("--keep", type=Path, help="make the library here, and leave it")
    args = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="flowhelp-benchmark-") as temporary:
        work = args.keep or Path(temporary)
        if not (work / "library").is_dir():
            make(work / "library", args.pages)
        places = Places(work / "config", work / "data", work / "cache")
        env = {"FLOWHELP_PATH": str(work / "library")}
        with Workspace(places, folder=work, env=env, shipped=False) as workspace:
            reindex(workspace)
            asyncio.run(
                _type(workspace, [text for text, _ in sample(args.questions)] or [*QUESTIONS])
            )


class _Watched(FlowhelpApp):
    """The app, which notes when the answers to words were first drawn."""

    drawn: ClassVar[dict[str, float]] = {}

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        super()._display(screen, renderable)
        if isinstance(screen, Searching) and screen.answers is not None:
            self.drawn.setdefault(screen.answers.asked.words, time.perf_counter())


async def _type(workspace: Workspace, questions: list[str]) -> None:
    app = _Watched(workspace)
    watch = app
    async with app.run_test(size=(80, 24)) as pilot:
        await asyncio.sleep(3)
        patient = [took for each in questions for took in await _keys(pilot, watch, each)]
        _row("each key, after a rest", patient)
        hasty = [took for each in questions for took in await _keys(pilot, watch, each, _FAST)]
        _row("each key that was answered, 60 ms apart", hasty)


async def _keys(
    pilot: Pilot[int], watch: _Watched, question: str, apart: float = 0.0
) -> list[float]:
    """Seconds from each key to its answers; a key whose answers were overtaken has none."""
    watch.drawn.clear()
    pressed: dict[str, float] = {}
    typed = ""
    for char in question:
        typed += char
        pressed[typed] = time.perf_counter()
        pilot.app.post_message(events.Key("space" if char == " " else char, char))
        if apart:
            await asyncio.sleep(apart)
        elif len(typed) > 1:
            await _until(watch, typed)
            await asyncio.sleep(0.05)
    await asyncio.sleep(0.3)
    for _ in question:
        pilot.app.simulate_key("backspace")
    await asyncio.sleep(0.3)
    return [watch.drawn[typed] - at for typed, at in pressed.items() if typed in watch.drawn]


async def _until(watch: _Watched, typed: str) -> None:
    deadline = time.perf_counter() + PATIENCE
    while typed not in watch.drawn and time.perf_counter() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.002)


def _row(label: str, took: list[float]) -> None:
    times = sorted(took)
    print(
        f"{label:42} {len(times):5} keys  median {statistics.median(times) * 1000:6.1f} ms"
        f"  p95 {times[int(0.95 * (len(times) - 1))] * 1000:6.1f} ms"
        f"  max {times[-1] * 1000:6.1f} ms"
    )


if __name__ == "__main__":
    main()
