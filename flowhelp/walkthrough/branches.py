"""Which steps are in play after a choice or a jump."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flowhelp.content import Role, Step
from flowhelp.walkthrough.plan import Plan, choices, failure, jump, waivable
from flowhelp.walkthrough.walk import SETTLED, Walk


@dataclass(frozen=True, slots=True)
class Turn:
    """What a way on does to the steps: some fall away, some are to be done (again)."""

    away: tuple[Step, ...] = ()
    again: tuple[Step, ...] = ()


def turn(walk: Walk, origin: Step, target: Step) -> Turn:
    """What follows from going from `origin` to `target`.

    Forward, the steps between and those that cannot be reached any more fall away.
    Backward, everything from the target on is to be done again. Entering the
    rollback, what is left of the work falls away.

    Args:
        walk: As it is once `origin` is settled.
        origin: The step that leads on.
        target: The step it leads to.
    """
    if walk.plan.nodes:
        return _node_turn(walk, origin, target)
    inside = _rollback_after(walk, target)
    steps = walk.plan.steps
    here, there = walk.plan.places[origin.sid], walk.plan.places[target.sid]
    played = {step.sid for step in walk.played(rollback=inside)}
    reach = reachable(walk.plan, there)
    branched = {branch.sid for branch in walk.path}
    away, again = [], []
    for place, step in enumerate(steps):
        before = inside and step.role in {Role.BEFORE, Role.MAIN}
        past = place > max(here, there) and place not in reach
        if walk.state(step.sid) not in SETTLED:
            if here < place < there or past or before:
                away.append(step)
            continue
        looped = there <= place <= here
        back = place in reach and walk.elsewhere.get(step.sid) in branched
        fresh = not walk.rollback and step.role is Role.ROLLBACK and place >= there
        if step.sid in played and (looped or back or fresh):
            again.append(step)
    counted = (step for step in away if inside or walk.rollback or step.role is not Role.ROLLBACK)
    return Turn(tuple(counted), tuple(again))


def reachable(plan: Plan, start: int) -> frozenset[int]:
    """The places that can be come to from `start`, itself included."""
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        place = waiting.pop()
        if place not in seen and place < len(plan.steps):
            seen.add(place)
            waiting += _onward(plan, place)
    return frozenset(seen)


def _onward(plan: Plan, place: int) -> list[int]:
    """Where one can come to from a place in one move."""
    step = plan.steps[place]
    asked = choices(plan, step)
    alone = jump(plan, step)
    edges = [*asked, *([alone] if alone else [])]
    found = [plan.target(edge.target) for edge in edges if edge.kind != "end"]
    closed = bool(edges or step.values("end")) and all(found) and not waivable(step)
    other = failure(step)
    if other is not None:
        found.append(plan.target(other.target))
    ahead = [plan.places[each.sid] for each in found if each]
    return ahead if closed else [*ahead, _natural(plan, place)]


def _natural(plan: Plan, place: int) -> int:
    """The place after this one; the rollback is not come to by going on."""
    inside = plan.steps[place].role is Role.ROLLBACK
    ahead: Iterable[int] = range(place + 1, len(plan.steps))
    past = (each for each in ahead if inside or plan.steps[each].role is not Role.ROLLBACK)
    return next(past, len(plan.steps))


def _rollback_after(walk: Walk, target: Step) -> bool:
    return walk.rollback if target.role is Role.AFTER else target.role is Role.ROLLBACK


def _node_turn(walk: Walk, origin: Step, target: Step) -> Turn:
    """In a tree of questions the rest of the node falls away, and the next one is fresh."""
    left, entered = walk.plan.top(origin.sid), walk.plan.top(target.sid)
    places = walk.plan.places
    here, there = places[origin.sid], places[target.sid]
    within = [step for step in walk.plan.steps if walk.plan.top(step.sid) == entered]
    again = [step for step in within if walk.state(step.sid) in SETTLED]
    if left == entered:
        again = [step for step in again if there <= places[step.sid] <= here]
        rest = [step for step in within if here < places[step.sid] < there]
    else:
        rest = [step for step in walk.plan.steps if walk.plan.top(step.sid) == left]
    away = (step for step in rest if walk.state(step.sid) not in SETTLED)
    return Turn(tuple(away), tuple(again))
