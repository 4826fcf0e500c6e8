"""What the team did: everybody's runs, who did what last, what is due again, and figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flowhelp.content.recurrence import every, is_soon
from flowhelp.errors import InputError
from flowhelp.journal import team_figures, team_runs
from flowhelp.journal.team_figures import PageFigures
from flowhelp.journal.team_runs import LastDone, TeamPage, TeamRun
from flowhelp.usecases.freshness import head_of
from flowhelp.usecases.library import NoSuchProcedureError, load, resolve

if TYPE_CHECKING:
    from flowhelp.ids import StepId
    from flowhelp.journal.team import Team
    from flowhelp.library.spec import SourceSpec
    from flowhelp.search.listed import Listed
    from flowhelp.usecases.history import Wanted
    from flowhelp.usecases.workspace import Workspace

_MOST_NAMED = 8


class UnclearPageError(InputError):
    """Several procedures that somebody did may be meant."""


@dataclass(frozen=True, slots=True)
class Due:
    """A procedure that is to be done again.

    Attributes:
        name: `source:id` of the page in this library.
        every: How often, as the page says it.
        due: When.
        overdue: Whether that has passed; else it is soon.
        last: The last time that anybody did it.
    """

    name: str
    title: str
    every: str
    due: datetime
    overdue: bool
    last: LastDone


@dataclass(frozen=True, slots=True)
class Stats:
    """What everybody's runs of one procedure add up to.

    Attributes:
        name: Its id.
        title: As the page has it now; empty where the page is not here.
        version: The `steps_hash` it has now, or empty.
        libraries: Those in which it was done.
    """

    name: str
    title: str
    version: str
    libraries: tuple[str, ...]
    figures: PageFigures


def opened(workspace: Workspace) -> Team:
    """What was pulled, with all runs worked out, the own ones included.

    Raises:
        FlowhelpError: A journal cannot be read, or the rows cannot be written.
    """
    team = workspace.team
    # Without a run of this machine and without a pull there is no file to be made.
    if workspace.places.team.exists() or workspace.journal.head() is not None:
        team.refresh(workspace.journal.asked)
    return team


def team_runs_of(workspace: Workspace, wanted: Wanted) -> Iterator[TeamRun]:
    """Everybody's runs, the newest first; none when there are none."""
    team = opened(workspace)
    numbers = _numbers(team, wanted.procedure) if wanted.procedure else None
    for run in team_runs.runs(team.asked, wanted.since, numbers):
        if _is_by(run.person, run.who, wanted.by):
            yield run


def last_done(workspace: Workspace, wanted: Wanted) -> tuple[LastDone, ...]:
    """When each procedure was last done to its end, by whom and with which version.

    Args:
        workspace: Its journals.
        wanted: `since` leaves out what was last done before; `by` what somebody else did last.
    """
    team = opened(workspace)
    numbers = _numbers(team, wanted.procedure) if wanted.procedure else None
    names = {(page.procedure, page.library) for page in team_runs.pages(team.asked)
             if numbers is None or page.number in numbers}  # fmt: skip
    return tuple(
        last
        for last in team_runs.last_done(team.asked, workspace.now())
        if (last.procedure, last.library) in names
        and (wanted.since is None or last.at >= wanted.since)
        and _is_by(last.person, last.who, wanted.by)
    )


