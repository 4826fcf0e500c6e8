"""Names under a step: signatures, the second person, releases.

A PIN is typed unseen. Who checks independently does not see what the first person has typed.
"""

from __future__ import annotations

from flowhelp.content import Field, Step
from flowhelp.content.changes import UNDERSTOOD
from flowhelp.errors import FlowhelpError
from flowhelp.journal.events import Person
from flowhelp.tui.flows.desk import Desk
from flowhelp.tui.saying import refuse
from flowhelp.typeset.around import failing_lines
from flowhelp.typeset.changed import asked_to_sign, unread_lines
from flowhelp.typeset.styles import Line, Style
from flowhelp.typeset.verdict import verdict
from flowhelp.typeset.walked import worded
from flowhelp.usecases import identity, signing
from flowhelp.usecases.attachments import filling
from flowhelp.usecases.identity import Known
from flowhelp.usecases.people import PIN, SSH
from flowhelp.usecases.pins import WrongPinError
from flowhelp.walkthrough.actions import Explain
from flowhelp.walkthrough.blanks import ReasonDemand
from flowhelp.walkthrough.demands import ReleaseDemand, SignDemand, demands, meaning
from flowhelp.walkthrough.readings import expected, shown
from flowhelp.walkthrough.second import (
    INDEPENDENT,
    PART,
    base,
    is_performer,
    is_second,
    kind,
    same_name,
)
from flowhelp.walkthrough.signing import NameRefusedError

WORDS = {identity.TYPED: "name alone", PIN: "PIN", SSH: "SSH key"}
"""How a name was shown to be somebody's → words for it."""

_WIDTH = 70


async def signature(desk: Desk, step: Step, demand: SignDemand) -> bool:
    """Have a step signed, by the second person after measuring; whether it was."""
    second = demand.part == PART
    what = "Second person" if second else f"Sign ({meaning(demand.label)})"
    words = worded(desk.walk, demand.label.value)
    lines: list[Line] = [((words, None),)] if words else []
    started = desk.walk.started
    performer = None if second or started is None else started.actor
    who = await somebody(desk, f"{what}: name", lines, performer)
    if who is None:
        return False
    if second and not (_is_another(desk, who) and await _measured(desk, step, demand, who)):
        return False
    if not desk.done(lambda: signing.sign(desk.session, demand, step, who)):
        return False
    word = "verified" if second else meaning(demand.label)
    desk.app.notify(f"{word}: {who.person.name} ({WORDS[who.method]})")
    return True


async def acknowledgement(desk: Desk) -> bool:
    """Show what changed on the page, and have it signed for; whether nothing is left to read."""
    changes = desk.walk.unread
    if changes is None:
        return True
    lines = list(unread_lines(desk.walk, changes, _WIDTH))
    whose = asked_to_sign(desk.walk, changes)
    asked = f", {whose}" if whose else ""
    who = await somebody(desk, f"Sign ({UNDERSTOOD}){asked}: name", lines, desk.walk.actor)
    if who is None or not desk.done(lambda: signing.acknowledge(desk.session, who)):
        return False
    desk.app.notify(f"{UNDERSTOOD}: {who.person.name} ({WORDS[who.method]})")
    return True


async def release(desk: Desk, step: Step, demand: ReleaseDemand) -> bool:
    """Have a held step released; whether it was."""
    until = f" until it is released by {demand.role}" if demand.role else ""
    words = worded(desk.walk, f"Step {step.n} is held{until}.")
    lines: list[Line] = [((words, Style.WARNING),)]
    if demand.condition and demand.condition.strip(". ") != demand.role:
        lines.append(((worded(desk.walk, demand.condition), None),))
    by = f"by {demand.role}" if demand.role else "by"
    who = await somebody(desk, f"Released {by}: name", lines, None)
    if who is None:
        return False
    why = await desk.reason("Why may the work go on?")
    if not desk.done(lambda: signing.release(desk.session, step, who, why)):
        return False
    desk.app.notify(f"released: {who.person.name} ({WORDS[who.method]})")
    return True


