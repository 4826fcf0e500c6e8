"""How long the index takes to answer, in one process, by the kind of question.

    python -m tests.benchmarks.answers [--pages 10000] [--questions 300] [--keep FOLDER] [--profile]

The questions are those of the relevance yardstick beside the checkout, with two
to eight words; the library is made of the corpora there. Each question is asked
once; what is measured is reading the question and `Index.search`, ten hits, and
nothing else: no check for changed files, no process to start. On a machine that
others use as well, the computing says more than the time on the wall.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, pairwise
from pathlib import Path

from flowhelp.paths import Places
from flowhelp.search.analysis import STOP_WORDS
from flowhelp.search.query import parse_query
from flowhelp.usecases.reindex import reindex
from flowhelp.usecases.workspace import Workspace
from tests.benchmarks.making import make

QUESTIONS = Path(__file__).parents[2] / "../shared/eval/relevance"
SHORTEST, LONGEST = 2, 8
"""Words of a question that a person would type."""

COMMON = 40
"""Words that are counted as common; how many pages have them is taken from every tenth page."""

_PROFILED = 14
_PHRASE = re.compile(r"^\w[\w'-]*$")


def main() -> None:
    """Make the library, index it, ask, print the table."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--pages", type=int, default=10_000)
    ask.add_argument("--questions", type=int, default=300)
    ask.add_argument("--keep", type=Path, help="make the library here, and leave it")
    ask.add_argument("--profile", action="store_true", help="also say where the time goes")
    args = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="flowhelp-benchmark-") as temporary:
        work = args.keep or Path(temporary)
        if not (work / "library").is_dir():
            make(work / "library", args.pages)
        _measure(work, args.questions, profile=args.profile)


def _measure(work: Path, number: int, *, profile: bool) -> None:
    places = Places(work / "config", work / "data", work / "cache")
    env = {"FLOWHELP_PATH": str(work / "library")}
    with Workspace(places, folder=work, env=env, shipped=False) as workspace:
        reindex(workspace)
        keys = [spec.key for spec in workspace.specs]

        def search(question: str) -> None:
            workspace.index.search(parse_query(question), keys, 10)

        bare = statistics.median(islice(_bare(), 15))
        pages = len(workspace.index.listed(keys))
        print(f"{pages:,} pages; python -c pass: {bare * 1000:.1f} ms on the wall")
        print(f"{'':34} {'on the wall':^27} {'p95 /':>7} {'computing':^18}")
        print(f"{'':26} {'asked':>6} {'median':>9} {'p95':>9} {'max':>9} {'bare':>7}"
              f" {'median':>9} {'p95':>9}")  # fmt: skip
        kinds = _kinds(work / "library", number)
        for label, questions in kinds.items():
            _row(label, _times(search, questions), bare)
        if profile:
            for label, questions in kinds.items():
                _say_where(label, search, questions)


def _kinds(library: Path, number: int) -> dict[str, list[str]]:
    """Kind of question → the questions of that kind."""
    rows = list(sample(number))
    plain = [text for text, _ in rows]
    strokes = [stroke for text in plain for stroke in _strokes(text)]
    by_letters = Counter(map(_letters, strokes))
    begun = {
        f"  after {letters} letters": [one for one in strokes if _letters(one) == letters]
        for letters in sorted(by_letters)[:4]
    }
    common = _common(library)
    return {
        "plain question": plain,
        "each keystroke": strokes,
        **begun,
        "with one typo": [typo for _, typo in rows if typo],
        "with a phrase": [phrased for text in plain for phrased in _phrased(text)],
        "two common words": [f"{one} {other}" for one, other in pairwise(common)],
        "five common words": [" ".join(common[at::8]) for at in range(8)] * 5,
        "words that say nothing": ["how to do it", "what is the", "can i do this"] * 10,
    }


def sample(number: int) -> Iterator[tuple[str, str]]:
    """(question, the same with a typo or "") of so many questions, as many of each set."""
    sets = []
    for path in sorted(QUESTIONS.glob("*.jsonl")):
        read = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        sets.append([row for row in read if SHORTEST <= len(row["text"].split()) <= LONGEST])
    for rows in sets:
        wanted = -(-number // len(sets))
        for row in rows[:: max(1, len(rows) // wanted)][:wanted]:
            yield row["text"], row["typo"] or ""


def _strokes(text: str) -> Iterator[str]:
    """What is asked while the last word is being typed, a letter at a time."""
    words, _, last = text.rpartition(" ")
    if last.isalnum():
        for letters in range(1, len(last) + 1):
            yield f"{words} {last[:letters]}*"


def _letters(stroke: str) -> int:
    return len(stroke.rpartition(" ")[2]) - 1


def _phrased(text: str) -> Iterator[str]:
    """The question with two neighbouring words of weight in quotes, where it has such."""
    words = text.split()
    for at, (first, second) in enumerate(pairwise(words)):
        weighty = {first.lower(), second.lower()}.isdisjoint(STOP_WORDS)
        if weighty and _PHRASE.match(first) and _PHRASE.match(second):
            yield " ".join([*words[:at], f'"{first} {second}"', *words[at + 2 :]])
            return


def _common(library: Path) -> list[str]:
    """The words that most pages have and that are no stop words, commonest first."""
    having: Counter[str] = Counter()
    for path in sorted(library.rglob("*.md*"))[::10]:
        text = path.read_text(encoding="utf-8", errors="replace").lower()
        having.update(set(re.findall(r"\b[a-z]{3,}\b", text)))
    return [word for word, _ in having.most_common(COMMON * 4) if word not in STOP_WORDS][:COMMON]


def _bare() -> Iterator[float]:
    while True:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        yield time.perf_counter() - start


def _times(search: Callable[[str], None], questions: list[str]) -> list[tuple[float, float]]:
    """Seconds on the wall and of computing of each question, after some that warm up."""
    for question in questions[:5]:
        search(question)
    took = []
    for question in questions:
        start, computed = time.perf_counter(), time.process_time()
        search(question)
        took.append((time.perf_counter() - start, time.process_time() - computed))
    return took


def _row(label: str, took: list[tuple[float, float]], bare: float) -> None:
    walls, computed = (sorted(column) for column in zip(*took, strict=True))
    at = int(0.95 * (len(took) - 1))
    each = (statistics.median(walls), walls[at], walls[-1])
    spent = (statistics.median(computed), computed[at])
    print(
        f"{label:26} {len(took):6} {_ms(*each)} {walls[at] / bare:7.2f} {_ms(*spent)}", flush=True
    )


def _ms(*seconds: float) -> str:
    return " ".join(f"{value * 1000:7.2f}ms" for value in seconds)


def _say_where(label: str, search: Callable[[str], None], questions: Iterable[str]) -> None:
    """The functions that take most, over all questions of a kind."""
    profile = cProfile.Profile()
    profile.enable()
    for question in questions:
        search(question)
    profile.disable()
    print(f"\n{label}: of each question, in milliseconds, by function alone")
    found = pstats.Stats(profile).stats  # type: ignore[attr-defined]  # since ever, undeclared
    asked = next(calls for (*_, name), (_, calls, *_) in found.items() if name == "answer")
    costs = sorted(
        ((own, calls, place) for place, (_, calls, own, *_) in found.items()), reverse=True
    )
    for own, calls, (file, line, name) in costs[:_PROFILED]:
        where = f"{Path(file).name}:{line} {name}" if line else name
        print(f"{own / asked * 1000:9.3f} {calls / asked:9.1f} calls  {where}")


if __name__ == "__main__":
    main()
