"""A learning record store on loopback that goes by the book, and can be told to fail.

It is strict where the specification is: a batch is taken whole or not at all, an id that is known
with other content is a conflict, `since` and `until` go by what was stored.

Source: https://github.com/adlnet/xAPI-Spec/blob/1.0.3/xAPI-Communication.md
"""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

from flowhelp.sync.comparing import same
from tests.sync.xapirules import BrokenRuleError, check

USER, PASSWORD = "device-7", "correct horse battery"
BEGIN = datetime(2040, 1, 1, tzinfo=UTC)
"""Long after everything was done that tests tell of."""


@dataclass
class Fault:
    """What goes wrong with one request.

    Attributes:
        status: Answered instead of doing anything; 0 does it.
        headers: Of that answer.
        stored: Whether it is done all the same.
        cut: The connection ends: before an answer, or in the middle of it with `half`.
        half: Half of the body is sent, as if there were all of it.
        twice: The request is carried out twice.
        slow: Seconds before the answer.
        body: Of that answer.
    """

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    stored: bool = False
    cut: bool = False
    half: bool = False
    twice: bool = False
    slow: float = 0
    body: bytes = b""


class Store(ThreadingHTTPServer):
    """What is stored, and what was asked."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.kept: dict[str, dict[str, Any]] = {}
        self.voided: set[str] = set()
        self.writes: dict[str, int] = {}
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        self.faults: Callable[[str, str], Fault | None] = lambda _method, _path: None
        self.poison: Callable[[dict[str, Any]], bool] = lambda _statement: False
        self.largest = 4_000_000
        self.page = 100
        self.versions = ["1.0.3"]
        self.by_timestamp = False
        self.new_ids_only = False
        self.lock = threading.Lock()
        self._now = BEGIN

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/xapi"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of connections that were cut on purpose."""

    def now(self) -> str:
        """What its clock says."""
        return self._now.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def tick(self) -> str:
        """A moment after all before."""
        self._now += timedelta(milliseconds=1)
        return self.now()

    def at(self, moment: datetime) -> None:
        """Set its clock."""
        self._now = moment

    def pass_time(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)

    def put(self, statement: dict[str, Any]) -> None:
        """Have a statement that somebody else brought."""
        with self.lock:
            self._keep(statement)

    def take(self, statements: list[dict[str, Any]]) -> tuple[int, Any]:
        """What becomes of a batch."""
        ids = [str(each.get("id", "")).lower() for each in statements]
        if len(set(ids)) < len(ids):
            return 400, {"message": "two statements of one id"}
        for each in statements:
            try:
                check(each)
            except BrokenRuleError as error:
                return 400, {"message": f"not a statement: {error}"}
            if self.poison(each):
                return 400, {"message": "this store does not like it"}
        with self.lock:
            for each in statements:
                known = self.kept.get(each["id"].lower())
                if known is not None and not same(each, known):
                    return 409, {"message": "another statement has this id"}
            new = [each for each in statements if each["id"].lower() not in self.kept]
            for each in new:
                self._keep(each)
        if self.new_ids_only:
            return (200, [each["id"] for each in new]) if new else (204, None)
        return 200, [each["id"] for each in statements]

    def _keep(self, statement: dict[str, Any]) -> None:
        key = statement["id"].lower()
        self.writes[key] = self.writes.get(key, 0) + 1
        authority = {"mbox": "mailto:lrs@example.org", "objectType": "Agent"}
        added = {"stored": self.tick(), "version": "1.0.0", "authority": authority}
        self.kept[key] = statement | added

    def found(self, query: dict[str, str]) -> tuple[int, Any]:
        """The answer to a question."""
        with self.lock:
            for name, voided in (("statementId", False), ("voidedStatementId", True)):
                if name in query:
                    key = query[name].lower()
                    there = key in self.kept and (key in self.voided) == voided
                    return (200, self.kept[key]) if there else (404, {"message": "none"})
            return 200, self._page(query)

    def _page(self, query: dict[str, str]) -> dict[str, Any]:
        by = "timestamp" if self.by_timestamp else "stored"
        found = sorted(
            (each for key, each in self.kept.items() if key not in self.voided),
            key=lambda each: datetime.fromisoformat(each[by]),
            reverse=query.get("ascending") != "true",
        )
        for name, holds in (
            ("since", lambda each: moment(each[by]) > moment(query["since"])),
            ("until", lambda each: moment(each[by]) <= moment(query["until"])),
            ("registration", lambda each: each.get("context", {}).get("registration")
             == query["registration"]),
        ):  # fmt: skip
            if name in query:
                found = [each for each in found if holds(each)]
        begin = int(query.get("from", "0"))
        most = min(int(query.get("limit", "0")) or self.page, self.page)
        more = {**query, "from": str(begin + most)}
        left = begin + most < len(found)
        return {
            "statements": found[begin : begin + most],
            "more": f"/xapi/statements?{urlencode(more)}" if left else "",
        }


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Store
    known: ClassVar[str] = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def _serve(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server.requests.append((method, self.path, dict(self.headers), body))
        fault = self.server.faults(method, self.path)
        if fault is None or not fault.status or fault.stored:
            status, answer = self._answer(method, body)
            if fault is not None and fault.twice:
                status, answer = self._answer(method, body)
        if fault is None:
            self._send(status, answer)
            return
        if fault.slow:
            time.sleep(fault.slow)
        if fault.cut:
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        elif fault.status:
            self._write(fault.status, fault.body, fault.headers)
        else:
            self._send(status, answer, half=fault.half)

    def _answer(self, method: str, body: bytes) -> tuple[int, Any]:  # noqa: PLR0911 (rules)
        parts = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        if parts.path == "/xapi/about":
            return 200, {"version": self.server.versions}
        if self.headers.get("Authorization") != f"Basic {self.known}":
            return 401, {"message": f"who is {self.headers.get('Authorization')}?"}
        if parts.path != "/xapi/statements":
            return 404, {"message": "nothing here"}
        version = self.headers.get("X-Experience-API-Version", "")
        if not any(version.startswith(each[:3]) for each in self.server.versions):
            return 400, {"message": "a version of xAPI has to be named"}
        if method == "GET":
            return self.server.found(query)
        if len(body) > self.server.largest:
            return 413, {"message": "too large"}
        try:
            found = json.loads(body)
        except ValueError:
            return 400, {"message": "not JSON"}
        return self.server.take(found if isinstance(found, list) else [found])

    def _send(self, status: int, answer: Any, *, half: bool = False) -> None:
        body = b"" if answer is None else json.dumps(answer).encode()
        self._write(status, body, {}, half=half)

    def _write(
        self, status: int, body: bytes, headers: dict[str, str], *, half: bool = False
    ) -> None:
        if "Date" in headers:
            self.send_response_only(status)
        else:
            self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("X-Experience-API-Version", self.server.versions[-1])
        self.send_header("X-Experience-API-Consistent-Through", self.server.now())
        if status != 204:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body[: len(body) // 2] if half else body)
            self.wfile.flush()
        if half:
            self.close_connection = True


@contextmanager
def running() -> Iterator[Store]:
    """A store that answers until the end of the block."""
    store = Store()
    thread = threading.Thread(target=store.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield store
    finally:
        store.shutdown()
        thread.join()
        store.server_close()
