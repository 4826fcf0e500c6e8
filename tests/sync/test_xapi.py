"""An LRS as a target, over real connections to a store that goes by the book."""

from __future__ import annotations

import json
import random
import shutil
import ssl
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from flowhelp import clock
from flowhelp.errors import InputError, RefusedError
from flowhelp.ids import DeviceId
from flowhelp.sync.credentials import Credentials
from flowhelp.sync.lrs import Lrs
from flowhelp.sync.statements import carried, parcels
from flowhelp.sync.target import (
    DeniedError,
    Found,
    Parcel,
    Published,
    Receipt,
    State,
    UnreachableError,
)
from flowhelp.sync.xapi import XapiTarget
from tests.pasts import whole
from tests.sync.lrs import PASSWORD, USER, Fault, Store, running
from tests.sync.test_statements import DEVICE, rows_of
from tests.torture import only_on_request

OTHER = DeviceId("01a00000-0000-7000-8000-00000000eeee")
HEAD = Published(DEVICE, 7, "0" * 64)
OPENED: dict[Store, ExitStack] = {}
ME = Credentials(USER, PASSWORD)


@pytest.fixture
def store() -> Iterator[Store]:
    with running() as store, ExitStack() as opened:
        OPENED[store] = opened
        yield store
        del OPENED[store]


def target(
    store: Store, *, url: str = "", timeout_s: float = 5, version: str = "1.0.3"
) -> XapiTarget:
    """A target that is closed with the store."""
    made = XapiTarget(Lrs(url or store.url, ME, timeout_s=timeout_s), version=version)
    OPENED[store].callback(made.close)
    return made


def made(count: int, *, begin: int = 1, device: DeviceId = DEVICE) -> list[Parcel]:
    """The statements of so many runs."""
    return [
        each
        for number in range(begin, begin + count)
        for each in parcels(rows_of(whole(number, number, 3.0), first=7 * number, device=device))
    ]


def states(receipts: tuple[Receipt, ...]) -> list[State]:
    return [each.state for each in receipts]


def once(fault: Fault, *, method: str = "POST") -> Callable[[str, str], Fault | None]:
    """That fault for the first such request alone."""
    left = [fault]
    return lambda asked, _path: left.pop() if left and asked == method else None


def test_what_is_offered_is_kept_to_the_byte_in_one_request(store: Store) -> None:
    offered = made(5)

    receipts = target(store).offer(offered, HEAD)

    assert receipts == tuple(Receipt(each.key, State.KEPT) for each in offered)
    ((_, _, headers, body),) = store.requests
    assert headers["X-Experience-API-Version"] == "1.0.3"
    assert body == b"[" + b",".join(each.content for each in offered) + b"]"
    assert list(store.kept) == [each.key for each in offered]


def test_nothing_is_offered_without_a_request(store: Store) -> None:
    assert target(store).offer([], HEAD) == ()
    assert store.requests == []


@pytest.mark.parametrize("new_ids_only", [True, False])
def test_what_is_offered_twice_is_kept_once(store: Store, new_ids_only: bool) -> None:
    store.new_ids_only = new_ids_only
    offered = made(6)
    lrs = target(store)

    lrs.offer(offered[:4], HEAD)
    receipts = lrs.offer(offered[2:], HEAD)

    assert states(receipts) == [State.KEPT] * 4
    assert set(store.writes.values()) == {1}
    assert len(store.kept) == 6


@pytest.mark.parametrize(
    "fault",
    [
        Fault(cut=True),
        Fault(half=True),
        Fault(twice=True, half=True),
        Fault(status=500),
        Fault(status=503, stored=True),
        Fault(status=408),
        Fault(status=200, body=b"<html>please log in</html>"),
        Fault(status=200, body=b'["another id"]'),
        Fault(status=200, body=b"[]"),
    ],
)
def test_an_answer_that_says_nothing_is_unknown_and_the_same_bytes_go_again(
    store: Store, fault: Fault
) -> None:
    store.faults = once(fault)
    lrs = target(store)
    offered = made(3)

    with pytest.raises(UnreachableError):
        lrs.offer(offered, HEAD)
    receipts = lrs.offer(offered, HEAD)

    assert states(receipts) == [State.KEPT] * 3
    assert set(store.writes.values()) == {1}
    assert store.requests[0][3] == store.requests[-1][3]


