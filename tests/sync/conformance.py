"""What every target does, whatever it is made of: one suite that each inherits.

A target's own tests have a class that inherits `Conformance` and gives the fixture `opened`:

    class TestFolder(Conformance):
        @pytest.fixture
        def opened(self, tmp_path: Path) -> Iterator[Opened]: ...

`opened(device)` is a target at one shared place, seen from that device, with whatever it keeps
on that device beside; opened again it is the next process of the same device. The fixture closes
what it opened. A target that carries something else than lines overrides `chain`.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import warnings
from collections.abc import Callable
from hashlib import sha256
from types import FrameType
from typing import Any, ClassVar

import pytest

from flowhelp.ids import DeviceId, EventId, RunId, StepId
from flowhelp.journal.codec import GENESIS, Row, canonical
from flowhelp.sync.lines import written
from flowhelp.sync.target import ClonedError, Found, Parcel, Published, State, Target
from tests.torture import only_on_request

Opened = Callable[[DeviceId], Target]

ADA, BEN, CEM = (DeviceId(f"0199b1c2-7d3e-7a41-9c55-0000000000a{n}") for n in range(3))
AT = "2031-05-04T12:00:00.000000Z"


class Chain:
    """What one device wrote: real rows, each with the hash of the one before it."""

    def __init__(self, device: DeviceId, *, salt: str = "", upto: int = 0) -> None:
        self.device = device
        self._salt = salt
        self._common = upto
        self._rows: list[Row] = []

    def row(self, seq: int) -> Row:
        """The event of that number, from 1."""
        while len(self._rows) < seq:
            self._rows.append(self._next())
        return self._rows[seq - 1]

    def parcel(self, first: int, last: int | None = None) -> Parcel:
        """Some consecutive events; one of them alone without `last`."""
        last = last or first
        content = written([self.row(seq) for seq in range(first, last + 1)])
        key = f"2031/05/jo.{self.device}.{first}-{last}.jsonl"
        return Parcel(key, content, self.device, first, last)

    def head(self, seq: int) -> Published:
        """The end of the chain when it had so many events; before the first, number 0."""
        sha = self.row(seq).sha256 if seq else GENESIS
        return Published(self.device, seq, sha, AT)

    def _next(self) -> Row:
        seq = len(self._rows) + 1
        salt = self._salt if seq > self._common else ""
        name = sha256(f"{self.device} {seq} {salt}".encode()).hexdigest()[:32]
        body = canonical({"salt": salt, "text": "café ☕"})
        prev = self._rows[-1].sha256 if self._rows else GENESIS
        fields = (EventId(name), self.device, seq, RunId("run"), StepId(""), "note", AT, body, prev)
        return Row(*fields, sha256=Row(*fields).digest())


def offer(target: Target, chain: Any, numbers: list[int]) -> None:
    """Have these parcels of one event kept, in batches; all are kept when this returns."""
    for start in range(0, len(numbers), target.most):
        batch = [chain.parcel(number) for number in numbers[start : start + target.most]]
        receipts = target.offer(batch, chain.head(batch[-1].last))
        assert [receipt.key for receipt in receipts] == [parcel.key for parcel in batch]
        assert {receipt.state for receipt in receipts} == {State.KEPT}, receipts


def parcels(found: list[Found]) -> dict[str, bytes]:
    """What was found, by key; each key once."""
    got = [each.parcel for each in found if each.parcel is not None]
    assert len({parcel.key for parcel in got}) == len(got)
    return {parcel.key: parcel.content for parcel in got}


def everything(target: Target, own: DeviceId, cursor: str = "") -> dict[str, bytes]:
    """What others brought."""
    return parcels(list(target.others(frozenset({own}), cursor)))


def killed(work: Callable[[], None], after: int) -> bool:
    """Whether `work` was killed in a process of its own after that many calls of functions."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # 3.12: the tests have threads
        child = os.fork()
    if not child:
        _work_and_die(work, after)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the work itself failed"
    return os.WIFSIGNALED(status)


def _work_and_die(work: Callable[[], None], after: int) -> None:
    """Never returns."""
    left = after

    def count(frame: FrameType, event: str, arg: object) -> None:
        nonlocal left
        del frame, event, arg
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    try:
        work()
    except BaseException:  # noqa: BLE001 - whatever it is, the parent says that it failed
        sys.setprofile(None)
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    sys.setprofile(None)
    os._exit(0)


