"""The values a page asks for, one question a line; a secret is typed without being shown."""

from __future__ import annotations

import sys
from enum import Enum

from flowhelp.cli import output
from flowhelp.cli.plain import view
from flowhelp.content import Param, Step
from flowhelp.errors import FlowhelpError, InputError, RefusedError, UnavailableError
from flowhelp.typeset.styles import Style
from flowhelp.usecases.params import (
    START,
    Question,
    Suggest,
    answer,
    asks_when,
    pass_over,
    question,
    questions,
)
from flowhelp.usecases.walk import WalkSession

BACK = ("<", "\x1b[Z")
"""What goes back to the question before: the sign, or Shift+Tab as a terminal sends it."""

_HELP = "Enter takes what is in brackets or leaves it open, ? tells more, < or Shift+Tab goes back."


class NoSecretHereError(RefusedError):
    """This terminal cannot take a secret without showing it."""


class _Turn(Enum):
    """Where to go after a question."""

    ON = "on"
    BACK = "back"


def ask_for(
    session: WalkSession,
    step: Step | None,
    *,
    again: bool = False,
    suggest: Suggest | None = None,
) -> bool:
    """Ask for the values that are needed now; whether every one of them was given.

    Args:
        session: The walk; each answer is written down at once, secrets excepted.
        step: The step that is about to be shown; None for all that the path needs.
        again: Whether to ask also for what was passed over before, as before a command.
        suggest: Runs the command of `from:`, which the person has seen and asked for.

    Raises:
        EOFError: There is no more input.
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    batch = [each.name for each in questions(session, step, again=again)]
    if not batch:
        return True
    asked = session.held.asked
    if not asked:
        output.line()
        output.line(_HELP, style=Style.DIM)
    earlier = [name for name in asked if name not in batch]
    names, place = [*earlier, *batch], len(earlier)
    before = session.walk.next_step
    everything = step is None or asks_when(session) == START
    # An answer can show that the step does not apply, and then it needs no more of them.
    while place < len(names) and (everything or session.walk.next_step == before):
        turn = _ask(session, question(session, names[place]), suggest or _by_command)
        if turn is _Turn.BACK and place == 0:
            output.line("This is the first question.")
        place = max(0, place + (1 if turn is _Turn.ON else -1))
    session.held.asked = names[:place]
    return not questions(session, step, again=True)


def _ask(session: WalkSession, asked: Question, suggest: Suggest) -> _Turn:
    """Ask until there is an answer that fits, or none is wanted."""
    offers = asked.param.choices
    seen = False
    _introduce(asked)
    while True:
        try:
            typed = _typed(asked, offers)
        except NoSecretHereError as error:
            _refused(error)
            typed = ""
        if typed in BACK or typed.endswith(BACK[1]):
            return _Turn.BACK
        if typed in {"?", "??"}:
            if typed == "??" and seen and asked.suggests:
                offers = _suggested(session, asked, suggest) or offers
            else:
                _explain(asked)
            seen = True
            continue
        if not typed and not asked.default and asked.param.required:
            pass_over(session, asked.name)
            output.line(f"{asked.name} stays open.", style=Style.DIM)
            return _Turn.ON
        if _taken(session, asked.name, _picked(typed, offers) or asked.default):
            return _Turn.ON


def _introduce(asked: Question) -> None:
    """Write what is asked for, where the page says more than its name, and the choices."""
    if asked.param.help:
        output.line(f"{asked.name}: {asked.param.help}", style=Style.DIM)
    _list(asked.param.choices)


def _list(offers: tuple[str, ...]) -> None:
    for number, offer in enumerate(offers, start=1):
        output.spans((f"  {number}  ", Style.NUMBER), offer)


def _typed(asked: Question, offers: tuple[str, ...]) -> str:
    """What the person types, trimmed."""
    facts = f"1 to {len(offers)}" if offers and offers == asked.param.choices else asked.expected
    words = f"{asked.name} ({facts})" if facts else asked.name
    if asked.secret:
        return _hidden(f"{words}, not shown: ").strip()
    default = f" [{asked.default}]" if asked.default else ""
    return output.prompt(f"{words}{default}: ").strip()


def _picked(typed: str, offers: tuple[str, ...]) -> str:
    """The offer with that number, or what was typed."""
    if typed in offers or not (typed.isascii() and typed.isdigit()):
        return typed
    number = int(typed[:9])
    return offers[number - 1] if 1 <= number <= len(offers) else typed


def _taken(session: WalkSession, name: str, value: str) -> bool:
    """Whether the value fits; what does not is said, and changes nothing."""
    before = session.walk
    try:
        answer(session, name, value)
    except (InputError, RefusedError) as error:
        _refused(error)
        return False
    view.changes(before, session.walk)
    return True


def _refused(error: FlowhelpError) -> None:
    output.line(f"No: {error.message}.", style=Style.WARNING)
    if error.hint:
        output.line(f"    {error.hint}", style=Style.DIM)


def _explain(asked: Question) -> None:
    """Write what would fit, and where else a value could come from."""
    param = asked.param
    kind = "kept in memory only, never written down" if asked.secret else asked.expected
    output.line(f"{asked.name}: {kind or 'a line of text'}")
    if asked.origin in {"last time", "now"}:
        output.line(f"In brackets is the value of {asked.origin}.", style=Style.DIM)
    if param.env:
        output.line(f"The environment can set it as {param.env}.", style=Style.DIM)
    _list(param.choices)
    if asked.suggests:
        output.line("A command of the page lists values; ?? runs it:", style=Style.DIM)
        for part in param.source.split("\n"):
            output.spans("   ", (part, Style.COMMAND))


def _suggested(session: WalkSession, asked: Question, suggest: Suggest) -> tuple[str, ...]:
    """Run the page's own command, which the person has seen and asked for; what it listed."""
    try:
        found = suggest(session, asked.param)
    except (InputError, RefusedError, UnavailableError) as error:
        _refused(error)
        return ()
    if not found:
        output.line("It lists nothing.")
    _list(found)
    return found


def _by_command(session: WalkSession, param: Param) -> tuple[str, ...]:
    """What the command of `from:` lists."""
    from flowhelp.usecases.checks import suggestions  # noqa: PLC0415 - only when it is asked for

    return suggestions(session, param)


def _hidden(text: str) -> str:
    """The line a person answers with, which the terminal does not show.

    Raises:
        NoSecretHereError: The terminal cannot be told to keep it to itself.
        EOFError: There is no more input.
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    try:
        import termios  # noqa: PLC0415 - there is none on Windows
    except ImportError as error:
        raise NoSecretHereError("a secret cannot be typed unseen on this system") from error
    terminal = sys.stdin.fileno()
    try:
        before = termios.tcgetattr(terminal)
    except termios.error as error:
        raise NoSecretHereError("a secret can only be typed at a terminal") from error
    silent = [*before]
    silent[3] &= ~termios.ECHO
    try:
        termios.tcsetattr(terminal, termios.TCSADRAIN, silent)
        return output.prompt(text)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
        output.line()
