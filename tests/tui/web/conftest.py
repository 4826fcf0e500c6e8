"""A server in this process, with no tab behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from flowhelp.tui.listening import listen, stand
from flowhelp.tui.web.server import TabServer


@pytest.fixture
async def server() -> AsyncIterator[TabServer]:
    """A server that answers at a free port of this machine."""
    where = stand(outside="https://help.example.org")
    made = TabServer(where, listen(where), said=print)
    async with made.running():
        yield made
