"""What was done, in short: every run in one line, and which of them somebody looks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flowhelp.journal.history import RunInShort, in_short

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace

DEVIATED = "completed_with_deviation"


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which runs to show.

    Attributes:
        words: Each must stand in the title, id, library, person, outcome, equipment, work
            order, ticket or the run's id; in any case.
        unfinished: Only those that go on.
        deviated: Only those with deviations.
        days: Only those that began in so many days before now; 0 for all.
    """

    words: str = ""
    unfinished: bool = False
    deviated: bool = False
    days: int = 0

    @property
    def narrows(self) -> bool:
        """Whether any run may be left out."""
        return bool(self.words.strip() or self.unfinished or self.deviated or self.days)


def listed(workspace: Workspace, procedure: str = "") -> Iterator[tuple[RunInShort, ...]]:
    """Runs, the newest first, a portion at a time; a portion may be empty.

    Args:
        workspace: Its journal.
        procedure: Only of the page with that id; of any when empty.
    """
    for runs in in_short(workspace.journal.asked):
        yield tuple(run for run in runs if procedure in {"", run.procedure})


def sifted(
    runs: Iterable[RunInShort], sieve: Sieve, now: datetime, *, unfinished_first: bool = False
) -> list[RunInShort]:
    """Those of the runs that are wanted, in their order.

    Args:
        runs: Newest first.
        sieve: What is wanted.
        now: From when days are counted back.
        unfinished_first: Whether those that go on come before those that are over.
    """
    words = sieve.words.casefold().split()
    since = now - timedelta(days=sieve.days) if sieve.days else None
    found = [
        run
        for run in runs
        if not (sieve.unfinished and run.ended is not None)
        and not (sieve.deviated and not run.deviations and run.outcome != DEVIATED)
        and not (since is not None and run.started < since)
        and (not words or _has(run, words))
    ]
    return sorted(found, key=lambda run: run.ended is not None) if unfinished_first else found


def _has(run: RunInShort, words: list[str]) -> bool:
    outcome = run.outcome.replace("_", " ") or f"unfinished {run.state}"
    text = " ".join(
        (run.title, run.procedure, run.source, run.who, run.person, outcome, run.word,
         *run.context.values(), run.run)
    ).casefold()  # fmt: skip
    return all(word in text for word in words)