def test_an_answer_that_takes_too_long_is_unknown(store: Store) -> None:
    store.faults = once(Fault(slow=1.0))

    with pytest.raises(UnreachableError, match="in time"):
        target(store, timeout_s=0.2).offer(made(1), HEAD)


def test_nobody_there_is_unreachable(store: Store) -> None:
    with pytest.raises(UnreachableError, match="cannot be reached"):
        target(store, url="http://127.0.0.1:1/xapi").offer(made(1), HEAD)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "999999999"}, 86_400.0),
        ({"Retry-After": "Sun, 04 May 2031 12:02:00 GMT",
          "Date": "Sun, 04 May 2031 12:00:00 GMT"}, 120.0),
        ({"Retry-After": "Sun, 04 May 2003 12:02:00 GMT"}, 0.0),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", [429, 503])
def test_it_is_left_alone_for_as_long_as_it_asks(
    store: Store, headers: dict[str, str], wait: float | None, status: int
) -> None:
    store.faults = once(Fault(status=status, headers=headers))

    with pytest.raises(UnreachableError) as caught:
        target(store).offer(made(1), HEAD)

    assert caught.value.wait_s == wait


@pytest.mark.parametrize("status", [401, 403])
def test_who_is_not_let_in_has_to_act(store: Store, status: int) -> None:
    store.faults = once(Fault(status=status))

    with pytest.raises(DeniedError, match="let us in"):
        target(store).offer(made(1), HEAD)


def test_another_place_is_no_lrs(store: Store) -> None:
    with pytest.raises(DeniedError, match="no place for statements"):
        target(store, url=f"{store.url}/else").offer(made(1), HEAD)


def test_one_bad_statement_is_refused_with_its_reason_and_holds_up_nothing(store: Store) -> None:
    offered = made(50)
    bad = {offered[3].key, offered[31].key}
    store.poison = lambda each: each["id"] in bad

    receipts = target(store).offer(offered, HEAD)

    assert {each.key for each in receipts if each.state is State.REFUSED} == bad
    assert {each.reason for each in receipts if each.key in bad} == {
        "400: this store does not like it"
    }
    assert store.kept.keys() == {each.key for each in offered} - bad
    assert set(store.writes.values()) == {1}


def test_what_is_too_much_at_once_is_halved_and_offered_less_from_then_on(store: Store) -> None:
    offered = made(40)
    store.largest = 10 * len(offered[0].content)
    lrs = target(store)

    assert states(lrs.offer(offered, HEAD)) == [State.KEPT] * 40
    before = len(store.requests)
    lrs.offer(made(40, begin=100), HEAD)

    assert len(store.requests) - before < before


def test_what_is_too_much_by_itself_is_refused(store: Store) -> None:
    offered = made(3)
    store.largest = 100

    receipts = target(store).offer(offered, HEAD)

    assert states(receipts) == [State.REFUSED] * 3
    assert all(each.reason.startswith("413") for each in receipts)


def test_a_conflict_is_looked_at_one_by_one(store: Store) -> None:
    offered = made(8)
    other = json.loads(offered[2].content)
    other["result"]["success"] = False
    store.put(other)
    same = json.loads(offered[5].content)
    same["timestamp"] = same["timestamp"].replace("Z", "+00:00")
    store.put(same)

    receipts = target(store).offer(offered, HEAD)

    assert [each.key for each in receipts if each.state is State.REFUSED] == [offered[2].key]
    assert receipts[2].reason == "the LRS has another statement of this id"
    assert store.kept.keys() == {each.key for each in offered}
    assert set(store.writes.values()) == {1}


