"""Is the journal whole? Asked in a thread, and answered over whatever screen asked."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.screen import Screen

from flowhelp.errors import FlowhelpError
from flowhelp.tui.dialogs.tell import Tell
from flowhelp.tui.saying import refuse
from flowhelp.typeset.chain import verdict_lines
from flowhelp.typeset.styles import Style
from flowhelp.usecases.verifying import BrokenChainError, BrokenSignatureError, verify
from flowhelp.usecases.workspace import Workspace


def verify_beside(app: App[Any], workspace: Workspace) -> None:
    """Check every chain and signature; what was found is shown. For a worker in a thread."""
    try:
        with workspace.beside() as other:
            found = verify(other)
    except (BrokenChainError, BrokenSignatureError) as error:
        lines = ((error.message, Style.DANGER),), (), ((error.hint or "", None),)
        app.call_from_thread(app.push_screen, Tell("✗ The journal is not whole", lines))
    except FlowhelpError as error:
        app.call_from_thread(refuse, app, error)
    else:
        app.call_from_thread(app.push_screen, Tell("✓ Whole", verdict_lines(found)))


def begin_verifying(screen: Screen[Any], workspace: Workspace) -> None:
    """Say that the journal is checked, and check it in a thread."""
    screen.app.notify("Checking the journal …", timeout=2)
    screen.run_worker(
        lambda: verify_beside(screen.app, workspace), thread=True, exclusive=True, group="verify"
    )
