"""The examples of FORMAT.md §7, walked to their ends."""

from __future__ import annotations

from collections import Counter
from functools import reduce

import pytest

from flowhelp.content.parse import parse_page
from flowhelp.journal.events import Event, ReadingCorrected, RunEnded
from flowhelp.walkthrough import Walk, evolve
from flowhelp.walkthrough.actions import Open
from tests.content.shared import needs_format
from tests.content.test_format_examples import examples
from tests.walkthrough.walkers import check_nothing_is_settled_twice, way_on
from tests.walkthrough.worlds import attempt, begun

WALKABLE = {
    "howto/rotate-billing-key.md": {"StepDone": 4},
    "howto/db/failover-postgres.md": {"StepDone": 14, "TimerEnded": 1, "Signed": 1, "Branched": 2},
    "maintenance/vmc-850-weekly.md": {"TimerEnded": 2, "ChildEnded": 2, "RoundStarted": 1},
    "protocols/urinary-catheter-review.md": {"StepDone": 11, "Reading": 3, "Signed": 1},
    "support/no-internet.md": {"TimerEnded": 1, "Branched": 3},
    "people/one-to-one.form.md": {"Reading": 15},
    "guides/undo-git.md": {"StepDone": 3},
}


def walked(walk: Walk, pick: int) -> tuple[Walk, list[Event]]:
    """The walk of somebody who opens every step and does what it asks, to its end."""
    journal: list[Event] = []
    for _ in range(300):
        if walk.ended:
            break
        step = walk.next_step
        opened = attempt(walk, Open(step.sid)) if step else ()
        events = opened or attempt(walk, way_on(walk, pick))
        assert events, way_on(walk, pick)
        journal += events
        walk = reduce(evolve, events, walk)
    return walk, journal


@needs_format
@pytest.mark.parametrize("path", WALKABLE)
@pytest.mark.parametrize("pick", [0, 1])
def test_an_example_can_be_walked_to_its_end(path: str, pick: int) -> None:
    text = next(text for name, _, text in examples() if name == path)
    procedure = parse_page(text, path=path)
    start = begun(procedure, procedure.meta.use)

    walk, journal = walked(start, pick)

    assert walk.ended is not None
    word = "rolled back" if walk.rollback else ""
    assert walk.ended.outcome.startswith("failed" if word else "completed")
    assert not word or walk.ended.word == word
    assert reduce(evolve, journal, start) == walk
    check_nothing_is_settled_twice(journal)
    counts = Counter(type(event).__name__ for event in journal)
    assert counts[RunEnded.__name__] == 1
    assert counts[ReadingCorrected.__name__] == 0
    if pick == 1:
        wanted = WALKABLE[path]
        assert {name: counts[name] for name in wanted} == wanted
