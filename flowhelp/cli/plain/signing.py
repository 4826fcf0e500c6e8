"""Names under a step at a line terminal: signatures, the second person, releases.

A PIN is typed unseen. Who checks independently does not see what the first
person has typed: it is wiped off the screen before they are asked for anything.
"""

from __future__ import annotations

from collections.abc import Callable

from flowhelp.cli import hidden, output
from flowhelp.cli.plain import around, view
from flowhelp.cli.plain.leaving import Left, reason
from flowhelp.content import Field, Step
from flowhelp.content.changes import UNDERSTOOD
from flowhelp.errors import FlowhelpError, InputError, MissingError, RefusedError
from flowhelp.execution.sshsign import NoKeygenError
from flowhelp.journal.events import Person
from flowhelp.typeset.styles import Style
from flowhelp.usecases import identity, signing
from flowhelp.usecases.attachments import filling
from flowhelp.usecases.identity import Known
from flowhelp.usecases.people import PIN, SSH
from flowhelp.usecases.pins import WrongPinError
from flowhelp.usecases.walk import WalkSession
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

_WORDS = {identity.TYPED: "name alone", PIN: "PIN", SSH: "SSH key"}


def signature(session: WalkSession, step: Step, demand: SignDemand) -> bool:
    """Have a step signed, by the second person after measuring; whether it was."""
    second = demand.part == PART
    what = "Second person" if second else f"Sign ({meaning(demand.label)})"
    words = demand.label.value
    asked = f", {words}" if words and not second else ""
    if second and demand.fields and kind(demand.label) == INDEPENDENT:
        output.clear()
        view.say(f"Step {step.n}: {view.worded(session.walk, step.title)}")
    if second and words:
        view.say(f"Second person: {view.worded(session.walk, words)}", indent=view.INDENT)
    performer = None if second or not session.walk.started else session.walk.started.actor
    who = somebody(session, f"{what}{asked}, name (Enter to wait): ", performer)
    if who is None:
        return False
    if second and not (_is_another(session, who) and _measured(session, step, demand, who)):
        return False
    if not _done(lambda: signing.sign(session, demand, step, who)):
        return False
    word = "verified" if second else meaning(demand.label)
    output.line(f"{view.INDENT}{word}: {who.person.name} ({_WORDS[who.method]})", style=Style.GOOD)
    return True


def acknowledgement(session: WalkSession, whose: str) -> None:
    """Have it signed that what changed was read.

    Raises:
        Left: Nobody signs.
    """
    asked = f", {whose}" if whose else ""
    while session.walk.unread is not None:
        typed = output.prompt(f"Sign ({UNDERSTOOD}){asked}, name (Enter to leave): ").strip()
        if not typed:
            raise Left
        who = _known(session, typed, session.walk.actor)
        if who is not None and _done(lambda who=who: signing.acknowledge(session, who)):  # type: ignore[misc]
            said = f"{UNDERSTOOD}: {who.person.name} ({_WORDS[who.method]})"
            output.line(f"{view.INDENT}{said}", style=Style.GOOD)


def release(session: WalkSession, step: Step, demand: ReleaseDemand) -> bool:
    """Have a held step released; whether it was."""
    words = demand.condition.strip()
    about = f": {words}" if words and words.rstrip(".") != demand.role else "."
    until = f" until it is released by {demand.role}" if demand.role else ""
    need = "" if until else ". Somebody has to release it"
    said = view.worded(session.walk, f"Step {step.n} is held{until}{need}{about}")
    view.say(said, Style.WARNING)
    by = f"by {demand.role}, name" if demand.role else "by"
    who = somebody(session, f"Released {by} (Enter to wait): ", None)
    if who is None:
        return False
    why = reason("Why may the work go on?")
    if not _done(lambda: signing.release(session, step, who, why)):
        return False
    output.line(
        f"{view.INDENT}released: {who.person.name} ({_WORDS[who.method]})", style=Style.GOOD
    )
    return True


def skip(session: WalkSession, step: Step) -> bool:
    """Have a step passed over where that takes a second person's word; whether it was."""
    why = reason("Why is it skipped? (Enter to stay)")
    who = somebody(session, "A second person agrees, name (Enter to stay): ", None) if why else None
    if who is None:
        return False
    before = session.walk
    if not _done(lambda: signing.skip(session, step, who, why)):
        return False
    view.changes(before, session.walk)
    return True


