"""How long `flowhelp` takes to be on the screen, beside an empty Textual app, and its memory.

    python -m tests.benchmarks.opening [--rounds 15] [--pages 0] [--keep FOLDER]

Both are started in turn, each as a new process in a pseudo-terminal of its own. What is
measured is the time from `fork` to the first frame with the text that the app begins with, and
the peak of its resident memory after so many seconds more.
"""

from __future__ import annotations

import argparse
import os
import pty
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path
from select import select

from tests.benchmarks.making import make
from tests.benchmarks.terminal import sized

COMMAND = Path(sys.executable).with_name("flowhelp")
EMPTY = """
from textual.app import App
from textual.widgets import Static

class Empty(App):
    def compose(self):
        yield Static("an empty app")

Empty().run()
"""
PATIENCE = 30.0


def main() -> None:
    """Measure, print the table."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--rounds", type=int, default=15)
    ask.add_argument("--pages", type=int, default=0, help="of a library beside what ships")
    ask.add_argument("--keep", type=Path, help="make the library here, and leave it")
    ask.add_argument("--linger", type=float, default=1.0, help="seconds before it is ended")
    args = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="flowhelp-benchmark-") as temporary:
        work = args.keep or Path(temporary)
        if args.pages and not (work / "library").is_dir():
            make(work / "library", args.pages)
        names = ("config", "data", "cache")
        env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        env |= {f"FLOWHELP_{name.upper()}": str(work / name) for name in names}
        env |= {"FLOWHELP_PATH": str(work / "library"), "TERM": "xterm-256color"}
        empty, ours = [sys.executable, "-c", EMPTY], [str(COMMAND)]
        _opened(ours, b"hat do you want", env, work, 3.0)  # warms up, and reads what ships
        _opened(empty, b"an empty app", env, work, 0.2)
        both: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
        for _ in range(args.rounds):
            both[0].append(_opened(empty, b"an empty app", env, work, args.linger))
            both[1].append(_opened(ours, b"hat do you want", env, work, args.linger))
        _table(*both)


def _opened(words: list[str], text: bytes, env: dict[str, str], folder: Path,
            linger: float) -> tuple[float, float]:  # fmt: skip
    """Seconds to the first frame with the text, and the peak of resident memory in MiB."""
    start = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        sized(1, 80, 24)
        os.chdir(folder)
        os.execvpe(words[0], words, env)  # noqa: S606 (no shell)
    took = _seen(terminal, text, start)
    deadline = time.perf_counter() + linger
    while time.perf_counter() < deadline:
        _read(terminal, 0.05)
    os.kill(child, signal.SIGKILL)
    _, _, used = os.wait4(child, 0)
    os.close(terminal)
    return took, used.ru_maxrss / 1024


def _seen(terminal: int, text: bytes, start: float) -> float:
    heard = b""
    while time.perf_counter() - start < PATIENCE:
        heard += _read(terminal, 1.0)
        if text in heard:
            return time.perf_counter() - start
    raise TimeoutError(heard[-2000:])


def _read(terminal: int, seconds: float) -> bytes:
    ready, _, _ = select([terminal], [], [], seconds)
    try:
        return os.read(terminal, 65_536) if ready else b""
    except OSError:
        return b""


def _table(empty: list[tuple[float, float]], ours: list[tuple[float, float]]) -> None:
    print(f"{'first paint':20} {'median':>9} {'p95':>9} {'peak memory':>12}")
    medians = []
    for label, rounds in (("empty Textual app", empty), ("flowhelp", ours)):
        times = sorted(took for took, _ in rounds)
        medians.append((statistics.median(times), times[int(0.95 * (len(times) - 1))]))
        memory = max(peak for _, peak in rounds)
        print(f"{label:20} {medians[-1][0] * 1000:7.0f}ms {medians[-1][1] * 1000:7.0f}ms"
              f" {memory:8.0f} MiB")  # fmt: skip
    print(
        f"{'ratio':20} {medians[1][0] / medians[0][0]:8.2f}× {medians[1][1] / medians[0][1]:8.2f}×"
    )


if __name__ == "__main__":
    main()
