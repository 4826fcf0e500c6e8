"""Files at a line terminal: what the page wants attached, and what a person attaches unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flowhelp.cli import output
from flowhelp.cli.plain.leaving import reason
from flowhelp.content import Step
from flowhelp.errors import FlowhelpError
from flowhelp.typeset.styles import Style
from flowhelp.usecases.attachments import attach, pass_over
from flowhelp.usecases.walk import WalkSession
from flowhelp.walkthrough import Action
from flowhelp.walkthrough.actions import Forgo
from flowhelp.walkthrough.attaching import AttachDemand

Attempt = Callable[[WalkSession, Action], bool]


def ask(session: WalkSession, step: Step, demand: AttachDemand, attempt: Attempt) -> bool:
    """Ask for a file once, or for the reason why there is none; whether to go on."""
    otherwise = "goes on without it" if demand.free else "says why there is none"
    output.line(f"To attach: {demand.what}")
    typed = output.prompt(f"Which file? (Enter {otherwise}) ").strip()
    if typed:
        return attached(session, step, typed) or ask(session, step, demand, attempt)
    if demand.free:
        pass_over(session, step, demand)
        return True
    why = reason("Why is nothing attached? (Enter to stay)")
    return bool(why) and attempt(session, Forgo(step.sid, demand.what, why))


def attached(session: WalkSession, step: Step, typed: str) -> bool:
    """Attach the file at that path; whether it could be."""
    try:
        fact = attach(session, step, Path(typed).expanduser())
    except FlowhelpError as error:
        output.line(f"No: {error.message}.", style=Style.WARNING)
        if error.hint:
            output.line(f"    {error.hint}", style=Style.DIM)
        return False
    session.note((fact,))
    output.line(f"Attached: {fact.name}, {fact.size} bytes, SHA-256 {fact.sha256[:12]}….")
    return True
