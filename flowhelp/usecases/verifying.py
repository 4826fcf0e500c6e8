"""Whether the records are what was written: the own chains, and what was pulled from others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowhelp.errors import ContentError, MissingError
from flowhelp.journal.chain import BrokenLink, Head
from flowhelp.journal.events import Signed
from flowhelp.journal.following import Flaw, Kind
from flowhelp.journal.integrity import WARNINGS, flaws
from flowhelp.usecases.checking import flaw, is_checkable
from flowhelp.usecases.published import check_signatures, kept, pulled
from flowhelp.usecases.statements import signatures_in

if TYPE_CHECKING:
    from flowhelp.sync.target import Published
    from flowhelp.usecases.workspace import Workspace

_HERE = "select device from pulled union select device from withheld"


class BrokenChainError(ContentError):
    """The journal is not what was written."""

    def __init__(self, link: BrokenLink) -> None:
        super().__init__(
            f"the journal was changed: event {link.seq} of device {link.device} ({link.id})"
            f" {link.reason}",
            hint="keep a copy of the journal, and compare it with a backup: flowhelp paths",
        )
        self.link = link


class BrokenOthersError(ContentError):
    """What was pulled from others is not what they wrote."""

    def __init__(self, found: Flaw) -> None:
        super().__init__(
            f"a record of others is not what it was: event {found.seq} of device {found.device}"
            f" {found.reason}",
            hint="ask whoever keeps that device; flowhelp log verify --json names every flaw",
        )
        self.link = BrokenLink(found.device, found.seq, found.id, found.reason)


class BrokenSignatureError(ContentError):
    """A signature is not over what was recorded, or not by whom it names."""

    def __init__(self, flaw: BrokenLink, who: str) -> None:
        super().__init__(
            f"the signature of {who} in event {flaw.seq} of device {flaw.device} ({flaw.id})"
            f" {flaw.reason}",
            hint="keep a copy of the journal; allowed_signers lies beside the settings:"
            " flowhelp paths",
        )
        self.link = flaw


class NotHereError(MissingError):
    """A head is of a device of which nothing is here."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the chains found.

    Attributes:
        events: How many there are.
        head: Where they end.
        signatures: How many signatures are over what was recorded.
        unchecked: How many of them could not be checked against a key, there being no
            `ssh-keygen` here.
        heads: How many published heads the chains agree with.
        warnings: What is odd and need not be wrong: events from the future, and where a copy
            of this disk parts from it.
        others: How many events of other machines were checked as well.
    """

    events: int
    head: Head | None
    signatures: int = 0
    unchecked: int = 0
    heads: int = 0
    warnings: tuple[Flaw, ...] = ()
    others: int = 0


def all_flaws(workspace: Workspace, heads: Iterable[Published] = ()) -> Iterator[Flaw]:
    """Everything that is wrong with the own chains, by all heads that are known of them.

    Args:
        workspace: Its journal.
        heads: Also of others; see `flaws_of_others`.

    Raises:
        NotHereError: A head is of a device that neither wrote here nor was pulled.
    """
    given, _ = _parted(workspace, heads)
    known = [*map(_head, kept(workspace)), *given, *_sent(workspace)]
    return flaws(workspace.journal.rows(), known, workspace.now())


def _parted(
    workspace: Workspace, heads: Iterable[Published]
) -> tuple[tuple[Head, ...], tuple[Head, ...]]:
    """The heads of this machine, and those of others."""
    given = tuple(map(_head, heads))
    own = {device for (device,) in workspace.journal.asked("select id from device")}
    others = tuple(head for head in given if head.device not in own)
    if others:
        here = {device for (device,) in workspace.team.asked(_HERE)}
        for head in others:
            if head.device not in here:
                raise NotHereError(
                    f"nothing of device {head.device} is here, so its head cannot be checked",
                    hint="flowhelp sync, or flowhelp log import FILE",
                )
    return tuple(head for head in given if head.device in own), others


def _head(told: Published) -> Head:
    return Head(told.device, told.seq, told.sha256)


def _sent(workspace: Workspace) -> tuple[Head, ...]:
    """The heads that went with what was synced."""
    if not workspace.places.outbox.exists():
        return ()
    from contextlib import closing

    from flowhelp.journal.outbox import Outbox

    with closing(Outbox.open(workspace.places.outbox)) as outbox:
        return outbox.heads()


def flaws_of_others(workspace: Workspace, heads: Iterable[Published] = ()) -> tuple[Flaw, ...]:
    """Everything that is wrong with what was pulled from others, by all heads that are known."""
    if not workspace.places.team.exists():
        return ()
    return workspace.team.verify(_parted(workspace, heads)[1])


def verify(workspace: Workspace, heads: Iterable[Published] = ()) -> Verdict:
    """How many events there are, when every chain is whole and every signature good.

    Args:
        workspace: Its journal.
        heads: Published ones that are kept elsewhere; those that are kept here count anyway.

    Raises:
        BrokenChainError: A chain is not; the error names the first broken link.
        BrokenSignatureError: A signature is not; the error names the first of them.
        BrokenHeadError: A head carries a signature that is not over it.
        BrokenOthersError: What was pulled from others is not what they wrote.
    """
    journal = workspace.journal
    given = tuple(heads)
    warnings = []
    for flaw_found in all_flaws(workspace, given):
        if flaw_found.kind not in WARNINGS:
            raise BrokenChainError(
                BrokenLink(flaw_found.device, flaw_found.seq, flaw_found.id, flaw_found.reason)
            )
        warnings.append(flaw_found)
    signatures, unchecked = _signatures(workspace)
    told = (*kept(workspace), *given)
    on_heads, not_asked = check_signatures(workspace, told, pulled(workspace))
    warnings += _odd_of_others(workspace, given)
    return Verdict(
        sum(1 for _ in journal.rows()),
        journal.head(),
        signatures + on_heads,
        unchecked + not_asked,
        len(
            {(each.device, each.seq, each.sha256) for each in told}
            | {(each.device, each.seq, each.sha256) for each in _sent(workspace)}
        ),
        tuple(warnings),
        sum(count for (count,) in workspace.team.asked("select count(*) from pulled")),
    )


def _odd_of_others(workspace: Workspace, heads: Iterable[Published]) -> Iterator[Flaw]:
    """What is odd in what was pulled, and need not be wrong.

    Raises:
        BrokenOthersError: Something is wrong.
    """
    asked = workspace.journal.asked("select distinct device from event")
    own = {device for (device,) in asked}
    for found in flaws_of_others(workspace, heads):
        # That a disk was copied is known here, where one of the two histories is the own one.
        copied = found.kind is Kind.FORKED and found.device in own
        if found.kind not in WARNINGS and not copied:
            raise BrokenOthersError(found)
        yield found


def _signatures(workspace: Workspace) -> tuple[int, int]:
    """How many signatures there are, and how many of them no key could be asked about."""
    journal = workspace.journal
    runs = dict.fromkeys(each.event.run for each in journal.tagged(Signed.tag))
    found = [each for run in runs for each in signatures_in(journal.rows_of(run))]
    unchecked = 0
    for standing in sorted(found, key=lambda each: (each.row.device, each.row.seq)):
        reason = flaw(workspace, standing)
        row = standing.row
        if reason:
            broken = BrokenLink(row.device, row.seq, row.id, reason)
            raise BrokenSignatureError(broken, standing.event.person.name)
        unchecked += bool(standing.event.signature) and not is_checkable(workspace)
    return len(found), unchecked
