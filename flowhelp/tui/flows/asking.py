"""What a step still asks for, one question after the other, until it may be called done."""

from __future__ import annotations

from collections.abc import Mapping

from flowhelp.content import Edge, Field, Step
from flowhelp.tui.dialogs.alert import AlertDialog
from flowhelp.tui.flows import around, checking, signing, steering
from flowhelp.tui.flows.desk import Desk
from flowhelp.typeset.around import failing_lines
from flowhelp.typeset.styles import Line, Style
from flowhelp.usecases.attachments import filling, left
from flowhelp.walkthrough.actions import Acknowledge, Choose, Complete, Explain
from flowhelp.walkthrough.attaching import AttachDemand
from flowhelp.walkthrough.blanks import ReadingDemand, ReasonDemand
from flowhelp.walkthrough.children import ChildDemand
from flowhelp.walkthrough.demands import (
    AlertDemand,
    ChoiceDemand,
    Demand,
    ReleaseDemand,
    SignDemand,
    VerifyDemand,
    demands,
)
from flowhelp.walkthrough.drift import DriftDemand, UnreadDemand
from flowhelp.walkthrough.loops import RoundDemand, round_demand
from flowhelp.walkthrough.plan import choices, jump
from flowhelp.walkthrough.readings import ValueRefusedError, expected, shown
from flowhelp.walkthrough.second import is_second
from flowhelp.walkthrough.waits import WaitDemand

_WIDTH = 70
"""Columns of what stands in a dialog."""


async def settle(desk: Desk, step: Step) -> None:
    """Ask what the step still asks for, and call it done when all was answered.

    After a safety message the person looks at the step again: that it was read says nothing of
    the work, and a key too many would.
    """
    while desk.walk.ended is None and desk.walk.open(step.sid):
        missing = left(desk.session, step, demands(desk.walk, step))
        if not missing:
            why = await steering.why_again(desk, step, jump(desk.walk.plan, step))
            if why is not None:
                desk.attempt(Complete(step.sid, why))
            return
        if not await _asked(desk, step, missing[0]):
            return


async def done(desk: Desk, step: Step, unsaved: Mapping[str, str]) -> None:
    """The step is done: take what stands in its lines, and ask what is still missing.

    Args:
        desk: The walk.
        step: The step.
        unsaved: Name of a blank → what was typed there and is not recorded.
    """
    for field in step.fields:
        typed = unsaved.get(field.name)
        if typed is not None and not await take(desk, step, field, typed):
            return
    await settle(desk, step)


def has_messages(desk: Desk, step: Step) -> bool:
    """Whether a safety message has to be read before that step."""
    return any(isinstance(each, AlertDemand) for each in demands(desk.walk, step))


async def messages(desk: Desk, step: Step) -> bool:
    """Show every safety message that has to be read now; whether all were acknowledged."""
    for demand in demands(desk.walk, step):
        if isinstance(demand, AlertDemand) and not await _message(desk, demand):
            return False
    return True


async def take(desk: Desk, step: Step, field: Field, typed: str) -> bool:
    """Write a value down, and have it explained where it is out of limits; whether it is kept.

    Nothing is written before the safety messages were read.
    """
    if has_messages(desk, step):
        await _look_again(desk, step)
        return False
    value = _numbered(field, typed.strip())

    def record() -> None:
        desk.session.perform(filling(desk.session, step, field, value))

    if not desk.done(record, said=ValueRefusedError):
        return False  # the line says so itself
    found = desk.walk.readings.get((step.sid, field.name))
    if found is not None and found.within is False:
        return await _explanation(desk, step, field)
    return True


async def choose(desk: Desk, step: Step, number: int) -> bool:
    """Take the way on with that number; one that leads back too often asks why.

    None is taken before the safety messages were read.
    """
    if has_messages(desk, step):
        await _look_again(desk, step)
        return False
    ways = choices(desk.walk.plan, step)
    way: Edge | None = ways[number - 1] if 1 <= number <= len(ways) else None
    waiting = left(desk.session, step, demands(desk.walk, step))
    missing = [each for each in waiting if not isinstance(each, ChoiceDemand)]
    if missing and not isinstance(missing[0], RoundDemand):
        await settle(desk, step)
        if any(not isinstance(each, ChoiceDemand) for each in demands(desk.walk, step)):
            return False
    why = await steering.why_again(desk, step, way)
    return why is not None and desk.attempt(Choose(step.sid, str(number), why))


async def _asked(  # noqa: C901, PLR0911, PLR0912 - one case a demand
    desk: Desk, step: Step, demand: Demand
) -> bool:
    """Ask one question; whether to go on with the next one."""
    match demand:
        case AlertDemand():
            await _look_again(desk, step)
            return False
        case ReleaseDemand():
            return await signing.release(desk, step, demand)
        case ReadingDemand(field=field):
            desk.point(field.name)
            return False
        case ReasonDemand(field=field) if is_second(field):
            return await signing.explanation(desk, step, demand)
        case ReasonDemand(field=field):
            return await _explanation(desk, step, field)
        case AttachDemand():
            return await around.attach_asked(desk, step, demand)
        case VerifyDemand():
            return await checking.verification(desk, step, demand)
        case SignDemand():
            return await signing.signature(desk, step, demand)
        case ChoiceDemand():
            desk.point("")
            return False
        case UnreadDemand():
            await signing.acknowledgement(desk)
            return False  # what was signed for is followed first
        case WaitDemand():
            return await steering.wait(desk, step, demand)
        case RoundDemand():
            return await steering.rounds(desk, step, demand)
        case ChildDemand():
            return await steering.child(desk, step, demand)
        case DriftDemand():
            return await steering.changed(desk)


async def _message(desk: Desk, demand: AlertDemand) -> bool:
    read = await desk.app.push_screen_wait(AlertDialog(demand.alert))
    return bool(read) and desk.attempt(Acknowledge(demand.owner, demand.alert))


async def _look_again(desk: Desk, step: Step) -> None:
    """Show the safety messages, and let the person go on with the step herself."""
    if not await messages(desk, step):
        return
    match next(iter(demands(desk.walk, step)), None):
        case ReadingDemand(field=field):
            desk.point(field.name)
        case ChoiceDemand():
            desk.point("")


async def _explanation(desk: Desk, step: Step, field: Field) -> bool:
    """Have a value out of limits explained, or taken again; whether it is explained."""
    found = desk.walk.readings.get((step.sid, field.name))
    label = field.label or field.name
    lines: list[Line] = []
    if found is not None and found.stopped:
        lines.append((("It is outside the stop range: work stops here.", Style.DANGER),))
    lines += failing_lines(desk.walk, step, _WIDTH)
    value = "" if found is None else f", {shown(found.value, field.unit)},"
    question = f"{label}{value} is out of limits ({expected(field)}). Why is it kept?"
    why = await desk.reason(question, lines)
    if why:
        return desk.attempt(Explain(step.sid, field.name, why))
    loop = round_demand(desk.walk, step)
    if loop is not None:
        return await steering.another(desk, step, loop)
    desk.point(field.name)
    return False


def _numbered(field: Field, typed: str) -> str:
    """The choice with that number, for those who count them."""
    if field.type != "choice" or typed in field.choices:
        return typed
    number = int(typed) if typed.isascii() and typed.isdigit() else 0
    return field.choices[number - 1] if 1 <= number <= len(field.choices) else typed
