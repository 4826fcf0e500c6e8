"""From a scroll key to the frame that shows it, in a page of 500 steps; and the memory of a walk.

    python -m tests.benchmarks.scrolling [--keys 200] [--steps 500] [--columns 120] [--rows 40]

The app runs headless in this process. A key's time is from its event until the frame is worked
out, as the bytes a terminal would get, that shows all the key brings about: where a scroll is
animated, its last frame. Beside each figure stands the ratio to a plain `ScrollView` of an empty
Textual app with as many rows, scrolled in the same run, without animation as ours. The memory is
the peak of the resident set of a process of its own, in a pseudo-terminal, that walks the page.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import pty
import signal
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.segment import Segment
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from flowhelp.paths import Places
from flowhelp.tui.app import FlowhelpApp
from flowhelp.tui.dialogs.confirm import Confirm
from flowhelp.tui.places import PageAt, Place, WalkOf
from flowhelp.tui.rubbish import Rubbish
from flowhelp.tui.screens.reader import ReaderScreen
from flowhelp.tui.screens.walk import WalkScreen
from flowhelp.usecases.sources import add, trust
from flowhelp.usecases.workspace import Workspace
from tests.benchmarks.opening import COMMAND, PATIENCE, _read
from tests.benchmarks.terminal import sized

FRAME_MS = 33.0
MEMORY_MIB = 150.0
_REST = 0.12
Seen = Callable[[], object]


class _Timed(App[Any]):
    """Notes when each frame was worked out, and what the scrolled widget looked like in it."""

    seen: Seen = staticmethod(lambda: None)
    frames: list[tuple[float, object]]

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        super()._display(screen, renderable)
        if hasattr(renderable, "render_segments"):
            renderable.render_segments(self.console)
        if hasattr(self, "frames"):
            self.frames.append((time.perf_counter(), self.seen()))


class _Ours(_Timed, FlowhelpApp):
    CSS_PATH = FlowhelpApp.CSS_PATH


class _Plain(ScrollView, can_focus=True):
    def __init__(self, rows: int) -> None:
        super().__init__()
        self.virtual_size = Size(80, rows)

    def render_line(self, y: int) -> Strip:
        text = f"{y + self.scroll_offset.y}. Turn screw of the plate."
        return Strip.blank(self.size.width) if not text else _strip(text, self.size.width)


class _Empty(_Timed):
    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows
        self.animation_level = "none"

    def compose(self) -> ComposeResult:
        yield _Plain(self._rows)


def _strip(text: str, width: int) -> Strip:
    return Strip([Segment(text)]).adjust_cell_length(width)


def main() -> None:
    """Make the page, scroll, print the table."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--keys", type=int, default=200)
    ask.add_argument("--steps", type=int, default=500)
    ask.add_argument("--columns", type=int, default=120)
    ask.add_argument("--rows", type=int, default=40)
    args = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="flowhelp-benchmark-") as temporary:
        work = Path(temporary)
        (work / "library").mkdir()
        (work / "library" / "long.md").write_text(_page(args.steps), encoding="utf-8")
        size = (args.columns, args.rows)
        print(f"{args.steps} steps, {args.columns} × {args.rows}, {args.keys} keys each")
        asyncio.run(_all(work, args.steps, args.keys, size))
        peak = _peak(work, size)
        print(f"peak memory of a walk of it  {peak:.0f} MiB  (at most {MEMORY_MIB:.0f})")


def _page(steps: int) -> str:
    text = "\n\n".join(f"Paragraph {n} of what has to be known before. {'More. ' * 20}"
                       for n in range(80))  # fmt: skip
    return f"# Long\n\n{text}\n\n" + "".join(
        f"{n}. Turn screw {n} of the plate.\n\n   ```sh\n   turn --screw {n}\n   ```\n\n"
        for n in range(1, steps + 1)
    )


async def _all(work: Path, steps: int, keys: int, size: tuple[int, int]) -> None:
    print(f"{'':34} {'median':>8} {'p95':>8} {'ratio':>7}")
    base: dict[str, float] = {}
    async with _Empty(steps * 5).run_test(size=size) as pilot:
        app: Any = pilot.app
        widget = app.query_one(_Plain)
        widget.focus()
        for key in ("down", "pagedown"):
            took = await _keys(app, widget, key, keys, lambda: widget.scroll_offset.y)
            base[key] = _row(f"plain ScrollView, {key}", took)
    places = Places(work / "config", work / "data", work / "cache")
    env = dict(os.environ)
    with Workspace(places, folder=work, env=env, shipped=False) as shop:
        add(shop, str(work / "library"))
    with Workspace(places, folder=work, env=env, shipped=False) as shop:
        trust(shop, "library")
    for place, query, names in _cases():
        with Workspace(places, folder=work, env=env, shipped=False) as shop:
            await _ours(_Ours(shop, place), query, names, keys, size, base)


