"""A record store that is down, full, strict, busy or something else; a wire that goes wrong."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from flowhelp.sync.lrs import Lrs
from tests.sync.lrs import Fault, Store
from tests.sync.matrix.conftest import Named, long
from tests.sync.matrix.machines import TARGET, Machine
from tests.sync.matrix.places import LrsPlace
from tests.sync.matrix.proxy import Proxy, Wire, between
from tests.sync.matrix.records import some_runs
from tests.sync.matrix.recovery import held, no_secret, recovered, said

OK, BAD, AWAY = 0, 4, 5
HTML = b"<!doctype html><title>Please log in</title>"


NO_ANSWERS = [
    (Fault(status=500, body=b'{"message": "oops"}'), AWAY, "cannot take it now (500: oops)"),
    (Fault(status=503, body=HTML), AWAY, "cannot take it now (503"),
    (Fault(status=503, stored=True), AWAY, "cannot take it now (503)"),
    (Fault(status=507), AWAY, "cannot take it now (507)"),
    (Fault(status=401), BAD, "does not let us in (401)"),
    (Fault(status=403), BAD, "does not let us in (403)"),
    (Fault(status=404, body=b"nothing"), BAD, "has no place for statements (404)"),
    (Fault(status=200, body=HTML), AWAY, "is no learning record store"),
    (Fault(status=200, body=b"{}"), AWAY, "did not say which statements it keeps"),
    (Fault(status=302, headers={"Location": "/login"}), BAD, "a record with a redirect"),
    (Fault(status=307, headers={"Location": "https://example.org/"}), BAD, "another address"),
    (Fault(status=307, headers={"Location": "http://[half"}), BAD, "another address"),
    (Fault(status=307, headers={"Location": "http://127.0.0.1:no/"}), AWAY, "cut off"),
    (Fault(cut=True), AWAY, "cut off"),
    (Fault(half=True), AWAY, "cut off"),
    (Fault(twice=True, half=True), AWAY, "cut off"),
    (Fault(slow=0.6), AWAY, "did not answer in time"),
]
"""What an LRS, or something in its place, may say to a record; the exit code; words for it."""

NO_PAGES = [
    Fault(cut=True),
    Fault(half=True),
    Fault(status=500),
    Fault(status=401),
    Fault(status=200, body=HTML),
    Fault(status=200, body=b'{"statements": 7}'),
    Fault(status=200, body=b'{"statements": [], "more": "http://[half"}'),
    Fault(status=200, body=b'{"statements": [{"id": 7}], "more": ""}'),
]
"""What it may say to who asks for those of others."""


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence counts as such after a moment."""
    kept = Lrs.__init__.__kwdefaults__
    assert kept is not None
    monkeypatch.setitem(kept, "timeout_s", 0.4)
    monkeypatch.setitem(kept, "whole_s", 1.5)


@pytest.fixture
def place(store: Store) -> LrsPlace:
    return LrsPlace(store.url)


@pytest.fixture
def ada(named: Named, place: LrsPlace) -> Machine:
    """A machine with something to bring, and something that was brought before."""
    ada = named("ada")
    ada.joins("xapi", place.location)
    ada.writes(some_runs(0))
    ada.syncs()
    ada.writes(some_runs(6))
    return ada


@pytest.fixture
def ben(named: Named, place: LrsPlace) -> Machine:
    """Another machine, which did nothing."""
    ben = named("ben")
    ben.joins("xapi", place.location)
    return ben


@contextmanager
def going_wrong(store: Store, fault: Fault, method: str = "POST") -> Iterator[None]:
    """Every such request goes wrong in that way until the end of the block."""
    store.faults = lambda asked, _path: fault if asked == method else None
    yield
    store.faults = lambda _asked, _path: None


@long
@pytest.mark.parametrize(("fault", "code", "words"), NO_ANSWERS)
def test_an_answer_that_is_none_loses_nothing(  # noqa: PLR0913, PLR0917 - the matrix
    store: Store, place: LrsPlace, ada: Machine, ben: Machine, fault: Fault, code: int, words: str
) -> None:
    with going_wrong(store, fault):
        said(ada.says("sync"), code, words)

    recovered(place, ben, ada)
    assert set(store.writes.values()) == {1}


@long
@pytest.mark.parametrize("fault", NO_PAGES)
def test_a_page_that_is_none_loses_nothing(
    store: Store, place: LrsPlace, ada: Machine, ben: Machine, fault: Fault
) -> None:
    with going_wrong(store, fault, "GET"):
        done = ben.says("sync")

    said(done, _code_of(fault), "hub: ")
    recovered(place, ben, ada)


def _code_of(fault: Fault) -> int:
    """Somebody has to act where the name is wrong, or a page leads elsewhere."""
    return BAD if fault.status == 401 or b"half" in fault.body else AWAY


