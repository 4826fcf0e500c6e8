"""Signatures, the second person and releases; what a second person measures."""

from __future__ import annotations

from functools import reduce
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowhelp.content import Field
from flowhelp.content.parse import parse_page
from flowhelp.journal.events import (
    Deviation,
    Event,
    HoldReleased,
    HoldSet,
    Person,
    Reading,
    ReadingCorrected,
    Signed,
)
from flowhelp.walkthrough import Action, State, Walk, decide, evolve
from flowhelp.walkthrough.actions import (
    Back,
    Complete,
    Explain,
    Fail,
    Finish,
    Open,
    Record,
    Release,
    Sign,
)
from flowhelp.walkthrough.blanks import ReadingDemand, ReasonDemand
from flowhelp.walkthrough.demands import SignDemand, demands
from flowhelp.walkthrough.proof import Proof
from flowhelp.walkthrough.recording import NotTheSecondError
from flowhelp.walkthrough.second import agree, kind
from flowhelp.walkthrough.signing import NameRefusedError, SecondMissingError
from tests.walkthrough.worlds import NOW, RUN, attempt, begun, do, states, step, walk_of

BUS = """# Lock out

1. Measure the voltage.
   - **Record:** DC bus: ___ V (25 ± 2, stop 10–40)
   - **Second person (independent):** measures again. DC bus: ___ V (25 ± 2, stop 10–40)
2. Release it.
   - **Hold:** shift lead inspects it.
   - **Sign (released):** shift lead
   - **Sign (performed):** technician
"""
SECOND = "dc_bus@second"


def bus(use: str = "reference") -> Walk:
    """A walk whose first step is measured twice, by different people."""
    return begun(parse_page(BUS, path="lock.md"), use)


def measured(walk: Walk, first: str, second: str) -> Walk:
    return do(walk, Record("1", "dc_bus", first), Record("1", SECOND, second, by="kim"))


def asked(walk: Walk, name: str = "1") -> list[Any]:
    found = walk.plan.find(name)
    assert found
    return list(demands(walk, found))


def test_the_second_person_is_asked_after_the_first_and_for_their_own_blanks() -> None:
    walk = bus()

    assert [type(each) for each in asked(walk)] == [ReadingDemand, SignDemand]
    (demand,) = asked(do(walk, Record("1", "dc_bus", "25")))
    assert demand.part == "second"
    assert [field.name for field in demand.fields] == [SECOND]
    assert kind(demand.label) == "independent"


def test_their_values_are_kept_apart_and_carry_their_name() -> None:
    walk = measured(bus(), "25", "24,5")

    first, second = (walk.readings[walk.plan.steps[0].sid, name] for name in ("dc_bus", SECOND))
    assert (first.value, first.part, first.by) == (25.0, "", "")
    assert (second.value, second.part, second.by, second.name) == (24.5, "second", "kim", "dc_bus")


def test_the_performer_is_no_second_person() -> None:
    walk = do(bus(), Record("1", "dc_bus", "25"))

    for name in ("jo", "JO", " Jo ", "ｊｏ"):
        with pytest.raises(NotTheSecondError, match="another one"):
            decide(walk, Record("1", SECOND, "25", by=name), at=NOW)
    with pytest.raises(NotTheSecondError, match="has to be named"):
        decide(walk, Record("1", SECOND, "25"), at=NOW)


def test_who_signed_as_performer_is_no_second_person_either() -> None:
    walk = walk_of(
        step("a", labels=[("sign", "performed", "")]), step("b", labels=[("second person", "", "")])
    )
    ana = Proof(Person("p-1", "Ana", auth="pin"), "pin", 2)
    walk = do(walk, Sign("a", "Ana", proof=ana), Complete("a"))

    for name in ("ana", "P-1"):
        with pytest.raises(NameRefusedError, match="another one"):
            decide(walk, Sign("b", name, part="second"), at=NOW)


