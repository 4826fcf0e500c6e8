"""Begin a walk: what is followed, by whom, with which values."""

from __future__ import annotations

import getpass
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha1
from pathlib import Path
from typing import TYPE_CHECKING

from flowhelp import __version__
from flowhelp.content import PageType, Procedure
from flowhelp.content.scenario import variables
from flowhelp.errors import FlowhelpError, RefusedError
from flowhelp.ids import RunId, StepId, uuid7
from flowhelp.journal.events import NO_STEP, Document, Line, Person, RunStarted
from flowhelp.journal.events.common import NO_RUN
from flowhelp.journal.schema import is_of_a_journal
from flowhelp.usecases.given import first_values, given_values
from flowhelp.usecases.onpaper import Paper
from flowhelp.usecases.params import remember
from flowhelp.usecases.pinned import pin
from flowhelp.usecases.searches import WALK, note_opening
from flowhelp.usecases.unread import News, news
from flowhelp.usecases.walk import WalkSession
from flowhelp.walkthrough import Walk

if TYPE_CHECKING:
    from flowhelp.library.catalog import Entry
    from flowhelp.usecases.workspace import Workspace

_RANDOM_BITS = 74


class RetiredError(RefusedError):
    """The page must not be used any more."""


@dataclass(frozen=True, slots=True)
class Start:
    """How a walk begins.

    Attributes:
        params: Values for parameters, as they were typed.
        context: equipment, work_order and the like: what is worked on.
        part: Slug of the procedure on a page that holds several, or empty.
        front: Which front end it is, for the record.
        keep: Whether a record is kept at all.
        asks: Whether a person is there to be asked: defaults are then offered, else taken.
        ask: When values are asked for: `start`, `needed`, or as it is set where empty.
        parent: The run it is a part of, and the step there that asked; empty for none.
        paper: What the paper says of the beginning, where the walk is keyed in from one.
    """

    params: Mapping[str, str] = field(default_factory=dict)
    context: Mapping[str, str] = field(default_factory=dict)
    part: str = ""
    front: str = "plain"
    keep: bool = True
    asks: bool = False
    ask: str = ""
    parent: tuple[RunId, StepId] = (NO_RUN, NO_STEP)
    paper: Paper = field(default_factory=Paper)


def start(workspace: Workspace, entry: Entry, procedure: Procedure, how: Start) -> WalkSession:
    """A new walk, whose beginning is on the disk.

    Raises:
        RetiredError: The page is retired.
        InputError: A parameter is not known, or its value does not fit.
    """
    session, started = prepared(workspace, entry, procedure, how)
    session.begin(started)
    session.open_next()
    remember(session, {name: value for name, value in started.params if name in how.params})
    if session.kept:
        note_opening(workspace, entry.source, entry.id, WALK)
    return session


def prepared(
    workspace: Workspace, entry: Entry, procedure: Procedure, how: Start
) -> tuple[WalkSession, RunStarted]:
    """A walk that has not begun, and the fact by which it does; its page is kept by then.

    Raises:
        RetiredError: The page is retired.
        InputError: A parameter is not known, or its value does not fit.
    """
    _not_retired(procedure)
    named = {param.name for param in procedure.params}
    worked_on = {name: value for name, value in how.context.items() if value and name in named}
    params = first_values(workspace, procedure, {**worked_on, **how.params}, asks=how.asks)
    run = RunId(uuid7(workspace.now(), workspace.noise(_RANDOM_BITS)))
    walk = Walk.of(run, procedure, how.part)
    session = WalkSession(workspace, walk, keep=how.keep and procedure.meta.record != "none")
    session.held.ask = how.ask
    session.rehearses = not how.keep
    doc = document(workspace, entry, procedure, how.part)
    if session.kept:
        doc = replace(doc, sha256=pin(workspace, entry, procedure))
    return session, _started(session, doc, how, params)


def _not_retired(procedure: Procedure) -> None:
    meta = procedure.meta
    if meta.status == "retired":
        other = f"flowhelp walk {meta.replaced_by}" if meta.replaced_by else "flowhelp howto"
        raise RetiredError(f"{procedure.title!r} is retired and cannot be started", hint=other)


def _started(
    session: WalkSession, doc: Document, how: Start, params: Mapping[str, str]
) -> RunStarted:
    """The fact by which a walk begins."""
    procedure = session.walk.plan.procedure
    worker = Person(how.paper.by, how.paper.by, auth="typed") if how.paper.by else actor()
    found = _news(session, procedure, worker, how)
    return RunStarted(
        run=session.walk.run,
        at=session.moment(),
        paper_at=how.paper.at,
        keyed_by=how.paper.keyed_by,
        doc=doc,
        actor=worker,
        app=f"flowhelp/{__version__} {how.front}",
        os=platform.system().lower(),
        use=procedure.meta.use,
        purpose="simulate" if procedure.type is PageType.SCENARIO else "perform",
        record=procedure.meta.record,
        params=tuple(params.items()),
        context=tuple((key, value) for key, value in how.context.items() if value),
        steps=_lines(session.walk),
        parent=how.parent[0],
        parent_sid=how.parent[1],
        change_from=found.change_from,
        unread=found.unread,
        variables=tuple(variables(procedure).items()),
    )


def _news(session: WalkSession, procedure: Procedure, worker: Person, how: Start) -> News:
    """What changed for who begins; nothing is known where the journal cannot be read.

    Raises:
        FlowhelpError: It cannot, and the walk is to be recorded there.
    """
    try:
        return news(session.workspace, procedure, worker, how.part)
    except FlowhelpError as error:
        if how.keep or not is_of_a_journal(error):
            raise
        return News()


def checked_params(procedure: Procedure, given: Mapping[str, str]) -> dict[str, str]:
    """The values of a run: those given, and defaults for the rest that has one.

    Raises:
        ParamRefusedError: One is not known, or its value does not fit.
    """
    defaults = {
        param.name: param.default
        for param in procedure.params
        if param.default and param.type != "secret"
    }
    return defaults | given_values(procedure, given)


def _lines(walk: Walk) -> tuple[Line, ...]:
    """The table of contents, in the order of the page."""
    mine = {step.sid: step for step in (*walk.plan.steps, *walk.plan.groups)}
    walked = [step for step in walk.plan.procedure.walked() if step.sid in mine]
    steps = walked or list(walk.plan.steps)
    return tuple(Line(step.sid, step.n, step.title) for step in steps)


def document(workspace: Workspace, entry: Entry, procedure: Procedure, part: str) -> Document:
    """What is followed, with the version its bytes have now."""
    spec = next((spec for spec in workspace.specs if spec.name == entry.source), None)
    return Document(
        id=entry.id,
        path=entry.path,
        title=procedure.title,
        type=procedure.type.value,
        source=entry.source,
        anchor=part,
        lang=procedure.meta.lang,
        steps_hash=procedure.steps_hash,
        blob=_blob(workspace, entry),
        commit=spec.commit if spec else "",
        repo=spec.location if spec and spec.commit else "",
    )


def _blob(workspace: Workspace, entry: Entry) -> str:
    """The name git has for the bytes of the page."""
    if entry.source:
        content = workspace.sources[entry.source].read(entry.path)
    else:
        content = Path(entry.address).read_bytes()
    header = b"blob %d\0" % len(content)
    return sha1(header + content, usedforsecurity=False).hexdigest()


def actor() -> Person:
    """Who this is, as the operating system says."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError):
        account = f"uid-{os.getuid()}" if hasattr(os, "getuid") else "unknown"
    return Person(account, account, platform.node())
