"""Ten thousand procedures: first index, an unchanged library, one changed file.

    python -m tests.benchmarks.library [--pages 10000] [--keep FOLDER]

The corpora beside the checkout are repeated with changed words until there are
enough. Every figure stands beside `python -c pass` of the same run, since
machines differ and are seldom quiet. What the first index computes is told apart
by reading a sample of the pages once more, alone; its memory is what the system
says of the largest process (not on Windows).
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flowhelp.content.parse import parse_page
from flowhelp.library.catalog import page_id
from flowhelp.library.text import page_text
from flowhelp.paths import Places
from flowhelp.search.page import page_of
from flowhelp.usecases.find import find
from flowhelp.usecases.reindex import reindex
from flowhelp.usecases.workspace import Workspace
from tests.benchmarks.making import make

ROUNDS = 15
SAMPLE = 500
"""Pages that are read once more, to tell what reading costs."""

QUESTIONS = (
    "extract a tar archive", "alertmanager fails to reload its config", "renew certificate",
    "post an invoice", "disk full", "rotate the api key", "pod crash looping",
)  # fmt: skip


def main() -> None:
    """Make the library, measure, print the table."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--pages", type=int, default=10_000)
    ask.add_argument("--keep", type=Path, help="make the library here, and leave it")
    args = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="flowhelp-benchmark-") as temporary:
        work = args.keep or Path(temporary)
        library = work / "library"
        if not library.is_dir():
            make(library, args.pages)
        _measure(work, library)


def _measure(work: Path, library: Path) -> None:
    places = Places(work / "config", work / "data", work / "cache")

    def opened() -> Workspace:
        env = {**os.environ, "FLOWHELP_PATH": str(library)}
        return Workspace(places, folder=work, env=env, shipped=False)

    bare = _times(lambda: _process("pass", {}), 9)
    _say(f"{'':38} {'median':>10} {'p95':>10} {'× bare':>8}")
    _row("python -c pass", bare, bare)
    with opened() as workspace:
        own, others = _computed()
        start = time.perf_counter()
        done = reindex(workspace, rebuild=True)
        _row(f"first index of {done.added:,}", [time.perf_counter() - start], bare)
        own_now, others_now = _computed()
        _say_how(library, done.added, own_now - own, others_now - others)
        size = places.index.stat().st_size / 2**20
        text = sum(path.stat().st_size for path in library.rglob("*.md*")) / 2**20
        _say(f"  index {size:.1f} MiB, text {text:.1f} MiB: {size / text:.2f}×,"
             f" left out {len(done.problems)}")  # fmt: skip
    time.sleep(0.1)  # nothing counts as just changed any more
    with opened() as workspace:
        reindex(workspace)
        questions = [question for _ in range(ROUNDS) for question in QUESTIONS]
        keys = [spec.key for spec in workspace.specs]
        index = _times_of(questions, lambda question: _ask_index(workspace, question, keys))
        _row("answer of the index in memory", index, bare)
        whole = _times_of(questions, lambda question: find(workspace, question, limit=10))
        _row("answer of an open program, checked", whole, bare)
        page = next(library.rglob("*.md"))
        changed = _times(lambda: _edit_and_find(workspace, page), ROUNDS)
        _row("one changed file, and an answer", changed, bare)
    env = {"FLOWHELP_PATH": str(library), "FLOWHELP_CONFIG": str(places.config),
           "FLOWHELP_DATA": str(places.data), "FLOWHELP_CACHE": str(places.cache)}  # fmt: skip
    _process(_COLD, env)  # takes in the last edit
    time.sleep(0.1)
    _process(_COLD, env)
    unchecked, checked = [], []
    for _ in range(ROUNDS):  # in turn, so that both meet the same machine
        unchecked += _times(lambda: _process(_UNCHECKED + _COLD, env), 1)
        checked += _times(lambda: _process(_COLD, env), 1)
    _row("answer of a new process, unchecked", unchecked, bare)
    _row("answer of a new process", checked, bare)
    added = statistics.median(checked) - statistics.median(unchecked)
    _say(f"{'  the unchanged library adds':38} {added * 1000:8.1f}ms")


def _computed() -> tuple[float, float]:
    """Seconds that this process and its children have computed."""
    own, others = (resource.getrusage(who) for who in _WHO)
    return own.ru_utime + own.ru_stime, others.ru_utime + others.ru_stime


def _say_how(library: Path, pages: int, own: float, others: float) -> None:
    """What the first index computed, by kind of work, and the memory it took."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    peaks = [resource.getrusage(who).ru_maxrss / unit for who in _WHO]
    marks, keeping = (each * pages for each in _reading(library))
    for label, seconds in (
        ("computing of the children", others),
        ("  Markdown parsed, by a sample", marks),
        ("  made ready for the index, likewise", keeping),
        ("  the rest: pipes, and two at a time", others - marks - keeping),
        ("computing of the parent, which writes", own),
        ("all that is not Markdown parsing", own + others - marks),
    ):
        _say(f"  {label:36} {seconds:8.1f}s")
    _say(f"  at most {peaks[0]:.0f} MiB in the parent, {peaks[1]:.0f} MiB in a child")


def _reading(library: Path) -> tuple[float, float]:
    """Seconds of computing for a page, on average: to parse it, and to make it ready."""
    every = sorted(path for path in library.rglob("*") if path.suffix in {".md", ".mdx"})
    some = every[:: max(1, len(every) // SAMPLE)]
    texts = [(page_id(path.name), path.name, page_text(path.read_bytes())) for path in some]
    start = time.process_time()
    procedures = [parse_page(text, path=name, id=page) for page, name, text in texts]
    parsed = time.process_time()
    for procedure in procedures:
        page_of(procedure, procedure.id)
    return (parsed - start) / len(some), (time.process_time() - parsed) / len(some)


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
_COLD = """
from flowhelp.usecases.workspace import Workspace
from flowhelp.usecases.find import find
with Workspace.open() as workspace:
    workspace.shipped = False
    find(workspace, "alertmanager fails to reload")
"""
_UNCHECKED = """
from flowhelp.library import watch
watch.watching = lambda root, snapshot: lambda: True
"""


def _ask_index(workspace: Workspace, question: str, keys: list[str]) -> None:
    from flowhelp.search.query import parse_query  # noqa: PLC0415 (as `find` does)

    workspace.index.search(parse_query(question), keys, 10)


def _edit_and_find(workspace: Workspace, page: Path) -> None:
    word = f"edited{time.time_ns():x}"
    page.write_text(page.read_text(encoding="utf-8") + f"\n{word}\n", encoding="utf-8")
    answer = find(workspace, word)
    assert answer.hits[0].path == str(page), answer.hits


def _process(code: str, env: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | env)


def _times(act: Callable[[], None], rounds: int) -> list[float]:
    return _times_of(["" for _ in range(rounds)], lambda _: act())


def _times_of(questions: list[str], act: Callable[[str], object]) -> list[float]:
    """Seconds of each call, after one that warms up."""
    act(questions[0])
    took = []
    for question in questions:
        start = time.perf_counter()
        act(question)
        took.append(time.perf_counter() - start)
    return took


def _row(label: str, took: list[float], bare: list[float]) -> None:
    median, late = statistics.median(took), sorted(took)[int(0.95 * (len(took) - 1))]
    ratio = median / statistics.median(bare)
    _say(f"{label:38} {median * 1000:8.1f}ms {late * 1000:8.1f}ms {ratio:8.1f}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
