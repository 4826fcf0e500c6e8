"""How walks end at an End, and scenarios: effects, variables, passed or not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flowhelp.content import Block, BlockKind, Mode, PageType, Procedure, Section
from flowhelp.content.model import Role
from flowhelp.content.parse import parse_page
from flowhelp.content.scenario import Ending, ending, variables
from flowhelp.journal.codec import decode, encode
from flowhelp.journal.events import Branched
from flowhelp.walkthrough import decide
from flowhelp.walkthrough.actions import Back, Choose, Complete, Fail, Finish, RollBack
from flowhelp.walkthrough.applies import scores
from flowhelp.walkthrough.walk import Walk
from tests.content.shared import needs_format
from tests.content.test_format_examples import examples
from tests.walkthrough.worlds import NOW, begun, do, page, step


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("pass if `risk < 3` — Well.", Ending("pass", "risk < 3", "Well.")),
        ("pass if `risk < 3`", Ending("pass", "risk < 3")),
        ("fail — You are hurt: start again.", Ending("fail", "", "You are hurt: start again.")),
        ("escalated to field service - Book.", Ending("escalated to field service", "", "Book.")),
        ("resolved", Ending("resolved")),
        ("", Ending("ended")),
        ("bestanden, wenn `risk < 3` — Gut.", Ending("bestanden,", "risk < 3", "Gut.")),
    ],
)
def test_an_ending_is_read(value: str, found: Ending) -> None:
    assert ending(value) == found


RISKY = [
    ("pull", "#hurt", "choice", "", (("risk", 6.0),)),
    ("ask", "#safe", "choice", "", (("minutes", 8.0),)),
]


def scenario(text: str = "You begin with `risk = 1` and `minutes = 0`.") -> Procedure:
    """Two ways to two ends."""
    lead = Section("", "", 0, Role.INFO, 1, (Block(BlockKind.TEXT, text),))
    return page(
        step("start", edges=RISKY),
        step("hurt", labels=[("end", "", "fail — You are hurt.")]),
        step("safe", labels=[("end", "", "pass if `risk < 3` — Well done.")]),
        step(
            "late", labels=[("end", "", "pass if `risk < 3`"), ("end", "", "pass if `late = no`")]
        ),
        shape=Mode.NODES,
        type=PageType.SCENARIO,
        sections=[lead],
    )


def played(walk: Walk, *choices: str) -> Walk:
    """The walk after these choices at its start."""
    return do(walk, *(Choose("start", choice) for choice in choices))


def test_variables_begin_where_the_page_says() -> None:
    assert variables(scenario()) == {"minutes": 0.0, "risk": 1.0}
    assert variables(scenario("")) == {"minutes": 0.0, "risk": 0.0}


def test_ways_change_the_variables_and_going_back_takes_that_back() -> None:
    walk = played(begun(scenario()), "pull")

    assert scores(walk) == {"minutes": 0.0, "risk": 7.0}
    assert scores(do(walk, Back())) == {"minutes": 0.0, "risk": 1.0}


def test_the_effects_of_a_way_are_in_its_event() -> None:
    event = decide(begun(scenario()), Choose("start", "pull"), at=NOW)[1]

    assert isinstance(event, Branched)
    assert event.effects == (("risk", 6.0),)
    tag, body = encode(event)
    at = "2031-05-04T12:00:00.000000Z"
    assert decode(tag, run=event.run, sid=event.sid, at=at, body=body) == event


def test_a_scenario_is_passed_where_its_condition_holds() -> None:
    ended = do(played(begun(scenario()), "ask"), Complete("safe")).ended

    assert ended is not None
    assert (ended.outcome, ended.word, ended.reason) == ("completed", "pass", "")


def test_a_scenario_is_failed_where_its_condition_does_not_hold() -> None:
    risky = scenario("`risk = 5`")

    ended = do(played(begun(risky), "ask"), Complete("safe")).ended

    assert ended is not None
    assert (ended.outcome, ended.word) == ("failed", "fail")
    assert ended.reason == "risk < 3 (risk is 5)"


def test_an_end_that_says_fail_fails_a_scenario() -> None:
    ended = do(played(begun(scenario()), "pull"), Complete("hurt")).ended

    assert ended is not None
    assert (ended.outcome, ended.word) == ("failed", "fail")


@needs_format
def test_the_simulation_of_the_format_is_passed_by_locking_out_only() -> None:
    text = next(text for path, _, text in examples() if path.endswith("unexpected-start.sim.md"))
    # Its nodes are those of a decision, which is how they are read here.
    nodes = parse_page(text.replace("---\n", "---\ntype: decision\n", 1), path="start.md")
    walk = begun(replace(nodes, type=PageType.SCENARIO))

    def ended(*choices: str) -> tuple[str, str, dict[str, float]]:
        now = walk
        for choice in choices:
            assert now.next_step is not None
            now = do(now, Choose(now.next_step.sid, choice))
        assert now.next_step is not None
        now = do(now, Complete(now.next_step.sid))
        assert now.ended is not None
        return now.ended.outcome, now.ended.word, scores(now)

    assert ended("3") == ("completed", "pass", {"minutes": 6.0, "risk": 0.0})
    assert ended("1") == ("failed", "fail", {"minutes": 0.0, "risk": 6.0})
    assert ended("2", "1") == ("failed", "fail", {"minutes": 8.0, "risk": 3.0})
    assert ended("4", "2", "1") == ("completed", "pass", {"minutes": 18.0, "risk": 0.0})


PRESS = """# Press

1. Lock the press.
2. Tighten the bolt.

## Rollback

1. Tell the shift lead.
{end}
## Close out

1. Sweep.
"""


def pressed(end: str = "", use: str = "reference") -> Walk:
    """A walk that goes into its rollback after the first step."""
    walk = begun(parse_page(PRESS.format(end=end), path="press.md"), use)
    return do(walk, Complete("1"), RollBack())


@pytest.mark.parametrize("use", ["information", "reference", "continuous"])
def test_a_walk_that_was_rolled_back_has_failed_and_says_so(use: str) -> None:
    walk = do(pressed(use=use), Complete("R1"), Complete("A1"), Finish())

    assert walk.ended
    assert (walk.ended.outcome, walk.ended.word) == ("failed", "rolled back")


def test_a_rollback_ends_with_the_word_of_the_page_where_it_has_one() -> None:
    walk = do(pressed("   - **End:** press is locked — call the fitter.\n"), Complete("R1"))

    assert walk.ended
    assert (walk.ended.outcome, walk.ended.word) == ("failed", "press is locked")


def test_a_rollback_that_was_broken_off_took_nothing_back() -> None:
    walk = do(pressed(), Fail("R1", "nobody answers"), Complete("A1"), Finish())

    assert walk.ended
    assert (walk.ended.outcome, walk.ended.word) == ("failed", "")
