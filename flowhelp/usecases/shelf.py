"""What there is to choose from before anything is asked, and what is near when nothing answers.

A shelf belongs to one thread. It keeps what is costly to work out, and works it out anew when
the index or the journal has changed.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flowhelp.content.recurrence import every, is_soon
from flowhelp.ids import RunId
from flowhelp.usecases.freshness import (
    Done,
    Fresh,
    Name,
    head_of,
    last_done,
    review_passed,
)
from flowhelp.usecases.mending import surely
from flowhelp.usecases.standing import place
from flowhelp.usecases.walk import unfinished

if TYPE_CHECKING:
    from flowhelp.library.spec import SourceSpec
    from flowhelp.search.listed import Listed
    from flowhelp.usecases.workspace import Workspace

_MOST_RECENT = 8
_MOST_DONE = 300
"""Pages done last whose heads are looked into for how often they are to be done."""


@dataclass(frozen=True, slots=True)
class Left:
    """A walk that was left.

    Attributes:
        step: The step it stands at, `3. Promote the standby`; empty before the first.
        at: When something last happened in it.
        page: `source:id` of what is walked.
        sid: Of the step it stands at; empty before the first.
    """

    run: RunId
    title: str
    step: str
    at: datetime
    page: str = ""
    sid: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A page by its names, with a moment that says why it is named.

    Attributes:
        name: `source:id`.
        at: When it is due, or when it was opened.
    """

    name: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Home:
    """What stands there before anything is asked.

    Attributes:
        unfinished: Walks that were left, the latest first.
        due: Pages that are to be done again now or soon, the longest due first.
        recent: Pages that were opened or walked lately, the latest first.
        is_new: Whether nothing was ever done here, and no library was added.
        libraries: (name, number of pages) of each library in use.
        trial: `source:id` of a page that shows how this works; empty where there is none.
    """

    unfinished: tuple[Left, ...] = ()
    due: tuple[Known, ...] = ()
    recent: tuple[Known, ...] = ()
    is_new: bool = False
    libraries: tuple[tuple[str, int], ...] = ()
    trial: str = ""


@dataclass(frozen=True, slots=True)
class Facets:
    """The values that each filter may have, each with its number of pages, the most first."""

    type: tuple[tuple[str, int], ...] = ()
    tag: tuple[tuple[str, int], ...] = ()
    source: tuple[tuple[str, int], ...] = ()
    role: tuple[tuple[str, int], ...] = ()


