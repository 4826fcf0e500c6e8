"""What a step still asks for before it may be called done.

The list is the same for every front end: it is what a person is asked, in
this order, and what the engine refuses to go on without.
"""

from __future__ import annotations

from dataclasses import dataclass

from flowhelp.content import Alert, Edge, Field, Label, Step
from flowhelp.ids import StepId
from flowhelp.walkthrough.applies import open_ways
from flowhelp.walkthrough.attaching import AttachDemand, attach_demands
from flowhelp.walkthrough.blanks import ReadingDemand, ReasonDemand, blank_demands, is_missing
from flowhelp.walkthrough.children import ChildDemand, child_demand
from flowhelp.walkthrough.drift import DriftDemand, UnreadDemand
from flowhelp.walkthrough.folding import reopened
from flowhelp.walkthrough.loops import RoundDemand, round_demand
from flowhelp.walkthrough.plan import choices
from flowhelp.walkthrough.roles import hold_role
from flowhelp.walkthrough.second import is_second
from flowhelp.walkthrough.waits import WaitDemand, next_wait, wait_demand
from flowhelp.walkthrough.walk import State, Walk

SERIOUS = frozenset({"DANGER", "WARNING"})
"""Signals that are acknowledged each time; CAUTION once in a run, others never."""

CRITICAL = "CRITICAL"
"""The signal of a step that forces a pause."""


@dataclass(frozen=True, slots=True)
class AlertDemand:
    """A safety message is to be read; `owner` is its step, or empty for the page."""

    owner: StepId
    alert: Alert

    @property
    def words(self) -> str:
        """What is missing, for a refusal."""
        return f"the {self.alert.signal} message has to be acknowledged"


@dataclass(frozen=True, slots=True)
class ReleaseDemand:
    """Work stops until somebody (`role`, when the page says who) releases it.

    Attributes:
        condition: What the page says of it, as a whole; empty where a value stopped the work.
    """

    role: str
    condition: str = ""

    @property
    def words(self) -> str:
        """What is missing, for a refusal."""
        return f"it is held, and waits for a release by {self.role or 'a named person'}"


@dataclass(frozen=True, slots=True)
class VerifyDemand:
    """A check is to be answered with yes; `failed` when it was answered with no."""

    label: Label
    failed: bool

    @property
    def words(self) -> str:
        """What is missing, for a refusal."""
        return "its check said no" if self.failed else "it has to be verified"


@dataclass(frozen=True, slots=True)
class SignDemand:
    """A name is to be put under it.

    Attributes:
        part: performer or second.
        fields: Blanks that the second person fills before signing, without seeing the first's.
    """

    label: Label
    part: str
    fields: tuple[Field, ...] = ()

    @property
    def words(self) -> str:
        """What is missing, for a refusal."""
        whose = "a second person" if self.part == "second" else self.label.value or "a person"
        return f"it has to be signed by {whose}"


@dataclass(frozen=True, slots=True)
class ChoiceDemand:
    """One of the ways on is to be chosen.

    Attributes:
        edges: All of them; the first has number 1.
        open: Numbers of those whose condition does not rule them out.
    """

    edges: tuple[Edge, ...]
    open: tuple[int, ...]

    @property
    def words(self) -> str:
        """What is missing, for a refusal."""
        if not self.open:
            return "none of its answers is open"
        texts = (self.edges[number - 1].text for number in self.open)
        return "one of its answers has to be chosen: " + " / ".join(texts)


Demand = (
    UnreadDemand
    | DriftDemand
    | AlertDemand
    | ReleaseDemand
    | ReadingDemand
    | ReasonDemand
    | AttachDemand
    | VerifyDemand
    | SignDemand
    | ChoiceDemand
    | WaitDemand
    | ChildDemand
    | RoundDemand
)