def test_whatever_answers_one_after_the_other_loses_nothing(
    store: Store, place: LrsPlace, ada: Machine, ben: Machine
) -> None:
    for fault, code, words in NO_ANSWERS:
        with going_wrong(store, fault):
            said(ada.says("sync"), code, words)
    for fault in NO_PAGES:
        with going_wrong(store, fault, "GET"):
            said(ben.says("sync"), _code_of(fault), "hub: ")

    recovered(place, ben, ada)
    assert set(store.writes.values()) == {1}


def test_an_answer_that_has_no_body_and_half_of_one_is_one(
    store: Store, place: LrsPlace, ada: Machine, ben: Machine
) -> None:
    with going_wrong(store, Fault(status=204, stored=True, body=b'["01a00000-0000-70')):
        ada.syncs()
        ada.writes(some_runs(12))
        ada.syncs()

    recovered(place, ben, ada)


@long
def test_nobody_there_loses_nothing(named: Named, place: LrsPlace, ada: Machine) -> None:
    cem = named("cem")
    cem.joins("xapi", "http://127.0.0.1:1/xapi")
    cem.writes(some_runs(12))

    said(cem.says("sync"), AWAY, "cannot be reached")

    cem.says("sync", "remove", TARGET)
    cem.joins("xapi", place.location)
    ada.syncs()
    cem.syncs()
    held(place, ada, cem)


@long
@pytest.mark.parametrize("status", [429, 503])
def test_it_is_left_alone_for_as_long_as_it_asks(
    store: Store, place: LrsPlace, ada: Machine, ben: Machine, status: int
) -> None:
    with going_wrong(store, Fault(status=status, headers={"Retry-After": "120"})):
        said(ada.says("sync"), AWAY, f"cannot take it now ({status})")
    before = len(store.requests)
    said(ada.says("sync"), AWAY, "left alone for now")
    assert len(store.requests) == before

    ada.ahead = timedelta(seconds=121)
    recovered(place, ben, ada)


@long
@pytest.mark.parametrize("equal", [True, False])
def test_a_conflict_is_one_only_where_the_content_differs(
    store: Store, place: LrsPlace, ada: Machine, ben: Machine, equal: bool
) -> None:
    if equal:
        with going_wrong(store, Fault(status=503, stored=True)):
            ada.says("sync")
        with going_wrong(store, Fault(status=409, body=b"{}")):
            ada.syncs()
        recovered(place, ben, ada)
        return
    first = next(iter(_made(store, ada)))
    other = json.loads(json.dumps(first))
    other["result"]["duration"] = "PT1S"
    store.put(other)

    done = ada.says("sync")

    no_secret(done)
    assert done.exit_code == BAD
    assert f"{TARGET} refused {first['id']}: the LRS has another statement of this id" in (
        done.stderr
    )
    assert len(store.kept) == 8
    assert json.loads(json.dumps(store.kept[first["id"]])).items() >= other.items()


def _made(store: Store, ada: Machine) -> list[dict[str, Any]]:
    """The statements that a sync brings, as an LRS hears them that keeps none of them."""
    with going_wrong(store, Fault(status=500)):
        ada.says("sync")
    found = json.loads(store.requests[-1][3])
    assert isinstance(found, list)
    return found


@long
@pytest.mark.parametrize("largest", [4_000, 6_000])
def test_what_is_too_much_at_once_goes_in_pieces(
    store: Store, place: LrsPlace, ada: Machine, ben: Machine, largest: int
) -> None:
    sizes = [len(json.dumps(each)) for each in _made(store, ada)]
    store.largest = max(sizes) * largest // 4_000

    recovered(place, ben, ada)


@long
def test_what_is_too_much_by_itself_is_set_aside_and_brought_when_there_is_room(
    store: Store, place: LrsPlace, ada: Machine, ben: Machine
) -> None:
    sizes = sorted(len(json.dumps(each, ensure_ascii=False).encode()) for each in _made(store, ada))
    store.largest = sizes[-1] - 200

    done = ada.says("sync")

    no_secret(done)
    assert done.exit_code == BAD
    assert f"{TARGET} refused " in done.stderr
    assert "413: too large" in done.stderr
    assert len(store.kept) == 7
    store.largest = 4_000_000
    assert ada.says("sync", TARGET, "--again").exit_code == OK
    recovered(place, ben, ada)


@long
def test_an_lrs_that_is_full_for_one_record_keeps_the_others(
    store: Store, place: LrsPlace, ada: Machine, ben: Machine
) -> None:
    bad = _made(store, ada)[1]["id"]
    store.poison = lambda each: each["id"] == bad

    done = ada.says("sync")

    assert done.exit_code == BAD
    assert f"{TARGET} refused {bad}: 400: this store does not like it" in done.stderr
    assert len(store.kept) == 7
    store.poison = lambda _each: False
    assert ada.says("sync", TARGET, "--again").exit_code == OK
    recovered(place, ben, ada)


@pytest.fixture
def wire(store: Store) -> Iterator[Proxy]:
    with between(store.server_port) as proxy:
        yield proxy