def test_nobody_signs_for_what_somebody_else_has_measured() -> None:
    walk = do(bus(), Record("1", "dc_bus", "25"))

    with pytest.raises(SecondMissingError, match="has to record 'DC bus' first"):
        decide(walk, Sign("1", "Kim", part="second"), at=NOW)
    walk = do(walk, Record("1", SECOND, "25", by="kim"))
    with pytest.raises(SecondMissingError, match="measured by kim, and not by Lee"):
        decide(walk, Sign("1", "Lee", part="second"), at=NOW)
    walk = do(walk, Record("1", SECOND, "25", by="Lee"), Sign("1", "Lee", part="second"))
    assert states(do(walk, Complete("1"))) == {walk.plan.steps[0].sid: "done"}


@pytest.mark.parametrize(("second", "differ"), [("27", False), ("23", False), ("27.01", True)])
def test_values_further_apart_than_the_tolerance_need_a_reason(second: str, differ: bool) -> None:
    walk = measured(bus(), "25", second)

    reasons = [each for each in asked(walk) if isinstance(each, ReasonDemand)]
    assert bool(reasons) is differ
    if differ:
        walk = do(walk, Explain("1", SECOND, "other meter"))
        assert [(each.kind, each.field) for each in walk.deviations] == [("out_of_limits", SECOND)]
    walk = do(walk, Sign("1", "kim", part="second"))
    assert asked(walk) == []


def test_both_within_limits_and_still_too_far_apart() -> None:
    walk = measured(bus(), "23", "27")

    (reason, sign) = asked(walk)
    assert isinstance(reason, ReasonDemand)
    assert reason.differs
    assert reason.words == "'DC bus' differs from the first value and needs a reason"
    assert isinstance(sign, SignDemand)
    assert sign.fields == ()


def reading(value: Any, within: bool | None = None) -> Reading:
    return Reading(run=RUN, at=NOW, sid=step("a").sid, name="x", value=value, within=within)


@pytest.mark.parametrize(
    ("field", "one", "other", "same"),
    [
        (Field("x", "", "number", max=5), reading(1.2, True), reading(1.1, True), True),
        (Field("x", "", "number", max=5), reading(1.2, True), reading(6.0, False), False),
        (Field("x", "", "number"), reading(3.0), reading(3.0), True),
        (Field("x", "", "number"), reading(3.0), reading(4.0), False),
        (Field("x", "", "choice"), reading("ok"), reading("worn"), False),
        (Field("x", ""), reading("A  7"), reading("a 7"), True),
        (Field("x", "", "number", min=0.1, max=0.3), reading(0.1), reading(0.2), True),
    ],
)
def test_what_agrees(field: Field, one: Reading, other: Reading, same: bool) -> None:
    assert agree(field, one, other) is same
    assert agree(field, other, one) is same


def test_a_second_value_outside_the_stop_range_holds_the_work() -> None:
    walk = measured(bus(), "25", "50")

    assert asked(walk)[0].words.startswith("it is held")


def test_signing_twice_writes_nothing() -> None:
    walk = do(measured(bus(), "25", "25"), Sign("1", "kim", part="second"))

    assert decide(walk, Sign("1", "kim", part="second"), at=NOW) == ()
    assert decide(walk, Sign("1", "lee", part="second"), at=NOW) == ()


def test_a_release_is_signed_for_once() -> None:
    walk = do(measured(bus(), "25", "25"), Sign("1", "kim", part="second"), Complete("1"))
    lead = Proof(Person("p-9", "Lee", auth="pin"), "pin", 2, role="shift-lead")

    events = decide(do(walk, Open("2")), Release("2", "Lee", "inspected", lead), at=NOW)

    signed, let_go = events
    assert isinstance(signed, Signed)
    assert (signed.part, signed.meaning, signed.role) == ("holder", "released", "shift-lead")
    assert (signed.method, signed.factors, signed.by) == ("pin", 2, "p-9")
    assert isinstance(let_go, HoldReleased)
    assert let_go.by == "p-9"
    walk = reduce(evolve, events, do(walk, Open("2")))
    (demand,) = asked(walk, "2")
    assert demand.label.arg == "performed"