@dataclass
class Shelf:
    """See the module."""

    workspace: Workspace
    _pages: tuple[object, Mapping[Name, Listed]] = field(default_factory=lambda: (None, {}))
    _done: tuple[object, dict[Name, Done]] = field(default_factory=lambda: (None, {}))

    def close(self) -> None:
        """Let go of the files."""
        self.workspace.close()

    def home(self) -> Home:
        """What stands there before anything is asked.

        Raises:
            FlowhelpError: The journal cannot be read.
        """
        done, pages = self.done(), self.pages()
        left = tuple(self._left())
        recent = tuple(self._recent(done))
        added = [spec for spec in self.workspace.specs if spec.kind != "bundled"]
        counts = Counter(source for source, _ in pages)
        return Home(
            left,
            tuple(self._due(done)),
            recent,
            is_new=not (left or recent or done or added),
            libraries=tuple((spec.name, counts[spec.name]) for spec in self.workspace.specs),
            trial=next((f"{s}:{i}" for s, i in pages if i == "flowhelp/getting-started"), ""),
        )

    def freshness(self, name: str) -> Fresh:
        """How fresh the page `source:id` is.

        Raises:
            FlowhelpError: The journal cannot be read.
        """
        source, _, page_id = name.partition(":")
        page = self.pages().get((source, page_id))
        head = self._head(page) if page is not None else {}
        today = self.workspace.now().astimezone().date()
        return Fresh(self.done().get((source, page_id)), review_passed(head, today))

    def facets(self) -> Facets:
        """What can be filtered by."""
        pages = self.pages()
        return Facets(
            _counted(page.type for page in pages.values()),
            _counted(tag.lower() for page in pages.values() for tag in page.tags),
            _counted(source for source, _ in pages),
            _counted(role.lower() for page in pages.values() for role in page.roles),
        )

    def near(self, words: str) -> tuple[tuple[Listed, str], ...]:
        """The pages whose titles come nearest to words, each with the name of its library."""
        from flowhelp.search.nearest import nearest

        names = [*self.pages()]
        pages = [*self.pages().values()]
        found = nearest(words, [page.title for page in pages])
        return tuple((pages[at], names[at][0]) for at in found)

    def pages(self) -> Mapping[Name, Listed]:
        """Every page of the libraries in use by its name."""
        state = _state(self.workspace.places.index_file)
        if state is None or state != self._pages[0]:
            names = {spec.key: spec.name for spec in self.workspace.specs}
            listed = surely(self.workspace, lambda: self.workspace.index.listed([*names]))
            self._pages = state, {(names[page.key], page.id): page for page in listed}
        return self._pages[1]

    def done(self) -> dict[Name, Done]:
        """What was done here to its end, each with the last time."""
        head = self.workspace.journal.head()
        state = (head.device, head.seq) if head else ()
        if state != self._done[0]:
            self._done = state, last_done(self.workspace)
        return self._done[1]

    def _head(self, page: Listed) -> Mapping[str, object]:
        spec = self._specs()[page.key]
        return head_of(self.workspace, spec, page.path)

    def _specs(self) -> dict[str, SourceSpec]:
        return {spec.key: spec for spec in self.workspace.specs}

    def _left(self) -> Iterable[Left]:
        for run in unfinished(self.workspace):
            recorded = self.workspace.journal.read(run.run)
            doc, (_, at) = run.started.doc, place(recorded)
            page = f"{doc.source}:{doc.id}" if doc.source else ""
            step, sid = (f"{at.n}. {at.title}", at.sid) if at else ("", "")
            yield Left(run.run, doc.title, step, run.last.wall, page, sid)

    def _due(self, done: Mapping[Name, Done]) -> list[Known]:
        now, pages = self.workspace.now(), self.pages()
        found = []
        latest = sorted(done, key=lambda name: done[name].at, reverse=True)
        for name in filter(pages.__contains__, latest[:_MOST_DONE]):
            rhythm = every(str(self._head(pages[name]).get("every") or ""))
            if rhythm is None:
                continue
            due = rhythm.after(done[name].at)
            if is_soon(done[name].at, due, now):
                found.append(Known(":".join(name), pages[name].title, due))
        return sorted(found, key=lambda page: page.at)

    def _recent(self, done: Mapping[Name, Done]) -> list[Known]:
        from flowhelp.search import habits

        path = f"{self.workspace.places.data_folder}/{habits.NAME}"
        opened = {name: at for name, (_, at) in habits.read(path).items()}
        for name, last in done.items():
            whole = ":".join(name)
            opened[whole] = max(opened.get(whole, 0), int(last.at.timestamp()))
        titles = {f"{source}:{page_id}": page.title for (source, page_id), page in
                  self.pages().items()}  # fmt: skip
        latest = sorted(filter(titles.__contains__, opened), key=opened.__getitem__, reverse=True)
        return [
            Known(name, titles[name], datetime.fromtimestamp(opened[name], UTC))
            for name in latest[:_MOST_RECENT]
        ]


def _counted(values: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0])))


def _state(index_file: str) -> object:
    """What changes with every write to the index; None for one that is in memory."""
    found = []
    for name in (index_file, f"{index_file}-wal"):
        try:
            known = os.stat(name)  # noqa: PTH116 (no exception for odd names)
        except OSError:
            continue
        found.append((known.st_mtime_ns, known.st_size))
    return tuple(found) or None
