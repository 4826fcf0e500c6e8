"""The process behind a tab: what it writes down, and that it is never left behind."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from flowhelp import __version__
from tests.tui.web.served import drawn, ended, environment, served, tab

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")


async def test_a_walk_in_a_tab_is_written_down_as_one_in_a_browser(tmp_path: Path) -> None:
    with served(tmp_path, "lamp") as server:
        async with tab(server) as socket:
            await drawn(socket, "Switch the panel off")
            await socket.send_json(["stdin", "d"])
            await drawn(socket, "Step 2 of 2")

            (record,) = server.records()

    assert record["device"]["app"] == f"flowhelp/{__version__} web"
    assert [step["state"] for step in record["steps"]] == ["done", "open"]


async def test_a_tab_has_the_environment_of_the_server_and_ends_when_it_closes(
    tmp_path: Path,
) -> None:
    with served(tmp_path, "lamp") as server:
        async with tab(server) as socket:
            await drawn(socket, "Switch the panel off")
            (pid,) = server.tabs()
            watched = os.pidfd_open(pid)
            began = environment(pid)

        assert ended(watched)
        assert server.process.poll() is None
    assert began == server.env


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_end_of_the_server_is_the_end_of_every_tab(
    tmp_path: Path, number: signal.Signals
) -> None:
    with served(tmp_path, "lamp") as server:
        async with tab(server) as first, tab(server) as second:
            await drawn(first, "Replace the warning lamp")
            await drawn(second, "Replace the warning lamp")
            watched = [os.pidfd_open(pid) for pid in server.tabs()]
            server.process.send_signal(number)
            await first.receive()
            await second.receive()

        assert len(watched) == 2
        assert all(ended(each) for each in watched)
        assert server.process.wait() == 0


async def test_a_server_that_is_killed_leaves_no_tab_behind(tmp_path: Path) -> None:
    with served(tmp_path, "lamp") as server:
        async with tab(server) as socket:
            await drawn(socket, "Switch the panel off")
            watched = [os.pidfd_open(pid) for pid in server.tabs()]
            server.process.kill()

            assert all(ended(each) for each in watched)