def test_a_signature_in_an_unknown_part_is_refused() -> None:
    with pytest.raises(NameRefusedError, match="no part"):
        decide(bus(), Sign("1", "kim", part="friend"), at=NOW)


def test_a_correction_of_the_second_value_stands_beside_the_first() -> None:
    walk = do(measured(bus(), "25", "25"), Sign("1", "kim", part="second"), Complete("1"))

    events = decide(walk, Record("1", SECOND, "24", "misread", by="kim"), at=NOW)

    (fact,) = events
    assert isinstance(fact, ReadingCorrected)
    assert (fact.name, fact.part, fact.value, fact.by) == ("dc_bus", "second", 24.0, "kim")
    after = reduce(evolve, events, walk)
    assert after.readings[fact.sid, SECOND].value == 24.0
    assert after.readings[fact.sid, "dc_bus"].value == 25.0


@pytest.mark.parametrize("by", ["", "jo"])
def test_the_second_value_is_corrected_by_another_than_the_performer(by: str) -> None:
    walk = do(measured(bus(), "25", "25"), Sign("1", "kim", part="second"), Complete("1"))

    with pytest.raises(NotTheSecondError):
        decide(walk, Record("1", SECOND, "24", "misread", by=by), at=NOW)


def test_a_correction_out_of_limits_is_a_deviation() -> None:
    walk = do(measured(bus(), "25", "25"), Sign("1", "kim", part="second"), Complete("1"))

    events = decide(walk, Record("1", "dc_bus", "30", "misread"), at=NOW)

    assert [type(each) for each in events] == [ReadingCorrected, Deviation]


NAMES = st.sampled_from(["jo", "Jo", "kim", "Kim ", "lee"])
DOINGS: st.SearchStrategy[Action] = st.one_of(
    st.builds(Open, st.sampled_from("12")),
    st.builds(Record, st.just("1"), st.sampled_from(["dc_bus", SECOND]),
              st.sampled_from(["25", "22", "27", "50"]), st.sampled_from(["", "so"]), by=NAMES),
    st.builds(Explain, st.just("1"), st.sampled_from(["dc_bus", SECOND]), st.just("because")),
    st.builds(Sign, st.sampled_from("12"), NAMES, st.sampled_from(["", "performed", "released"]),
              st.sampled_from(["performer", "second"])),
    st.builds(Release, st.sampled_from("12"), NAMES, st.sampled_from(["", "seen"])),
    st.builds(Complete, st.sampled_from("12")),
    st.builds(Fail, st.sampled_from("12"), st.just("no")),
    st.builds(Back, st.sampled_from(["", "1", "2"])),
    st.just(Finish()),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(DOINGS, max_size=30), st.sampled_from(["reference", "continuous"]))
def test_whatever_is_done_the_rules_of_names_hold(actions: list[Action], use: str) -> None:
    start = walk = bus(use)
    journal: list[Event] = []
    standing: set[tuple[str, str, str]] = set()
    for action in actions:
        events = attempt(walk, action)
        for event in events:
            after = evolve(walk, event)
            if isinstance(event, Signed):
                key = (event.sid, event.part, event.meaning)
                assert event.part == "holder" or key not in standing, "signed twice"
                if event.part == "second":
                    assert event.person.id.strip().casefold() != "jo"
                if event.part == "second" and event.sid == walk.plan.steps[0].sid:
                    own = walk.readings[event.sid, SECOND]
                    assert own.by.strip().casefold() == event.person.id.strip().casefold()
            if isinstance(event, HoldReleased):
                assert event.sid in walk.held
            walk = after
            standing = {(sign.sid, sign.part, sign.meaning) for sign in walk.signs}
        journal += events
    assert reduce(evolve, journal, start) == walk
    sets = sum(isinstance(each, HoldSet) for each in journal)
    assert sum(isinstance(each, HoldReleased) for each in journal) <= sets
    sid = walk.plan.steps[0].sid
    if walk.state(sid) is State.DONE:
        assert ("second", "verified") in {(s.part, s.meaning) for s in walk.signs}
        for name in ("dc_bus", SECOND):
            assert walk.readings[sid, name].within or (sid, name) in walk.explained
