"""A store that does not say what is new is read from near and far, and nothing is missed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from flowhelp.sync.credentials import Credentials
from flowhelp.sync.looking import LOOKS, STORED, TIMESTAMP, Place
from flowhelp.sync.lrs import Lrs
from flowhelp.sync.target import Parcel
from flowhelp.sync.xapi import XapiTarget
from tests.pasts import NOON
from tests.sync.lrs import PASSWORD, USER, Fault, Store, running
from tests.sync.test_xapi import OTHER, made
from tests.torture import only_on_request

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def store() -> Iterator[Store]:
    """A store that goes by when work was done, some weeks after the first of it."""
    with running() as store:
        store.by_timestamp = True
        store.at(NOON + 60 * DAY)
        yield store


class Reader:
    """Somebody who pulls, and knows what came; the clock is that of the store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.cursor = ""
        self.known: set[str] = set()
        self.clock = NOON + 60 * DAY

    def pull(self, most: int = 1_000_000) -> set[str]:
        """What came that was not known, at most from so many things that were told."""
        lrs = Lrs(self.store.url, Credentials(USER, PASSWORD))
        before = set(self.known)
        with closing(XapiTarget(lrs, now=lambda: self.clock)) as target:
            for count, found in enumerate(target.others(frozenset(), self.cursor)):
                if count == most:
                    break
                self.cursor = found.cursor or self.cursor
                if found.parcel is not None:
                    self.known.add(found.parcel.key)
        return self.known - before

    def wait(self, time: timedelta) -> None:
        """Time passes, here and there."""
        self.clock += time
        self.store.pass_time(time.total_seconds())

    def requests(self) -> int:
        """How often the store was asked in a pull."""
        before = len(self.store.requests)
        self.pull()
        return len(self.store.requests) - before


def brought(store: Store, first: int, last: int) -> set[str]:
    """Work of these days, stored now; whose it is."""
    parcels: list[Parcel] = made(last - first + 1, begin=first, device=OTHER)
    for each in parcels:
        store.put(json.loads(each.content))
    return {each.key for each in parcels}


def test_a_pull_costs_what_is_recent_and_not_what_is_there(store: Store) -> None:
    store.at(NOON + 401 * DAY)
    reader = Reader(store)
    reader.clock = NOON + 401 * DAY
    brought(store, 1, 400)
    assert reader.requests() == 5, "four pages, and a question what it goes by"

    new = brought(store, 401, 401)

    assert reader.pull() == new
    assert reader.requests() == 1


def test_what_was_done_weeks_ago_is_seen_within_the_hour(store: Store) -> None:
    reader = Reader(store)
    brought(store, 30, 60)
    reader.pull()
    reader.wait(HOUR / 2)
    late = brought(store, 20, 29)

    assert reader.pull() == set()
    reader.wait(HOUR / 2)
    assert reader.pull() == late


def test_what_was_done_at_any_time_is_seen_within_the_day(store: Store) -> None:
    store.at(NOON + 400 * DAY)
    reader = Reader(store)
    reader.clock = NOON + 400 * DAY
    brought(store, 370, 400)
    reader.pull()
    late = brought(store, 1, 10)
    for number in range(23):
        reader.wait(HOUR)
        brought(store, 401 + number, 401 + number)  # it moves the near looks on, and not the far
        reader.pull()
    assert not late & reader.known

    reader.wait(HOUR)

    assert reader.pull() == late


def test_what_is_stored_where_was_read_already_is_seen_by_the_next_look(store: Store) -> None:
    brought(store, 11, 260)
    late: set[str] = set()

    def faults(method: str, path: str) -> Fault | None:
        if "from=200" in path and not late:
            store.pass_time(7_200)  # it is a slow store
            late.update(brought(store, 400, 401))
            late.update(brought(store, 1, 1))
        del method
        return None

    store.at(NOON + 402 * DAY)
    store.faults = faults
    reader = Reader(store)
    reader.pull()
    assert late - reader.known, "the first page was read before"

    reader.wait(DAY)

    assert late <= reader.pull() | reader.known


def test_a_clock_that_was_set_back_looks_far(store: Store) -> None:
    reader = Reader(store)
    brought(store, 30, 60)
    reader.pull()
    late = brought(store, 1, 3)
    reader.clock -= 900 * DAY

    assert reader.pull() == late


def test_a_look_that_broke_off_is_made_again(store: Store) -> None:
    reader = Reader(store)
    brought(store, 30, 60)
    reader.pull()
    reader.wait(DAY)
    late = brought(store, 1, 9)
    reader.pull(most=4)

    reader.pull()

    assert late <= reader.known


def at_random(store: Store, turns: int, seed: int) -> None:
    """Machines bring what they did at any time before; a reader pulls, and is cut off."""
    dice = random.Random(seed)  # noqa: S311 - repeatable
    reader, everything, number = Reader(store), set[str](), 0
    days = list(range(1, 1 + 2 * turns))
    dice.shuffle(days)
    for _ in range(turns):
        if dice.random() < 0.5:
            number += 1
            everything |= brought(store, days[number], days[number])
        else:
            reader.pull(dice.choice([2, 5, 1_000_000]))
        reader.wait(timedelta(seconds=dice.choice([1, 50, 600, 4_000, 20_000])))
    reader.wait(DAY)
    reader.pull()

    assert reader.known == everything
    assert everything


@pytest.mark.parametrize("by_timestamp", [True, False])
def test_at_random_everything_is_there_after_a_day(store: Store, *, by_timestamp: bool) -> None:
    store.by_timestamp = by_timestamp
    at_random(store, 24, seed=5)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("by_timestamp", [True, False])
def test_for_a_long_time_everything_is_there_after_a_day(
    store: Store, seed: int, request: pytest.FixtureRequest, *, by_timestamp: bool
) -> None:
    only_on_request(request)
    store.by_timestamp = by_timestamp
    at_random(store, 400, seed)


def test_a_place_is_what_its_cursor_says() -> None:
    place = Place(by=TIMESTAMP).further("a", NOON).looked(len(LOOKS) - 1, NOON, None)

    assert Place.read(place.cursor) == place
    assert Place.read(place.cursor).due(NOON + HOUR / 2) == 0
    assert Place.read(place.cursor).due(NOON + HOUR) == 1
    assert Place.read(place.cursor).due(NOON + DAY) == 2


def test_a_store_by_the_book_is_asked_for_what_was_stored_since() -> None:
    place = Place(by=STORED).further("a", NOON).looked(2, NOON, None)

    assert place.looks == ()
    assert place.since(2) == NOON - timedelta(seconds=60)


def test_a_moment_at_the_beginning_of_time_is_no_error() -> None:
    early = datetime.fromisoformat("0001-01-01T00:00:01+00:00")
    place = Place(by=TIMESTAMP).further("a", early).looked(2, NOON, None)

    assert place.since(0) is None