async def skip(desk: Desk, step: Step) -> None:
    """Have a step passed over where that takes a second person's word."""
    why = await desk.reason("Why is it skipped?")
    who = await somebody(desk, "A second person agrees: name", [], None) if why else None
    if who is not None:
        desk.done(lambda: signing.skip(desk.session, step, who, why))


async def explanation(desk: Desk, step: Step, demand: ReasonDemand) -> bool:
    """Have a second person's value explained; whether it was."""
    label = demand.field.label or base(demand.field)
    lines: list[Line] = []
    if demand.differs:
        names = (base(demand.field), demand.field.name)
        both = [desk.walk.readings[step.sid, name].value for name in names]
        values = " and ".join(shown(value, demand.field.unit) for value in both)
        question = f"{label}: {values} differ by more than the page allows. Why is it kept?"
    else:
        question = f"{label} is out of limits ({expected(demand.field)}). Why is it kept?"
        lines += failing_lines(desk.walk, step, _WIDTH)
    why = await desk.reason(question, lines)
    return bool(why) and desk.attempt(Explain(step.sid, demand.field.name, why))


async def somebody(
    desk: Desk, question: str, lines: list[Line], performer: Person | None
) -> Known | None:
    """Somebody who said who they are, and showed it where they have to; None to wait."""
    name = ((await desk.ask(question, lines=lines)) or "").strip()
    if not name:
        return None
    try:
        return await _shown(desk, name, performer)
    except FlowhelpError as error:
        refuse(desk.app, error)
        return None


async def _shown(desk: Desk, name: str, performer: Person | None) -> Known | None:
    workspace = desk.session.workspace
    ways = identity.ways(workspace, name, performer)
    if identity.TYPED in ways:
        return identity.by_name(workspace, name, performer)
    wrong: list[Line] = []
    while PIN in ways:
        hint = "Enter alone takes the SSH key." if SSH in ways else ""
        pin = await desk.ask(f"PIN of {name}", lines=wrong, hint=hint, hidden=True)
        if not pin:
            break
        try:
            return identity.by_pin(workspace, name, pin)
        except WrongPinError as error:
            wrong = [((f"{error.message}.", Style.WARNING),)]
    return identity.by_key(workspace, name) if SSH in ways else None


async def _measured(desk: Desk, step: Step, demand: SignDemand, who: Known) -> bool:
    """Have the second person fill their own blanks; whether all of them are filled."""
    own = [field for field in step.fields if is_second(field)]
    missing = [field for field in own if not _is_theirs(desk, step, field, who)]
    blind = kind(demand.label) == INDEPENDENT
    for field in missing:
        if not await _filled(desk, step, field, who, blind=blind):
            return False
    return True


def _is_theirs(desk: Desk, step: Step, field: Field, who: Known) -> bool:
    reading = desk.walk.readings.get((step.sid, field.name))
    return reading is not None and same_name(reading.by, who.person.id)


async def _filled(desk: Desk, step: Step, field: Field, who: Known, *, blind: bool) -> bool:
    """Have one blank of the second person filled, and explained where it has to be."""
    wanted = expected(field)
    name = f"{field.label or base(field)}{f' ({wanted})' if wanted else ''}"
    words = "The first value is not shown." if blind else ""
    lines: list[Line] = [((f"{who.person.name} measures again. {words}", None),)]
    while True:
        typed = ((await desk.ask(name, lines=lines, hint=_hint(desk, field))) or "").strip()
        if not typed:
            return False

        def record(typed: str = typed) -> None:
            action = filling(desk.session, step, field, typed, by=who.person.id)
            desk.session.perform(action)

        if not desk.done(record):
            continue
        reasons = (each for each in demands(desk.walk, step) if isinstance(each, ReasonDemand))
        demand = next((each for each in reasons if each.field == field), None)
        if demand is None or await explanation(desk, step, demand):
            return True


def _hint(desk: Desk, field: Field) -> str:
    words, _ = verdict(field, "", desk.walk.params)
    return words or "Enter takes it, Escape leaves it open."


def _is_another(desk: Desk, who: Known) -> bool:
    def check() -> None:
        signing.is_another(who)
        if is_performer(desk.walk, who.person):
            raise NameRefusedError("the second person has to be another one")

    return desk.done(check)
