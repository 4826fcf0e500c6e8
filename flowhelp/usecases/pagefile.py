"""The file behind a page that somebody reads: whether it changed, and changing it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from flowhelp.errors import RefusedError

if TYPE_CHECKING:
    from flowhelp.usecases.show import Page
    from flowhelp.usecases.workspace import Workspace


class NotEditableError(RefusedError):
    """The page is not changed here, but where it comes from."""


def stamp(workspace: Workspace, page: Page) -> str:
    """What tells whether the file of a page may have changed.

    Returns:
        Its stamp, `""` when it is gone, and `git` for a page of a clone, which only a fetch
        changes.
    """
    from flowhelp.library.stamps import stamp_of

    if _is_cloned(workspace, page):
        return "git"
    try:
        return stamp_of(os.stat(page.procedure.path))  # noqa: PTH116 (no exception for odd names)
    except (OSError, ValueError):
        return ""


def file_to_edit(workspace: Workspace, page: Page) -> Path:
    """The file that a person edits to change this page; an absolute path.

    Raises:
        NotEditableError: It is changed elsewhere, or is gone.
    """
    from flowhelp.library.source import SourceKind

    spec = next((each for each in workspace.specs if each.name == page.source), None)
    if spec is not None and spec.kind == SourceKind.GIT:
        raise NotEditableError(
            f"{page.name} comes from {spec.location}, and a change here would be lost",
            hint=f"change {page.path} there, then: flowhelp source update {spec.name}",
        )
    if spec is not None and spec.kind == SourceKind.BUNDLED:
        raise NotEditableError(
            f"{page.name} comes with flowhelp, and an update would undo a change",
            hint="copy it into a library of your own; that one is found first",
        )
    path = (workspace.folder / page.procedure.path).absolute()
    if not path.is_file():
        raise NotEditableError(f"the file {path} is gone")
    return path


def editing(workspace: Workspace, page: Page, line: int = 1) -> Callable[[], int]:
    """What opens the file of a page in the person's editor and waits for it.

    Args:
        workspace: Its libraries and environment.
        page: What to edit.
        line: Where to begin.

    Returns:
        To be called once, with the terminal free; it returns the editor's exit status, or
        raises `EditorError` where that cannot be started.

    Raises:
        NotEditableError: The page is changed elsewhere.
        NoEditorError: Nobody said which editor.
        EditorError: There is no such program.
    """
    from flowhelp.execution import editor

    command = editor.editing(file_to_edit(workspace, page), workspace.env, line)
    return lambda: editor.edited(command, workspace.env)


def _is_cloned(workspace: Workspace, page: Page) -> bool:
    from flowhelp.library.source import SourceKind

    return any(spec.name == page.source and spec.kind == SourceKind.GIT for spec in workspace.specs)
