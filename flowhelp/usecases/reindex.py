"""Bring the search index up to date with the libraries. Normally nobody has to ask for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flowhelp.usecases.mending import renew, surely

if TYPE_CHECKING:
    from flowhelp.library.reading import Job, Outcome
    from flowhelp.library.source import File, Source
    from flowhelp.search.index import Index
    from flowhelp.search.index_write import Reading
    from flowhelp.search.rows import Page
    from flowhelp.usecases.workspace import Workspace

    Checks = list[tuple[Source, Callable[[], bool]]]
    """Each library, with a function that waits for whether it is as the index has it."""

__all__ = [
    "Problem",
    "Progress",
    "Refreshed",
    "checks",
    "problems",
    "read_page",
    "refresh",
    "reindex",
    "surely",
]

PATIENCE = 120.0
"""Seconds to wait for another process that reads a library for the first time."""

_AT_ONCE = 200
"""Pages written in one transaction: a process killed in between loses at most these."""

Progress = Callable[[int, int], None]
"""Called with how many files are read, and how many there are to read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was left out: in which library, where, why."""

    source: str
    path: str
    message: str


@dataclass(slots=True)
class Refreshed:
    """What changed, as numbers of files.

    Attributes:
        anything: Whether anything had to be looked into at all.
        left: Whether that was left to another process.
        took: Seconds.
        problems: Of all libraries in use, whether found now or before.
    """

    anything: bool = False
    left: bool = False
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    took: float = 0.0
    problems: tuple[Problem, ...] = field(default=())


def reindex(
    workspace: Workspace, *, rebuild: bool = False, progress: Progress | None = None
) -> Refreshed:
    """Reads what changed, forgets libraries that are gone, and says what that was.

    Args:
        workspace: Its libraries and its index.
        rebuild: Start from an empty index.
        progress: Told how far it is.
    """
    start = workspace.monotonic()
    if rebuild:
        renew(workspace)

    def work() -> Refreshed:
        _forget_gone(workspace)
        done = refresh(workspace, progress=progress)
        keys = [spec.key for spec in workspace.specs]
        done.unchanged = len(workspace.index.listed(keys)) - done.added - done.changed
        done.problems = problems(workspace)
        return done

    done = surely(workspace, work)
    done.took = workspace.monotonic() - start
    return done


def checks(workspace: Workspace) -> Checks:
    """Begins to look for changes in every library; `refresh` waits for the outcome."""
    begun: list[tuple[Source, Callable[[], bool]]] = []
    for source in workspace.sources.values():
        snapshot = workspace.index.snapshot(source.spec.key)
        begun.append((source, source.watching(snapshot) if snapshot else lambda: False))
    return begun


def refresh(
    workspace: Workspace,
    *,
    begun: Checks | None = None,
    progress: Progress | None = None,
    patience: float = 0.0,
) -> Refreshed:
    """Reads what changed since the last time; nothing when nothing did.

    Args:
        workspace: Its libraries and its index.
        begun: What `checks` returned, where there was other work to do meanwhile.
        progress: Told how far it is.
        patience: Seconds to wait for another process that is doing the same.

    A library that another process is reading is left to that process, unless
    it has never been read to the end: then this waits for it.

    Raises:
        IndexLostError: The index is damaged; `surely` mends that.
        IndexUnwritableError: It cannot be written; likewise.
    """
    index = workspace.index
    looked = [(source, is_current()) for source, is_current in begun or checks(workspace)]
    stale = [source for source, is_current in looked if not is_current]
    done = Refreshed(anything=bool(stale))
    if not stale:
        return done
    if not index.claim():
        whole = all(index.is_whole(source.spec.key) for source in stale)
        if not index.claim(wait=patience if whole else PATIENCE):
            done.left = True
            return done
        stale = [source for source in stale if not _is_current(index, source)]
    try:
        for source in stale:
            _refresh_source(index, source, done, progress)
    finally:
        index.release()
    return done


def problems(workspace: Workspace) -> tuple[Problem, ...]:
    """What is left out of the libraries in use, by library and path."""
    names = {spec.key: spec.name for spec in workspace.specs}
    found = workspace.index.problems(list(names))
    return tuple(
        sorted(
            (Problem(names[key], path, message) for key, path, message in found),
            key=lambda problem: (problem.source, problem.path),
        )
    )


def read_page(job: Job) -> Page:
    """What the index keeps of one file; runs in a child process.

    Raises:
        UnreadableError: It is not text.
    """
    from flowhelp.content.parse import parse_page
    from flowhelp.ids import ProcedureId
    from flowhelp.library.catalog import written_id
    from flowhelp.library.text import page_text
    from flowhelp.search.page import page_of

    procedure = parse_page(page_text(job.raw), path=job.path, id=ProcedureId(job.id))
    return page_of(procedure, written_id(procedure.meta.id) or job.id)


def _is_current(index: Index, source: Source) -> bool:
    snapshot = index.snapshot(source.spec.key)
    return bool(snapshot) and source.still(snapshot or b"")


def _refresh_source(
    index: Index, source: Source, done: Refreshed, progress: Progress | None
) -> None:
    from flowhelp.library.changes import changes
    from flowhelp.library.reading import read_all

    key = source.spec.key
    listing = source.listing()
    changed = changes(listing.files, index.stamps(key))
    wanted = (*changed.added, *changed.changed)
    reading = _Intake(index, source, {file.path: file for file in wanted})
    if changed.removed:
        index.take(key, (), changed.removed)
    waiting: list[Reading] = []
    for number, outcome in enumerate(read_all(reading.jobs(), read_page), start=1):
        waiting.append(reading.finished(outcome))
        if len(waiting) >= _AT_ONCE:
            index.take(key, waiting)
            waiting.clear()
        if progress is not None:
            progress(number, len(wanted))
    waiting += reading.unread
    if waiting:
        index.take(key, waiting)
    if reading.same:
        index.restamp(key, reading.same)
    left_out = [(problem.path, problem.message) for problem in listing.problems]
    left_out += _declared(index, source)
    index.finish(key, listing.snapshot, left_out)
    done.added += len(changed.added)
    done.changed += len(changed.changed) - len(reading.same)
    done.removed += len(changed.removed)


def _declared(index: Index, source: Source) -> list[tuple[str, str]]:
    """Takes in what a library says of its words; (path, message) of what is wrong with it."""
    from flowhelp.library.source import SETTINGS, UnreadableError
    from flowhelp.library.text import page_text
    from flowhelp.search.synonyms import read_synonyms

    try:
        groups, problem = read_synonyms(page_text(source.read(SETTINGS)))
    except UnreadableError:  # there is none, most often
        groups, problem = (), ""
    index.declare(source.spec.key, groups)
    return [(SETTINGS, problem)] if problem else []


@dataclass(slots=True)
class _Intake:
    """The files of one source on their way into the index."""

    index: Index
    source: Source
    files: dict[str, File]
    same: list[tuple[str, str]] = field(default_factory=list)
    """(path, stamp) of files whose bytes did not change."""
    unread: list[Reading] = field(default_factory=list)
    digests: dict[str, bytes] = field(default_factory=dict)

    def jobs(self) -> Iterator[Job]:
        """A job for each file that has new bytes."""
        import hashlib

        from flowhelp.library.catalog import page_id
        from flowhelp.library.reading import Job
        from flowhelp.library.source import UnreadableError
        from flowhelp.search.index_write import Reading

        for path, file in self.files.items():
            try:
                raw = self.source.read(path)
            except UnreadableError as error:
                self.unread.append(Reading(path, file.stamp, b"", None, error.message))
                continue
            digest = hashlib.blake2b(raw, digest_size=16).digest()
            if digest == self.index.digest(self.source.spec.key, path):
                self.same.append((path, file.stamp))
                continue
            self.digests[path] = digest
            yield Job(path, page_id(path), raw)

    def finished(self, outcome: Outcome[Page]) -> Reading:
        """What the index takes of it."""
        from flowhelp.search.index_write import Reading

        path = outcome.path
        stamp = self.files[path].stamp
        return Reading(path, stamp, self.digests.pop(path), outcome.value, outcome.problem)


def _forget_gone(workspace: Workspace) -> None:
    """Forgets folders that are in no use here and exist no more."""
    from pathlib import Path

    used = {spec.key for spec in workspace.specs}
    for key in workspace.index.keys() - used:
        kind, _, place = key.partition(":")
        if kind == "folder" and not Path(place).is_dir() and workspace.index.claim():
            workspace.index.drop(key)
            workspace.index.release()
