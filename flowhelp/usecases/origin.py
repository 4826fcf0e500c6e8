"""Where a page comes from, and what follows for its commands: trust, folder, time limit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flowhelp.errors import FlowhelpError
from flowhelp.library.checkout import checkout_of
from flowhelp.library.spec import SourceKind, SourceSpec
from flowhelp.walkthrough.waits import read_wait

if TYPE_CHECKING:
    from flowhelp.usecases.walk import WalkSession
    from flowhelp.usecases.workspace import Workspace

LIMIT = 3600.0
"""Seconds after which a command is ended, where the page does not say."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The library of a page, as far as running is concerned.

    Attributes:
        name: As a person calls it.
        key: What stays the same when it is renamed; for consents.
        trusted: Whether the person said so.
        folder: Where its commands run.
        refusal: Why none of its commands run at all, or empty.
        seconds: Time limit of a command.
    """

    name: str
    key: str
    trusted: bool
    folder: Path
    refusal: str = ""
    seconds: float = LIMIT


def origin_of(session: WalkSession) -> Origin:
    """The origin of the page that a walk goes by."""
    workspace, raw = session.workspace, session.walk.plan.procedure.meta.raw
    name = session.doc.source if session.doc else ""
    spec = next((each for each in workspace.specs if each.name == name), None) if name else None
    return Origin(
        name=spec.name if spec else "this file",
        key=spec.key if spec else "file",
        trusted=bool(spec and spec.trusted),
        folder=_folder(workspace, spec, str(raw.get("cwd") or "")),
        refusal=_refusal(workspace, spec),
        seconds=_seconds(raw.get("time_limit")),
    )


def _folder(workspace: Workspace, spec: SourceSpec | None, wanted: str) -> Path:
    """The top of the project's checkout for its own pages, else where the person is."""
    base = workspace.folder
    if spec is not None and spec.kind == SourceKind.PROJECT:
        checkout = checkout_of(Path(spec.location))
        base = checkout.top if checkout else Path(spec.location).parent
    home = workspace.env.get("HOME", "")
    if home and (wanted == "~" or wanted.startswith("~/")):
        return Path(home + wanted[1:])
    return base / wanted


def _refusal(workspace: Workspace, spec: SourceSpec | None) -> str:
    """Instruction mode: said for everything, for one library, or by the library itself."""
    settings = workspace.settings
    if not settings.run:
        return "commands are only shown here (config: run = false)"
    if spec is None:
        return ""
    if spec.name in settings.instructions or _only_instructs(workspace, spec):
        return f"the commands of {spec.name} are instructions, which are only shown"
    return ""


def _only_instructs(workspace: Workspace, spec: SourceSpec) -> bool:
    """Whether a library says of itself `run = false`; it can forbid, and never allow."""
    import tomllib

    from flowhelp.library.source import SETTINGS

    try:
        told = tomllib.loads(workspace.sources[spec.name].read(SETTINGS).decode())
    except (FlowhelpError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return False
    return told.get("run") is False


def _seconds(written: object) -> float:
    wait = read_wait(str(written)) if written else None
    return wait.required_s if wait and wait.required_s > 0 else LIMIT
