"""A browser without a window, driven over its own debugging socket: keys in, what it drew out."""

from __future__ import annotations

import asyncio
import base64
import re
import shutil
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

LONGEST = 60.0
"""Seconds that anything here may take, on two busy cores."""

PROGRAM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
"""Where there is one."""

_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync "
    "--remote-debugging-port=0 --window-size=1000,640"
).split()
_SEQUENCE = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07]*\x07|[()].|.)")


class Browser:
    """One tab.

    Attributes:
        asked: Every address that was asked for.
        complaints: What the console and the rules of the page said against it.
        text: What came through the websocket of the page, without what moves the cursor.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0
        self._session = ""
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.text = ""

    async def open(self, url: str) -> None:
        """Go there in a new tab, of which nothing has been seen."""
        self._session, self.text = "", ""
        target = await self.do("Target.createTarget", url="about:blank")
        attached = await self.do("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for room in ("Page", "Network", "Log", "Runtime"):
            await self.do(f"{room}.enable")
        await self.do("Page.navigate", url=url)

    async def do(self, method: str, **params: Any) -> dict[str, Any]:
        """What the browser answers; what it tells meanwhile is taken in."""
        self._number += 1
        call: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            call["sessionId"] = self._session
        await self._socket.send_json(call)
        async with asyncio.timeout(LONGEST):
            while (said := await self._socket.receive_json()).get("id") != self._number:
                self._take(said)
        assert "error" not in said, said
        return dict(said["result"])

    async def press(self, key: str) -> None:
        """Press a key that writes a sign."""
        await self.do("Input.dispatchKeyEvent", type="keyDown", key=key, text=key)
        await self.do("Input.dispatchKeyEvent", type="keyUp", key=key)

    async def hit(self, key: str, code: int, *, control: bool = False) -> None:
        """Press a key that writes nothing, by its name and its number in the DOM."""
        pressed = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 2 if control else 0}
        await self.do("Input.dispatchKeyEvent", type="rawKeyDown", **pressed)
        await self.do("Input.dispatchKeyEvent", type="keyUp", **pressed)

    async def close(self) -> None:
        """Close the tab, as a person does."""
        await self.do("Page.close")

    async def until(self, reached: Callable[[Browser], bool]) -> None:
        """Take in what is told until that is so."""
        async with asyncio.timeout(LONGEST):
            while not reached(self):
                self._take(await self._socket.receive_json())

    async def value(self, script: str) -> Any:
        """What a script in the page comes to."""
        said = await self.do("Runtime.evaluate", expression=script, awaitPromise=True)
        return said["result"].get("value")

    async def picture(self, path: Path) -> None:
        """Keep what the page looks like, once it has been painted."""
        await self.value("new Promise(done => requestAnimationFrame(() => setTimeout(done, 300)))")
        said = await self.do("Page.captureScreenshot", format="png")
        await asyncio.to_thread(path.write_bytes, base64.b64decode(said["data"]))

    def _take(self, said: dict[str, Any]) -> None:
        told = said.get("params", {})
        match said.get("method"):
            case "Network.requestWillBeSent":
                self.asked.append(told["request"]["url"])
            case "Network.webSocketCreated":
                self.asked.append(told["url"])
            case "Network.webSocketFrameReceived":
                frame = told["response"]
                if frame["opcode"] == 2:
                    drawn = base64.b64decode(frame["payloadData"]).decode(errors="replace")
                    self.text += _SEQUENCE.sub("", drawn)
            case "Log.entryAdded" if told["entry"]["level"] == "error":
                self.complaints.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")
            case "Runtime.exceptionThrown":
                self.complaints.append(str(told["exceptionDetails"]))


@asynccontextmanager
async def browser(folder: Path) -> AsyncIterator[Browser]:
    """A new browser that knows nothing, with its files in `folder`."""
    assert PROGRAM is not None
    process = await asyncio.create_subprocess_exec(
        PROGRAM, *_FLAGS, f"--user-data-dir={folder}", "about:blank",
        stdin=DEVNULL, stdout=DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        async with asyncio.timeout(LONGEST):
            while not (line := (await process.stderr.readline()).decode()).startswith("DevTools"):
                assert line, "it ended"
        url = line.split()[-1]
        draining = asyncio.create_task(process.stderr.read())
        async with (
            aiohttp.ClientSession() as client,
            client.ws_connect(url, max_msg_size=0) as socket,
        ):
            yield Browser(socket)
            with suppress(AssertionError, TypeError):
                await Browser(socket).do("Browser.close")
        async with asyncio.timeout(LONGEST):
            await process.wait()
        await draining
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