def test_what_was_voided_there_is_kept_there(store: Store) -> None:
    offered = made(2)
    store.put(json.loads(offered[0].content))
    store.voided.add(offered[0].key)
    store.faults = once(Fault(status=409, body=b"{}"))

    assert states(target(store).offer(offered, HEAD)) == [State.KEPT] * 2


def test_a_conflict_that_is_not_shown_is_refused(store: Store) -> None:
    store.faults = lambda method, _: Fault(status=409, body=b"no") if method == "POST" else None

    receipts = target(store).offer(made(2), HEAD)

    assert [each.reason for each in receipts] == ["409: no", "409: no"]


@pytest.mark.parametrize(
    ("spoken", "setting", "sent"),
    [
        (["1.0.3"], "1.0.3", "1.0.3"),
        (["2.0.0"], "2.0", "2.0.0"),
        (["1.0.3", "2.0.0"], "auto", "1.0.3"),
        (["2.0.0"], "auto", "2.0.0"),
    ],
)
def test_both_sides_speak_one_version(
    store: Store, spoken: list[str], setting: str, sent: str
) -> None:
    store.versions = spoken

    receipts = target(store, version=setting).offer(made(1), HEAD)

    assert states(receipts) == [State.KEPT]
    assert store.requests[-1][2]["X-Experience-API-Version"] == sent


@pytest.mark.parametrize(
    "url",
    ["ftp://lrs.example.org", "lrs.example.org", "https://", "https://kim:pw@lrs.example.org/x",
     "https://lrs.example.org/x?y=1", "https://lrs.example.org:port/x"],
)  # fmt: skip
def test_an_address_is_one_and_holds_no_password(url: str) -> None:
    with pytest.raises(InputError) as caught:
        Lrs(url, ME)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize("host", ["lrs.example.org", "10.0.0.1", "127.0.0.1.example.org", "[::2]"])
def test_plain_http_is_for_this_machine(host: str) -> None:
    with pytest.raises(RefusedError, match="read by others"):
        Lrs(f"http://{host}/xapi", ME)
    Lrs("http://[::1]/xapi", ME).close()
    Lrs("http://localhost:1/xapi", ME).close()


def test_nobody_else_gets_to_see_who_we_are(store: Store) -> None:
    heard: list[str | None] = []

    class Stranger(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.headers.get("Authorization"))

        do_GET = do_POST  # noqa: N815 (the name http.server wants)

    with HTTPServer(("127.0.0.1", 0), Stranger) as stranger:
        threading.Thread(target=stranger.serve_forever, daemon=True).start()
        there = f"http://127.0.0.1:{stranger.server_port}/xapi/statements"
        for status in (301, 302, 303, 307, 308):
            store.faults = once(Fault(status=status, headers={"Location": there}))
            with pytest.raises(DeniedError, match="another address"):
                target(store).offer(made(1), HEAD)
        store.faults = once(
            Fault(status=200, body=json.dumps({"statements": [], "more": there}).encode()),
            method="GET",
        )
        with pytest.raises(DeniedError, match="another host"):
            list(target(store).others(frozenset(), ""))
        stranger.shutdown()

    assert heard == []


def test_a_redirect_on_the_same_host_is_followed_with_the_same_bytes(store: Store) -> None:
    store.faults = once(Fault(status=307, headers={"Location": "/xapi/statements"}))

    assert states(target(store).offer(made(1), HEAD)) == [State.KEPT]
    assert store.requests[0][3] == store.requests[1][3]


def test_redirects_do_not_go_in_circles(store: Store) -> None:
    store.faults = lambda *_: Fault(status=307, headers={"Location": "/xapi/statements"})

    with pytest.raises(UnreachableError, match="circles"):
        target(store).offer(made(1), HEAD)


