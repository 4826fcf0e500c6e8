"""An LRS does what every target does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, ClassVar

import pytest

from flowhelp.ids import DeviceId
from flowhelp.journal.codec import Row
from flowhelp.sync.credentials import Credentials
from flowhelp.sync.lrs import Lrs
from flowhelp.sync.statements import parcels
from flowhelp.sync.target import Parcel, Published, Target
from flowhelp.sync.xapi import XapiTarget
from tests.pasts import whole
from tests.sync.conformance import Conformance, Opened
from tests.sync.lrs import PASSWORD, USER, running
from tests.sync.test_statements import rows_of

_EVENTS = 7


class Runs:
    """What a device has to tell: each number is a run of seven events."""

    def __init__(self, device: DeviceId) -> None:
        self.device = device

    def parcel(self, number: int) -> Parcel:
        (parcel,) = parcels(self._rows(number))
        return parcel

    def head(self, last: int) -> Published:
        """The end of the chain at the run that ends with that event, or of that number."""
        row = self._rows(last // _EVENTS if last % _EVENTS == 0 else last)[-1]
        return Published(self.device, row.seq, row.sha256, row.at)

    def _rows(self, number: int) -> list[Row]:
        # Runs of two devices are never the same one.
        run = int(self.device[-2:], 16) * 100_000 + number
        first = _EVENTS * (number - 1) + 1
        return rows_of(whole(run, number, 3.0), first=first, device=self.device)


class TestXapi(Conformance):
    """Over real connections."""

    finds_clones: ClassVar[bool] = False
    calls: ClassVar[int] = 12_000

    @pytest.fixture
    def opened(self) -> Iterator[Opened]:
        with opening() as opened:
            yield opened

    def chain(self, device: DeviceId, *, salt: str = "", upto: int = 0) -> Any:
        del salt, upto
        return Runs(device)


@contextmanager
def opening() -> Iterator[Opened]:
    """Opens targets at one store; all are closed with it."""
    with running() as store, ExitStack() as stack:

        def opened(_: DeviceId) -> Target:
            target = XapiTarget(Lrs(store.url, Credentials(USER, PASSWORD)))
            stack.callback(target.close)
            return target

        yield opened