def demands(walk: Walk, step: Step) -> tuple[Demand, ...]:
    """What is missing, in the order to ask for it; nothing when the step may be called done.

    A failed step is done again from its beginning, messages and readings included.
    """
    if walk.unread is not None:
        return (UnreadDemand(walk.unread),)
    if walk.drifted:
        return (DriftDemand(walk.today),)
    if walk.state(step.sid) is State.FAILED:
        walk = reopened(walk, step.sid)
    found: list[Demand] = []
    asked = walk.use != "information"
    if asked:
        found += _alerts(walk, step)
    if _holds(walk, step, asked=asked):
        words = next((label.value for label in step.values("hold")), "")
        found.append(ReleaseDemand(hold_role(walk.plan.procedure, step), words))
    if asked:
        child, wait = child_demand(walk, step), wait_demand(walk, step)
        found += [child] if child else []
        work: list[list[Demand]] = [
            [*blank_demands(walk, step), *attach_demands(walk, step)],
            _names(walk, step),
        ]
        if wait:
            work.insert(_place_of_wait(walk, step), [wait])
        found += [demand for group in work for demand in group]
    again = round_demand(walk, step) if asked else None
    ways = choices(walk.plan, step)
    if ways:
        numbers = tuple(number for number, _ in open_ways(walk, step))
        found.append(ChoiceDemand(ways, numbers))
    if again:
        # Choosing a way on ends the rounds where the person decides; else they come first.
        found.insert(len(found) if again.free or not ways else len(found) - 1, again)
    return tuple(found)


def may_be_left(missing: Demand) -> bool:
    """Whether the person decides: a round that may be the last, a file that need not be."""
    return isinstance(missing, RoundDemand | AttachDemand) and missing.free


def _place_of_wait(walk: Walk, step: Step) -> int:
    """Where among readings (0) and names (1) the page puts its wait: before what it stands above.

    A blank in the action itself is filled in doing it, so before the wait.
    """
    keys = [label.key for label in step.labels]
    wait = next_wait(walk, step)
    before = keys[: wait[0]] if wait else keys
    if {"verify", "second person", "sign"} & set(before):
        return 2
    in_action = bool(step.fields) and "record" not in keys
    return int("record" in before or in_action)


def alerts(walk: Walk, step: Step) -> tuple[tuple[StepId, Alert], ...]:
    """Every safety message that holds for a step: the page's, those around it, its own."""
    found = [(StepId(""), alert) for alert in walk.plan.procedure.alerts]
    for each in (*walk.plan.ancestors(step.sid), step):
        found += [(each.sid, alert) for alert in each.alerts]
    return tuple(found)


def _alerts(walk: Walk, step: Step) -> list[Demand]:
    once = {mark[1:] for mark in walk.acknowledged}
    wanted = list(alerts(walk, step))
    if step.critical:
        wanted.append((step.sid, Alert(CRITICAL, step.title)))
    found: list[Demand] = []
    for owner, alert in wanted:
        mark = (owner, alert.signal, alert.text)
        serious = alert.signal in SERIOUS | {CRITICAL} and mark not in walk.acknowledged
        first = alert.signal == "CAUTION" and mark[1:] not in once
        if serious or first:
            found.append(AlertDemand(owner, alert))
    return found


def _holds(walk: Walk, step: Step, *, asked: bool) -> bool:
    planned = asked and bool(step.values("hold")) and step.sid not in walk.released
    return step.sid in walk.held or planned


def _names(walk: Walk, step: Step) -> list[Demand]:
    found: list[Demand] = []
    checked = walk.verified.get(step.sid)
    if not checked:
        found += [VerifyDemand(label, checked is False) for label in step.values("verify")[:1]]
    signed = [(sign.part, sign.meaning) for sign in walk.signs if sign.sid == step.sid]
    if "second" not in {part for part, _ in signed}:
        own = [each for each in step.fields if is_second(each)]
        fields = tuple(each for each in own if is_missing(walk, step, each))
        labels = step.values("second person")[:1]
        found += [SignDemand(label, "second", fields) for label in labels]
    # Who releases a hold has signed for it with that.
    given = {word for part, word in signed if part == "performer"}
    given |= {word for part, word in signed if part == "holder" and step.values("hold")}
    for label in step.values("sign"):
        if meaning(label) not in given:
            found.append(SignDemand(label, "performer"))
    return found


def meaning(label: Label) -> str:
    """What a name under a **Sign** label means: its argument, else performed."""
    return label.arg or "performed"
