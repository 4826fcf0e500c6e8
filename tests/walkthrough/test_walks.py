"""Random walks through random pages: replay equals live, nothing twice, never stuck."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from hypothesis import given, settings
from hypothesis import strategies as st

from flowhelp.content import (
    Alert,
    Edge,
    Field,
    Kind,
    Label,
    Mode,
    PageType,
    Param,
    Procedure,
    Role,
    Step,
)
from flowhelp.ids import RunId, StepId
from flowhelp.journal.events import Document, Event, Person, RunEnded, StepFact, StepReopened
from flowhelp.walkthrough import Action, Walk, evolve
from flowhelp.walkthrough.actions import (
    Abandon,
    Back,
    Choose,
    Complete,
    Fail,
    Finish,
    Forgo,
    Leave,
    NotApplicable,
    Open,
    Record,
    Release,
    Resume,
    RollBack,
    SetParam,
    Skip,
    Verify,
)
from flowhelp.walkthrough.advice import advice, banners
from flowhelp.walkthrough.drift import contents
from flowhelp.walkthrough.steering import (
    Accept,
    Again,
    Confirm,
    EndChild,
    EndTimer,
    HandOver,
    Move,
    StartChild,
    StartTimer,
)
from flowhelp.walkthrough.waits import remaining
from tests.walkthrough.walkers import TOMORROW, check_nothing_is_settled_twice, way_on
from tests.walkthrough.worlds import NOW, attempt, begun, page

NAMES = [f"s{number}" for number in range(8)]
SLUGS = st.sampled_from([f"#{name}" for name in NAMES] + ["#nowhere", "other.md"])
KINDS = st.sampled_from(["choice", "choice", "jump", "failure", "end", "include"])
KNOWN = st.sampled_from(["", "", "p = 1", "gauge < 2", "risk > 1", "nobody = 1", "no condition ("])
EDGES = st.lists(
    st.builds(
        Edge,
        st.sampled_from("xyz"),
        SLUGS,
        KINDS,
        KNOWN,
        st.sampled_from([(), (("risk", 2.0),), (("risk", -1.0), ("minutes", 5.0))]),
    ),
    max_size=3,
)
PLAIN = ["attach", "verify", "sign", "second person", "hold", "go to", "end", "expect", "undo"]
LABELS = st.lists(
    st.one_of(
        st.builds(Label, st.sampled_from(PLAIN), st.just(""), st.just("it")),
        st.builds(
            Label,
            st.just("repeat"),
            st.just(""),
            st.sampled_from(
                [
                    "until red, max 2",
                    "for each a, b, c",
                    "until `gauge > 1`, max 3",
                    "until `gauge > 9`, max 2",
                    "2 times",
                    "max 3",
                ]
            ),
        ),
        st.builds(
            Label,
            st.just("wait"),
            st.just(""),
            st.sampled_from(["5 min", "1 s (max 2 s)", "until 08:00", "a while"]),
        ),
        st.builds(Label, st.just("do"), st.just(""), st.just("[x](other.md) with p = {{p}}")),
        st.builds(Label, st.just("throughout"), st.just(""), st.just("mind it until step s3")),
        st.builds(Label, st.just("end"), st.just(""), st.just("pass if `risk < 3` — good")),
    ),
    max_size=3,
)
GAUGE = Field("gauge", "Gauge", "number", "bar", min=1, max=2, stop_min=0, stop_max=3)
MEAN = Field("mean", "Mean", "number", "bar", max=2, stop_max=3, formula="(gauge + 1) / q")
FOUND = Field("found", "Found", "photo")
BLANKS = st.sampled_from([(), (), (GAUGE,), (GAUGE,), (MEAN, GAUGE), (MEAN,), (GAUGE, FOUND)])
ROLES = st.sampled_from([Role.MAIN, Role.MAIN, Role.MAIN, Role.BEFORE, Role.AFTER, Role.ROLLBACK])


@st.composite
def pages(draw: st.DrawFn) -> Procedure:
    names = iter(NAMES)
    tops = []
    for name in names:
        role = draw(ROLES)
        parts = [_step(draw, part, role) for part in _taken(names, draw(st.integers(0, 2)))]
        tops.append(_step(draw, name, role, tuple(parts)))
        if draw(st.booleans()):
            break
    return page(
        *tops,
        shape=draw(st.sampled_from([Mode.LIST, Mode.NODES])),
        type=draw(st.sampled_from([PageType.PROCEDURE, PageType.SCENARIO, PageType.CHECKLIST])),
        mode=draw(st.sampled_from(["", "do-confirm"])),
        params=(Param("p"), Param("q", type="number")),
        steps_hash="fh1-old",
    )


def _taken(names: object, count: int) -> list[str]:
    assert hasattr(names, "__next__")
    return [name for name in (next(names, None) for _ in range(count)) if name]


def _step(draw: st.DrawFn, name: str, role: Role, parts: tuple[Step, ...] = ()) -> Step:
    return Step(
        StepId(name),
        name,
        name,
        role,
        draw(st.sampled_from(list(Kind))),
        optional=draw(st.booleans()),
        phase=draw(st.sampled_from(["", "one", "two"])),
        condition=draw(st.sampled_from(["", "", "if red"])),
        when=draw(KNOWN),
        critical=draw(st.booleans()),
        labels=tuple(draw(LABELS)),
        fields=draw(BLANKS),
        alerts=(Alert("DANGER", "!"), Alert("CAUTION", "?")) if draw(st.booleans()) else (),
        edges=tuple(draw(EDGES)),
        steps=parts,
    )


STEPS = st.sampled_from(NAMES)
NEW = Document(id="kitchen/tea", path="kitchen/tea.md", title="Make tea", steps_hash="fh1-new")
ACTIONS = st.one_of(
    st.builds(Open, STEPS),
    st.builds(Complete, STEPS),
    st.builds(Skip, STEPS, st.just("why")),
    st.builds(NotApplicable, STEPS, st.just("why")),
    st.builds(Fail, STEPS, st.just("why")),
    st.builds(Choose, STEPS, st.sampled_from(["1", "2", "x"])),
    st.builds(Record, STEPS, st.just("gauge"), st.sampled_from(["1", "2.5", "9"]), st.just("why")),
    st.builds(Record, STEPS, st.just("mean"), st.just("1"), st.just("why")),
    st.builds(Forgo, STEPS, st.just(""), st.sampled_from(["", "why"])),
    st.builds(Verify, STEPS, st.booleans()),
    st.builds(Release, STEPS, st.just("Kim"), st.just("ok")),
    st.just(Back()),
    st.builds(Back, STEPS),
    st.just(RollBack()),
    st.just(Leave()),
    st.just(Resume()),
    st.just(Finish()),
    st.just(Resume("fh1-new")),
    st.just(Move(NEW, (), "better", page())),
    st.builds(SetParam, st.sampled_from("pq"), st.sampled_from(["0", "1", "2"])),
    st.builds(Skip, STEPS, st.just("why"), st.just("Kim")),
    st.builds(Again, STEPS, st.sampled_from(["", "why"])),
    st.builds(StartTimer, STEPS, st.just(TOMORROW)),
    st.builds(EndTimer, STEPS, st.sampled_from(["", "why"]), st.sampled_from([None, 3.0])),
    st.builds(StartChild, STEPS, st.just(RunId("c")), st.sampled_from(["other", "kitchen/tea"])),
    st.builds(EndChild, STEPS, st.sampled_from(["completed", "failed", "odd"])),
    st.builds(Accept, STEPS, st.just("why")),
    st.builds(Confirm, STEPS),
    st.just(HandOver(Person("ann"))),
    st.none(),
    st.none(),
)
"""None stands for the next sensible thing, so that walks get anywhere."""


def _meant(walk: Walk, action: Action | None) -> Action | None:
    """The action, where it moves to another version with the steps of this page."""
    if not isinstance(action, Move):
        return action
    return replace(action, steps=contents(walk.plan), page=walk.plan.procedure)


def look(walk: Walk) -> None:
    """Every view of a walk can be had at any time."""
    assert all(banner.text for banner in banners(walk))
    assert all(each.left_s >= 0 for each in remaining(walk, NOW))
    for step in walk.plan.steps:
        assert advice(walk, step, "it leaks").rollback in {True, False}


@settings(max_examples=150, deadline=None)
@given(
    pages(),
    st.sampled_from(["information", "reference", "continuous"]),
    st.lists(ACTIONS, max_size=25),
)
def test_a_walk_is_never_stuck_and_always_its_own_replay(
    procedure: Procedure, use: str, actions: list[Action | None]
) -> None:
    start = walk = begun(procedure, use)
    journal: list[Event] = []
    for number, action in enumerate(actions):
        events = attempt(walk, _meant(walk, action) or way_on(walk, number))
        journal += events
        walk = reduce(evolve, events, walk)
        if walk.ended is None:
            assert attempt(walk, way_on(walk)), "stuck"
        look(walk)

    assert reduce(evolve, journal, start) == walk
    check_nothing_is_settled_twice(journal)
    ends = [event for event in journal if isinstance(event, RunEnded)]
    assert ends == ([walk.ended] if walk.ended else [])
    assert all(not isinstance(event, StepFact) or event.sid or event.tag for event in journal)


@settings(max_examples=200, deadline=None)
@given(pages(), st.sampled_from(["reference", "continuous"]))
def test_somebody_who_never_turns_back_comes_to_an_end(procedure: Procedure, use: str) -> None:
    walk = begun(procedure, use)
    for number in range(400):
        if walk.ended:
            break
        events = attempt(walk, way_on(walk, number))
        assert events, "stuck"
        walk = reduce(evolve, events, walk)
        if any(isinstance(event, StepReopened) for event in events):
            events = attempt(walk, Abandon("a loop"))
            walk = reduce(evolve, events, walk)

    assert walk.ended
