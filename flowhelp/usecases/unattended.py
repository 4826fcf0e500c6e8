"""A sync that nobody asked for is begun when a walk has ended, and never waited for.

It says nothing. What becomes of it stands in `flowhelp sync status`, and `flowhelp doctor` says
when that has not been well for long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowhelp.errors import FlowhelpError

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace

BY_ITSELF = "--by-itself"
"""Says to `flowhelp sync` that nobody is there."""


def sync_later(workspace: Workspace) -> bool:
    """Have a process of its own sync, where that is set and there is a target; nobody waits.

    Returns:
        Whether one was started. Nothing that is wrong here is worth a word after a walk.
    """
    try:
        if not (workspace.settings.auto_sync and workspace.places.targets.exists()):
            return False
    except (FlowhelpError, OSError):
        return False
    from flowhelp.execution.detached import leave_behind

    places = workspace.places
    env = {
        **workspace.env,
        "FLOWHELP_CONFIG": places.config_folder,
        "FLOWHELP_DATA": places.data_folder,
        "FLOWHELP_CACHE": places.cache_folder,
        "SSH_ASKPASS_REQUIRE": "never",  # a window that asks for a password would be a riddle
    }
    folder = workspace.here if workspace.folder.is_dir() else places.data_folder
    return leave_behind(("sync", BY_ITSELF), env, folder)