def test_a_certificate_nobody_vouches_for_is_not_believed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    store.socket = server.wrap_socket(store.socket, server_side=True)
    url = store.url.replace("http:", "https:")

    with pytest.raises(UnreachableError, match="certificate"):
        target(store, url=url).offer(made(1), HEAD)
    assert store.requests == []

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert states(target(store, url=url).offer(made(1), HEAD)) == [State.KEPT]


@pytest.mark.parametrize("status", [400, 401, 404, 409, 500])
def test_a_password_is_in_no_message(store: Store, status: int) -> None:
    def echo(_: str, __: str) -> Fault:
        sent = store.requests[-1][2]["Authorization"]
        return Fault(status=status, body=json.dumps({"message": f"{sent} {PASSWORD}"}).encode())

    store.faults = echo
    said = ""
    try:
        said = str(target(store).offer(made(1), HEAD))
    except (DeniedError, UnreachableError) as error:
        said = f"{error!r} {error.hint} {error.__cause__!r}"

    assert said
    assert PASSWORD not in said
    assert store.requests[-1][2]["Authorization"].split()[1] not in said
    assert PASSWORD not in repr(ME)


def pulled(found: list[Found]) -> list[str]:
    return [each.parcel.key for each in found if each.parcel is not None]


def test_others_come_in_the_order_of_storing_with_their_records_and_heads(store: Store) -> None:
    theirs = made(250, device=OTHER)
    target(store).offer(theirs[:200], HEAD)
    target(store).offer(theirs[200:], HEAD)
    target(store).offer(made(3, begin=900), HEAD)
    store.put({"actor": {"mbox": "mailto:a@example.org"}, "verb": {"id": "x:y"},
               "object": {"id": "x:z"}, "id": "5b1d3f0e-2a64-5c1b-9f53-6f0a4c7d2e18"})  # fmt: skip

    found = list(target(store).others(frozenset({DEVICE}), ""))

    assert pulled(found) == [each.key for each in theirs]
    first = found[0].parcel
    assert first is not None
    assert first.content == theirs[0].content
    assert (first.device, first.first, first.last) == (OTHER, 7, 13)
    brought = carried(json.loads(first.content))
    assert brought is not None
    heads = [each.head for each in found if each.head is not None]
    assert (heads[0].device, heads[0].seq, heads[0].sha256) == (OTHER, 13, brought.sha256)


def test_only_what_is_new_is_read_again(store: Store) -> None:
    for each in made(150, device=OTHER):
        store.put(json.loads(each.content))
        store.pass_time(1)
    found = list(target(store).others(frozenset(), ""))
    store.pass_time(120)
    late = made(2, begin=500, device=OTHER)
    target(store).offer(late, HEAD)
    store.pass_time(120)
    before = len(store.requests)

    again = list(target(store).others(frozenset(), found[-1].cursor))
    last = list(target(store).others(frozenset(), again[-1].cursor))

    assert pulled(again) == [each.key for each in late]
    assert pulled(last) == []
    assert len(store.requests) - before <= 5


def test_reading_goes_on_where_it_broke_off(store: Store) -> None:
    theirs = made(200, device=OTHER)
    for each in theirs:
        store.put(json.loads(each.content))
        store.pass_time(1)
    reading = target(store).others(frozenset(), "")
    got = [next(reading) for _ in range(300)]

    rest = list(target(store).others(frozenset(), got[-1].cursor))

    assert len(rest) < 300
    assert set(pulled(got) + pulled(rest)) == {each.key for each in theirs}


def test_a_store_that_goes_by_when_it_was_done_loses_nothing(store: Store) -> None:
    store.by_timestamp = True
    theirs = made(30, device=OTHER)
    old, new = theirs[:10], theirs[10:]
    # What was done first is brought last, as by a machine that was offline.
    target(store).offer(new, HEAD)
    store.pass_time(3600)
    target(store).offer(made(1, begin=60, device=OTHER), HEAD)
    found = list(target(store).others(frozenset(), ""))
    store.pass_time(3600)
    target(store).offer(old, HEAD)

    tomorrow = XapiTarget(Lrs(store.url, ME), now=lambda: clock.now() + timedelta(days=1))
    OPENED[store].callback(tomorrow.close)
    again = list(tomorrow.others(frozenset(), found[-1].cursor))

    assert {each.key for each in old} <= set(pulled(again))
    assert not {each.key for each in new} & set(pulled(again))


