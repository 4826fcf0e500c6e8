"""What the find screen has done at its desks; what it is told of it is in `tui.found`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.message import Message

from flowhelp.errors import FlowhelpError
from flowhelp.ids import RunId
from flowhelp.tui.found import (
    Added,
    Answered,
    AtHome,
    Choices,
    Current,
    Freshened,
    Looked,
    Near,
    Reading,
    Sight,
)
from flowhelp.usecases.keystrokes import MOST, Asked, answers_to, settled

if TYPE_CHECKING:
    from flowhelp.library.catalog import Entry
    from flowhelp.search.results import Hit
    from flowhelp.tui.desk import Tell
    from flowhelp.typeset.styles import Line
    from flowhelp.usecases.shelf import Shelf
    from flowhelp.usecases.workspace import Workspace

_BETWEEN = 0.1
"""Seconds between two words on how far the reading of a library is."""


def ask(asked: Asked, is_late: Callable[[], bool]) -> Callable[[Workspace], Iterator[Message]]:
    """The first answers, then the others unless something newer is asked meanwhile."""

    def work(workspace: Workspace) -> Iterator[Message]:
        if workspace.index.note:  # it is in memory, where nobody else brings it up to date
            _refresh(workspace)
        first = answers_to(workspace, asked)
        whole = first.total <= len(first.hits)
        yield Answered(first, whole)
        if not (whole or is_late()):  # asked once the first ones are drawn
            rest = answers_to(workspace, asked, limit=MOST)
            known = {(hit.source, hit.id) for hit in first.hits}
            more = tuple(hit for hit in rest.hits if (hit.source, hit.id) not in known)
            yield Answered(replace(first, hits=(*first.hits, *more)), whole=True)

    return work


def keep(asked: Asked) -> Callable[[Workspace], Iterator[Message]]:
    """Keeps that somebody asked this; that it cannot be is no reason to disturb them."""

    def work(workspace: Workspace) -> Iterator[Message]:
        with suppress(FlowhelpError):
            settled(workspace, asked)
        yield from ()

    return work


def freshen(hits: Sequence[Hit]) -> Callable[[Shelf], Iterator[Message]]:
    """How fresh the pages of those hits are."""

    def work(shelf: Shelf) -> Iterator[Message]:
        names = [f"{hit.source}:{hit.id}" for hit in hits]
        yield Freshened({name: shelf.freshness(name) for name in names})

    return work


def look(sight: Sight, width: int) -> Callable[[Shelf], Iterator[Message]]:
    """A look at where a walk stands, and at its page, or at the page alone."""

    def work(shelf: Shelf) -> Iterator[Message]:
        from flowhelp.typeset.styles import Style

        lines: list[Line] = []
        try:
            if sight.run:
                lines += _left(shelf, RunId(sight.run), width)
            if sight.name:
                lines += _page(shelf, sight, width)
        except FlowhelpError as error:
            lines += [(), ((error.message, Style.WARNING),)]
        yield Looked(sight, tuple(lines))

    return work


def _left(shelf: Shelf, run: RunId, width: int) -> Iterator[Line]:
    from flowhelp.typeset.left import left_lines
    from flowhelp.usecases.standing import standing

    found = standing(shelf.workspace, run)
    yield from left_lines(found.record, found.steps, found.at, width)


def _page(shelf: Shelf, sight: Sight, width: int) -> Iterator[Line]:
    from flowhelp.content.parse import parse_page
    from flowhelp.typeset.glance import from_step, glance
    from flowhelp.typeset.hits import freshness
    from flowhelp.typeset.styles import Style
    from flowhelp.usecases.library import read_text

    entry = _entry(shelf, sight.name)
    if sight.run:
        yield ()
    if entry is None:
        yield (("This page is in no library any more.", Style.WARNING),)
        return
    text = read_text(shelf.workspace, entry)
    procedure = parse_page(text, path=entry.address, id=entry.id)
    if sight.run:
        yield from from_step(procedure, text, width, sid=sight.step)
    else:
        about = freshness(shelf.freshness(sight.name), shelf.workspace.now())
        yield from glance(procedure, text, width, sid=sight.step, about=about)


def _entry(shelf: Shelf, name: str) -> Entry | None:
    from flowhelp.ids import ProcedureId, SourceName
    from flowhelp.library.catalog import Entry

    source, _, page_id = name.partition(":")
    page = shelf.pages().get((source, page_id))
    if page is None:
        return None
    spec = next(spec for spec in shelf.workspace.specs if spec.key == page.key)
    return Entry(ProcedureId(page.id), SourceName(source), page.path, spec.address(page.path),
                 page.title, page.type)  # fmt: skip


def go_home(shelf: Shelf) -> Iterator[Message]:
    """What stands there before anything is asked."""
    yield AtHome(shelf.home())


def choices(name: str) -> Callable[[Shelf], Iterator[Message]]:
    """The values that a filter may have."""

    def work(shelf: Shelf) -> Iterator[Message]:
        yield Choices(name, shelf.facets())

    return work


def near(asked: Asked) -> Callable[[Shelf], Iterator[Message]]:
    """What comes near to words that nothing answers, and where a page that does belongs."""

    def work(shelf: Shelf) -> Iterator[Message]:
        import os

        from flowhelp.search.query import parse_query
        from flowhelp.usecases.unwritten import file_name, place_to_write, title_of

        words = parse_query(asked.words).text
        pages = [(f"{source}:{page.id}", page.title) for page, source in shelf.near(words)]
        title = title_of(words)
        place = place_to_write(shelf.workspace)
        file = os.path.join(place, f"{file_name(title)}.md") if title else ""  # noqa: PTH118
        yield Near(asked, pages, file)

    return work


def bring_up_to_date(tell: Tell) -> Callable[[Workspace], Iterator[Message]]:
    """Takes in what changed in the libraries, as they are listed now."""

    def work(pattern: Workspace) -> Iterator[Message]:
        workspace = pattern.beside()
        last = 0.0

        def progress(done: int, total: int) -> None:
            nonlocal last
            now = workspace.monotonic()
            if now - last > _BETWEEN or done == total:
                last = now
                tell(Reading(done, total))

        try:
            libraries = tuple(f"{spec.name} {spec.key} {spec.commit}" for spec in workspace.specs)
            changed = False if workspace.index.note else _refresh(workspace, progress)
            yield Current(changed, libraries, _number(workspace.places.index_file))
        finally:
            workspace.close()

    return work


def _number(path: str) -> int:
    """The number of that file in its file system; 0 where there is none."""
    import os

    try:
        return os.stat(path).st_ino  # noqa: PTH116 (no exception for odd names)
    except OSError:
        return 0


def _refresh(workspace: Workspace, progress: Callable[[int, int], None] | None = None) -> bool:
    from flowhelp.usecases.reindex import refresh, surely

    return surely(workspace, lambda: refresh(workspace, progress=progress)).anything


def add(typed: str) -> Callable[[Workspace], Iterator[Message]]:
    """Adds a folder or a git repository to the libraries."""

    def work(pattern: Workspace) -> Iterator[Message]:
        from flowhelp.usecases import sources

        workspace = pattern.beside()
        try:
            done = sources.add(workspace, typed)
        finally:
            workspace.close()
        yield Added(done.spec.name, done.is_new)

    return work
