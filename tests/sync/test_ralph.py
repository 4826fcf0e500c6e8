"""The target against a real learning record store."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from flowhelp import clock
from flowhelp.sync.credentials import Credentials
from flowhelp.sync.lrs import Lrs
from flowhelp.sync.statements import Shape, parcels
from flowhelp.sync.target import DeniedError, Parcel, State
from flowhelp.sync.xapi import XapiTarget
from tests.pasts import NOON, whole
from tests.sync.ralph import PASSWORD, USER, NoRalphError, installed, serving
from tests.sync.test_statements import DEVICE, rows_of
from tests.sync.test_xapi import HEAD, OTHER, made, pulled, states
from tests.torture import only_on_request

pytestmark = pytest.mark.torture
"""It is installed for each session, which takes longer than what is tested."""


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A Python that has Ralph."""
    only_on_request(request)
    try:
        return installed(tmp_path_factory.mktemp("ralph"))
    except NoRalphError as error:
        pytest.skip(str(error))


@pytest.fixture
def url(python: Path, tmp_path: Path) -> Iterator[str]:
    with serving(python, tmp_path / "store") as url:
        yield url


@pytest.fixture
def ralph(url: str) -> Iterator[XapiTarget]:
    with closing(XapiTarget(Lrs(url, Credentials(USER, PASSWORD)))) as ralph:
        yield ralph


def stored(url: str) -> list[dict[str, object]]:
    """All it has, by asking it."""
    with closing(Lrs(url, Credentials(USER, PASSWORD))) as lrs:
        lrs.version = "1.0.3"
        found, link = [], "statements?limit=100"
        while link:
            page = lrs.get(link).json()
            found += page["statements"]
            link = lrs.inside(page["more"]) if page.get("more") else ""
        return found


def test_everything_that_is_told_is_taken_and_kept_once(url: str, ralph: XapiTarget) -> None:
    everything = Shape(steps=True, readings=True, signs=True)
    offered = [
        each
        for number in range(1, 40)
        for each in parcels(rows_of(whole(number, number, 3.0, within=number % 2 == 0)), everything)
    ]
    for again in (0, 50, 0):
        for begin in range(again, len(offered), ralph.most):
            batch = offered[begin : begin + ralph.most]
            assert set(states(ralph.offer(batch, HEAD))) == {State.KEPT}

    found = stored(url)
    assert Counter(each["id"] for each in found) == Counter(each.key for each in offered)
    there = {str(each["id"]): each for each in found}
    for each in offered:
        ours = json.loads(each.content)
        assert {key: there[each.key][key] for key in ours} == ours


def test_one_bad_statement_and_one_conflict_hold_up_nothing(url: str, ralph: XapiTarget) -> None:
    offered = made(30)
    ralph.offer(offered[:10], HEAD)
    bad = json.loads(offered[20].content)
    del bad["verb"]
    other = json.loads(offered[4].content)
    other["result"]["success"] = False
    for place, statement in ((20, bad), (4, other)):
        old = offered[place]
        content = json.dumps(statement).encode()
        offered[place] = Parcel(old.key, content, old.device, old.first, old.last)

    receipts = ralph.offer(offered, HEAD)

    refused = {each.key: each.reason for each in receipts if each.state is State.REFUSED}
    assert refused.keys() == {offered[20].key, offered[4].key}
    assert refused[offered[4].key] == "the LRS has another statement of this id"
    assert refused[offered[20].key].startswith(("400", "422"))
    assert len(stored(url)) == 29


def test_what_others_brought_is_found_whenever_it_was_done(ralph: XapiTarget) -> None:
    late, early = made(130, begin=101, device=OTHER), made(20, device=OTHER)
    for begin in range(0, len(late), ralph.most):
        ralph.offer(late[begin : begin + ralph.most], HEAD)
    ralph.offer(made(5, begin=900), HEAD)
    first = list(ralph.others(frozenset({DEVICE}), ""))
    ralph.offer(early, HEAD)

    second = list(ralph.others(frozenset({DEVICE}), first[-1].cursor))

    assert set(pulled(first)) == {each.key for each in late}
    assert {each.key for each in early} <= set(pulled(second))
    contents = {each.key: each.content for each in (*late, *early)}
    assert all(each.parcel.content == contents[each.parcel.key] for each in first if each.parcel)


def test_what_was_done_just_now_is_seen_at_once_and_what_is_old_within_the_day(
    url: str, ralph: XapiTarget
) -> None:
    today = (clock.now() - NOON).days
    known, recent, old = (
        [
            each
            for number in range(begin, begin + 15)
            for each in parcels(
                rows_of(whole(number, today - age, 3.0), first=7 * number, device=OTHER)
            )
        ]
        for begin, age in ((1, 3), (101, 1), (201, 400))
    )
    ralph.offer(known, HEAD)
    first = list(ralph.others(frozenset({DEVICE}), ""))
    ralph.offer([*recent, *old], HEAD)

    second = list(ralph.others(frozenset({DEVICE}), first[-1].cursor))
    tomorrow = clock.now() + timedelta(days=1)
    with closing(XapiTarget(Lrs(url, Credentials(USER, PASSWORD)), now=lambda: tomorrow)) as later:
        third = list(later.others(frozenset({DEVICE}), second[-1].cursor))

    assert set(pulled(first)) == {each.key for each in known}
    assert set(pulled(second)) - set(pulled(first)) == {each.key for each in recent}
    assert {each.key for each in old} <= set(pulled(third))


def test_a_wrong_password_is_not_let_in(url: str) -> None:
    with closing(XapiTarget(Lrs(url, Credentials(USER, "wrong")))) as stranger:
        with pytest.raises(DeniedError):
            stranger.offer(made(1), HEAD)
        with pytest.raises(DeniedError):
            list(stranger.others(frozenset(), ""))
