"""The same pages in several search engines: to build, to keep, to open, to ask.

    python -m tests.benchmarks.engines [--pages 10000] [--questions 300] [--keep FOLDER]

All engines are given the terms of each field as flowhelp makes them (stems, stop
words left out, names whole and in parts), so that none pays for reading Markdown
or for stemming, and are asked for any word of the same terms, the best ten pages.
Flowhelp's own index is asked the question as typed and does more: it keeps what is
shown of a page, the words for typos and what pages mention, and each of its
answers has its step and its line. An engine that is not installed is left out.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from flowhelp.content.parse import parse_page
from flowhelp.library.catalog import page_id, written_id
from flowhelp.library.text import page_text
from flowhelp.search.page import page_of
from flowhelp.search.parts import Parts
from flowhelp.search.questions import question
from tests.benchmarks.answers import sample
from tests.benchmarks.making import make
from tests.benchmarks.shelf import ENGINES, FIELDS, Engine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.benchmarks.shelf import Read

ROUNDS = 9
_ONCE = "import sys; from tests.benchmarks.shelf import ask_once; ask_once(*sys.argv[1:])"


class Asked(NamedTuple):
    """A question as it is typed, and its terms."""

    text: str
    terms: tuple[str, ...]


def main() -> None:
    """Make the library, read it, build each index, ask, print the table."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--pages", type=int, default=10_000)
    ask.add_argument("--questions", type=int, default=300)
    ask.add_argument("--keep", type=Path, help="make the library here, and leave it")
    args = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="flowhelp-benchmark-") as temporary:
        library = (args.keep or Path(temporary)) / "library"
        if not library.is_dir():
            make(library, args.pages)
        pages, text = _read(library)
        asked = [Asked(typed, _terms(typed)) for typed, _ in sample(args.questions)]
        print(f"{len(pages):,} pages, {text / 2**20:.1f} MiB of text, {len(asked)} questions;")
        bare = statistics.median(_computing("pass") for _ in range(ROUNDS))
        print(f"python -c pass computes {bare * 1000:.1f} ms")
        print(f"{'':22} {'built in':>9} {'computing':>9} {'size':>9} {'/ text':>6}"
              f" {'new process':>14} {'median':>9} {'p95':>9} {'computing':>10}")  # fmt: skip
        for engine in ENGINES:
            folder = Path(temporary) / engine.name.replace(" ", "-")
            folder.mkdir()
            _compare(engine, folder, pages, asked, bare, text)


def _read(library: Path) -> tuple[list[Read], int]:
    """Every page that can be read, and the bytes of all files."""
    paths = sorted(path for path in library.rglob("*") if path.suffix in {".md", ".mdx"})
    names = [str(path.relative_to(library)) for path in paths]
    with ProcessPoolExecutor() as children:
        found = list(children.map(_page, [str(library)] * len(names), names, chunksize=64))
    return found, sum(path.stat().st_size for path in paths)


def _page(library: str, name: str) -> Read:
    raw = (Path(library) / name).read_bytes()
    procedure = parse_page(page_text(raw), path=name, id=page_id(name))
    fields = Parts(procedure).fields
    page = page_of(procedure, written_id(procedure.meta.id) or page_id(name))
    return name, page, [" ".join(fields[field]) for field in FIELDS]


def _terms(text: str) -> tuple[str, ...]:
    return tuple(terms[0][0] for _, terms in question(text) if terms)


def _compare(  # noqa: PLR0913, PLR0917 (what a row is made of)
    engine: Engine,
    folder: Path,
    pages: list[Read],
    asked: list[Asked],
    bare: float,
    text: int,
) -> None:
    """Builds one engine's index, asks it, prints its row."""
    try:
        start, computed = time.perf_counter(), time.process_time()
        engine.build(str(folder), pages)
    except ModuleNotFoundError as error:
        print(f"{engine.name:22} left out: {error.name} is not installed")
        return
    built, computed = time.perf_counter() - start, time.process_time() - computed
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    first = [
        _computing(_ONCE, engine.name, str(folder), each.text, *each.terms)
        for each in asked[:: max(1, len(asked) // ROUNDS)][:ROUNDS]
    ]
    once = statistics.median(first)
    walls, spent = _times(engine, folder, asked)
    late = walls[int(0.95 * (len(walls) - 1))]
    print(
        f"{engine.name:22} {built:8.1f}s {computed:8.1f}s {size / 2**20:6.1f}MiB {size / text:6.2f}"
        f" {once * 1000:6.0f}ms {once / bare:4.1f}× {statistics.median(walls) * 1000:7.2f}ms"
        f" {late * 1000:7.2f}ms {statistics.median(spent) * 1000:8.2f}ms",
        flush=True,
    )


def _times(engine: Engine, folder: Path, asked: list[Asked]) -> tuple[list[float], list[float]]:
    """Seconds of each question on the wall, and of computing, ascending; after one round."""
    ask = engine.opened(str(folder))
    answered = sum(ask(each.text, each.terms) > 0 for each in asked)
    assert answered > 0.9 * len(asked), f"{engine.name} answers {answered} questions only"
    took: list[tuple[float, float]] = []
    for each in asked:
        start, computed = time.perf_counter(), time.process_time()
        ask(each.text, each.terms)
        took.append((time.perf_counter() - start, time.process_time() - computed))
    walls, spent = zip(*took, strict=True)
    return sorted(walls), sorted(spent)


def _computing(code: str, *words: str) -> float:
    """Seconds of computing of a new interpreter."""
    running = subprocess.Popen([sys.executable, "-c", code, *words])
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    assert running.returncode == 0, words
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
