"""Values that are known without asking: who, when, on which system, in which repository."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from flowhelp.content import Procedure, Step
from flowhelp.content.params import FACTS, in_braces
from flowhelp.library.checkout import checkout_of
from flowhelp.walkthrough.filling import ParamRefusedError, fitting, known_params

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace

_SYSTEMS = {"darwin": "macos", "win32": "windows"}
_OPERATORS = "()!=<>"


def facts(workspace: Workspace, procedure: Procedure) -> dict[str, str]:
    """The facts that a page refers to, as they are now; one that cannot be told is left out.

    `today` is the day here, where the person is.
    """
    known = known_params(procedure)
    found: dict[str, str] = {}
    for name in sorted(used_facts(procedure)):
        try:
            found[name] = fitting(known[name], _fact(workspace, name))
        except ParamRefusedError:
            continue
    return found


def used_facts(procedure: Procedure) -> frozenset[str]:
    """Which facts a page refers to, in its texts or in a condition."""
    free = FACTS - {param.name for param in procedure.params}
    found = {place.name for text in _texts(procedure) for place in in_braces(text)}
    for step in procedure.walked():
        for expression in (step.when, *(edge.condition for edge in step.edges)):
            found.update(words_in(expression))
    return free & found


def words_in(expression: str) -> frozenset[str]:
    """The words of a condition, among them the names it compares."""
    for sign in _OPERATORS:
        expression = expression.replace(sign, " ")
    return frozenset(expression.split())


def user_name() -> str:
    """The account of the person, as the operating system says."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid-{os.getuid()}" if hasattr(os, "getuid") else "unknown"


def _texts(procedure: Procedure) -> Iterator[str]:
    """Everything on the page that a person reads in a walk."""
    yield from (alert.text for alert in procedure.alerts)
    yield from (block.text for section in procedure.sections for block in section.blocks)
    for step in procedure.walked():
        yield from texts_of(step)
        yield from (command.text for command in step.commands)


def texts_of(step: Step) -> Iterator[str]:
    """The words of a step: action, detail, messages, labels, blanks and answers."""
    yield step.text or step.title
    yield from (block.text for block in step.blocks)
    yield from (alert.text for alert in step.alerts)
    yield from (label.value for label in step.labels)
    yield from (part for blank in step.fields for part in (blank.label, blank.pattern))
    yield from (part for edge in step.edges for part in (edge.text, edge.target))


def _fact(workspace: Workspace, name: str) -> str:
    if name == "user":
        return user_name()
    if name == "today":
        return workspace.now().astimezone().date().isoformat()
    if name == "os":
        return _SYSTEMS.get(sys.platform, "linux")
    return _repository(workspace)


def _repository(workspace: Workspace) -> str:
    """The name of the checkout the person is in, or nothing; a linked work tree has its main's."""
    checkout = checkout_of(workspace.folder)
    if checkout is None:
        return ""
    git = checkout.git_dir
    linked = git.parent.name == "worktrees" and git.parents[1].name == ".git"
    return git.parents[2].name if linked else checkout.top.name
