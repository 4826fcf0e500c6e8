"""A target: a learning record store, which keeps statements under their ids.

An id is always of the same bytes, so an offer whose answer was lost is made again as it was. The
LRS takes a batch whole or not at all; one that it does not take is halved until what is wrong
stands alone, so that one bad statement holds up nothing.

Source: xAPI 1.0.3, https://github.com/adlnet/xAPI-Spec/blob/1.0.3/xAPI-Communication.md
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from flowhelp import clock
from flowhelp.ids import DeviceId
from flowhelp.sync.comparing import same
from flowhelp.sync.lrs import Answer, Lrs
from flowhelp.sync.pulling import pulled
from flowhelp.sync.target import (
    DeniedError,
    Found,
    Parcel,
    Published,
    Receipt,
    State,
    UnreachableError,
)
from flowhelp.sync.telling import VERSIONS

_STATEMENTS = "statements"
_HEAVIEST = 900_000
"""Bytes of a batch: servers are often set to take 1 MiB."""

_KEPT = frozenset({200, 204})
_OK, _NOTHING, _CONFLICT, _MISSING = 200, 204, 409, 404
_NOT_THIS = frozenset({400, 406, 411, 413, 415, 422, 431})
_OLD, _NEW = VERSIONS["1.0.3"], VERSIONS["2.0"]


class XapiTarget:
    """An LRS as a target; parcels are statements, their keys are the ids."""

    kind: ClassVar[str] = "xapi"
    most: ClassVar[int] = 200

    def __init__(
        self, lrs: Lrs, *, version: str = "1.0.3", now: Callable[[], datetime] = clock.now
    ) -> None:
        """Connect to nothing yet.

        Args:
            lrs: Where it is, and who we are to it.
            version: One of `VERSIONS`.
            now: Tells the time, for what is not asked for at each pull.
        """
        self._now = now
        self._lrs = lrs
        self._lrs.version = VERSIONS[version]
        self._heaviest = _HEAVIEST
        # What is known of an offer that broke off; the same parcels come again.
        self._known: dict[str, Receipt] = {}

    def offer(self, parcels: Sequence[Parcel], head: Published) -> tuple[Receipt, ...]:  # noqa: ARG002
        """Have statements kept.

        The head is not told by itself: each statement carries the end of the chain at its run,
        which is the only thing that every LRS has a place for.

        Returns:
            One receipt for each, in their order. A statement is refused where the LRS finds
            something wrong with it, or has another one under its id.

        Raises:
            UnreachableError: It is unknown which of them are kept.
            DeniedError: None is, until somebody acts.
        """
        self._agree()
        waiting = {parcel.key: parcel for parcel in parcels if parcel.key not in self._known}
        for batch in _batches(list(waiting.values()), self._heaviest):
            self._settle(batch)
        receipts = tuple(self._known[parcel.key] for parcel in parcels)
        self._known.clear()
        return receipts

    def told(self, device: DeviceId) -> int | None:
        """Nothing: an LRS tells of statements, and never loses one by its rules."""
        del device
        return None

    def others(self, own: frozenset[DeviceId], cursor: str) -> Iterator[Found]:
        """The statements of other devices that carry a record, oldest first.

        The last minute is read again, as clocks of an LRS may differ; what was in it comes again,
        under the same key, where that is more than the last hundred. So does more of a store that
        does not say what is new (`looking`). The last thing found may be a cursor alone.

        Raises:
            UnreachableError: The LRS cannot be read now.
            DeniedError: It may not be read.
        """
        self._agree()
        return pulled(self._lrs, own, cursor, self._now())

    def close(self) -> None:
        """Let go of the connections."""
        self._lrs.close()

    def _agree(self) -> None:
        """Find a version both sides speak, where none is set."""
        if self._lrs.version:
            return
        self._lrs.version = _OLD
        try:
            answer = self._lrs.get("about")
            spoken = _spoken(answer)
        except UnreachableError:
            self._lrs.version = ""
            raise
        if spoken and not any(each.startswith("1.0") for each in spoken):
            self._lrs.version = _NEW

    def _settle(self, batch: Sequence[Parcel]) -> None:
        """Find out what becomes of each of them."""
        if not batch:
            return
        answer = self._lrs.post(_STATEMENTS, _body(batch))
        if answer.status in _KEPT:
            self._taken(batch, answer)
        elif answer.status == _CONFLICT and len(batch) == 1:
            self._compared(batch[0], answer)
        elif answer.status == _CONFLICT or answer.status in _NOT_THIS:
            if answer.status == 413 and len(batch) > 1:  # noqa: PLR2004 - content too large
                self._heaviest = min(self._heaviest, len(_body(batch)) // 2)
            self._halved(batch, answer)
        else:
            raise DeniedError(
                f"it has no place for statements ({answer.status}): {self._lrs.said(answer)}",
                hint="check the address of the target",
            )

    def _halved(self, batch: Sequence[Parcel], answer: Answer) -> None:
        if len(batch) == 1:
            self._refuse(batch[0], f"{answer.status}: {self._lrs.said(answer)}")
            return
        middle = len(batch) // 2
        self._settle(batch[:middle])
        self._settle(batch[middle:])

    def _taken(self, batch: Sequence[Parcel], answer: Answer) -> None:
        """Take it for kept where the answer is one of an LRS: nothing, or the ids."""
        if answer.status == _OK:
            ids = answer.json()
            known = {parcel.key.lower() for parcel in batch}
            told = {str(each).lower() for each in ids} if isinstance(ids, list) else set()
            if not told or not told <= known:
                raise UnreachableError("it did not say which statements it keeps")
            unsaid = [parcel for parcel in batch if parcel.key.lower() not in told]
            # Some tell only what was new to them; the rest must be there already.
            for parcel in unsaid:
                if not self._is_there(parcel):
                    raise UnreachableError("it keeps fewer statements than it was given")
        for parcel in batch:
            self._known.setdefault(parcel.key, Receipt(parcel.key, State.KEPT))

    def _compared(self, parcel: Parcel, answer: Answer) -> None:
        """Find out what stands in the way of one statement."""
        if not self._is_there(parcel):
            self._refuse(parcel, f"{answer.status}: {self._lrs.said(answer)}")

    def _is_there(self, parcel: Parcel) -> bool:
        """Whether the LRS has a statement of this id; then it is known what becomes of ours."""
        theirs = self._stored(parcel.key)
        if theirs is None:
            return False
        if same(json.loads(parcel.content), theirs):
            self._known[parcel.key] = Receipt(parcel.key, State.KEPT)
        else:
            self._refuse(parcel, "the LRS has another statement of this id")
        return True

    def _stored(self, key: str) -> Mapping[str, Any] | None:
        """The statement of that id, be it voided; None where there is none."""
        for name in ("statementId", "voidedStatementId"):
            answer = self._lrs.get(_STATEMENTS, {name: key})
            if answer.status == _OK:
                found = _one(answer.json(), key)
                if found is not None:
                    return found
            elif answer.status != _MISSING and name == "statementId":
                raise UnreachableError(
                    f"it does not show a statement ({answer.status}): {self._lrs.said(answer)}"
                )
        return None

    def _refuse(self, parcel: Parcel, reason: str) -> None:
        self._known[parcel.key] = Receipt(parcel.key, State.REFUSED, reason)


def _body(batch: Sequence[Parcel]) -> bytes:
    """The frozen bytes of each, in a list."""
    return b"[" + b",".join(parcel.content for parcel in batch) + b"]"


def _batches(parcels: Sequence[Parcel], heaviest: int) -> Iterator[list[Parcel]]:
    """The parcels in their order, no more than so many bytes at once, or one alone."""
    batch: list[Parcel] = []
    weight = 0
    for parcel in parcels:
        if batch and weight + len(parcel.content) > heaviest:
            yield batch
            batch, weight = [], 0
        batch.append(parcel)
        weight += len(parcel.content) + 1
    if batch:
        yield batch


def _one(found: Any, key: str) -> Mapping[str, Any] | None:
    """The statement in an answer about one; some answer with a list of one or none."""
    if isinstance(found, dict) and "statements" in found and "id" not in found:
        listed = found["statements"]
        found = next(iter(listed), None) if isinstance(listed, list) else None
    is_it = isinstance(found, dict) and str(found.get("id", "")).lower() == key.lower()
    return found if is_it else None


def _spoken(answer: Answer) -> list[str]:
    """The versions an LRS says it speaks; none where it does not say."""
    if answer.status != _OK:
        return []
    found = answer.json()
    versions = found.get("version") if isinstance(found, dict) else None
    return [str(each) for each in versions] if isinstance(versions, list) else []
