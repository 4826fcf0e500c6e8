"""A server in a process of its own, as a person starts it, and what is seen of its tabs."""

from __future__ import annotations

import asyncio
import json
import os
import select
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

LAMP = "# Replace the warning lamp\n\n- [ ] Switch the panel off.\n- [ ] Turn the lamp out.\n"
LONGEST = 30.0
"""Seconds that anything here may take, on two busy cores."""


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers.

    Attributes:
        process: Its process; stderr is a pipe.
        url: What it printed.
        env: The environment it was started in.
    """

    process: subprocess.Popen[str]
    url: str
    env: dict[str, str]

    @property
    def origin(self) -> str:
        """Where its own page comes from."""
        return "/".join(self.url.split("/")[:3])

    def tabs(self) -> list[int]:
        """The processes of its tabs."""
        pid = self.process.pid
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def records(self) -> list[dict[str, Any]]:
        """What another process reads in the log."""
        said = flowhelp(self.env, "log", "--json")
        return [json.loads(line) for line in said.splitlines()]


def flowhelp(env: dict[str, str], *words: str) -> str:
    """What `flowhelp` prints."""
    done = subprocess.run(
        [sys.executable, "-m", "flowhelp", *words], env=env, check=True, capture_output=True
    )
    return done.stdout.decode()


def world(folder: Path) -> dict[str, str]:
    """The environment of a person with one page, and places in `folder`."""
    library = folder / "library"
    library.mkdir()
    (library / "lamp.md").write_text(LAMP, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FLOWHELP_")}
    return kept | {
        "HOME": str(folder),
        "FLOWHELP_PATH": str(library),
        "FLOWHELP_CONFIG": str(folder / "config"),
        "FLOWHELP_DATA": str(folder / "data"),
        "FLOWHELP_CACHE": str(folder.parent / "cache"),  # what ships is read once for all tests
    }


@contextmanager
def served(folder: Path, *words: str) -> Iterator[Served]:
    """`flowhelp serve` with these words at a free port, until the block is left."""
    env = world(folder)
    process = subprocess.Popen(
        [sys.executable, "-m", "flowhelp", "serve", *words, "--port", "0"],
        env=env,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            assert select.select([process.stdout], [], [], LONGEST)[0]
            yield Served(process, process.stdout.readline().strip(), env)
        finally:
            process.terminate()


@asynccontextmanager
async def tab(server: Served) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A tab, as the page opens one."""
    async with (
        aiohttp.ClientSession() as client,
        client.ws_connect(
            f"{server.url}ws?width=80&height=24", headers={"Origin": server.origin}
        ) as socket,
    ):
        yield socket


async def drawn(socket: aiohttp.ClientWebSocketResponse, words: str) -> None:
    """Wait until these words were drawn."""
    shown = b""
    async with asyncio.timeout(LONGEST):
        while words.encode() not in shown:
            message = await socket.receive()
            assert message.type is aiohttp.WSMsgType.BINARY, message
            shown += message.data


def environment(pid: int) -> dict[str, str]:
    """The environment that a process began with."""
    began = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    return dict(each.split("=", 1) for each in began if each)


def ended(watched: int) -> bool:
    """Whether the process of that `pidfd` is over, or is soon."""
    try:
        return bool(select.select([watched], [], [], LONGEST)[0])
    finally:
        os.close(watched)