def _cases() -> list[tuple[Place, str, tuple[str, ...]]]:
    return [
        (PageAt("long"), "#reader-page", ("j", "down", "pagedown")),
        (WalkOf("long", new=True), "#walk-step", ("j", "down", "pagedown")),
        (WalkOf("long", new=True), "#walk-steps", ("j", "down")),
    ]


async def _ours(  # noqa: PLR0913, PLR0917 (what there is to say of a row)
    app: _Ours,
    query: str,
    names: tuple[str, ...],
    keys: int,
    size: tuple[int, int],
    base: dict[str, float],
) -> None:
    async with app.run_test(size=size) as pilot:
        Rubbish(app).watch()  # as it does in a terminal
        deadline = time.perf_counter() + PATIENCE
        while not isinstance(app.screen, ReaderScreen | WalkScreen):
            await pilot.pause(0.05)
            if isinstance(app.screen, Confirm):
                await pilot.press("y")
            if time.perf_counter() > deadline:
                raise TimeoutError(str(app.screen))
        widget = app.screen.query_one(query)
        while widget.max_scroll_y <= 0:
            await pilot.pause(0.05)
            if time.perf_counter() > deadline:
                raise TimeoutError(query)
        await pilot.pause(3.0)
        widget.focus()
        await pilot.pause(0.2)

        def seen() -> object:
            return widget.scroll_offset.y, getattr(widget, "_cursor", 0)

        for key in names:
            widget.scroll_home(animate=False)
            took = await _keys(app, widget, key, keys, seen)
            against = base["pagedown" if key == "pagedown" else "down"]
            _row(f"{query}, {key}", took, against)


async def _keys(app: Any, widget: Widget, key: str, count: int, seen: Seen) -> list[float]:
    """Seconds from each key to the last frame it brings about."""
    app.seen = seen
    found = []
    for _ in range(count):
        before = seen()
        app.frames = []
        if widget.scroll_offset.y >= widget.max_scroll_y:
            widget.scroll_home(animate=False)
            await _settled(app)  # that frame is none of the key's
            before = seen()
        await asyncio.sleep(0.02)
        app.frames = []
        began = time.perf_counter()
        app.post_message(events.Key(key, key if len(key) == 1 else None))
        await _settled(app)
        last = app.frames[-1][1] if app.frames else before
        at = next((at for at, state in app.frames if state == last), None)
        if at is not None and last != before:
            found.append(at - began)
    return found


async def _settled(app: Any) -> None:
    """Wait until there was no frame for a while."""
    count, since = -1, time.perf_counter()
    while time.perf_counter() - since < _REST:
        if len(app.frames) != count:
            count, since = len(app.frames), time.perf_counter()
        await asyncio.sleep(0.004)


def _row(label: str, took: list[float], base: float = 0.0) -> float:
    times = sorted(took)
    median, p95 = statistics.median(times) * 1000, times[int(0.95 * (len(times) - 1))] * 1000
    ratio = f"{median / base:6.2f}×" if base else f"{'1':>7}"
    late = "" if p95 <= FRAME_MS else f"  more than {FRAME_MS:.0f} ms"
    print(f"{label:34} {median:5.1f} ms {p95:5.1f} ms {ratio} {len(times):5} keys{late}")
    return median


def _peak(work: Path, size: tuple[int, int]) -> float:
    """MiB of resident memory at most, of a process that walks the page and scrolls in it."""
    names = ("config", "data", "cache")
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    env |= {f"FLOWHELP_{name.upper()}": str(work / f"peak-{name}") for name in names}
    env |= {"FLOWHELP_CONFIG": str(work / "config"), "TERM": "xterm-256color"}
    words = [str(COMMAND), "walk", "long"]
    child, terminal = pty.fork()
    if child == 0:
        sized(1, *size)
        os.chdir(work)
        os.execvpe(words[0], words, env)  # noqa: S606 (no shell)
    heard, deadline = b"", time.perf_counter() + PATIENCE
    while b"Step 1 of" not in heard and time.perf_counter() < deadline:
        heard += _read(terminal, 1.0)
        if b"Begin" in heard:
            os.write(terminal, b"y")
    for _ in range(20):
        os.write(terminal, b"\x1b[6~")
        _read(terminal, 0.1)
    os.kill(child, signal.SIGKILL)
    _, _, used = os.wait4(child, 0)
    os.close(terminal)
    if b"Step 1 of" not in heard:
        raise TimeoutError(heard[-1000:])
    return used.ru_maxrss / 1024


if __name__ == "__main__":
    main()