def explanation(session: WalkSession, step: Step, demand: ReasonDemand) -> bool:
    """Have a second person's value explained; whether it was."""
    label = demand.field.label or base(demand.field)
    if demand.differs:
        both = [session.walk.readings[step.sid, n] for n in (base(demand.field), demand.field.name)]
        values = " and ".join(shown(each.value, demand.field.unit) for each in both)
        output.line(f"{label}: {values} differ by more than the page allows.", style=Style.WARNING)
    else:
        output.line(f"{label} is out of limits ({expected(demand.field)}).", style=Style.WARNING)
        around.failing(session.walk, step)
    why = reason("Why is the value kept? (Enter to measure again)")
    if not why:
        return False
    return _done(lambda: session.perform(Explain(step.sid, demand.field.name, why)))


def _measured(session: WalkSession, step: Step, demand: SignDemand, who: Known) -> bool:
    """Have the second person fill their own blanks; whether all of them are filled."""
    own = [field for field in step.fields if is_second(field)]
    missing = [field for field in own if not _is_theirs(session, step, field, who)]
    if missing and kind(demand.label) == INDEPENDENT:
        output.line(f"{who.person.name} measures again; the first value is not shown.")
    for field in missing:
        if not _filled(session, step, field, who):
            output.line(f"Step {step.n} stays open.")
            return False
    return True


def _is_theirs(session: WalkSession, step: Step, field: Field, who: Known) -> bool:
    reading = session.walk.readings.get((step.sid, field.name))
    return reading is not None and same_name(reading.by, who.person.id)


def _filled(session: WalkSession, step: Step, field: Field, who: Known) -> bool:
    """Have one blank of the second person filled, and explained where it has to be."""
    wanted = expected(field)
    label = f"{field.label or base(field)}{f' ({wanted})' if wanted else ''}: "
    while True:
        typed = output.prompt(label).strip()
        if not typed:
            return False
        if not _done(lambda typed=typed: _record(session, step, field, typed, who)):  # type: ignore[misc]
            continue
        reasons = (each for each in demands(session.walk, step) if isinstance(each, ReasonDemand))
        demand = next((each for each in reasons if each.field == field), None)
        if demand is None or explanation(session, step, demand):
            return True


def _record(session: WalkSession, step: Step, field: Field, typed: str, who: Known) -> None:
    session.perform(filling(session, step, field, typed, by=who.person.id))


def somebody(session: WalkSession, question: str, performer: Person | None) -> Known | None:
    """Somebody who said who they are, and showed it where they have to; None to wait."""
    name = output.prompt(question).strip()
    return _known(session, name, performer) if name else None


def _known(session: WalkSession, name: str, performer: Person | None) -> Known | None:
    """The owner of a name, who showed that it is theirs; None where that was refused."""
    found: list[Known | None] = []
    shown = _done(lambda: found.append(_shown(session, name, performer)))
    return found[0] if shown else None


def _shown(session: WalkSession, name: str, performer: Person | None) -> Known | None:
    workspace = session.workspace
    ways = identity.ways(workspace, name, performer)
    if identity.TYPED in ways:
        return identity.by_name(workspace, name, performer)
    while PIN in ways:
        other = " (Enter for the SSH key)" if SSH in ways else ""
        pin = hidden.ask(f"PIN of {name}{other}: ")
        if not pin:
            break
        try:
            return identity.by_pin(workspace, name, pin)
        except WrongPinError as error:
            _refused(error)
    return identity.by_key(workspace, name) if SSH in ways else None


def _is_another(session: WalkSession, who: Known) -> bool:
    def check() -> None:
        signing.is_another(who)
        if is_performer(session.walk, who.person):
            raise NameRefusedError("the second person has to be another one")

    return _done(check)


def _done(act: Callable[[], object]) -> bool:
    """Whether it could be done; a refusal is said and changes nothing."""
    try:
        act()
    except (InputError, RefusedError, MissingError, NoKeygenError) as error:
        _refused(error)
        return False
    return True


def _refused(error: FlowhelpError) -> None:
    output.line(f"No: {error.message}.", style=Style.WARNING)
    if error.hint:
        output.line(f"    {error.hint}", style=Style.DIM)
