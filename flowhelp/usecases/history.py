"""What was done, and when: run records, and whether the journal is whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flowhelp.errors import ContentError, InputError
from flowhelp.ids import RunId
from flowhelp.journal.chain import BrokenLink, Head
from flowhelp.journal.events import RunStarted, Signed
from flowhelp.journal.following import Flaw, Kind
from flowhelp.journal.integrity import WARNINGS, flaws
from flowhelp.journal.nesting import nested
from flowhelp.journal.record import run_record
from flowhelp.usecases.checking import flaw, is_checkable
from flowhelp.usecases.naming import UnclearRunError, not_here, own_runs
from flowhelp.usecases.published import check_signatures, kept, pulled
from flowhelp.usecases.statements import signatures_in

if TYPE_CHECKING:
    from flowhelp.sync.target import Published
    from flowhelp.usecases.workspace import Workspace

_AGO = re.compile(r"(\d{1,6})\s*(min|h|d|w)")
_UNITS = {"min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which runs to show.

    Attributes:
        since: Only runs that began then or later; all when None.
        procedure: Only of the procedure with that id, or an end of it; any when empty.
        by: Only by that person; anybody when empty.
    """

    since: datetime | None = None
    procedure: str = ""
    by: str = ""


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
    """

    events: int
    head: Head | None
    signatures: int = 0
    unchecked: int = 0
    heads: int = 0
    warnings: tuple[Flaw, ...] = ()


def records(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """Records of runs, the newest first; none when there are none."""
    for event in _begun(workspace, wanted):
        yield run_record(workspace.journal.read(event.run))


def nested_records(workspace: Workspace, wanted: Wanted) -> Iterator[tuple[dict[str, Any], int]]:
    """The same, each with how many of them it is inside; the parts of a run come after it."""
    for event, depth in nested(list(_begun(workspace, wanted))):
        yield run_record(workspace.journal.read(event.run)), depth


def _begun(workspace: Workspace, wanted: Wanted) -> Iterator[RunStarted]:
    """How the wanted runs began, the newest first."""
    for each in reversed(workspace.journal.tagged(RunStarted.tag)):
        if isinstance(each.event, RunStarted) and _matches(each.event, wanted):
            yield each.event


def record_of(workspace: Workspace, name: str) -> dict[str, Any]:
    """The record of one run.

    Args:
        workspace: Its journal.
        name: The run's id, or at least four characters of its beginning or end.

    Raises:
        NoSuchRunError: There is none.
        OfOthersError: It is of another machine.
        UnclearRunError: There are several.
    """
    return run_record(workspace.journal.read(run_named(workspace, name)))


def run_named(workspace: Workspace, name: str) -> RunId:
    """The run of this machine that a person means.

    Raises:
        NoSuchRunError: There is none.
        OfOthersError: It is of another machine.
        UnclearRunError: There are several.
    """
    found = own_runs(workspace, name)
    if not found:
        raise not_here(workspace, name)
    if len(found) > 1:
        raise UnclearRunError(f"{name!r} may be any of {len(found)} runs", hint="flowhelp log")
    return found[0]


def all_flaws(workspace: Workspace, heads: Iterable[Published] = ()) -> Iterator[Flaw]:
    """Everything that is wrong with the own chains, by all heads that are known of them."""
    known = [Head(each.device, each.seq, each.sha256) for each in (*kept(workspace), *heads)]
    return flaws(workspace.journal.rows(), [*known, *_sent(workspace)], workspace.now())


def _sent(workspace: Workspace) -> tuple[Head, ...]:
    """The heads that went with what was synced."""
    if not workspace.places.outbox.exists():
        return ()
    from contextlib import closing

    from flowhelp.journal.outbox import Outbox

    with closing(Outbox.open(workspace.places.outbox)) as outbox:
        return outbox.heads()


def flaws_of_others(workspace: Workspace) -> tuple[Flaw, ...]:
    """Everything that is wrong with what was pulled from others."""
    return workspace.team.verify() if workspace.places.team.exists() else ()


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
    warnings += _odd_of_others(workspace)
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
    )


def _odd_of_others(workspace: Workspace) -> Iterator[Flaw]:
    """What is odd in what was pulled, and need not be wrong.

    Raises:
        BrokenOthersError: Something is wrong.
    """
    asked = workspace.journal.asked("select distinct device from event")
    own = {device for (device,) in asked}
    for found in flaws_of_others(workspace):
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


def moment(text: str, now: datetime) -> datetime:
    """The moment that `7d`, `12h`, a date or a time stamp means.

    Raises:
        InputError: It means none.
    """
    ago = _AGO.fullmatch(text.strip().lower())
    if ago:
        try:
            return now - timedelta(**{_UNITS[ago.group(2)]: int(ago.group(1))})
        except OverflowError:
            return datetime.min.replace(tzinfo=UTC)
    try:
        return datetime.fromisoformat(text.strip()).astimezone()
    except ValueError:
        raise InputError(
            f"{text!r} is no date", hint="a date like 2031-05-04, or 7d, 12h, 30min"
        ) from None


def _matches(event: RunStarted, wanted: Wanted) -> bool:
    if wanted.since is not None and event.at.wall < wanted.since:
        return False
    names = {event.actor.id.casefold(), event.actor.name.casefold()}
    if wanted.by and wanted.by.casefold() not in names:
        return False
    name = wanted.procedure.rpartition(":")[2].casefold()
    doc = event.doc.id.casefold()
    return not name or doc == name or doc.endswith(f"/{name}")
