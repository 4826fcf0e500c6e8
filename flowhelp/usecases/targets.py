"""The places that records go to: listed in a file, made by their kind."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from flowhelp.errors import ContentError, InputError, MissingError, UnavailableError
from flowhelp.usecases.private import read_private, write_private

if TYPE_CHECKING:
    from flowhelp.sync.intake import Records
    from flowhelp.sync.runner import Cut
    from flowhelp.sync.target import Published, Target
    from flowhelp.usecases.workspace import Workspace

Sign = Callable[["Published"], str]
"""The signature of an end of a chain, armoured; empty for none."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
RESERVED = ("add", "now", "remove", "status")
"""Words that mean something else after `flowhelp sync`."""


class TargetsError(ContentError):
    """The list of targets cannot be understood."""


class BadTargetError(InputError):
    """A target cannot be added like that."""


class NoHttpError(UnavailableError):
    """The part that speaks to record stores is not installed."""


class UnknownTargetError(MissingError):
    """No target has that name."""


@dataclass(frozen=True, slots=True)
class TargetSpec:
    """A place that records go to, as it is listed.

    Attributes:
        kind: folder, git or xapi.
        location: A folder or an address, without credentials.
        options: What else is set, by name; see `manners` for those of an xapi target.
    """

    name: str
    kind: str
    location: str
    options: tuple[tuple[str, str], ...] = ()


def _without_options(spec: TargetSpec) -> None:
    for name, _ in spec.options:
        raise BadTargetError(f"a {spec.kind} target has no option {name!r}")


@dataclass(frozen=True, slots=True)
class Kind:
    """How targets of one kind are made.

    Attributes:
        open: Opens one; nothing is connected yet.
        prepare: Makes the place ready for the first time; gives the location as it is kept.
        cut: Gives what makes its parcels; `Sign` is used by those that carry signatures inside.
        records: Gives what reads its parcels, where they are not lines.
        check: Raises where its options cannot be what they are.
    """

    open: Callable[[Workspace, TargetSpec], Target]
    prepare: Callable[[Workspace, str], str]
    cut: Callable[[Workspace, TargetSpec, Sign], Cut]
    records: Callable[[], Records | None] = lambda: None
    check: Callable[[TargetSpec], None] = _without_options