def over(wire: Proxy, place: LrsPlace, named: Named) -> Machine:
    """A machine that talks to the store by that wire."""
    cem = named("cem")
    cem.joins("xapi", place.url.replace(place.url.split(":")[2].split("/")[0], str(wire.port)))
    cem.writes(some_runs(12))
    return cem


CUTS = [0, 1, 17, 150, 400, 700, 2_000, 7_000]


@long
@pytest.mark.parametrize("way", ["up", "down"])
def test_a_wire_that_breaks_anywhere_loses_and_doubles_nothing(  # noqa: PLR0913, PLR0917
    store: Store, place: LrsPlace, wire: Proxy, named: Named, ben: Machine, way: str
) -> None:
    cem, broken = over(wire, place, named), 0
    for turn, cut in enumerate(CUTS):
        wire.wires = [Wire(up=cut) if way == "up" else Wire(down=cut)] * 2
        done = cem.says("sync")
        wire.wires = []
        if done.exit_code:
            said(done, AWAY, "hub: ")
            broken += 1
        cem.writes(some_runs(18 + 6 * turn))

    assert broken > len(CUTS) // 2
    recovered(place, ben, cem)
    assert set(store.writes.values()) == {1}


@long
def test_a_wire_that_breaks_and_drips_loses_nothing(
    store: Store, place: LrsPlace, wire: Proxy, named: Named, ben: Machine
) -> None:
    cem = over(wire, place, named)
    for broken in (Wire(up=900), Wire(down=17), Wire(down=0)):
        wire.wires = [broken] * 2
        said(cem.says("sync"), AWAY, "hub: ")
    wire.wires, wire.always = [], Wire(piece=20_000, pause=0.001)

    recovered(place, ben, cem)
    assert set(store.writes.values()) == {1}


@long
def test_requests_that_arrive_late_and_in_another_order_are_those_that_are_there(
    store: Store, place: LrsPlace, ada: Machine, ben: Machine
) -> None:
    with going_wrong(store, Fault(status=503)):
        for number in (12, 18):
            ada.says("sync")
            ada.writes(some_runs(number))
    ada.syncs()
    held_back = [each for each in store.requests if each[0] == "POST"]
    for _, path, headers, body in reversed(held_back):
        url = place.url.removesuffix("/xapi") + path
        late = urllib.request.Request(url, body, headers)  # noqa: S310 - loopback
        with urllib.request.urlopen(late) as answer:  # noqa: S310
            assert answer.status == 200

    recovered(place, ben, ada)
    assert set(store.writes.values()) == {1}


@long
def test_a_wire_that_drips_is_slow_and_no_more(
    place: LrsPlace, wire: Proxy, named: Named, ben: Machine
) -> None:
    cem = over(wire, place, named)
    wire.always = Wire(piece=2_000, pause=0.005)

    recovered(place, ben, cem)


@long
def test_an_answer_that_never_ends_is_left(
    place: LrsPlace, wire: Proxy, named: Named, ben: Machine
) -> None:
    cem = over(wire, place, named)
    wire.always = Wire(piece=1, pause=0.05, back=True)

    said(cem.says("sync"), AWAY, "its answer does not end")

    wire.always = Wire()
    recovered(place, ben, cem)


@long
def test_a_connection_that_falls_silent_is_left(
    place: LrsPlace, wire: Proxy, named: Named, ben: Machine
) -> None:
    cem = over(wire, place, named)
    for quiet in (Wire(down=40, half_open=True), Wire(up=900, half_open=True)):
        wire.always = quiet
        said(cem.says("sync"), AWAY, "in time")

    wire.always = Wire()
    recovered(place, ben, cem)


def test_an_answer_that_names_nothing_and_comes_twice_is_not_taken_for_the_next_one(
    store: Store, place: LrsPlace, wire: Proxy, named: Named, ben: Machine
) -> None:
    cem = over(wire, place, named)
    cem.writes(some_runs(18, long=True))  # is too heavy for one request with the others
    wire.always = Wire(twice=True)
    answers = [Fault(status=204, stored=True)]
    full = Fault(status=507)
    store.faults = lambda how, _: None if how == "GET" else answers.pop() if answers else full

    said(cem.says("sync"), AWAY, "cannot take it now (507)")

    assert answers == []
    assert len(store.kept) < 8
    store.faults, wire.always = lambda *_: None, Wire()
    recovered(place, ben, cem)


@long
@pytest.mark.parametrize("new_ids_only", [False, True])
def test_an_answer_that_comes_twice_is_not_taken_for_the_next_one(  # noqa: PLR0913, PLR0917
    store: Store, place: LrsPlace, wire: Proxy, named: Named, ben: Machine, new_ids_only: bool
) -> None:
    cem = over(wire, place, named)
    store.new_ids_only = new_ids_only
    wire.always = Wire(twice=True)
    cem.writes(some_runs(18, long=True))
    for turn in range(3):
        no_secret(cem.says("sync"))
        cem.writes(some_runs(24 + 6 * turn))

    wire.always = Wire()
    recovered(place, ben, cem)
    assert set(store.writes.values()) == {1}
