"""Loops: what **Repeat** says, which round it is, and how many there may be (FORMAT.md §6.5).

A step that says **Repeat** is done round by round, with its parts, and ticked
once. Where it also leads back to an earlier step, that way back is the loop. A
way back without **Repeat** is allowed as well, up to a number of rounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flowhelp.content import Edge, Label, Step
from flowhelp.content.conditions import computed_condition
from flowhelp.ids import StepId
from flowhelp.walkthrough.applies import Judged, judged
from flowhelp.walkthrough.plan import Plan, choices, jump
from flowhelp.walkthrough.walk import Walk

MOST_ROUNDS = 10
"""Rounds after which a way back without a limit of its own asks for a reason."""

_LIMIT = re.compile(
    r"[\s,;(]*\b(?:max(?:imal|imum|imally)?\.?|at most|up to|no more than|höchstens|au plus)"
    r"\s{0,9}(\d{1,4})(?:\s{0,9}(?:times|rounds|x|mal|fois)\b|\s{0,9}×)?[\s).]*",
    re.IGNORECASE,
)
_TIMES = re.compile(r"(?:for\s+)?(\d{1,4})\s{0,9}(?:times|rounds|mal|fois|x\b|×)\.?", re.IGNORECASE)
_EACH = re.compile(
    r"(?:for (?:each|every|all)|für (?:jede[nrsm]?|alle)|pour chaque)\s+", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*[,;]\s*(?:(?:and|und|et)\s+)?|\s+(?:and|und|et)\s+")
_UNTIL = re.compile(r"(?:until|till|bis|jusqu['’]à ce que)\s+", re.IGNORECASE)
_PARAM = re.compile(r"\{\{\s*([\w-]+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Loop:
    """What **Repeat** says.

    Attributes:
        until: The words of the condition that ends it, or empty.
        test: That condition as an expression where it can be computed, or empty.
        limit: Most rounds, or None.
        items: What it is done for, one round each; empty where the page gives no list.
        times: How many rounds it is, where the page says so, or None.
    """

    until: str = ""
    test: str = ""
    limit: int | None = None
    items: tuple[str, ...] = ()
    times: int | None = None


@dataclass(frozen=True, slots=True)
class RoundDemand:
    """Another round is to be done, or the person says that there is none.

    Attributes:
        number: The round that is under way, counted from 1.
        limit: Most rounds, or None; beyond it a reason is asked.
        condition: What ends the loop, in words; empty where the page gives none.
        item: What the round is for, and `following` what the next one is for.
        free: Whether the person decides: *done* ends the loop, `Again` goes on. Else
            only `Again` does, or to fail.
    """

    number: int
    limit: int | None
    condition: str
    item: str
    following: str
    free: bool

    @property
    def beyond(self) -> bool:
        """Whether another round needs a reason."""
        return self.limit is not None and self.number >= self.limit

    @property
    def words(self) -> str:
        """What is missing, for a refusal."""
        if self.following:
            return f"it is to be done for {self.following} as well"
        if self.condition:
            return f"it is to be repeated until {self.condition}"
        return "it is to be repeated"


def loop_of(step: Step) -> Loop | None:
    """What the step's **Repeat** says; None where it has none."""
    label = next(iter(step.values("repeat")), None)
    return read_loop(label) if label else None


def read_loop(label: Label) -> Loop:
    """What a **Repeat** label says."""
    text = " ".join((label.value, f"({label.arg})" if label.arg else "")).strip()
    found = _LIMIT.search(text)
    limit = max(1, int(found[1])) if found else None
    rest = (text[: found.start()] + text[found.end() :] if found else text).strip(" ,;.")
    each = _EACH.match(rest)
    if each:
        listed = rest[each.end() :]
        named = listed.partition(":")[2].strip() or (listed if _BETWEEN.search(listed) else "")
        param = _PARAM.search(listed)
        items = tuple(part.strip(" `*") for part in _BETWEEN.split(named) if part.strip(" `*"))
        return Loop(limit=limit, items=(param[0],) if param else items)
    times = _TIMES.fullmatch(rest)
    if times:
        return Loop(limit=limit, times=max(1, int(times[1])))
    words = _UNTIL.sub("", rest, count=1) if _UNTIL.match(rest) else rest
    return Loop(until=words, test=computed_condition(words), limit=limit)


def own_loop(plan: Plan, step: Step) -> Loop | None:
    """The loop that is the step itself; None where it has none, or leads back instead."""
    loop = loop_of(step)
    return None if loop is None or any(_ways_back(plan, step)) else loop


