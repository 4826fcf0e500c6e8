"""The values a page asks for, before the step that needs them or all at the start."""

from __future__ import annotations

from collections.abc import Sequence

from flowhelp.content import Step
from flowhelp.errors import FlowhelpError
from flowhelp.tui.dialogs.params import ParamsDialog
from flowhelp.tui.flows.desk import Desk
from flowhelp.tui.running.commands import suggest_beside
from flowhelp.tui.saying import refuse
from flowhelp.typeset.styles import Line, Style
from flowhelp.typeset.terminal import one_line
from flowhelp.usecases.params import Question, answer, pass_over, questions


def wanted(desk: Desk, step: Step) -> bool:
    """Whether values have to be asked for before that step."""
    return bool(questions(desk.session, step))


async def ask_for(desk: Desk, step: Step | None, *, again: bool = False) -> bool:
    """Ask for the values that are needed now; whether every one of them was given.

    Args:
        desk: The walk.
        step: The step that is about to be shown; None for all that the path needs.
        again: Whether to ask also for what was passed over before, as before a command.
    """
    batch = questions(desk.session, step, again=again)
    if not batch:
        return True

    def take(name: str, typed: str) -> str:
        question = next(each for each in batch if each.name == name)
        if not typed.strip():
            if question.param.required:
                pass_over(desk.session, name)
                return ""
            typed = question.default
        return _taken(desk, name, typed)

    async def suggest(question: Question) -> Sequence[str]:
        return await _suggested(desk, question)

    if not await desk.app.push_screen_wait(ParamsDialog(batch, take, suggest)):
        for question in questions(desk.session, step):
            pass_over(desk.session, question.name)
    return not questions(desk.session, step, again=True)


def _taken(desk: Desk, name: str, typed: str) -> str:
    """Why a value does not fit; nothing where it was taken."""
    before = desk.session.walk
    try:
        answer(desk.session, name, typed)
    except FlowhelpError as error:
        return error.message
    desk.changed(before)
    return ""


async def _suggested(desk: Desk, question: Question) -> Sequence[str]:
    """What the page's own command lists, which the person sees and agrees to first."""
    lines: list[Line] = [
        ((part, Style.COMMAND),) for part in one_line(question.param.source).split("\n")
    ]
    said = await desk.confirm(
        f"Run this command of the page to list values for {question.name}?", lines, yes="Run it"
    )
    if said != "yes":
        return ()
    try:
        found = await suggest_beside(desk.session, question.param)
    except FlowhelpError as error:
        refuse(desk.app, error)
        return ()
    if not found:
        desk.app.notify("It lists nothing.")
    return found
