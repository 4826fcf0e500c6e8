"""Random walks through random pages: replay equals live, nothing twice, never stuck."""

from __future__ import annotations

from functools import reduce

from hypothesis import given, settings
from hypothesis import strategies as st

from flowhelp.content import Alert, Edge, Field, Kind, Label, Mode, Procedure, Role, Step
from flowhelp.ids import StepId
from flowhelp.journal.events import (
    Event,
    RunEnded,
    StepDone,
    StepFact,
    StepFailed,
    StepNa,
    StepReopened,
    StepSkipped,
)
from flowhelp.walkthrough import Action, Walk, evolve
from flowhelp.walkthrough.actions import (
    Abandon,
    Acknowledge,
    Back,
    Choose,
    Complete,
    Explain,
    Fail,
    Finish,
    Leave,
    NotApplicable,
    Open,
    Record,
    Release,
    Resume,
    RollBack,
    Sign,
    Skip,
    Verify,
)
from flowhelp.walkthrough.demands import (
    AlertDemand,
    ChoiceDemand,
    Demand,
    ReadingDemand,
    ReasonDemand,
    ReleaseDemand,
    SignDemand,
    VerifyDemand,
    demands,
)
from tests.walkthrough.worlds import attempt, begun, page

NAMES = [f"s{number}" for number in range(8)]
SLUGS = st.sampled_from([f"#{name}" for name in NAMES] + ["#nowhere", "other.md"])
KINDS = st.sampled_from(["choice", "choice", "jump", "failure", "end"])
EDGES = st.lists(st.builds(Edge, st.sampled_from("xyz"), SLUGS, KINDS), max_size=3)
LABELS = st.lists(
    st.builds(
        Label,
        st.sampled_from(["verify", "sign", "second person", "hold", "go to", "end", "expect"]),
        st.just(""),
        st.just("it"),
    ),
    max_size=2,
)
GAUGE = Field("gauge", "Gauge", "number", "bar", min=1, max=2, stop_min=0, stop_max=3)
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
    return page(*tops, mode=draw(st.sampled_from([Mode.LIST, Mode.NODES])))


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
        condition=draw(st.sampled_from(["", "", "if red"])),
        critical=draw(st.booleans()),
        labels=tuple(draw(LABELS)),
        fields=(GAUGE,) if draw(st.booleans()) else (),
        alerts=(Alert("DANGER", "!"), Alert("CAUTION", "?")) if draw(st.booleans()) else (),
        edges=tuple(draw(EDGES)),
        steps=parts,
    )


STEPS = st.sampled_from(NAMES)
ACTIONS = st.one_of(
    st.builds(Open, STEPS),
    st.builds(Complete, STEPS),
    st.builds(Skip, STEPS, st.just("why")),
    st.builds(NotApplicable, STEPS, st.just("why")),
    st.builds(Fail, STEPS, st.just("why")),
    st.builds(Choose, STEPS, st.sampled_from(["1", "2", "x"])),
    st.builds(Record, STEPS, st.just("gauge"), st.sampled_from(["1", "2.5", "9"]), st.just("why")),
    st.builds(Verify, STEPS, st.booleans()),
    st.builds(Release, STEPS, st.just("Kim"), st.just("ok")),
    st.just(Back()),
    st.builds(Back, STEPS),
    st.just(RollBack()),
    st.just(Leave()),
    st.just(Resume()),
    st.just(Finish()),
    st.none(),
)
"""None stands for the next sensible thing, so that walks get anywhere."""


def answer(  # noqa: PLR0911 - one case a demand
    walk: Walk, step: Step, demand: Demand, pick: int
) -> Action:
    """What a person would do about a demand."""
    match demand:
        case AlertDemand(owner=owner, alert=alert):
            return Acknowledge(owner, alert)
        case ReleaseDemand():
            return Release(step.sid, "Kim", "looked at it")
        case ReadingDemand(field=field):
            return Record(step.sid, field.name, "1.5")
        case ReasonDemand(field=field):
            return Explain(step.sid, field.name, "because")
        case VerifyDemand():
            return Verify(step.sid, ok=True)
        case SignDemand(label=label, part=part):
            return Sign(step.sid, f"Kim {len(walk.signs)}", label.arg, part)
        case ChoiceDemand(edges=edges):
            return Choose(step.sid, str(1 + pick % len(edges)))


def way_on(walk: Walk, pick: int = 0) -> Action:
    """The next sensible thing to do."""
    step = walk.next_step
    if step is None:
        return Finish()
    missing = demands(walk, step)
    return answer(walk, step, missing[0], pick) if missing else Complete(step.sid)


def check_nothing_is_settled_twice(journal: list[Event]) -> None:
    settled: set[str] = set()
    for event in journal:
        if isinstance(event, StepReopened):
            settled.discard(event.sid)
        elif isinstance(event, StepDone | StepNa | StepSkipped | StepFailed):
            assert event.sid not in settled, event
            settled.add(event.sid)


@settings(max_examples=400, deadline=None)
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
        events = attempt(walk, action or way_on(walk, number))
        journal += events
        walk = reduce(evolve, events, walk)
        if walk.ended is None:
            assert attempt(walk, way_on(walk)), "stuck"

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
