"""Somebody who does what a walk asks for, through the use cases, as a front end would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flowhelp.content import Step
from flowhelp.journal.events import CommandEnded, FileAttached
from flowhelp.usecases.attachments import attach
from flowhelp.usecases.children import begin_child, end_child, resumed_child
from flowhelp.usecases.identity import by_name
from flowhelp.usecases.running import Screen, offer, run
from flowhelp.usecases.signing import release, sign
from flowhelp.usecases.walk import WalkSession
from flowhelp.usecases.workspace import Workspace
from flowhelp.walkthrough.actions import Complete, Finish
from flowhelp.walkthrough.attaching import AttachDemand
from flowhelp.walkthrough.children import ChildDemand
from flowhelp.walkthrough.demands import (
    AlertDemand,
    Demand,
    ReleaseDemand,
    SignDemand,
    demands,
)
from flowhelp.walkthrough.steering import EndTimer
from flowhelp.walkthrough.waits import WaitDemand, left
from flowhelp.walkthrough.walk import State
from tests.walkthrough.walkers import answer

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)


class Clock:
    """A wall clock and a monotonic one; `tick` seconds pass with every look, others as told."""

    def __init__(self, wall: datetime = NOON, mono: float = 100.0, tick: float = 0.001) -> None:
        self.wall = wall
        self.mono = mono
        self.tick = tick

    def passes(self, seconds: float, *, wall: float | None = None) -> None:
        """Let time pass; the clock on the wall may say another amount."""
        self.mono += seconds
        self.wall += timedelta(seconds=seconds if wall is None else wall)

    def now(self) -> datetime:
        """What the wall clock shows."""
        self.passes(self.tick)
        return self.wall

    def monotonic(self) -> float:
        """What the clock that never jumps shows."""
        return self.mono

    def on(self, shop: Workspace) -> Workspace:
        """That workspace, going by this clock."""
        shop.now, shop.monotonic = self.now, self.monotonic
        return shop


def quietly(session: WalkSession) -> None:
    """Tell nobody."""
    del session


@dataclass
class Doer:
    """Walks to the end; `tell` hears of every act that was acknowledged."""

    clock: Clock
    photo: Path
    tell: Callable[[WalkSession], None] = quietly
    most: int = 10_000

    def walk(self, session: WalkSession) -> None:
        """Go on with a walk until it is over.

        Raises:
            AssertionError: It does not come to an end.
        """
        for number in range(self.most):
            if session.walk.ended is not None:
                return
            session.open_next()
            self.tell(session)
            step = session.walk.next_step
            if step is None:
                session.perform(Finish())
            else:
                self.act(session, step, number)
            self.tell(session)
        raise AssertionError(f"stuck at {session.walk.next_step}")

    def act(self, session: WalkSession, step: Step, number: int) -> None:
        """Do the next thing that a step asks for."""
        missing = demands(session.walk, step)
        if missing:
            self.meet(session, step, missing[0], number)
        elif step.commands and not wrote(session, step, CommandEnded):
            run(session, offer(session, step), Screen(lambda _: None))
        elif step.values("attach") and not wrote(session, step, FileAttached):
            session.note((attach(session, step, self.photo),))
        else:
            session.perform(Complete(step.sid))

    def meet(self, session: WalkSession, step: Step, asked: Demand, number: int) -> None:
        """Do what is asked for."""
        kim, lee = (by_name(session.workspace, name) for name in ("Kim", "Lee"))
        match asked:
            case SignDemand(fields=(), part=part):
                sign(session, asked, step, kim if part == "second" else lee)
            case ReleaseDemand():
                release(session, step, kim, "looked at it")
            case WaitDemand(timer=timer) if timer is not None:
                self.clock.passes(left(timer, session.moment()))
                session.perform(EndTimer(step.sid))
            case AttachDemand():
                session.note((attach(session, step, self.photo),))
            case ChildDemand(child=child) if child is None or not child.outcome:
                self.child(session, step, asked)
            case _:
                session.perform(answer(step, asked, number))

    def child(self, session: WalkSession, step: Step, asked: ChildDemand) -> None:
        """Walk the sub-procedure of a step, or the rest of it."""
        child = resumed_child(session)
        if child is None:
            if asked.child is not None:
                return
            child = begin_child(session, step, asked)
        self.tell(child)
        self.walk(child)
        end_child(session, step.sid, child)


def wrote(session: WalkSession, step: Step, kind: type) -> bool:
    """Whether such a fact about a step is in the journal."""
    facts = [each.event for each in session.workspace.journal.read(session.walk.run)]
    return any(isinstance(fact, kind) and getattr(fact, "sid", "") == step.sid for fact in facts)


def shown(session: WalkSession) -> Any:
    """What a person sees of a walk and of those around it, outermost first, as JSON has it.

    Opened and not opened look the same, and safety messages are left out: they are
    read again after a break.
    """
    around = shown(session.parent) if session.parent else []
    walk, step = session.walk, session.walk.next_step
    missing = demands(walk, step) if step else ()
    return [
        *around,
        {
            "run": walk.run,
            "states": {
                sid: state.value
                for sid, state in sorted(walk.states.items())
                if state not in {State.OPEN, State.TODO}
            },
            "readings": [[*key, each.value] for key, each in walk.readings.items()],
            "signs": [[s.sid, s.part, s.meaning, s.person.name, s.statement] for s in walk.signs],
            "timers": [
                [sid, str(timer.since.wall), timer.required_s, timer.waited_s]
                for sid, timer in walk.timers.items()
            ],
            "children": [[sid, each.run, each.outcome] for sid, each in walk.children.items()],
            "params": dict(walk.params),
            "ended": walk.ended.outcome if walk.ended else "",
            "next": step.n if step else "",
            "asks": [each.words for each in missing if not isinstance(each, AlertDemand)],
        },
    ]
