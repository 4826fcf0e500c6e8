"""The composition root: real parts, each opened at first use.

It has fields, `open` and `close`, and no behaviour. A room is imported when
its part is first asked for, so that a search never loads the journal.
"""

from __future__ import annotations

import os
from functools import cached_property

from flowhelp import clock, paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from flowhelp.config import Settings
    from flowhelp.journal.store import Journal
    from flowhelp.journal.team import Team
    from flowhelp.library.source import Source, SourceSpec
    from flowhelp.search.index import Index


def _current_folder() -> str:
    """Where the person is; the root where that folder was removed under them."""
    try:
        return os.getcwd()  # noqa: PTH109 (pathlib takes 4 ms to load)
    except FileNotFoundError:
        return "/"


def _is_absent(path: str) -> bool:
    try:
        os.stat(path)  # noqa: PTH116 (no pathlib)
    except OSError as error:
        return isinstance(error, FileNotFoundError)
    return False


def _random_bits(count: int) -> int:
    """That many bits nobody can guess; `secrets` would do the same and loads for 10 ms."""
    return int.from_bytes(os.urandom((count + 7) // 8), "big") >> -count % 8


class Workspace:
    """What one run of the program has to work with.

    Attributes:
        places: Where configuration, records and caches live.
        here: Where the person is; the project's own library is looked for from here.
        env: The environment; only `FLOWHELP_PATH` is read from it, and what git needs.
        shipped: Whether the procedures that come with flowhelp are in use.
        progress: Told how many files of how many are read, where nobody else is told.
        detaches: Whether a question may leave the rest of the looking for changes, and what
            they bring about, to a process of its own (`usecases.fresh`).
        now: The wall clock.
        monotonic: Seconds, for durations.
        noise: So many bits that nobody can guess.
    """

    # Not a dataclass: that module takes 8 ms to load, more than an answer takes to find.

    def __init__(
        self,
        places: paths.Places,
        *,
        folder: str | os.PathLike[str] | None = None,
        env: Mapping[str, str] | None = None,
        shipped: bool = True,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self.places = places
        self.here = _current_folder() if folder is None else os.fspath(folder)
        self.env: Mapping[str, str] = os.environ if env is None else env
        self.shipped = shipped
        self.progress = progress
        self.detaches = False
        self.now: Callable[[], datetime] = clock.now
        self.monotonic: Callable[[], float] = clock.monotonic
        self.noise: Callable[[int], int] = _random_bits
        self._open: list[Callable[[], None]] = []

    def seconds(self) -> int:
        """The wall clock in Unix seconds."""
        return clock.seconds() if self.now is clock.now else int(self.now().timestamp())

    @classmethod
    def open(cls) -> Self:
        """The workspace of this process's environment."""
        return cls(paths.places())

    def beside(self) -> Self:
        """The same workspace with nothing open yet, for another thread; that one closes it."""
        other = type(self)(self.places, folder=self.here, env=self.env, shipped=self.shipped)
        other.now, other.monotonic, other.noise = self.now, self.monotonic, self.noise
        return other

    @property
    def folder(self) -> Path:
        """`here`, as a path."""
        from pathlib import Path

        return Path(self.here)

    @cached_property
    def settings(self) -> Settings:
        """What the person has set.

        Raises:
            ContentError: `config.toml` cannot be understood.
        """
        from flowhelp import config

        return config.load(self.places.settings_file)

    @cached_property
    def specs(self) -> tuple[SourceSpec, ...]:
        """The libraries in use, strongest first, each name once.

        Raises:
            ContentError: The list of added libraries cannot be read.
        """
        from flowhelp.library import bundled
        from flowhelp.library.spec import with_unique_names

        added: tuple[SourceSpec, ...] = ()
        if not _is_absent(self.places.sources_file):
            from flowhelp.library import registry

            added = registry.read(self.places.sources_file)
        shipped = bundled.bundled() if self.shipped else None
        return with_unique_names(
            (
                *bundled.project(self.here),
                *bundled.on_path(self.env.get("FLOWHELP_PATH", "")),
                *added,
                *((shipped,) if shipped else ()),
            )
        )

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The same, opened, by name."""
        from flowhelp.library.folder import FolderSource
        from flowhelp.library.source import SourceKind

        opened: dict[str, Source] = {}
        for spec in self.specs:
            if spec.kind is SourceKind.GIT:
                from flowhelp.library.git import GitSource

                opened[spec.name] = GitSource(spec, self.places.clones, self.env)
            else:
                opened[spec.name] = FolderSource(spec)
            self._open.append(opened[spec.name].close)
        return opened

    @cached_property
    def index(self) -> Index:
        """The search index as it is; `usecases.reindex.refresh` brings it up to date."""
        from flowhelp.search.index import Index

        # Asked for again at the end: `surely` may have put another one in its place by then.
        self._open.append(lambda: self.index.close())  # noqa: PLW0108
        return Index.open(self.places.index_file)

    @cached_property
    def journal(self) -> Journal:
        """What was done on this machine.

        Raises:
            FlowhelpError: It cannot be opened or written.
        """
        from flowhelp.journal.store import Journal

        journal = Journal.open(self.places.journal, now=self.now, noise=self.noise)
        self._open.append(journal.close)
        return journal

    @cached_property
    def team(self) -> Team:
        """What was pulled from others.

        Raises:
            FlowhelpError: The own journal cannot be read.
        """
        from flowhelp.ids import DeviceId
        from flowhelp.journal.team import Team

        own = frozenset(DeviceId(name) for (name,) in self.journal.asked("select id from device"))
        team = Team.open(self.places.team, now=self.now, own=own, gone=self.gone)
        self._open.append(team.close)
        return team

    def gone(self) -> tuple[str, ...]:
        """The runs of others that were erased here; see `usecases.erasing`.

        Raises:
            FlowhelpError: The own journal cannot be read.
        """
        from flowhelp.journal.erasing import gone

        return gone(self.journal.asked)

    def close(self) -> None:
        """Close what was opened, last first."""
        while self._open:
            self._open.pop()()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
