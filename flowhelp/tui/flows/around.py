"""What can be done with a step besides doing it: skip, not applicable, failed, back, remarks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flowhelp.content import Step
from flowhelp.tui.flows import signing
from flowhelp.tui.flows.desk import Desk
from flowhelp.typeset.around import failing_lines
from flowhelp.usecases.attachments import attach, pass_over
from flowhelp.walkthrough.actions import (
    Abandon,
    Back,
    Fail,
    Finish,
    Forgo,
    Leave,
    NotApplicable,
    Note,
    RollBack,
    Skip,
)
from flowhelp.walkthrough.advice import can_roll_back
from flowhelp.walkthrough.attaching import AttachDemand
from flowhelp.walkthrough.plan import waivable
from flowhelp.walkthrough.steering import Confirm, HandOver

_WIDTH = 70


async def skip(desk: Desk, step: Step) -> None:
    """Pass over a step, with a reason where one is needed."""
    if desk.walk.use == "continuous" and not step.optional:
        await signing.skip(desk, step)
        return
    free = step.optional or desk.walk.use != "reference"
    why = "" if free else await desk.reason("Why is it skipped?")
    if free or why:
        desk.attempt(Skip(step.sid, why))


async def not_applicable(desk: Desk, step: Step) -> None:
    """Say that a step does not apply."""
    free = waivable(step) or desk.walk.use != "reference"
    why = "" if free else await desk.reason("Why does it not apply?")
    if free or why:
        desk.attempt(NotApplicable(step.sid, why))


async def fail(desk: Desk, step: Step) -> None:
    """Say that a step did not work; what the page offers then is shown."""
    why = await desk.reason("What went wrong?")
    if not why and desk.walk.use != "information":
        return
    if desk.attempt(Fail(step.sid, why)):
        await failing(desk, step, why)


async def failing(desk: Desk, step: Step, words: str = "") -> None:
    """Show what the page offers when a step did not work, and offer the rollback."""
    lines = tuple(failing_lines(desk.walk, step, _WIDTH, words))
    if not lines or desk.walk.ended is not None:
        return
    more = (("rollback", "Roll back"),) if can_roll_back(desk.walk) else ()
    said = await desk.confirm(
        f"Step {step.n} did not work.", lines, yes="Go on", no="Close", more=more
    )
    if said == "rollback":
        await roll_back(desk)


async def roll_back(desk: Desk) -> None:
    """Leave the main path for the rollback, after asking."""
    if not can_roll_back(desk.walk):
        desk.app.notify("There is nothing to roll back now.", severity="warning")
        return
    said = await desk.confirm(
        "Leave the steps for the rollback?",
        [(("What was done is taken back, the last first.", None),)],
        yes="Roll back",
        no="Stay",
    )
    if said == "yes":
        desk.attempt(RollBack())


def back(desk: Desk) -> None:
    """Take up the step that was settled last."""
    desk.attempt(Back())


async def remark(desk: Desk, step: Step) -> None:
    """A remark for the author of the page, kept with the step and its version."""
    text = ((await desk.ask(f"Remark for the author, on step {step.n}")) or "").strip()
    if text and desk.attempt(Note(text, step.sid)):
        desk.app.notify("Noted.")


async def attach_file(desk: Desk, step: Step) -> None:
    """Attach a file or a photo to the step."""
    typed = (
        (await desk.ask("Which file is attached?", hint="A path; Escape stays.")) or ""
    ).strip()
    if not typed:
        return

    _attached(desk, step, typed)


def _attached(desk: Desk, step: Step, typed: str) -> bool:
    """Attach the file at that path; whether it could be."""

    def keep() -> None:
        fact = attach(desk.session, step, Path(typed).expanduser())
        desk.session.note((fact,))
        desk.app.notify(f"Attached: {fact.name}, {fact.size} bytes, SHA-256 {fact.sha256[:12]}….")

    return desk.done(keep)


async def attach_asked(desk: Desk, step: Step, demand: AttachDemand) -> bool:
    """Ask for a file that the page wants, or for the reason why there is none; whether to go on."""
    otherwise = "goes on without it" if demand.free else "says why there is none"
    hint = f"A path; Enter alone {otherwise}, Escape stays."
    typed = await desk.ask(f"To attach: {demand.what}. Which file?", hint=hint)
    if typed is None:
        return False
    if typed.strip():
        return _attached(desk, step, typed.strip())
    if demand.free:
        pass_over(desk.session, step, demand)
        return True
    why = await desk.reason("Why is nothing attached?")
    return bool(why) and desk.attempt(Forgo(step.sid, demand.what, why))


async def hand_over(desk: Desk) -> None:
    """Let another person go on."""
    known = await signing.somebody(desk, "Who goes on? Name", [], None)
    if known is None:
        return
    why = await desk.ask("Anything to say with it?")
    if why is not None and desk.attempt(HandOver(known.person, why.strip())):
        desk.app.notify(f"From here on it is done by {known.person.name}.")


async def abandon(desk: Desk) -> None:
    """Give the walk up for good, with a reason."""
    why = await desk.reason("Why is the walk given up for good?")
    if why:
        desk.attempt(Abandon(why))


def confirm_all(desk: Desk, step: Step) -> None:
    """Everything in this list is done, where work is done from memory."""
    desk.attempt(Confirm(step.sid))


async def finish(desk: Desk) -> bool:
    """Nothing is left to do, or a failed step blocks the way: end it, or go back.

    Returns:
        Whether to look at the walk again; False where the person stays as it is.
    """
    step = desk.walk.next_step
    if step is None:
        said = await desk.confirm(
            "Nothing is left to do.",
            yes="Finish",
            no="Stay",
            more=(("back", "Back to the last step"),),
            default="yes",
        )
        question = said
    else:
        more = (("rollback", "Roll back"),) if can_roll_back(desk.walk) else ()
        question = await desk.confirm(
            f"Step {step.n} failed, and nothing may be passed over.",
            tuple(failing_lines(desk.walk, step, _WIDTH)),
            yes="End as failed",
            no="Stay",
            more=(("back", "Try it again"), *more),
        )
    if question == "yes":
        return desk.attempt(Finish())
    if question == "back":
        return desk.attempt(Back())
    if question == "rollback":
        return desk.attempt(RollBack())
    return False


async def leaving(desk: Desk, unsaved: Mapping[str, str]) -> bool:
    """Leave the walk; whether it was left. What would be lost is asked about.

    Args:
        desk: The walk.
        unsaved: Name of a blank → what was typed there and is not recorded.
    """
    if unsaved:
        said = await desk.confirm(
            "What stands in a line and is not recorded would be lost.",
            [((f"{name}: {value}", None),) for name, value in unsaved.items()],
            yes="Leave without it",
            no="Stay",
        )
        if said != "yes":
            return False
    _leave(desk)
    return True


def _leave(desk: Desk) -> None:
    """Go away from this walk and those around it; everything is kept."""
    session = desk.session
    while True:
        inner = session
        if inner.walk.ended is None:
            desk.done(lambda inner=inner: inner.perform(Leave()))  # type: ignore[misc]
        if session.parent is None:
            return
        session = session.parent
