"""What is in the library, and what a name means."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flowhelp.errors import ContentError, InputError, MissingError
from flowhelp.ids import ProcedureId, SourceName
from flowhelp.library.catalog import ENDINGS, Catalog, Entry, page_id
from flowhelp.usecases import answers
from flowhelp.usecases.reindex import refresh, surely

if TYPE_CHECKING:
    from flowhelp.content import Procedure
    from flowhelp.usecases.workspace import Workspace

_MOST_NAMED = 8
"""Candidates that one error message names."""


_PATIENCE = 5.0
"""Seconds that a name nobody knows waits for what is being taken in at that moment."""

_LONGEST_NUMBER = 3
"""Digits of a number of the last answer; a longer one can only be a name."""


class AmbiguousNameError(InputError):
    """A name that several procedures end in."""

    def __init__(self, name: str, found: tuple[Entry, ...]) -> None:
        ids = [entry.id for entry in found]
        names = ids if len(set(ids)) == len(ids) else [f"{e.source}:{e.id}" for e in found]
        shown = ", ".join(names[:_MOST_NAMED])
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        super().__init__(
            f"{name!r} may be any of {len(found)} procedures",
            hint=f"say which: {shown}{more}",
        )
        self.candidates = tuple(names)


class NoSuchProcedureError(MissingError):
    """No procedure answers to that name."""


class NoSuchAnswerError(MissingError):
    """A number that the last answer of `howto` did not have."""


class UnknownSourceError(MissingError):
    """No library has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no library {name!r}", hint="flowhelp source list")


class EmptyLibraryError(MissingError):
    """There is nothing to search yet."""

    def __init__(self) -> None:
        super().__init__("the library is empty", hint="flowhelp source add FOLDER, or a git URL")


class UnreadablePageError(ContentError):
    """A procedure was found, and its file cannot be read."""


def catalog(workspace: Workspace, *, patience: float = 0.0) -> Catalog:
    """Every procedure of the libraries in use, as they are now.

    Args:
        workspace: Its libraries.
        patience: Seconds to wait where somebody else is just taking in what changed.

    Raises:
        ContentError: The list of added libraries cannot be read.
    """

    def ask() -> Catalog:
        refresh(workspace, progress=workspace.progress, patience=patience)
        return _catalog(workspace)

    return surely(workspace, ask)


def entries(
    workspace: Workspace,
    *,
    type: str = "",  # noqa: A002 (what it is)
    tag: str = "",
    source: str = "",
) -> tuple[Entry, ...]:
    """What can be found by its id, strongest library first, then by id.

    Args:
        workspace: Its libraries.
        type: Only of that type; any when empty.
        tag: Only with that tag, in any case.
        source: Only from the library of that name.

    Raises:
        EmptyLibraryError: There is nothing at all.
        UnknownSourceError: No library is called `source`.
    """
    if source and source not in workspace.sources:
        raise UnknownSourceError(source)
    found = catalog(workspace)
    if not found.entries:
        raise EmptyLibraryError
    listed = (
        tuple(entry for entry in found.entries if entry.source == source)
        if source
        else found.visible
    )
    return tuple(
        entry
        for entry in listed
        if (not type or entry.type == type.lower())
        and (not tag or tag.lower() in (own.lower() for own in entry.tags))
    )


def resolve(workspace: Workspace, name: str) -> Entry:
    """The procedure that a person means.

    Args:
        workspace: Its libraries.
        name: A number of the last `howto` answer, an id or a unique end of one, `source:id`,
            or a file; a `#STEP` or `#part` after it comes back as the entry's `part`.

    Raises:
        InputError: Nothing was said, or several procedures may be meant.
        MissingError: None is; the hint names the nearest.
    """
    bare, _, part = name.strip().partition("#")
    if not bare:
        raise InputError("no procedure was named", hint="flowhelp list")
    if bare.isdigit() and len(bare) <= _LONGEST_NUMBER:
        numbered = answers.recall(workspace.places.cache, int(bare))
        if numbered is not None:
            return replace(_one(workspace, numbered), part=part)
    file = _as_file(workspace, bare)
    found = file if file is not None else _one(workspace, bare)
    return replace(found, part=part)


