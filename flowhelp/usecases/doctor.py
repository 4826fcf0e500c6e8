"""What is wrong with this installation, and the command that mends it.

Looks, and changes nothing but the search index, which is a cache.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from flowhelp.errors import FlowhelpError
from flowhelp.usecases.arrivals import look_at_targets
from flowhelp.usecases.health import Check, Health
from flowhelp.usecases.records import look_at_records
from flowhelp.usecases.told import look_at_others

if TYPE_CHECKING:
    from flowhelp.library.source import SourceSpec
    from flowhelp.usecases.workspace import Workspace

_LOW_DISK = 200 << 20
_MOST_NAMED = 10


def examine(workspace: Workspace) -> Iterator[Check]:
    """Every check, in the order a person would mend what fails; never raises a FlowhelpError."""
    said: set[str] = set()
    for subject, look in _LOOKS.items():
        try:
            yield from look(workspace)
        except FlowhelpError as error:
            if error.message not in said:  # one cause may stand in the way of several looks
                yield Check(subject, Health.BROKEN, error.message, error.hint or "")
            said.add(error.message)


def _places(workspace: Workspace) -> Iterator[Check]:
    places = workspace.places
    for name, folder in (
        ("config", places.config),
        ("data", places.data),
        ("cache", places.cache),
    ):
        above = next((path for path in (folder, *folder.parents) if path.exists()), Path("/"))
        move = f"or set FLOWHELP_{name.upper()} to a folder of your own"
        if not above.is_dir():
            yield Check(name, Health.BROKEN, f"{above} is not a folder", f"move it away, {move}")
        elif not os.access(above, os.W_OK | os.X_OK):
            said = f"{above} cannot be written"
            yield Check(name, Health.BROKEN, said, f"chmod u+rwx {above}, {move}")
        else:
            yield Check(name, Health.GOOD, str(folder))


def _disk(workspace: Workspace) -> Iterator[Check]:
    folder = workspace.places.data
    above = next(path for path in (folder, *folder.parents) if path.is_dir())
    try:
        free = shutil.disk_usage(above).free
    except OSError as error:
        yield Check("disk", Health.WARNING, f"free space is unknown: {error.strerror}")
        return
    said = f"{free / 2**30:.1f} GiB free for records"
    if free < _LOW_DISK:
        yield Check("disk", Health.WARNING, f"only {free >> 20} MiB free for records", "make room")
    else:
        yield Check("disk", Health.GOOD, said)


def _settings(workspace: Workspace) -> Iterator[Check]:
    settings, path = workspace.settings, workspace.places.settings
    for key in settings.unknown:
        yield Check("settings", Health.WARNING, f"{key!r} means nothing here", f"edit {path}")
    if not settings.unknown:
        yield Check("settings", Health.GOOD, str(path) if path.exists() else "all default")


def _language(workspace: Workspace) -> Iterator[Check]:
    del workspace
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if encoding.lower().replace("-", "") == "utf8":
        yield Check("encoding", Health.GOOD, encoding)
    else:
        said = f"the terminal is written in {encoding}; signs outside it become '?'"
        yield Check("encoding", Health.WARNING, said, "export PYTHONUTF8=1")


def _git(workspace: Workspace) -> Iterator[Check]:
    found = shutil.which("git", path=workspace.env.get("PATH"))
    if found:
        yield Check("git", Health.GOOD, found)
    else:
        said = "there is no git program; libraries from a git URL cannot be added or updated"
        yield Check("git", Health.WARNING, said, "install git")


def _sources(workspace: Workspace) -> Iterator[Check]:
    specs = workspace.specs
    if not specs:
        said = "there is no library"
        yield Check("library", Health.BROKEN, said, "flowhelp source add FOLDER, or a git URL")
    for spec in specs:
        yield _source(spec, workspace.places.clones)


def _source(spec: SourceSpec, clones: Path) -> Check:
    from flowhelp.library.source import SourceKind

    subject = f"library {spec.name}"
    remove = f"flowhelp source remove {spec.name}"
    if spec.kind == SourceKind.GIT:
        if spec.commit:
            return Check(subject, Health.GOOD, f"{spec.location} at {spec.commit[:12]}")
        said = f"{spec.location} was never fetched into {clones}"
        return Check(subject, Health.BROKEN, said, f"flowhelp source update {spec.name}")
    folder = Path(spec.location)
    if not folder.is_dir():
        return Check(subject, Health.BROKEN, f"there is no folder {folder}", remove)
    if not os.access(folder, os.R_OK | os.X_OK):
        mend = f"chmod u+rx {folder}, or {remove}"
        return Check(subject, Health.BROKEN, f"{folder} cannot be read", mend)
    return Check(subject, Health.GOOD, str(folder))


def _pages(workspace: Workspace) -> Iterator[Check]:
    from flowhelp.usecases.library import catalog
    from flowhelp.usecases.reindex import problems, surely

    found = catalog(workspace)
    note = workspace.index.note
    yield Check(
        "index",
        Health.WARNING if note else Health.GOOD,
        note or f"{len(found.entries)} pages",
        "flowhelp index --rebuild" if note else "",
    )
    left_out = surely(workspace, lambda: problems(workspace))
    for problem in left_out[:_MOST_NAMED]:
        where = f"{problem.source}:{problem.path}" if problem.path else problem.source
        said = f"{where} is left out: {problem.message}"
        yield Check("pages", Health.WARNING, said, "mend or remove the file")
    if len(left_out) > _MOST_NAMED:
        said = f"{len(left_out) - _MOST_NAMED} more files are left out"
        yield Check("pages", Health.WARNING, said, "flowhelp index")
    for entry in found.hidden[:_MOST_NAMED]:
        said = f"{entry.id} of {entry.source} is hidden by that of {entry.hidden_by}"
        yield Check("names", Health.WARNING, said, f"flowhelp show {entry.source}:{entry.id}")
    if len(found.hidden) > _MOST_NAMED:
        said = f"{len(found.hidden) - _MOST_NAMED} more pages are hidden"
        yield Check("names", Health.WARNING, said, "flowhelp list --source NAME")


_LOOKS: dict[str, Callable[[Workspace], Iterator[Check]]] = {
    "places": _places,
    "disk": _disk,
    "encoding": _language,
    "git": _git,
    "settings": _settings,
    "library": _sources,
    "pages": _pages,
    "journal": look_at_records,
    "others": look_at_others,
    "sync": look_at_targets,
}
