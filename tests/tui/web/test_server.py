"""Whom the server answers, and what its page may do."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from flowhelp.tui.web.server import TabServer

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def url_of(server: TabServer) -> str:
    """Where it answers on this machine, with its token."""
    return f"http://127.0.0.1:{server.port}/{server.url.split('/')[3]}/"


@asynccontextmanager
async def asked(url: str, **headers: str) -> AsyncIterator[aiohttp.ClientResponse]:
    """The answer to a request with these headers; `_` stands for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with (
        aiohttp.ClientSession() as client,
        client.get(url, headers=named, allow_redirects=False) as answer,
    ):
        yield answer


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
async def test_the_page_is_given_out_under_every_name_of_this_machine(
    server: TabServer, host: str
) -> None:
    async with asked(url_of(server), Host=f"{host}:{server.port}") as answer:
        assert answer.status == 200
        assert "<title>flowhelp</title>" in await answer.text()


async def test_a_name_that_was_made_to_lead_here_is_refused(server: TabServer) -> None:
    for host in ("evil.example", f"evil.example:{server.port}", "localhost", "127.0.0.1:1", "@"):
        async with asked(url_of(server), Host=host) as answer:
            assert answer.status == 403
            assert (await answer.text()).startswith("This server does not go by that name.")


@pytest.mark.parametrize("path", ["", "ws", "static/js/textual.js", "wrong/", "wrong/ws", "é/"])
async def test_nothing_is_given_out_without_the_token(server: TabServer, path: str) -> None:
    origin = f"http://127.0.0.1:{server.port}"

    async with asked(f"{origin}/{path}", Origin=origin) as answer:
        assert answer.status == 403
        assert await answer.text() == (
            "Open the whole address that `flowhelp serve` wrote; it changes at every start.\n"
        )


@pytest.mark.parametrize(
    "origin",
    ["", "null", "http://evil.example", "http://127.0.0.1:1", "http://127.0.0.1", "https://{own}"],
)
async def test_the_page_of_another_site_gets_no_websocket(server: TabServer, origin: str) -> None:
    headers = UPGRADE | {"Origin": origin.format(own=f"127.0.0.1:{server.port}")}

    async with asked(f"{url_of(server)}ws", **headers) as answer:
        assert answer.status == 403
        assert await answer.text() == (
            "Another site's page tried to reach flowhelp here, and was refused.\n"
        )


async def test_the_site_of_a_proxy_is_known_by_its_name(server: TabServer) -> None:
    async with asked(url_of(server), Host="help.example.org") as answer:
        assert answer.status == 200
        assert "wss://help.example.org" in answer.headers["Content-Security-Policy"]
    assert server.url.startswith("https://help.example.org/")


async def test_a_page_loads_nothing_but_what_is_served_with_it(server: TabServer) -> None:
    async with asked(url_of(server)) as answer:
        own = f"ws://127.0.0.1:{server.port} wss://help.example.org"
        assert answer.headers["Content-Security-Policy"] == (
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            f"font-src 'self'; img-src 'self'; connect-src 'self' {own}; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        page = await answer.text()

    assert "//" not in page
    for name in (part.split('"')[0] for part in page.split('="')):
        if name.startswith(("static/", "page/")):
            async with asked(url_of(server) + name) as answer:
                assert answer.status == 200, name


async def test_folders_are_not_listed_and_not_left(server: TabServer) -> None:
    for path in ("static/", "page/", "page/../guard.py", "page/%2e%2e/guard.py", "download/x"):
        async with asked(url_of(server) + path) as answer:
            assert answer.status in {403, 404}, path


async def test_the_address_without_its_last_stroke_leads_to_the_page(server: TabServer) -> None:
    async with asked(url_of(server).rstrip("/")) as answer:
        assert answer.status == 302
        assert url_of(server).endswith(answer.headers["Location"])


async def test_what_is_complained_of_never_holds_the_token(
    server: TabServer, capsys: pytest.CaptureFixture[str]
) -> None:
    token = server.url.split("/")[3]

    logging.getLogger("textual-serve").error("cannot open /%s/ws", token)
    logging.getLogger("aiohttp.access").info("GET /%s/", token)

    assert capsys.readouterr().out == "cannot open /…/ws\n"
