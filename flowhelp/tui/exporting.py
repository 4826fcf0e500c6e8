"""From a run on screen to a file: in which form, under which name, and whether instead of another.

For a worker of a screen, as it waits for dialogs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App

from flowhelp.errors import FlowhelpError
from flowhelp.tui.dialogs.ask import Ask
from flowhelp.tui.dialogs.choose import Choose
from flowhelp.tui.dialogs.confirm import Confirm
from flowhelp.tui.saying import refuse
from flowhelp.typeset.exports import FORMS
from flowhelp.usecases.export import ThereIsAFileError, evidence, file_name, place_of, save

if TYPE_CHECKING:
    from pathlib import Path

    from flowhelp.usecases.workspace import Workspace


async def export(app: App[Any], workspace: Workspace, run: str) -> None:
    """Ask what has to be known, and write the file; nothing where the person stays."""
    endings = tuple(FORMS)
    words = [f"{ending}: {FORMS[ending].words}" for ending in endings]
    chosen = await app.push_screen_wait(Choose("Export this run as", words))
    if chosen is None:
        return
    ending = endings[chosen]
    try:
        found = evidence(workspace, run)
        typed = await app.push_screen_wait(
            Ask(
                "Write it to which file?",
                hint=f"A name in {workspace.folder}, or a whole path. Escape stays.",
                value=file_name(found.record, ending),
                check=lambda text: "" if text.strip() else "A file has a name.",
            )
        )
        if typed is None:
            return
        path = place_of(workspace, typed)
        if await _saved(app, path, FORMS[ending].write(found)):
            app.notify(f"{path}", title="Written")
    except FlowhelpError as error:
        refuse(app, error)


async def _saved(app: App[Any], path: Path, text: str) -> bool:
    """Whether it was written; where there is a file already, only if that may go."""
    try:
        save(path, text)
    except ThereIsAFileError:
        lines = (((f"{path}", None),),)
        answer = await app.push_screen_wait(
            Confirm("There is a file of that name. Replace it?", lines, yes="Replace", no="Keep it")
        )
        if answer != "yes":
            return False
        save(path, text, instead=True)
    return True