def due(workspace: Workspace, wanted: Wanted) -> tuple[Due, ...]:
    """What is to be done again now or soon, the longest due first.

    Only pages of the libraries here are known to recur; one that nobody did yet has no time
    from which to count.

    Args:
        workspace: Its journals and libraries.
        wanted: `procedure` alone narrows: what is due was done by somebody, at some time.
    """
    from flowhelp.usecases.reindex import refresh
    from flowhelp.usecases.shelf import Shelf

    refresh(workspace)
    now, pages = workspace.now(), Shelf(workspace).pages()
    specs: dict[str, SourceSpec] = {spec.name: spec for spec in workspace.specs}
    latest: dict[tuple[str, str], LastDone] = {}
    for last in team_runs.last_done(opened(workspace).asked, now):
        if wanted.procedure and not _ends(last.procedure, wanted.procedure):
            continue
        name = _here(last, pages, specs)
        if name is not None and (name not in latest or last.at > latest[name].at):
            latest[name] = last
    found = []
    for name, last in latest.items():
        page = pages[name]
        rhythm = every(text := str(head_of(workspace, specs[name[0]], page.path).get("every", "")))
        if rhythm is not None and is_soon(last.at, at := rhythm.after(last.at), now):
            found.append(Due(":".join(name), page.title, text, at, at <= now, last))
    return tuple(sorted(found, key=lambda each: (each.due, each.name)))


def stats(workspace: Workspace, name: str) -> Stats:
    """What everybody's runs of one procedure add up to.

    Libraries are called differently on different machines, so runs count from all libraries
    that have a procedure of that id, unless `name` says of which.

    Args:
        workspace: Its journals and libraries.
        name: As for `resolve`; also a procedure that others did and that is not here.

    Raises:
        MissingError: There is no such procedure, neither here nor in what others did.
        InputError: Several may be meant.
    """
    known = team_runs.pages(opened(workspace).asked)
    library = name.partition(":")[0] if ":" in name else ""
    try:
        entry = resolve(workspace, name)
    except NoSuchProcedureError as error:
        return _of_others(workspace, known, name, error)
    procedure = load(workspace, entry)
    spec = next((spec for spec in workspace.specs if spec.name == entry.source), None)
    own = {entry.source, spec.location if spec else ""}
    pages = [
        page for page in known
        if page.procedure == entry.id and (not library or page.library in own)
    ]  # fmt: skip
    order = [step.sid for step in procedure.walked()]
    return _stats(workspace, pages, entry.id, order, procedure.title, procedure.steps_hash)


def _of_others(
    workspace: Workspace, known: tuple[TeamPage, ...], name: str, error: NoSuchProcedureError
) -> Stats:
    library, _, wanted = name.rpartition(":")
    pages = [
        page for page in known if _ends(page.procedure, wanted) and library in {"", page.library}
    ]
    ids = sorted({page.procedure for page in pages})
    if not ids:
        raise error
    if len(ids) > 1:
        raise UnclearPageError(
            f"{name!r} may be any of {len(ids)} procedures",
            hint=f"say which: {', '.join(ids[:_MOST_NAMED])}",
        )
    return _stats(workspace, pages, ids[0])


def _stats(  # noqa: PLR0913, PLR0917 - what is known of a page
    workspace: Workspace,
    pages: list[TeamPage],
    name: str,
    order: list[StepId] | None = None,
    title: str = "",
    version: str = "",
) -> Stats:
    numbers = [page.number for page in pages]
    figures = team_figures.figures(workspace.team.asked, numbers, order or ())
    libraries = tuple(page.library for page in pages)
    return Stats(name, title, version, libraries, figures)


def _here(
    last: LastDone, pages: Mapping[tuple[str, str], Listed], specs: Mapping[str, SourceSpec]
) -> tuple[str, str] | None:
    """The page in the libraries here that was done: by its repository, else by its library."""
    names = [name for name, spec in specs.items() if (name, last.procedure) in pages
             and last.library in {spec.location, name}]  # fmt: skip
    if not names and (last.source, last.procedure) in pages:
        names = [last.source]
    return (names[0], last.procedure) if names else None


def _numbers(team: Team, name: str) -> list[int]:
    found = team_runs.pages(team.asked)
    return [page.number for page in found if _ends(page.procedure, name.rpartition(":")[2])]


def _ends(procedure: str, name: str) -> bool:
    own, wanted = procedure.casefold(), name.rpartition(":")[2].casefold()
    return own == wanted or own.endswith(f"/{wanted}")


def _is_by(person: str, who: str, wanted: str) -> bool:
    return not wanted or wanted.casefold() in {person.casefold(), who.casefold()}
