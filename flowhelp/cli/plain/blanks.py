"""Blanks at a line terminal: what is typed into them, what is calculated, and why it is kept."""

from __future__ import annotations

from collections.abc import Callable

from flowhelp.cli import output
from flowhelp.cli.plain import around, steering
from flowhelp.cli.plain.leaving import reason
from flowhelp.content import Field, Step
from flowhelp.content.formulas import names_in, understood
from flowhelp.errors import FlowhelpError
from flowhelp.typeset.styles import Style
from flowhelp.usecases.attachments import filling
from flowhelp.usecases.walk import WalkSession
from flowhelp.walkthrough import Action
from flowhelp.walkthrough.actions import Explain
from flowhelp.walkthrough.attaching import takes_file
from flowhelp.walkthrough.blanks import by_hand, may_be_empty
from flowhelp.walkthrough.loops import round_demand
from flowhelp.walkthrough.readings import expected, shown

Attempt = Callable[[WalkSession, Action], bool]


def fill(session: WalkSession, step: Step, field: Field, attempt: Attempt) -> bool:
    """Ask for the value of a blank, and write it down; whether to go on with the step."""
    why = by_hand(session.walk, step, field) if field.formula else ""
    label = field.label or field.name
    if why:
        output.line(f"{label} cannot be calculated: {why}.", style=Style.WARNING)
    wanted = f"{expected(field)}: which file?" if takes_file(field) else expected(field)
    typed = output.prompt(f"{label}{f' ({wanted})' if wanted else ''}: ")
    if not typed.strip() and not may_be_empty(session.walk, field):
        output.line(f"Step {step.n} stays open.")
        return False
    return take(session, step, field, typed, attempt)


def take(session: WalkSession, step: Step, field: Field, typed: str, attempt: Attempt) -> bool:
    """Write a value down, and have it explained where it is out of limits."""
    if field.type == "choice" and typed.strip() not in field.choices:
        typed = _numbered(field, typed.strip())
    before = session.walk
    action = _action(session, step, field, typed)
    if action is None or not attempt(session, action):
        return fill(session, step, field, attempt)
    changed = [each for each in step.fields if each is field or each.formula]
    for each in changed:
        old = before.readings.get((step.sid, each.name))
        found = session.walk.readings.get((step.sid, each.name))
        new = each is field or found != old
        if new and found is not None and found.within is False:
            return judge(session, step, each, attempt)
    return True


def judge(session: WalkSession, step: Step, field: Field, attempt: Attempt) -> bool:
    """Say that a value is out of limits, and have it explained or taken again."""
    found = session.walk.readings.get((step.sid, field.name))
    label = field.label or field.name
    value = "" if found is None else f", {shown(found.value, field.unit)},"
    output.line(f"{label}{value} is out of limits ({expected(field)}).", style=Style.WARNING)
    around.failing(session.walk, step)
    if found is not None and found.stopped:
        output.line("It is outside the stop range: work stops here.", style=Style.DANGER)
    why = reason("Why is the value kept? (Enter to take it again)")
    loop = round_demand(session.walk, step)
    if not why and loop is not None:
        return steering.another(session, step, loop, attempt)
    if not why:
        return _again(session, step, field, attempt)
    return attempt(session, Explain(step.sid, field.name, why))


def _again(session: WalkSession, step: Step, field: Field, attempt: Attempt) -> bool:
    """Have a value taken again; of a calculated one, what it is calculated from."""
    formula = understood(field.formula) if field.formula else None
    if formula is None or by_hand(session.walk, step, field):
        return fill(session, step, field, attempt)
    names = {name.lower() for name in names_in(formula)}
    own = [each for each in step.fields if each.name in names]
    if not own:
        output.line(f"Step {step.n} stays open; what it is calculated from is in earlier steps.")
        return False
    ways = ((_again if each.formula else fill, each) for each in own)
    return all(way(session, step, each, attempt) for way, each in ways)


def _action(session: WalkSession, step: Step, field: Field, typed: str) -> Action | None:
    """What was typed as an action; None for a file that cannot be kept, which is said."""
    try:
        return filling(session, step, field, typed)
    except FlowhelpError as error:
        output.line(f"No: {error.message}.", style=Style.WARNING)
        if error.hint:
            output.line(f"    {error.hint}", style=Style.DIM)
        return None


def _numbered(field: Field, typed: str) -> str:
    """The choice with that number, for those who count them."""
    number = int(typed) if typed.isascii() and typed.isdigit() else 0
    return field.choices[number - 1] if 1 <= number <= len(field.choices) else typed