def targets(workspace: Workspace) -> tuple[TargetSpec, ...]:
    """The targets, in the order they were added; none when there is no list.

    Raises:
        TargetsError: The list cannot be understood.
    """
    path = workspace.places.targets
    text = read_private(path)
    if text is None:
        return ()
    try:
        found = tuple(_spec(**each) for each in json.loads(text)["targets"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise TargetsError(f"{path} cannot be understood", hint=f"mend or remove {path}") from error
    for spec in found:
        try:
            KINDS[spec.kind].check(spec)
        except InputError as error:
            raise TargetsError(f"{path}: {spec.name}: {error.message}", hint=error.hint) from error
    return found


def _spec(*, options: dict[str, str] | None = None, **fields: str) -> TargetSpec:
    """One entry of the list; raises `ValueError` or `TypeError` where it is none."""
    spec = TargetSpec(**fields, options=tuple(({} if options is None else options).items()))
    texts = (*fields.values(), *(text for pair in spec.options for text in pair))
    if not all(isinstance(text, str) for text in texts) or not _NAME.fullmatch(spec.name):
        raise ValueError(spec)
    if spec.kind not in KINDS:
        raise ValueError(spec)
    return spec


def add(
    workspace: Workspace,
    name: str,
    kind: str,
    location: str,
    options: Mapping[str, str] | None = None,
) -> TargetSpec:
    """The new target, listed.

    Args:
        workspace: Its list.
        name: What to call it.
        kind: folder, git or xapi.
        location: A folder or an address.
        options: See `TargetSpec`; those that are empty are left out.

    Raises:
        BadTargetError: The name or the kind will not do.
        FlowhelpError: An option cannot be that, or the place cannot be made ready.
    """
    listed = targets(workspace)
    if not _NAME.fullmatch(name) or name in RESERVED:
        raise BadTargetError(
            f"{name!r} cannot name a target", hint="use letters, digits, '.', '_' and '-'"
        )
    if any(each.name == name for each in listed):
        raise BadTargetError(f"there is a target {name!r} already", hint="flowhelp sync status")
    if kind not in KINDS:
        raise BadTargetError(
            f"there is no kind of target {kind!r}", hint=f"one of: {', '.join(sorted(KINDS))}"
        )
    if not location.strip():
        raise BadTargetError("it is not said where", hint="a folder or an address")
    given = tuple((key, text) for key, text in (options or {}).items() if text)
    KINDS[kind].check(TargetSpec(name, kind, location, given))
    spec = TargetSpec(name, kind, KINDS[kind].prepare(workspace, location), given)
    _save(workspace, (*listed, spec))
    return spec


def unlist(workspace: Workspace, spec: TargetSpec) -> None:
    """Take a target out of the list."""
    _save(workspace, tuple(each for each in targets(workspace) if each != spec))


def named(workspace: Workspace, name: str) -> TargetSpec:
    """The target of that name.

    Raises:
        UnknownTargetError: No target has that name.
    """
    for spec in targets(workspace):
        if spec.name == name:
            return spec
    raise UnknownTargetError(f"there is no target {name!r}", hint="flowhelp sync status")


def _save(workspace: Workspace, specs: tuple[TargetSpec, ...]) -> None:
    listed = {"targets": [_as_listed(spec) for spec in specs]}
    text = json.dumps(listed, indent=2, ensure_ascii=False)
    write_private(workspace.places.targets, text + "\n")


def _as_listed(spec: TargetSpec) -> dict[str, object]:
    plain: dict[str, object] = {
        "name": spec.name, "kind": spec.kind, "location": spec.location,
    }  # fmt: skip
    return plain | ({"options": dict(spec.options)} if spec.options else {})


def _folder(workspace: Workspace, spec: TargetSpec) -> Target:
    from flowhelp.sync.folder import FolderTarget

    del workspace
    return FolderTarget(Path(spec.location))


def _folder_ready(workspace: Workspace, location: str) -> str:
    from flowhelp.sync.folder import FolderTarget

    try:
        path = Path(workspace.folder, Path(location).expanduser()).resolve()
    except RuntimeError:  # no home folder of that name
        path = Path(workspace.folder, location).resolve()
    if not path.is_dir():
        raise BadTargetError(f"there is no folder {location}", hint=f"mkdir {path}")
    FolderTarget(path).prepare()
    return str(path)


def _lines(workspace: Workspace, spec: TargetSpec, sign: Sign) -> Cut:
    from flowhelp.sync.cutting import lines

    del workspace, spec, sign
    return lines


def _git(workspace: Workspace, spec: TargetSpec) -> Target:
    from flowhelp.sync.git import GitTarget

    return GitTarget(spec.location, workspace.places.carried, workspace.env)


def _git_ready(workspace: Workspace, location: str) -> str:
    """The address; a folder of this machine becomes one that says so."""
    from flowhelp.library.address import git_address

    path = Path(workspace.folder, location)
    if path.is_dir():
        if not ((path / "HEAD").is_file() or (path / ".git").exists()):
            raise BadTargetError(
                f"{location} is no git repository", hint=f"git init --bare {path.resolve()}"
            )
        return path.resolve().as_uri()
    address = git_address(location)
    if address is None:
        raise BadTargetError(
            f"{location!r} is no address of a git repository",
            hint="https://…, ssh://…, host:path, or a folder made with git init --bare",
        )
    return address


def _xapi(workspace: Workspace, spec: TargetSpec) -> Target:
    _needs_httpx()
    from flowhelp.sync.credentials import credentials
    from flowhelp.sync.lrs import Lrs
    from flowhelp.sync.xapi import XapiTarget
    from flowhelp.usecases.manners import manner_of

    who = credentials(spec.name, workspace.env, workspace.places.config)
    return XapiTarget(Lrs(spec.location, who), version=manner_of(spec.options).version)


def _xapi_ready(workspace: Workspace, location: str) -> str:
    del workspace
    _needs_httpx()
    from flowhelp.sync.lrs import checked

    return checked(location)


def _needs_httpx() -> None:
    if find_spec("httpx") is None:
        raise NoHttpError(
            "a learning record store needs a part that is not installed",
            hint="pip install 'flowhelp[xapi]'",
        )


def _statements(workspace: Workspace, spec: TargetSpec, sign: Sign) -> Cut:
    from flowhelp.sync.telling_new import cut
    from flowhelp.usecases.manners import manner_of

    del workspace
    return cut(manner_of(spec.options).shape, sign)


def _manner(spec: TargetSpec) -> None:
    from flowhelp.usecases.manners import manner_of

    manner_of(spec.options)


def _records() -> Records:
    from flowhelp.sync.telling_new import record

    return record


KINDS = {
    "folder": Kind(_folder, _folder_ready, _lines),
    "git": Kind(_git, _git_ready, _lines),
    "xapi": Kind(_xapi, _xapi_ready, _statements, _records, _manner),
}
"""One line for each; what it needs is loaded when one is opened."""