class Conformance:
    """The suite."""

    tells_heads: ClassVar[bool] = True
    """Whether heads travel too."""
    finds_clones: ClassVar[bool] = True
    """Whether another machine that writes as this device is found."""
    calls: ClassVar[int] = 3_000
    """About how many calls and returns of functions an offer of five parcels takes."""

    @pytest.fixture
    def opened(self) -> Opened:
        """Opens the target for a device."""
        raise NotImplementedError

    def chain(self, device: DeviceId, *, salt: str = "", upto: int = 0) -> Any:
        """What a device has to offer: `parcel(number)` and `head(number)`, as `Chain` has them.

        Args:
            device: Whose.
            salt: What is different in another history of the same device.
            upto: Number of the last event that both histories have.
        """
        return Chain(device, salt=salt, upto=upto)

    def test_what_was_offered_is_found_by_others_byte_for_byte(self, opened: Opened) -> None:
        ada = self.chain(ADA)
        offer(opened(ADA), ada, [1, 2, 3])

        found = everything(opened(BEN), BEN)

        assert found == {ada.parcel(n).key: ada.parcel(n).content for n in (1, 2, 3)}

    def test_what_is_offered_twice_is_kept_once(self, opened: Opened) -> None:
        ada = self.chain(ADA)
        first = opened(ADA)
        offer(first, ada, [1, 2])
        offer(first, ada, [1, 2])
        offer(opened(ADA), ada, [2, 3])

        assert len(everything(opened(BEN), BEN)) == 3

    def test_a_device_does_not_find_its_own(self, opened: Opened) -> None:
        target = opened(ADA)
        offer(target, self.chain(ADA), [1, 2])

        assert everything(target, ADA) == {}

    def test_an_empty_place_has_nothing(self, opened: Opened) -> None:
        assert list(opened(ADA).others(frozenset({ADA}), "")) == []

    def test_reading_goes_on_from_any_cursor(self, opened: Opened) -> None:
        for device in (ADA, CEM):
            for numbers in ([1, 2], [3]):
                offer(opened(device), self.chain(device), numbers)
        ben = opened(BEN)
        found = list(ben.others(frozenset({BEN}), ""))

        for place, each in enumerate(found):
            rest = everything(ben, BEN, each.cursor)
            assert parcels(found[: place + 1]) | rest == parcels(found)
        assert everything(opened(BEN), BEN, found[-1].cursor) == {}

    def test_what_comes_later_is_found_from_the_last_cursor(self, opened: Opened) -> None:
        ada, ben = self.chain(ADA), opened(BEN)
        offer(opened(ADA), ada, [1])
        cursor = list(ben.others(frozenset({BEN}), ""))[-1].cursor
        offer(opened(ADA), ada, [2])
        offer(opened(CEM), self.chain(CEM), [1])

        found = everything(ben, BEN, cursor)

        assert set(found) == {ada.parcel(2).key, self.chain(CEM).parcel(1).key}

    def test_the_head_is_told_to_others(self, opened: Opened) -> None:
        if not self.tells_heads:
            pytest.skip("this target has no heads")
        ada = self.chain(ADA)
        offer(opened(ADA), ada, [1, 2])
        offer(opened(ADA), ada, [3])

        heads = [each.head for each in opened(BEN).others(frozenset({BEN}), "") if each.head]

        assert heads[-1] == ada.head(3)

    def test_another_machine_that_writes_as_this_device_is_found(self, opened: Opened) -> None:
        if not self.finds_clones:
            pytest.skip("this target has no chains")
        ada, twin = self.chain(ADA), self.chain(ADA, salt="twin", upto=2)
        offer(opened(ADA), ada, [1, 2, 3])

        with pytest.raises(ClonedError):
            offer(opened(ADA), twin, [3, 4])

        found = everything(opened(BEN), BEN)
        assert found == {ada.parcel(n).key: ada.parcel(n).content for n in (1, 2, 3)}

    def test_an_offer_that_is_killed_is_made_again(self, opened: Opened) -> None:
        self._killed_often(opened, times=8, seed=1)

    @pytest.mark.torture
    @pytest.mark.parametrize("seed", range(5))
    def test_an_offer_that_is_killed_a_hundred_times_is_made_again(
        self, opened: Opened, seed: int, request: pytest.FixtureRequest
    ) -> None:
        only_on_request(request)
        self._killed_often(opened, times=100, seed=seed)

    def _killed_often(self, opened: Opened, *, times: int, seed: int) -> None:
        dice = random.Random(seed)  # noqa: S311 - repeatable
        ada, kills = self.chain(ADA), 0
        for turn in range(times):
            numbers = list(range(turn * 5 + 1, turn * 5 + 6))
            if killed(lambda n=numbers: offer(opened(ADA), ada, n), dice.randrange(self.calls)):  # type: ignore[misc]
                kills += 1
            offer(opened(ADA), ada, numbers)

        wanted = [ada.parcel(number) for number in range(1, times * 5 + 1)]
        assert kills > times // 4, f"set `calls` lower: only {kills} of {times} were killed"
        assert everything(opened(BEN), BEN) == {each.key: each.content for each in wanted}

    def test_three_devices_at_random_end_with_the_same(self, opened: Opened) -> None:
        self._at_random(opened, turns=30, seed=2)

    @pytest.mark.torture
    def test_three_devices_for_a_long_time_end_with_the_same(
        self, opened: Opened, request: pytest.FixtureRequest
    ) -> None:
        only_on_request(request)
        self._at_random(opened, turns=1_000, seed=3)

    def _at_random(self, opened: Opened, *, turns: int, seed: int) -> None:
        dice = random.Random(seed)  # noqa: S311 - repeatable
        chains = {device: self.chain(device) for device in (ADA, BEN, CEM)}
        sent = dict.fromkeys(chains, 0)
        known: dict[DeviceId, dict[str, bytes]] = {device: {} for device in chains}
        cursors = dict.fromkeys(chains, "")

        def pull(device: DeviceId, most: int) -> None:
            for count, each in enumerate(
                opened(device).others(frozenset({device}), cursors[device])
            ):
                if count == most:
                    break
                cursors[device] = each.cursor
                if each.parcel is not None:
                    known[device][each.parcel.key] = each.parcel.content

        for _ in range(turns):
            device = dice.choice(list(chains))
            if dice.random() < 0.5:
                more = dice.randrange(1, 4)
                offer(
                    opened(device),
                    chains[device],
                    list(range(sent[device] + 1, sent[device] + more + 1)),
                )
                sent[device] += more
            else:
                pull(device, dice.randrange(1, 5))
        for device in chains:
            pull(device, sys.maxsize)

        for device in chains:
            wanted = [
                chains[other].parcel(number)
                for other in chains
                if other != device
                for number in range(1, sent[other] + 1)
            ]
            assert known[device] == {each.key: each.content for each in wanted}
