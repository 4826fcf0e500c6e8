"""Sources merged into one map of names → procedures; what hides what is said.

An earlier source hides a procedure of the same id in a later one: the
project's own, then `FLOWHELP_PATH`, then what was added, then what ships.
A hidden one keeps its full name, `source:id`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from flowhelp.ids import ProcedureId, SourceName

ENDINGS = (".md", ".mdx", ".markdown")
FOLDER_PAGES = frozenset({"readme", "index", "_index"})
"""Files that speak for the folder they lie in."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One procedure file of a library, without its text.

    Attributes:
        id: Its name; unique in its source.
        source: Which library it is from.
        path: Inside the source.
        address: Where a person finds it: an absolute path, or the path inside a clone.
        title: As shown in lists.
        type: `procedure`, `guide` and so on.
        tags: Of its head.
        roles: Whom it is for; empty is everybody.
        alerts: Alert names it answers.
        steps: How many steps it has.
        hidden_by: The source whose procedure of the same id is found instead, or None.
        part: The `#STEP` or `#part` that was asked for with the name, or empty.
    """

    id: ProcedureId
    source: SourceName
    path: str
    address: str
    title: str
    type: str
    tags: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    steps: int = 0
    hidden_by: SourceName | None = None
    part: str = ""


def page_id(path: str) -> ProcedureId:
    """The id a file has by its path: without its ending, and without `.html` before it."""
    for ending in ENDINGS:
        if path.lower().endswith(ending):
            path = path[: -len(ending)]
            break
    return ProcedureId(path[:-5] if path.lower().endswith(".html") else path)


def written_id(words: str) -> ProcedureId | None:
    """The id an author wrote into the head of a file; None when it cannot serve as a name."""
    words = words.strip().strip("/")
    unusable = not words or any(char in "#:\\" or char.isspace() for char in words)
    return None if unusable or not words.isprintable() else ProcedureId(words)


def folder_name(id: ProcedureId) -> ProcedureId | None:  # noqa: A002 (what it is)
    """The name of its folder for a page that speaks for one (`db/README` → `db`)."""
    folder, _, name = id.rpartition("/")
    return ProcedureId(folder) if folder and name.lower() in FOLDER_PAGES else None


@dataclass(frozen=True)
class Catalog:
    """Every entry of every source, in order of precedence and then of id."""

    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, sources: Iterable[Iterable[Entry]]) -> Catalog:
        """The catalog of those sources, the first of them strongest."""
        owner: dict[str, SourceName] = {}
        merged: list[Entry] = []
        for entries in sources:
            for entry in sorted(entries, key=lambda entry: entry.id):
                first = owner.setdefault(entry.id, entry.source)
                hidden = first if first != entry.source else None
                merged.append(replace(entry, hidden_by=hidden) if hidden else entry)
        return cls(tuple(merged))

    @property
    def visible(self) -> tuple[Entry, ...]:
        """What is found by its bare id."""
        return tuple(entry for entry in self.entries if entry.hidden_by is None)

    @property
    def hidden(self) -> tuple[Entry, ...]:
        """What is found only by `source:id`."""
        return tuple(entry for entry in self.entries if entry.hidden_by is not None)

    def named(self, name: str) -> tuple[Entry, ...]:
        """What that name may mean: an id, `source:id`, or an end of an id.

        Returns:
            The one of that very id, else every visible one whose id ends in `/name`, else the
            same without regard to case. Empty when the name means nothing.
        """
        wanted = name.strip("/")
        return (
            self._by_name.get(wanted)
            or self._by_end.get(wanted.casefold(), ())
            or self._by_qualified_end(wanted)
        )

    @cached_property
    def _by_name(self) -> dict[str, tuple[Entry, ...]]:
        names: dict[str, tuple[Entry, ...]] = {
            f"{entry.source}:{entry.id}": (entry,) for entry in self.entries
        }
        names.update((entry.id, (entry,)) for entry in self.visible)
        return names

    @cached_property
    def _by_end(self) -> dict[str, tuple[Entry, ...]]:
        ends: dict[str, list[Entry]] = {}
        for entry in self.visible:
            for end in _ends(entry.id):
                ends.setdefault(end, []).append(entry)
        return {end: tuple(entries) for end, entries in ends.items()}

    def _by_qualified_end(self, name: str) -> tuple[Entry, ...]:
        """The same inside one source, for `source:end`."""
        source, _, end = name.partition(":")
        wanted = end.casefold()
        return tuple(
            entry
            for entry in self.entries
            if end and entry.source == source and wanted in _ends(entry.id)
        )


def _ends(id: ProcedureId) -> set[str]:  # noqa: A002 (what it is)
    """Every end of an id that starts at a `/`, and of its folder where it speaks for one."""
    ends: set[str] = set()
    for whole in filter(None, (id, folder_name(id))):
        parts = whole.casefold().split("/")
        ends |= {"/".join(parts[start:]) for start in range(len(parts))}
    return ends
