"""From a key to its answers on the screen, in the running app.

    python -m tests.benchmarks.typing [--pages 10000] [--questions 40] [--keep FOLDER]

The app runs headless in this process, 80 × 24, over a library of that many pages; beside it runs
an empty app of the framework, a box and a text that changes with it. Questions of the relevance
yardstick are typed into the one and the other in turn, a key at a time: first each some time
after the last one was answered, then 60 ms apart without waiting, at the pace of a fast typist.
A key's time is from its event until the frame that shows its answers is drawn, with the signs
that a terminal would be sent; a key whose answers were overtaken by those of the next has none.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from textual import events
from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.content import Content
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, Static

from flowhelp.paths import Places
from flowhelp.tui.app import FlowhelpApp
from flowhelp.tui.rubbish import Rubbish
from flowhelp.tui.searching import Searching
from flowhelp.usecases.reindex import reindex
from flowhelp.usecases.workspace import Workspace
from tests.benchmarks.answers import sample
from tests.benchmarks.door import QUESTIONS
from tests.benchmarks.making import make

PATIENCE = 1.0
_FAST = 0.06
_RESTS = (0.05, 0.1, 0.15, 0.2, 0.3)
"""Seconds from an answer to the next key: what is done meanwhile differs."""


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
            texts = [text for text, _ in sample(args.questions)] or [*QUESTIONS]
            asyncio.run(_type(workspace, texts[:: max(1, len(texts) // args.questions)]))


class _Timed:
    """Notes when words were first drawn, with the signs that a terminal would be sent."""

    drawn: dict[str, float]

    def note(self, words: str | None, renderable: Any) -> None:
        """What was drawn shows these words, or what answers to them."""
        if words is not None and words not in self.drawn:
            if isinstance(renderable, CompositorUpdate):  # which is left out without a terminal
                renderable.render_segments(self.console)  # type: ignore[attr-defined]
            self.drawn[words] = time.perf_counter()


class _Watched(_Timed, FlowhelpApp):
    """The app; answers are drawn."""

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        super()._display(screen, renderable)
        if isinstance(screen, Searching) and screen.answers is not None:
            self.note(screen.answers.asked.words, renderable)


class _Empty(_Timed, App[None]):
    """What no app with a box does without: it draws the words below it."""

    said: str | None = None

    def compose(self) -> ComposeResult:
        yield Input()
        yield Static("", markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        self.query_one(Static).update(Content(event.value))
        self.said = event.value

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        super()._display(screen, renderable)
        self.note(self.said, renderable)


async def _type(workspace: Workspace, questions: list[str]) -> None:
    empty, ours = _Empty(), _Watched(workspace)
    async with empty.run_test(size=(80, 24)) as beside, ours.run_test(size=(80, 24)) as pilot:
        Rubbish(ours).watch()  # as it does in a terminal
        await asyncio.sleep(4)
        for label, apart in (("each key answered", 0.0), ("60 ms apart", _FAST)):
            took: tuple[list[float], list[float]] = ([], [])
            for each in questions:
                took[0].extend(await _keys(beside, empty, each, apart))
                took[1].extend(await _keys(pilot, ours, each, apart))
            before = _row(f"{label}, empty Textual app", took[0])
            after = _row(f"{label}, flowhelp", took[1])
            ratios = [f"{own / other:6.2f}×  " for own, other in zip(after, before, strict=True)]
            print(f"{'ratio':40} {'':10}  median {ratios[0]}  p95 {ratios[1]}")


async def _keys(pilot: Pilot[Any], app: _Timed, question: str, apart: float = 0.0) -> list[float]:
    """Seconds from each key to its answers; a key whose answers were overtaken has none."""
    app.drawn = {}
    pressed: dict[str, float] = {}
    typed = ""
    for char in question:
        typed += char
        pressed[typed] = time.perf_counter()
        pilot.app.post_message(events.Key("space" if char == " " else char, char))
        if apart:
            await asyncio.sleep(apart)
        elif len(typed) > 1:
            await _until(app, typed)
            await asyncio.sleep(_RESTS[len(typed) % len(_RESTS)])
    await asyncio.sleep(0.3)
    for _ in question:
        pilot.app.simulate_key("backspace")
    await asyncio.sleep(0.3)
    # One letter alone is no question yet.
    return [
        app.drawn[typed] - at for typed, at in pressed.items() if typed[1:] and typed in app.drawn
    ]


async def _until(app: _Timed, typed: str) -> None:
    deadline = time.perf_counter() + PATIENCE
    while typed not in app.drawn and time.perf_counter() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.002)


def _row(label: str, took: list[float]) -> tuple[float, float]:
    """Prints them; their median and 95th percentile."""
    times = sorted(took)
    median, late = statistics.median(times), times[int(0.95 * (len(times) - 1))]
    print(
        f"{label:40} {len(times):5} keys  median {median * 1000:6.1f} ms"
        f"  p95 {late * 1000:6.1f} ms  max {times[-1] * 1000:6.1f} ms"
    )
    return median, late


if __name__ == "__main__":
    main()
