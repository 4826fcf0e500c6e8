"""Add, update, trust and remove libraries."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flowhelp.errors import InputError, MissingError, UnavailableError
from flowhelp.ids import SourceName
from flowhelp.library import registry
from flowhelp.library.address import checked_ref, git_address, short_name
from flowhelp.library.spec import SourceKind, SourceSpec, unique_name
from flowhelp.usecases.library import UnknownSourceError
from flowhelp.usecases.reindex import refresh, surely

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace


class NoSuchFolderError(MissingError):
    """A folder was to be added that is not there."""


class NotAFolderError(InputError):
    """A file was to be added as a library."""


class UnreadableFolderError(UnavailableError):
    """A folder was to be added that this person may not read."""


class NameTakenError(InputError):
    """Another library has that name already."""


class BadNameError(InputError):
    """That cannot be the name of a library."""


class NotAddedError(InputError):
    """The library was not added by hand, so it cannot be removed or changed by hand."""


@dataclass(frozen=True, slots=True)
class Added:
    """A library in the list; `is_new` is false when it was there already."""

    spec: SourceSpec
    is_new: bool


@dataclass(frozen=True, slots=True)
class Updated:
    """A library after `update`; `before` is the commit it had, empty for a folder.

    Attributes:
        failure: Why it stays as it was, one sentence; empty when all went well.
        hint: What to do about that, or None.
    """

    spec: SourceSpec
    before: str
    failure: str = ""
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Library:
    """A library in use, in numbers of procedures and of files that were left out."""

    spec: SourceSpec
    procedures: int
    problems: int


def add(
    workspace: Workspace, typed: str, *, name: str = "", ref: str = "", pin: bool = False
) -> Added:
    """Takes a folder or a git repository into the list of libraries.

    Args:
        workspace: Where the list is kept.
        typed: A folder, used in place; or a git URL, cloned.
        name: What to call it; its last part when empty.
        ref: The branch, tag or commit of a git library; its default branch when empty.
        pin: Stay at the commit found now.

    Raises:
        InputError: The address or the name is refused.
        MissingError: There is no such folder.
        UnavailableError: The repository does not answer, or the folder cannot be read.
    """
    url = git_address(typed)
    if url is None and (ref or pin):
        raise InputError("only a git library has a ref or a pin", hint="leave out --ref and --pin")
    location = url or str(_folder(workspace, typed))
    kind = SourceKind.GIT if url else SourceKind.FOLDER
    listed = registry.read(workspace.places.sources)
    wanted = SourceSpec(SourceName(""), kind, location, ref=checked_ref(ref))
    for known in listed:
        if known.key == wanted.key:
            return Added(known, is_new=False)
    taken = [spec.name for spec in (*workspace.specs, *listed)]
    spec = wanted.but(name=_name(name, location, taken))
    if kind == SourceKind.GIT:
        from flowhelp.library import git

        spec = git.fetch(spec, workspace.places.clones, workspace.env)
        spec = spec.but(pin=spec.commit) if pin else spec
    _save(workspace, (*listed, spec))
    return Added(spec, is_new=True)


def libraries(workspace: Workspace) -> tuple[Library, ...]:
    """Every library in use, strongest first."""

    def ask() -> tuple[Library, ...]:
        refresh(workspace)
        keys = [spec.key for spec in workspace.specs]
        pages = [page.key for page in workspace.index.listed(keys)]
        problems = [key for key, _, _ in workspace.index.problems(keys)]
        return tuple(
            Library(spec, pages.count(spec.key), problems.count(spec.key))
            for spec in workspace.specs
        )

    return surely(workspace, ask)


def update(workspace: Workspace, name: str = "") -> tuple[Updated, ...]:
    """Fetches what is new in git libraries; a folder is always as it is now.

    One library that does not answer does not keep the others from it.

    Args:
        workspace: Its libraries.
        name: Only that one; all when empty.

    Raises:
        UnknownSourceError: No library is called that.
    """
    if name:
        _named(workspace, name)
    listed = list(registry.read(workspace.places.sources))
    done: list[Updated] = []
    for place, spec in enumerate(listed):
        if name and spec.name != name:
            continue
        done.append(_updated(workspace, spec))
        listed[place] = done[-1].spec
    _save(workspace, listed)
    return tuple(done)


def trust(workspace: Workspace, name: str, *, trusted: bool = True) -> SourceSpec:
    """The library, trusted from now on or no longer.

    Raises:
        UnknownSourceError: No library is called that.
        NotAddedError: It was not added by hand.
    """
    spec = _added(workspace, name).but(trusted=trusted)
    listed = registry.read(workspace.places.sources)
    _save(workspace, [spec if known.key == spec.key else known for known in listed])
    return spec


def remove(workspace: Workspace, name: str) -> SourceSpec:
    """Takes a library out of the list, with its clone; a folder itself is left alone.

    Raises:
        UnknownSourceError: No library is called that.
        NotAddedError: It was not added by hand.
    """
    spec = _added(workspace, name)
    listed = registry.read(workspace.places.sources)
    _save(workspace, [known for known in listed if known.key != spec.key])
    if spec.kind == SourceKind.GIT:
        from flowhelp.library import git

        git.remove_clone(spec, workspace.places.clones)
    if all(known.key != spec.key for known in workspace.specs):
        surely(workspace, lambda: workspace.index.drop(spec.key))
    return spec


def _folder(workspace: Workspace, typed: str) -> Path:
    """The absolute folder that was typed."""
    try:
        path = Path(workspace.folder, Path(typed).expanduser())
    except RuntimeError:  # no home folder of that name
        path = Path(workspace.folder, typed)
    if not path.exists():
        raise NoSuchFolderError(
            f"there is no folder {typed}", hint="give a folder or a git URL (https:// or ssh://)"
        )
    if not path.is_dir():
        raise NotAFolderError(f"{typed} is a file", hint=f"flowhelp source add {path.parent}")
    try:
        with os.scandir(path):
            return path.resolve()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnreadableFolderError(
            f"{typed} cannot be read: {reason}", hint=f"ls -ld {path}"
        ) from error


def _name(wanted: str, location: str, taken: list[SourceName]) -> SourceName:
    if not wanted:
        return unique_name(short_name(location), taken)
    if unique_name(wanted, ()) != wanted:
        raise BadNameError(
            f"{wanted!r} cannot name a library", hint="use letters, digits, '.', '_' and '-'"
        )
    if wanted in taken:
        raise NameTakenError(f"there is a library {wanted!r} already", hint="flowhelp source list")
    return SourceName(wanted)


def _updated(workspace: Workspace, spec: SourceSpec) -> Updated:
    if spec.kind != SourceKind.GIT:
        return Updated(spec, "")
    from flowhelp.library import git

    try:
        return Updated(git.fetch(spec, workspace.places.clones, workspace.env), spec.commit)
    except UnavailableError as error:
        return Updated(spec, spec.commit, error.message, error.hint)


def _named(workspace: Workspace, name: str) -> SourceSpec:
    for spec in workspace.specs:
        if spec.name == name:
            return spec
    raise UnknownSourceError(name)


def _added(workspace: Workspace, name: str) -> SourceSpec:
    """The library of that name in the list of those that were added."""
    key = _named(workspace, name).key
    for spec in registry.read(workspace.places.sources):
        if spec.key == key:
            return spec
    raise NotAddedError(
        f"the library {name!r} is found by itself and was not added", hint="flowhelp source list"
    )


def _save(workspace: Workspace, specs: list[SourceSpec] | tuple[SourceSpec, ...]) -> None:
    """Writes the list, and lets the workspace see it."""
    registry.write(workspace.places.sources, specs)
    for part in ("specs", "sources"):
        workspace.__dict__.pop(part, None)
