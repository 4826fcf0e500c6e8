"""The way into a walk: an unfinished one, which part of the page, what speaks against it."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from flowhelp.errors import FlowhelpError
from flowhelp.tui.dialogs.ask import Ask
from flowhelp.tui.dialogs.choose import Choose
from flowhelp.tui.dialogs.confirm import Confirm
from flowhelp.tui.places import WalkOf, WalkOn
from flowhelp.typeset.styles import Line, Style
from flowhelp.typeset.times import ago, local
from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.params import START, asks_when
from flowhelp.usecases.readiness import concerns
from flowhelp.usecases.running import unknown
from flowhelp.usecases.standing import of_another
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.walk import OpenRun, WalkSession, resume, unfinished
from flowhelp.walkthrough.actions import Note, SetParam
from flowhelp.walkthrough.refusals import is_reason

if TYPE_CHECKING:
    from flowhelp.content import Procedure
    from flowhelp.library.catalog import Entry
    from flowhelp.tui.host import Host


async def begin(app: Host, place: WalkOf | WalkOn) -> None:
    """Open the walk screen, when the person wants that after all that speaks against it."""
    try:
        session = await (_gone_on(app, place) if isinstance(place, WalkOn) else _begun(app, place))
    except FlowhelpError as error:
        app.refused(error)
        session = None
    if session is None:
        app.left(None)
    else:
        await _opened(app, session)


async def _opened(app: Host, session: WalkSession) -> None:
    from flowhelp.tui.screens.walk import WalkScreen

    app.walked = session
    screen = WalkScreen(session)
    await app.push_screen(screen, lambda _: app.left(session))
    if asks_when(session) == START:
        screen.ask_for_everything()


async def _gone_on(app: Host, place: WalkOn) -> WalkSession:
    """An unfinished walk where it was left, which is said."""
    before = app.workspace.journal.read(place.run)
    session = resume(app.workspace, place.run)
    for name, value in place.params.items():
        session.perform(SetParam(name, value))
    away = session.moment().seconds_since(before[-1].event.at) if before else 0.0
    step = session.walk.next_step
    settled, total = session.walk.count
    where = f"at step {step.n} ◯" if step else "at the end"
    lines: list[Line] = [((f"{settled} of {total} settled, {ago(away)}.", None),)]
    if other := of_another(session):
        words = f"It is {other}'s walk, and stays so: H lets another person go on."
        lines.append(((words, Style.WARNING),))
    for sid, index in unknown(session):
        held = session.walk.plan.find(sid)
        if held is not None and index < len(held.commands):
            first = held.commands[index].text.split("\n")[0]
            words = f"Step {held.n}: nobody knows how this ended: {first}"
            lines.append(((words, Style.WARNING),))
    await app.push_screen_wait(
        Confirm(f"You were {where}.", lines, yes="Go on", no="Close", default="yes")
    )
    return session


async def _begun(app: Host, place: WalkOf) -> WalkSession | None:
    """A walk that has begun; None where the person thinks better of it."""
    workspace = app.workspace
    entry = resolve(workspace, place.name)
    procedure = load(workspace, entry)
    left = () if place.new or not place.keep else unfinished(workspace, entry.id)
    if left:
        said = "yes" if place.again else await _asked_to_resume(app, procedure, left[0])
        if said == "yes":
            return await _gone_on(app, WalkOn(left[0].run, place.params))
        if said != "new":
            return None
    part = await _part(app, procedure, entry)
    words = None if part is None else await _agreed(app, procedure, place)
    if part is None or words is None:
        app.notify("Nothing was begun.")
        return None
    how = Start(
        place.params,
        place.context,
        part,
        front=app.front,
        keep=place.keep,
        asks=True,
        ask=place.ask,
    )
    session = start(workspace, entry, procedure, how)
    if words:
        session.perform(Note(words, to="run"))
    return session


async def _asked_to_resume(app: Host, procedure: Procedure, left: OpenRun) -> str:
    """`yes` to go on with an unfinished walk, `new` to begin anew, or empty to stay."""
    return await app.push_screen_wait(
        Confirm(
            f"A walk of {procedure.title!r} is unfinished.",
            [((f"It was last touched {local(left.last.wall)}.", None),)],
            yes="Go on with it",
            no="Stay",
            more=(("new", "Begin anew"),),
            default="yes",
        )
    )


async def _part(app: Host, procedure: Procedure, entry: Entry) -> str | None:
    """Which of several procedures on one page; None for none of them."""
    slugs = [slug for slug, _ in procedure.parts]
    if entry.part in slugs:
        return entry.part
    if not slugs or not any(step.part for step in procedure.steps):
        return ""
    titles = [title for _, title in procedure.parts]
    question = f"{procedure.title} holds {len(slugs)} procedures"
    chosen = await app.push_screen_wait(Choose(question, titles))
    return None if chosen is None else slugs[chosen]


async def _agreed(app: Host, procedure: Procedure, place: WalkOf) -> str | None:
    """What the person says to what speaks against beginning, for the record; None to stay."""
    found = concerns(
        app.workspace,
        procedure,
        system=platform.system().lower(),
        equipment=place.context.get("equipment", ""),
    )
    if not found:
        return ""
    lines: list[Line] = [
        ((f"· {each.words}.", Style.WARNING if each.asks else None),) for each in found
    ]
    title = f"Before you begin {procedure.title!r}"
    asked = [each for each in found if each.asks]
    if not asked:
        said = await app.push_screen_wait(
            Confirm(title, lines, yes="Begin", no="Stay", default="yes")
        )
        return "" if said == "yes" else None
    words = "; ".join(each.words for each in asked)
    if procedure.meta.use == "continuous":
        question = f"{title}: why is it all right?"
        why = await app.push_screen_wait(Ask(question, lines=lines, check=_why_no_reason))
        return f"begun although {words}: {why.strip()}" if why and why.strip() else None
    said = await app.push_screen_wait(Confirm(f"{title}: is that all right?", lines, no="Stay"))
    return f"begun with: {words}" if said == "yes" else None


def _why_no_reason(typed: str) -> str:
    return "" if is_reason(typed) else "A reason takes a word at least; Escape stays."