def read_text(workspace: Workspace, entry: Entry) -> str:
    """The text of a procedure's file, as it is now.

    Raises:
        UnreadablePageError: It is gone, or no text any more.
    """
    from flowhelp.library.source import UnreadableError
    from flowhelp.library.text import page_text

    try:
        return page_text(raw(workspace, entry))
    except UnreadableError as error:
        raise UnreadablePageError(f"{entry.address}: {error.message}", hint=error.hint) from error


def load(workspace: Workspace, entry: Entry) -> Procedure:
    """The procedure, read from its file as it is now.

    Raises:
        UnreadablePageError: The file is gone, or no text any more.
    """
    from flowhelp.content.parse import parse_page

    return parse_page(read_text(workspace, entry), path=entry.address, id=entry.id)


def _catalog(workspace: Workspace) -> Catalog:
    names = {spec.key: spec.name for spec in workspace.specs}
    by_source: dict[str, list[Entry]] = {key: [] for key in names}
    for page in workspace.index.listed(list(names)):
        by_source[page.key].append(
            Entry(
                id=ProcedureId(page.id),
                source=names[page.key],
                path=page.path,
                address=workspace.sources[names[page.key]].address(page.path),
                title=page.title,
                type=page.type,
                tags=page.tags,
                roles=page.roles,
                alerts=page.alerts,
                steps=page.steps,
            )
        )
    return Catalog.of(by_source.values())


def _one(workspace: Workspace, name: str) -> Entry:
    """The one procedure of that name."""
    known = catalog(workspace)
    found = _named(known, name)
    if not found:
        # It may have been saved just now, and somebody else is taking it in.
        known = catalog(workspace, patience=_PATIENCE)
        found = _named(known, name)
    if not found:
        if not known.entries:
            raise EmptyLibraryError
        raise _unknown(known, name)
    if len(found) > 1:
        raise AmbiguousNameError(name, found)
    return found[0]


def _named(known: Catalog, name: str) -> tuple[Entry, ...]:
    found = known.named(name)
    for ending in ENDINGS:
        if not found and name.lower().endswith(ending):
            found = known.named(name[: -len(ending)])
    return found


def _unknown(known: Catalog, name: str) -> MissingError:
    """The error that names what comes nearest."""
    if name.isdigit():
        return NoSuchAnswerError(
            f"the last answer has no number {name}", hint="flowhelp howto WORDS"
        )
    from difflib import get_close_matches

    ends = {entry.id.rpartition("/")[2].casefold(): entry.id for entry in known.visible}
    wanted = name.rpartition("/")[2].casefold()
    near = [ends[end] for end in get_close_matches(wanted, ends, n=3, cutoff=0.6)]
    words = " ".join(name.replace("/", " ").replace("-", " ").replace("_", " ").split())
    search = f"flowhelp howto {words}"
    return NoSuchProcedureError(
        f"there is no procedure {name!r}",
        hint=f"did you mean {', '.join(near)}? or: {search}" if near else search,
    )


def _as_file(workspace: Workspace, name: str) -> Entry | None:
    """The entry of a file that was named by its path; None when it is no such path."""
    looks = name.lower().endswith(ENDINGS) or name.startswith((".", "/", "~"))
    path = Path(name)
    with suppress(RuntimeError):  # no home folder of that name
        path = path.expanduser()
    path = workspace.folder / path
    if not looks or not os.path.isfile(path):  # noqa: PTH113 (no exception for odd names)
        return None
    real = os.path.realpath(path)
    for entry in catalog(workspace).entries:
        if os.path.realpath(entry.address) == real:
            return entry
    return Entry(
        id=page_id(path.name),
        source=SourceName(""),
        path=str(path),
        address=str(path),
        title=path.stem,
        type="procedure",
    )


def raw(workspace: Workspace, entry: Entry) -> bytes:
    """The bytes of a procedure's file, as they are now.

    Raises:
        UnreadableError: It is gone, or too large.
    """
    from flowhelp.library.source import UnreadableError
    from flowhelp.library.text import LARGEST_FILE

    if entry.source:
        return workspace.sources[entry.source].read(entry.path)
    try:
        with Path(entry.address).open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UnreadableError((error.strerror or str(error)).lower()) from error
