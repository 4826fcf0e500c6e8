"""Read one procedure: from the library, or straight from a file.

Also the JSON of a procedure, whose field names are a promise to scripts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from flowhelp.errors import ContentError, InputError, MissingError

if TYPE_CHECKING:
    from flowhelp.content import Procedure, Step
    from flowhelp.library.catalog import Entry
    from flowhelp.usecases.workspace import Workspace


_REVISION = re.compile(r"(?:HEAD|[0-9a-f]{4,64})(?:[~^][0-9]*)*")


class UnreadableFileError(ContentError):
    """A file was named that cannot be read as a procedure."""


class NoSuchFileError(MissingError):
    """A file was named that is not there."""


class NotAFileError(InputError):
    """A folder, a device or the like was named where a file is wanted."""


class NoSuchStepError(MissingError):
    """The procedure has no step or part of that name."""


class RevisionError(MissingError):
    """A file was asked for as it was at a git revision, and that is not known."""


@dataclass(frozen=True, slots=True)
class Page:
    """A procedure and the text it was read from.

    Attributes:
        name: What a person calls it: its id, or its path.
        text: The whole file.
        procedure: All of it, or the part that was asked for.
        lines: First and last line of what was asked for, counted from 1.
        step: The one step that was asked for, or None.
        source: The library's name; empty for a lone file.
        path: Of its file inside the library; of a lone file, as it was named.
    """

    name: str
    text: str
    procedure: Procedure
    lines: tuple[int, int]
    step: Step | None = None
    source: str = ""
    path: str = ""

    @property
    def full_name(self) -> str:
        """A name that means this page and no other, whatever else there is."""
        return f"{self.source}:{self.name}" if self.source else self.path or self.name


def read_file(path: Path) -> Page:
    """The page of a file, without any library.

    Raises:
        NoSuchFileError: There is no such file.
        NotAFileError: It is a folder, or no plain file.
        UnreadableFileError: It is too large, binary, not UTF-8, or may not be read.
    """
    from flowhelp.content.parse import parse_page
    from flowhelp.library.source import UnreadableError
    from flowhelp.library.text import LARGEST_FILE, page_text

    if path.is_dir():
        raise NotAFileError(f"{path} is a folder", hint=f"flowhelp source add {path}")
    if not path.exists():
        raise NoSuchFileError(f"there is no file {path}", hint="flowhelp list")
    if not path.is_file():
        raise NotAFileError(f"{path} is not a plain file")
    try:
        with path.open("rb") as file:
            text = page_text(file.read(LARGEST_FILE + 1))
    except UnreadableError as error:
        raise UnreadableFileError(f"{path}: {error.message}", hint=error.hint) from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnreadableFileError(f"{path}: {reason}", hint=f"ls -l {path}") from error
    return Page(str(path), text, parse_page(text, path=str(path)), _all_of(text), path=str(path))


def named_page(
    workspace: Workspace, name: str, *, revision: str = "", reading: bool = False
) -> Page:
    """The page that a person means, or the step or part of it after a `#`.

    Args:
        workspace: Its libraries.
        name: As `usecases.library.resolve` takes it.
        revision: A git revision to read the file at; as it is now when empty.
        reading: Whether somebody reads it now, which counts as use of the page.

    Raises:
        InputError: Nothing was said, or several procedures may be meant.
        MissingError: There is no such procedure, step or revision.
        ContentError: Its file cannot be read.
    """
    from flowhelp.content.parse import parse_page, part_of
    from flowhelp.usecases.library import read_text, resolve
    from flowhelp.usecases.searches import SHOW, note_opening

    entry = resolve(workspace, name)
    text = read_text_at(workspace, entry, revision) if revision else read_text(workspace, entry)
    whole = parse_page(text, path=entry.address, id=entry.id)
    page = Page(
        str(entry.id), text, whole, _all_of(text), source=str(entry.source), path=entry.path
    )
    if reading:
        note_opening(workspace, page.source, page.name, SHOW)
    if not entry.part:
        return page
    part = part_of(whole, entry.part)
    if part is not None:
        return replace(page, procedure=part, lines=_lines_of(whole, entry.part, page.lines[1]))
    step = whole.step(entry.part)
    if step is None:
        raise NoSuchStepError(
            f"{entry.id} has no step {entry.part!r}", hint=f"flowhelp inspect {entry.id}"
        )
    return replace(page, step=step, lines=(step.line, step.end))


def _all_of(text: str) -> tuple[int, int]:
    return 1, text.count("\n") + 1


def _lines_of(whole: Procedure, slug: str, last: int) -> tuple[int, int]:
    """Where one procedure of a page that holds several stands, heading included."""
    slugs = {part for part, _ in whole.parts}
    starts = sorted(section.line for section in whole.sections if section.slug in slugs)
    own = next(section.line for section in whole.sections if section.slug == slug)
    return own, next((start - 1 for start in starts if start > own), last)


def read_text_at(workspace: Workspace, entry: Entry, revision: str) -> str:
    """The text of a procedure's file at a git revision of its library.

    Args:
        workspace: Its libraries.
        entry: Which file.
        revision: A commit, or `HEAD`, with `~2` and the like after it.

    Raises:
        InputError: That is no revision.
        RevisionError: Its library is no clone, or had no such file then.
    """
    from flowhelp.library.source import SourceKind, UnreadableError
    from flowhelp.library.text import page_text

    if not _REVISION.fullmatch(revision):
        raise InputError(f"{revision!r} is no revision", hint="give a commit, or HEAD~1")
    spec = next((spec for spec in workspace.specs if spec.name == entry.source), None)
    is_clone = spec is not None and spec.kind == SourceKind.GIT
    read = _cloned_at if is_clone else _checked_out_at
    try:
        return page_text(read(workspace, entry, revision))
    except UnreadableError as error:
        hint = f"flowhelp source update {entry.source}" if is_clone else "git log --oneline"
        raise RevisionError(
            f"there is no text of {entry.path} at {revision}: {error.message}", hint=hint
        ) from error


def _cloned_at(workspace: Workspace, entry: Entry, revision: str) -> bytes:
    """The file in the clone of a git library."""
    from flowhelp.library.git import GitSource

    spec = next(spec for spec in workspace.specs if spec.name == entry.source)
    commit = revision.replace("HEAD", spec.commit, 1)
    then = GitSource(spec.but(commit=commit), workspace.places.clones, workspace.env)
    try:
        return then.read(entry.path)
    finally:
        then.close()


def _checked_out_at(workspace: Workspace, entry: Entry, revision: str) -> bytes:
    """The file in the history of the checkout that its folder stands in."""
    from flowhelp.library.checkout import checkout_of
    from flowhelp.library.git import read_at

    file = Path(entry.address).resolve()
    checkout = checkout_of(file.parent)
    if checkout is None:
        raise RevisionError(
            f"{entry.id} is in no git checkout, so only its present text is known",
            hint="flowhelp source add the URL of its repository",
        )
    inside = file.relative_to(checkout.top).as_posix()
    return read_at(checkout.git_dir, revision, inside, workspace.env)
