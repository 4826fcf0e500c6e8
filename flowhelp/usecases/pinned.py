"""The page as it was when a walk began: what an open walk goes by, whatever became of the file.

Its bytes are kept beside the journal, under their SHA-256, before the walk begins.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from flowhelp.errors import ContentError, InputError, MissingError, UnavailableError
from flowhelp.ids import ProcedureId
from flowhelp.journal.kept import keep, kept
from flowhelp.usecases.library import load, raw, resolve

if TYPE_CHECKING:
    from flowhelp.content import Procedure
    from flowhelp.journal.events import Document
    from flowhelp.library.catalog import Entry
    from flowhelp.usecases.workspace import Workspace


class JustChangedError(UnavailableError):
    """The file changed between being read and being kept."""


class PageGoneError(MissingError):
    """The page of a run was not kept, and is in no library any more."""


def pin(workspace: Workspace, entry: Entry, procedure: Procedure) -> str:
    """The SHA-256 under which the bytes of a page are kept from now on.

    Raises:
        JustChangedError: They are not what `procedure` was read from.
        UnavailableError: They cannot be kept.
    """
    content = raw(workspace, entry)
    if _read(content, entry.address, entry.id).steps_hash != procedure.steps_hash:
        raise JustChangedError(f"{entry.address} changed just now", hint="begin again")
    try:
        return keep(workspace.places.pages, content)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnavailableError(
            f"the page cannot be kept in {workspace.places.pages}: {reason}",
            hint="mend its permissions, or set FLOWHELP_DATA to another folder",
        ) from error


def pinned(workspace: Workspace, doc: Document) -> Procedure:
    """The page of a run as it was followed; as it is now, where its bytes were not kept.

    Raises:
        PageGoneError: It was not kept, and is in no library any more.
    """
    found = as_followed(workspace, doc)
    if found is not None:
        return found
    current = page_now(workspace, doc)
    if current is None:
        raise PageGoneError(
            f"{doc.title!r} ({doc.id}) is in no library any more", hint="flowhelp source list"
        )
    return current[1]


def as_followed(workspace: Workspace, doc: Document) -> Procedure | None:
    """The page of a run as it was followed; None where its bytes were not kept."""
    content = kept(workspace.places.pages, doc.sha256) if doc.sha256 else None
    return None if content is None else _read(content, doc.path, doc.id)


def page_now(
    workspace: Workspace, doc: Document, followed: Procedure | None = None
) -> tuple[Entry, Procedure] | None:
    """The page of a run as it is now; None where it is in no library any more.

    Args:
        workspace: Its libraries.
        doc: Which page, and which version was followed.
        followed: That version, which is not read once more where its bytes are the same.
    """
    name = f"{doc.source}:{doc.id}" if doc.source else doc.path
    try:
        entry = resolve(workspace, name)
        if followed is not None and sha256(raw(workspace, entry)).hexdigest() == doc.sha256:
            return entry, followed
        return entry, load(workspace, entry)
    except (ContentError, InputError, MissingError):
        return None


def _read(content: bytes, path: str, name: str) -> Procedure:
    from flowhelp.content.parse import parse_page
    from flowhelp.library.text import page_text

    return parse_page(page_text(content), path=path, id=ProcedureId(name))