def items_of(walk: Walk, loop: Loop) -> tuple[str, ...]:
    """What a loop is done for, with the values that are known; empty where nobody knows."""
    if len(loop.items) == 1 and (match := _PARAM.fullmatch(loop.items[0])):
        value = walk.params.get(match[1], "")
        return tuple(part for part in re.split(r"[\s,;]+", value) if part)
    return loop.items


def item(walk: Walk, step: Step) -> str:
    """What the round is for that the step is in, or empty."""
    for each in (step, *reversed(walk.plan.ancestors(step.sid))):
        loop = own_loop(walk.plan, each)
        if loop is not None:
            items = items_of(walk, loop)
            number = walk.rounds.get(each.sid, 1)
            return items[number - 1] if number <= len(items) else ""
    return ""


def round_demand(walk: Walk, step: Step) -> RoundDemand | None:
    """What the loop of a step asks; None where it has none, or is over."""
    loop = own_loop(walk.plan, step)
    if loop is None:
        return None
    number = walk.rounds.get(step.sid, 1)
    items = items_of(walk, loop)
    count = len(items) or loop.times
    if count is not None:
        following = items[number] if number < len(items) else ""
        here = items[number - 1] if number <= len(items) else ""
        limit = count if loop.limit is None else min(count, loop.limit)
        more = RoundDemand(number, limit, "", here, following, free=False)
        return more if number < limit else None
    test = judged(walk, step, loop.test) if loop.test else None
    if test is not None and test.holds:
        return None
    free = test is None or test.holds is None
    return RoundDemand(number, loop.limit, _words(loop, test), "", "", free=free)


def round_of(walk: Walk, step: Step) -> int:
    """The number of the round a step is done in, counted from 1; 0 outside a loop."""
    for each in (step, *reversed(walk.plan.ancestors(step.sid))):
        if own_loop(walk.plan, each) is not None:
            return walk.rounds.get(each.sid, 1)
    here = walk.plan.places.get(step.sid, -1)
    taken = sum(here in _body(walk.plan, branch.sid, branch.to) for branch in walk.path)
    if taken:
        return taken + 1
    loops = (each for each in walk.plan.steps if each.values("repeat"))
    inside = (
        here in _body(walk.plan, loop.sid, target.sid)
        for loop in loops
        for _, target in _ways_back(walk.plan, loop)
    )
    return int(any(inside))


def limit_reached(walk: Walk, step: Step, edge: Edge) -> int | None:
    """The most rounds a way back may lead to, when one more is too many; else None."""
    target = walk.plan.target(edge.target)
    if target is None or not _leads_back(walk.plan, step, target):
        return None
    taken = sum(branch.sid == step.sid and branch.to == target.sid for branch in walk.path)
    loop = loop_of(step)
    limit = loop.limit if loop is not None and loop.limit is not None else MOST_ROUNDS
    # The first time round is the first round, so the first way back begins the second.
    return limit if taken + 2 > limit else None


def next_round(walk: Walk, step: Step, target: Step) -> int | None:
    """The number of the round that a way back begins; None where no **Repeat** counts it."""
    if loop_of(step) is None or not _leads_back(walk.plan, step, target):
        return None
    return 2 + sum(branch.sid == step.sid and branch.to == target.sid for branch in walk.path)


def _words(loop: Loop, test: Judged | None) -> str:
    return test.reason if test is not None else loop.until


def _ways_back(plan: Plan, step: Step) -> Iterator[tuple[Edge, Step]]:
    """The step's ways to itself or to an earlier step."""
    if plan.nodes or step.sid not in plan.places:
        return
    alone = jump(plan, step)
    for edge in (*choices(plan, step), *([alone] if alone else [])):
        target = plan.target(edge.target)
        if target is not None and plan.places[target.sid] <= plan.places[step.sid]:
            yield edge, target


def _leads_back(plan: Plan, step: Step, target: Step) -> bool:
    """Whether going there begins another round. In a tree of questions any way may."""
    return plan.nodes or plan.places[target.sid] <= plan.places[step.sid]


def _body(plan: Plan, sid: StepId, to: StepId) -> range:
    """The places between a way back and where it leads; none where it leads on."""
    places = plan.places
    if sid not in places or to not in places or places[to] > places[sid]:
        return range(0)
    return range(places[to], places[sid] + 1)