@pytest.mark.parametrize("cursor", ["", "nonsense", "{}", '{"by":"stored","stored":"x"}'])
def test_a_cursor_that_says_nothing_is_the_beginning(store: Store, cursor: str) -> None:
    theirs = made(2, device=OTHER)
    target(store).offer(theirs, HEAD)

    assert pulled(list(target(store).others(frozenset(), cursor))) == [each.key for each in theirs]


@pytest.mark.parametrize(
    "body",
    [b"<html>", b"[]", b'{"statements": {}}', b'{"statements": [{"id": "x"}]}',
     b'{"statements": [], "more": "/xapi/statements?limit=100&from=0"}'],
)  # fmt: skip
def test_what_is_no_page_is_no_answer(store: Store, body: bytes) -> None:
    store.faults = lambda *_: Fault(status=200, body=body)

    with pytest.raises(UnreachableError):
        list(target(store).others(frozenset(), ""))


def trouble(seed: int, lost: float) -> Callable[[str, str], Fault | None]:
    """One request in five fails, in a way that is drawn."""
    draw = random.Random(seed)  # noqa: S311 - trouble that can be had again

    def fault(_: str, __: str) -> Fault | None:
        if draw.random() >= lost:
            return None
        return draw.choice([
            Fault(cut=True), Fault(half=True), Fault(status=503), Fault(status=503, stored=True),
            Fault(status=429, headers={"Retry-After": "1"}), Fault(status=500, stored=True),
            Fault(twice=True), Fault(twice=True, cut=True), Fault(status=200, body=b"<html>"),
        ])  # fmt: skip

    return fault


def deliver(store: Store, count: int, *, restart: float, seed: int) -> None:
    """Each of so many statements arrives once, or is refused with its reason."""
    draw = random.Random(seed)  # noqa: S311
    offered = made(count)
    poison = {each.key for each in draw.sample(offered, count // 100)}
    conflict = {each.key for each in draw.sample(offered, count // 100)} - poison
    for each in offered:
        if each.key in conflict:
            store.put(json.loads(each.content) | {"timestamp": "2001-01-01T00:00:00Z"})
    store.poison = lambda each: each["id"] in poison
    store.faults = trouble(seed, 0.2)
    lrs = target(store)
    receipts: list[Receipt] = []
    waiting = [offered[at : at + lrs.most] for at in range(0, count, lrs.most)]
    while waiting:
        try:
            receipts += lrs.offer(waiting[0], HEAD)
            waiting.pop(0)
        except UnreachableError:
            if draw.random() < restart:
                lrs = target(store)

    refused = {each.key: each.reason for each in receipts if each.state is State.REFUSED}
    assert Counter(each.key for each in receipts) == Counter(each.key for each in offered)
    assert refused.keys() == poison | conflict
    assert all(refused.values())
    assert store.kept.keys() == {each.key for each in offered} - poison
    assert set(store.writes.values()) == {1}
    for each in offered:
        if each.key not in poison | conflict:
            theirs = {key: store.kept[each.key][key] for key in json.loads(each.content)}
            assert theirs == json.loads(each.content)


def test_two_thousand_arrive_once_whatever_becomes_of_the_answers(store: Store) -> None:
    deliver(store, 2_000, restart=0.02, seed=7)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(3))
def test_ten_thousand_do(store: Store, seed: int, request: pytest.FixtureRequest) -> None:
    only_on_request(request)
    deliver(store, 10_000, restart=0.02, seed=seed)
