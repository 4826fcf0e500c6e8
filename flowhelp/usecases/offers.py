"""What would run for a command of a page, and whether it may. Nothing runs from here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from flowhelp.content import Command, Step
from flowhelp.errors import InputError
from flowhelp.execution.carried import set_elsewhere
from flowhelp.execution.command import Page, Prepared, prepare
from flowhelp.execution.danger import dangers
from flowhelp.execution.environment import environment
from flowhelp.execution.watching import Job
from flowhelp.ids import StepId
from flowhelp.usecases.consent import Agreed, Consents
from flowhelp.usecases.given import hidden, values
from flowhelp.usecases.origin import Origin, origin_of

if TYPE_CHECKING:
    from flowhelp.usecases.walk import WalkSession
    from flowhelp.usecases.workspace import Workspace


class NoSuchCommandError(InputError):
    """The step has no command of that number."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What would run, and what has to be said before it does.

    Attributes:
        sid: The step; `index` is the command's place in it, counted from 0.
        prepared: The script, its values as they may be shown, and its variables.
        folder: Where it would run.
        dangers: Why Enter must not mean yes, each in a few words.
        refusal: Why it cannot run; empty when only consent is wanting.
        known: Whether the person agreed to exactly this for good, and need not be asked.
        can_keep: Whether "always for this" may be offered.
        key: What a consent for good is kept under.
        seconds: The time limit.
    """

    sid: StepId
    index: int
    prepared: Prepared
    folder: Path
    dangers: tuple[str, ...] = ()
    refusal: str = ""
    known: bool = False
    can_keep: bool = False
    key: str = ""
    seconds: float | None = None
    job: Job | None = field(default=None, repr=False)

    @property
    def may_run(self) -> bool:
        """Whether nothing but consent is wanting."""
        return not self.refusal

    @property
    def yes_by_default(self) -> bool:
        """Whether Enter may mean yes."""
        return self.may_run and not self.dangers


def offer(session: WalkSession, step: Step, index: int = 0) -> Offer:
    """What would run for one command of a step. Nothing runs, and nothing is written.

    Raises:
        NoSuchCommandError: The step has no such command.
        UnfitValueError: A value cannot be given to any program.
    """
    if not 0 <= index < len(step.commands):
        raise NoSuchCommandError(f"step {step.n} has no command {index + 1}")
    return offer_of(session, step, step.commands[index], index)


def offer_of(session: WalkSession, step: Step, command: Command, index: int) -> Offer:
    """The same for any command that belongs to a step, such as its check."""
    workspace, procedure = session.workspace, session.walk.plan.procedure
    origin = origin_of(session)
    known = values(session)
    page = Page(
        params=procedure.params,
        interpreter=str(procedure.meta.raw.get("shell") or ""),
        hidden=frozenset(hidden(session)),
        present=frozenset(workspace.env),
    )
    prepared = prepare(command, known, page)
    script = prepared.script.decode("utf-8", "surrogatepass")
    consents = consents_of(workspace)
    agreed = Agreed(
        source=origin.key,
        blob=session.doc.blob if session.doc else "",
        sid=step.sid,
        lang=command.lang,
        template=command.text,
        interpreter=prepared.argv[:-1],
        script=script,
    )
    warnings = (*_warnings(session, origin, script), *_unset(session, step, index, prepared))
    # What destroys is asked for each time: a consent for good holds for any values.
    keeps = consents.usable and prepared.runnable and not warnings
    return Offer(
        sid=step.sid,
        index=index,
        prepared=prepared,
        folder=origin.folder,
        dangers=warnings,
        refusal=_refusal(origin, prepared),
        known=keeps and not origin.refusal and consents.known(agreed.key),
        can_keep=keeps,
        key=agreed.key,
        seconds=origin.seconds,
        job=_job(session, prepared, origin),
    )


def consents_of(workspace: Workspace) -> Consents:
    """What the person agreed to for good on this machine."""
    return Consents(workspace.places.data / "consents", workspace.env)


def _refusal(origin: Origin, prepared: Prepared) -> str:
    if origin.refusal:
        return origin.refusal
    if prepared.reason:
        return prepared.reason
    if prepared.missing:
        return f"it has no value for {', '.join(prepared.missing)}"
    return ""


def _warnings(session: WalkSession, origin: Origin, script: str) -> Iterator[str]:
    yield from dangers(script)
    if session.walk.plan.procedure.meta.risk == "high":
        yield "the page says that its risk is high"
    if not origin.trusted:
        yield f"{origin.name} is not trusted"


def _unset(session: WalkSession, step: Step, index: int, prepared: Prepared) -> Iterator[str]:
    """What an earlier command of the page has set, in a shell that is gone."""
    if prepared.interpreter not in {"sh", "bash", "zsh"}:
        return
    steps = session.walk.plan.steps
    place = session.walk.plan.places.get(step.sid, len(steps))
    before = [(each.n, command.text) for each in steps[:place] for command in each.commands]
    before += [(step.n, command.text) for command in step.commands[:index]]
    script = prepared.script.decode("utf-8", "surrogatepass")
    for name, number in set_elsewhere(prepared.inherits, script, before):
        now = (
            "here it is what your environment has"
            if session.workspace.env.get(name)
            else "give its value in the environment, or it is empty here"
        )
        yield f"${name} was set in step {number}, in another shell: {now}"


def _job(session: WalkSession, prepared: Prepared, origin: Origin) -> Job | None:
    if not prepared.runnable:
        return None
    secrets = {*prepared.secrets, *hidden(session).values()}
    return Job(
        argv=prepared.argv,
        env=environment(session.workspace.env, prepared.inherits, prepared.env),
        folder=origin.folder,
        seconds=origin.seconds,
        secrets=tuple(sorted(secrets)),
    )
