"""Whether a step applies and a way is open, by the conditions that can be computed.

Names stand for readings, parameters, variables of a scenario and facts. Where a
name has no value yet the person is asked, as with a condition in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flowhelp.content import Edge, Param, Step
from flowhelp.content.conditions import computed_condition
from flowhelp.content.params import name_of
from flowhelp.content.scenario import variables
from flowhelp.ids import StepId
from flowhelp.journal.events import Event, Moment, StepNa, StepReopened
from flowhelp.journal.variables import at_the_end
from flowhelp.walkthrough.expressions import Known, understood
from flowhelp.walkthrough.folding import evolve
from flowhelp.walkthrough.plan import choices
from flowhelp.walkthrough.verdicts import Verdict, evaluate
from flowhelp.walkthrough.walk import SETTLED, State, Walk

UNMET = "condition not met"
_FACTS = ("os", "user", "repo")
_SYSTEMS = {"darwin": "macos"}
_NUMERIC = frozenset({"int", "number"})


@dataclass(frozen=True, slots=True)
class Judged:
    """A computed condition, as far as it is known.

    Attributes:
        expression: As the page writes it.
        verdict: What it comes to.
    """

    expression: str
    verdict: Verdict

    @property
    def holds(self) -> bool | None:
        """Whether it does; None when that is not known."""
        return self.verdict.holds

    @property
    def reason(self) -> str:
        """The condition with the values it was judged by."""
        values = ", ".join(f"{name} is {known}" for name, known in self.verdict.values)
        return f"{self.expression} ({values})" if values else self.expression


def applies(walk: Walk, step: Step) -> Judged | None:
    """What the **If** of a step comes to; None where it has none that can be computed."""
    if not step.when:
        return None
    found = judged(walk, step, step.when)
    label = next((each for each in step.values("if") if computed_condition(each.value)), None)
    if found is None or label is None or label.arg != "unless":
        return found
    was = found.verdict
    turned = Verdict(None if was.holds is None else not was.holds, was.values, was.unknown)
    return Judged(f"unless {found.expression}", turned)


def ruled_out(walk: Walk, step: Step) -> Judged | None:
    """The condition that is known to be false, so that the step does not apply."""
    found = applies(walk, step)
    return found if found is not None and found.holds is False else None


def closed(walk: Walk, step: Step, edge: Edge) -> Judged | None:
    """The ``only if`` of a way that is known to be false, so that it cannot be taken."""
    found = judged(walk, step, edge.condition) if edge.condition else None
    return found if found is not None and found.holds is False else None


def open_ways(walk: Walk, step: Step) -> tuple[tuple[int, Edge], ...]:
    """The answers of a decision that can be given, with their numbers counted from 1."""
    ways = enumerate(choices(walk.plan, step), start=1)
    return tuple((number, edge) for number, edge in ways if closed(walk, step, edge) is None)


def judged(walk: Walk, step: Step, text: str) -> Judged | None:
    """An expression, judged where `step` stands; None when it is no expression."""
    expression = understood(text)
    if expression is None:
        return None

    def value(name: str) -> Known | None:
        return known(walk, step.sid, name)

    return Judged(text, evaluate(expression, value, declared(walk)))


def declared(walk: Walk) -> frozenset[str]:
    """Every name that the page knows."""
    procedure = walk.plan.procedure
    fields = {field.name for step in walk.plan.steps for field in step.fields}
    params = {param.name for param in procedure.params}
    return frozenset(fields | params | set(walk.params) | set(scores(walk)) | set(_FACTS))


def known(walk: Walk, sid: StepId, name: str) -> Known | None:
    """What a name stands for at that step: the nearest reading before it, else what is set."""
    reading = next(_readings(walk, sid, name), None)
    if reading is not None:
        return reading
    for written, value in walk.params.items():
        if name in {written, name_of(written)} and value != "":
            param = next((p for p in walk.plan.procedure.params if p.name == written), None)
            return _param(param, value)
    if name in (found := scores(walk)):
        return Known(found[name])
    return _fact(walk, name)


def scores(walk: Walk) -> dict[str, float]:
    """The variables of a scenario, after the ways that were taken."""
    return dict(at_the_end(variables(walk.plan.procedure).items(), walk.path))


def consequences(walk: Walk, at: Moment) -> tuple[Event, ...]:
    """What follows from the conditions as they are now.

    A step that comes up and does not apply is settled by the tool; one that was,
    and applies after all because a value was corrected or taken back, waits again.
    """
    facts: list[Event] = []
    for step in walk.in_play if walk.computed else ():
        if step.sid in walk.computed and ruled_out(walk, step) is None:
            for sid in (step.sid, *_followers(walk, step.sid)):
                facts.append(StepReopened(run=walk.run, at=at, sid=sid, cause="condition"))
                walk = evolve(walk, facts[-1])
    while (step_up := walk.next_step) is not None:
        judgement = ruled_out(walk, step_up)
        waits = walk.state(step_up.sid) in SETTLED or step_up.sid in walk.held
        if judgement is None or waits:
            break
        for fact in _passed(walk, step_up, judgement.reason, at):
            facts.append(fact)
            walk = evolve(walk, fact)
    return tuple(facts)


def _passed(walk: Walk, step: Step, reason: str, at: Moment) -> Iterator[Event]:
    yield StepNa(run=walk.run, at=at, sid=step.sid, reason=reason, via="tool")
    for part in walk.plan.work_of(step):
        if part.sid != step.sid and walk.state(part.sid) not in SETTLED:
            because = step.sid
            yield StepNa(
                run=walk.run, at=at, sid=part.sid, reason=UNMET, via="tool", because=because
            )


def _followers(walk: Walk, sid: StepId) -> tuple[StepId, ...]:
    found = (each for each, because in walk.elsewhere.items() if because == sid)
    return tuple(each for each in found if walk.state(each) is State.NA)


def _readings(walk: Walk, sid: StepId, name: str) -> Iterator[Known]:
    """The values of that name, of the step itself first, then backwards, then of later steps."""
    places = walk.plan.places
    here = places.get(sid, 0)
    found = [
        (here - place if place <= here else 1_000_000 + place, reading)
        for (owner, field), reading in walk.readings.items()
        if field == name and reading.value not in {None, ""}
        for place in (places.get(owner, 0),)
    ]
    for _, reading in sorted(found, key=lambda each: each[0]):
        if reading.value is not None:
            yield Known(reading.value, reading.unit)


def _param(param: Param | None, value: str) -> Known:
    if param is not None and param.type in _NUMERIC:
        try:
            return Known(float(value), param.unit)
        except ValueError:
            pass
    return Known(value)


def _fact(walk: Walk, name: str) -> Known | None:
    if walk.started is None or name not in _FACTS:
        return None
    started = walk.started
    system = _SYSTEMS.get(started.os, started.os)
    found = {"os": system, "user": started.actor.id, "repo": started.doc.repo}[name]
    return Known(found) if found else None
