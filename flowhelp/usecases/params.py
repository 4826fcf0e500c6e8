"""Which values a walk has to ask for now, and what becomes of the answers.

Both front ends show these questions and hand back what was typed. A secret is
held in memory (`Held`): the record says only that it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowhelp.content import BlockKind, Param, Step
from flowhelp.usecases import remembered
from flowhelp.usecases.facts import texts_of, words_in
from flowhelp.usecases.given import fit_or_nothing, values
from flowhelp.walkthrough.actions import SetParam
from flowhelp.walkthrough.figures import named_params
from flowhelp.walkthrough.filling import (
    carries_password,
    fitting,
    known_params,
    referred,
)
from flowhelp.walkthrough.fitting import expected

if TYPE_CHECKING:
    from flowhelp.usecases.walk import WalkSession

START, NEEDED = "start", "needed"
"""When values are asked for: all at the start, or each before the first step that needs it."""

Suggest = Callable[["WalkSession", Param], tuple[str, ...]]
"""What runs the command of `from:` when the person asks for suggestions, and may refuse to."""


@dataclass(frozen=True, slots=True)
class Question:
    """A value to ask for.

    Attributes:
        param: What is asked for: name, type, help, choices, unit, and whether it is required.
        default: What Enter takes; empty for nothing.
        origin: Where that is from: `now`, `last time`, `page`, or empty.
        expected: What would fit, in a few words; empty where any line does.
    """

    param: Param
    default: str = ""
    origin: str = ""
    expected: str = ""

    @property
    def name(self) -> str:
        """The parameter's name."""
        return self.param.name

    @property
    def secret(self) -> bool:
        """Whether it is typed without being shown, and never written down."""
        return self.param.type == "secret"

    @property
    def suggests(self) -> bool:
        """Whether the page has a command that lists possible values (`from:`)."""
        return bool(self.param.source)


def questions(
    session: WalkSession, step: Step | None = None, *, again: bool = False
) -> tuple[Question, ...]:
    """What to ask for now, in the order of the page.

    Args:
        session: The walk.
        step: The step that is about to be shown; None for all that the path needs.
        again: Whether to ask also for what the person has passed over before.
    """
    walk = session.walk
    everything = step is None or asks_when(session) == START
    steps = walk.in_play if everything else ()
    wanted = set(_needed(session, [*steps, *([step] if step else [])]))
    known = values(session)
    passed = set() if again else session.held.passed
    names = [param.name for param in walk.plan.procedure.params]
    names += [name for name in sorted(wanted) if name not in names]
    open_now = [name for name in names if name in wanted and name not in known]
    return tuple(question(session, name) for name in open_now if name not in passed)


def question(session: WalkSession, name: str) -> Question:
    """What to ask for one value, whether it is known already or not.

    Raises:
        KeyError: The page has no such parameter, which is a bug in the caller.
    """
    param = known_params(session.walk.plan.procedure)[name]
    words = expected(param)
    if param.type == "secret":
        return Question(param, expected=words)
    last = remembered.of_page(_folder(session), _page(session)) if session.kept else {}
    offers = (
        ("now", session.walk.params.get(name, "")),
        ("last time", last.get(name, "")),
        ("page", param.default or (name if name.isdigit() else "")),
    )
    for origin, value in offers:
        kept = fit_or_nothing(param, value)
        if kept:
            return Question(param, kept, origin, words)
    return Question(param, expected=words)


def answer(session: WalkSession, name: str, typed: str) -> str:
    """Take a value; it is written down, unless it is a secret. What was kept.

    A number picks one of the choices; `~` is the person's own folder. What carries a
    password inside an address is held in memory only, too.

    Raises:
        ParamRefusedError: It does not fit; nothing changed.
    """
    param = known_params(session.walk.plan.procedure)[name]
    value = typed.strip()
    if param.choices and value not in param.choices and value.isascii() and value.isdigit():
        number = int(value[:9])
        value = param.choices[number - 1] if 1 <= number <= len(param.choices) else value
    home = session.workspace.env.get("HOME", "")
    if param.type == "path" and home and (value == "~" or value.startswith("~/")):
        value = home + value[1:]
    kept = fitting(param, value)
    held = session.held
    if param.type == "secret" or carries_password(kept):
        if param.type == "secret" and name not in held.told:
            session.perform(SetParam(name, ""))
            held.told.add(name)
        held.secrets[name] = kept
    else:
        session.perform(SetParam(name, kept))
        held.secrets.pop(name, None)
        remember(session, {name: kept})
    held.passed.discard(name)
    return kept


def pass_over(session: WalkSession, name: str) -> None:
    """Leave a value open; a command that refers to it cannot run until it is given."""
    session.held.passed.add(name)


def asks_when(session: WalkSession) -> str:
    """`start` or `needed`: as this walk was begun, else as it is set."""
    return session.held.ask or session.workspace.settings.ask


def remember(session: WalkSession, given: Mapping[str, str]) -> None:
    """Offer these values the next time this page is walked; secrets and facts never."""
    params = {param.name: param for param in session.walk.plan.procedure.params}
    fit = {
        name: value
        for name, value in given.items()
        if name in params and params[name].type != "secret" and not carries_password(value)
    }
    if session.kept:
        remembered.keep(_folder(session), _page(session), fit)


def _needed(session: WalkSession, steps: list[Step]) -> Iterator[str]:
    """Names that these steps refer to, or the groups and messages around them."""
    plan = session.walk.plan
    known = known_params(plan.procedure)
    around = {group.sid: group for step in steps for group in plan.ancestors(step.sid)}
    if steps:
        for alert in plan.procedure.alerts:
            yield from referred(alert.text, known, code=False)
    for step in (*around.values(), *steps):
        for text in texts_of(step):
            yield from referred(text, known, code=False)
        codes = [block.text for block in step.blocks if block.kind is BlockKind.CODE]
        for command in (*(each.text for each in step.commands), *codes):
            yield from referred(command, known)
        for expression in (step.when, *(edge.condition for edge in step.edges)):
            yield from (name for name in words_in(expression) if name in known)
        for field in step.fields:
            yield from named_params(plan.procedure.params, field)


def _folder(session: WalkSession) -> str:
    return session.workspace.places.data_folder


def _page(session: WalkSession) -> str:
    started = session.walk.started
    if started is None:
        return ""
    return f"{started.doc.source}:{started.doc.id}" if started.doc.source else started.doc.path
