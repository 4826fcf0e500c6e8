"""What is said at the edge of the screen."""

from __future__ import annotations

from typing import Any

from textual.app import App

from flowhelp.errors import FlowhelpError


def refuse(app: App[Any], error: FlowhelpError) -> None:
    """Say why something was not done, and what to do instead."""
    hint = f"\n{error.hint}" if error.hint else ""
    app.notify(f"{error.message}{hint}", severity="warning")
