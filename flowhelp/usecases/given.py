"""Which values a walk has: those of its beginning, and all that a command may get.

What is secret, or set outside without being declared, is used and never written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flowhelp.content import Param, Procedure
from flowhelp.errors import InputError
from flowhelp.usecases.facts import facts
from flowhelp.walkthrough.filling import (
    ParamRefusedError,
    carries_password,
    checked,
    fitting,
    known_params,
    missing,
)

if TYPE_CHECKING:
    from flowhelp.usecases.walk import WalkSession
    from flowhelp.usecases.workspace import Workspace


class ValueMissingError(InputError):
    """A command cannot run, because a value that it refers to was not given."""


def first_values(
    workspace: Workspace, procedure: Procedure, given: Mapping[str, str], *, asks: bool
) -> dict[str, str]:
    """The values a run begins with, none of them secret.

    Args:
        workspace: Its environment, its clock and its folder.
        procedure: What is walked.
        given: As they were typed on the command line.
        asks: Whether a person is there, to whom defaults are offered; else they are taken.

    Raises:
        ParamRefusedError: A value does not fit, or there is no such parameter.
    """
    found = facts(workspace, procedure)
    for param in procedure.params:
        in_env = workspace.env.get(param.env, "") if param in procedure.meta.params else ""
        for value in (in_env, "" if asks else param.default or ""):
            kept = fit_or_nothing(param, value) if param.type != "secret" else ""
            if kept and not carries_password(kept):
                found[param.name] = kept
                break
    return found | given_values(procedure, given)


def given_values(procedure: Procedure, given: Mapping[str, str]) -> dict[str, str]:
    """Values as they were typed on the command line, each as it is kept.

    Raises:
        ParamRefusedError: One does not fit, is secret, or there is no such parameter.
    """
    known = known_params(procedure)
    found: dict[str, str] = {}
    for name, value in given.items():
        if name not in known:
            names = ", ".join(param.name for param in procedure.params)
            hint = f"its parameters: {names}" if names else "it has none"
            raise ParamRefusedError(f"{procedure.id} has no parameter {name!r}", hint=hint)
        kept = checked(known[name], value)
        if known[name].type != "secret":
            found[name] = kept
    return found


def values(session: WalkSession) -> dict[str, str]:
    """Every value that is known, secrets included: for running a command, and nothing else."""
    return {**_set_outside(session), **session.walk.params, **hidden(session)}


def hidden(session: WalkSession) -> dict[str, str]:
    """The values that must never be shown, kept or hashed: typed secrets, and those of `env:`."""
    env = session.workspace.env
    procedure = session.walk.plan.procedure
    found: dict[str, str] = {}
    for param in procedure.params:
        value = env.get(param.env, "") if param.env else ""
        kept = fit_or_nothing(param, value) if param.type == "secret" else value
        outside = carries_password(kept) and param.name not in session.walk.params
        if kept and (param.type == "secret" or outside):
            found[param.name] = kept
    return found | session.held.secrets


def unfilled(session: WalkSession, text: str) -> tuple[str, ...]:
    """Names of the values that a command still misses."""
    known = {param.name for param in session.walk.plan.procedure.params}
    return missing(text, values(session), known)


def filled_for(session: WalkSession, text: str) -> dict[str, str]:
    """Every value that is known, when a command misses none.

    Raises:
        ValueMissingError: It does; the message says which.
    """
    names = unfilled(session, text)
    if names:
        raise ValueMissingError(
            f"the command cannot run without a value for {', '.join(names)}",
            hint=" ".join(_flag(known_params(session.walk.plan.procedure)[name]) for name in names),
        )
    return values(session)


def _flag(param: Param) -> str:
    """What gives a parameter its value without a question."""
    if param.type != "secret":
        return f"--set {param.name}=VALUE"
    return f"{param.env}=VALUE in the environment" if param.env else "a terminal to be asked at"


def _set_outside(session: WalkSession) -> dict[str, str]:
    """What the environment sets of what the page does not declare: used, and not written down."""
    env, procedure = session.workspace.env, session.walk.plan.procedure
    loose = (param for param in procedure.params if param not in procedure.meta.params)
    return {param.name: env[param.env] for param in loose if param.env and env.get(param.env)}


def fit_or_nothing(param: Param, value: str) -> str:
    """The value as it is kept; empty where it does not fit."""
    try:
        return fitting(param, value) if value else ""
    except ParamRefusedError:
        return ""
