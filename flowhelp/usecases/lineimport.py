"""Event lines of another machine, taken in beside the own journal and never into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowhelp.errors import ContentError
from flowhelp.journal.chain import Head
from flowhelp.journal.integrity import WARNINGS, flaws_of_lines
from flowhelp.sync.heads import parted
from flowhelp.sync.lines import read
from flowhelp.usecases.lineexport import own_devices

if TYPE_CHECKING:
    from flowhelp.ids import DeviceId
    from flowhelp.journal.following import Flaw
    from flowhelp.journal.team import Team
    from flowhelp.sync.target import Published
    from flowhelp.usecases.workspace import Workspace

FROM = "import"
"""What the store of others has as the place these lines came from."""


class NothingInItError(ContentError):
    """The file holds no records."""


class ChangedLinesError(ContentError):
    """The records are not what was exported; nothing was taken in."""

    def __init__(self, found: tuple[Flaw, ...]) -> None:
        first = found[0]
        more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
        super().__init__(
            f"event {first.seq} of device {first.device} {first.reason}{more}",
            hint="ask for the export again; nothing of it was taken in",
        )
        self.flaws = found


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the records.

    Attributes:
        new: How many events or ranges were not known; `known` how many were.
        heads: Where the chains of the file end.
        aside: How many are not what is here of the same numbers, and are kept beside or aside.
        bare: Devices of which the file holds no end of the chain, so that nobody can tell
            whether something was cut off there, or written anew.
    """

    new: int
    known: int
    heads: tuple[Published, ...]
    aside: int = 0
    bare: tuple[DeviceId, ...] = ()


def take_in(workspace: Workspace, content: bytes) -> Imported:
    """What became of exported records: all of them are kept, or none.

    Args:
        workspace: Where they are kept; the own journal is not touched.
        content: As `lineexport.lines` made it.

    Raises:
        UnreadableLineError: A line is cut off or is no record.
        NothingInItError: There is no record in it.
        ChangedLinesError: A chain is not what its hashes and its head say.
        JournalError: It could not be kept.
    """
    rest, heads = parted(content)
    parts = list(read(rest))
    if not parts:
        raise NothingInItError(
            "there are no records in it", hint="flowhelp log export --format jsonl"
        )
    told = [Head(head.device, head.seq, head.sha256) for head in heads]
    found = flaws_of_lines(parts, told, workspace.now())
    wrong = tuple(flaw for flaw in found if flaw.kind not in WARNINGS)
    if wrong:
        raise ChangedLinesError(wrong)
    own = frozenset(own_devices(workspace))
    foreign = [part for part in parts if part.device not in own]
    new = known = 0
    aside, team = 0, workspace.team
    if foreign:
        before = _beside(team)
        taken = team.take_lines(FROM, foreign)
        new, known = taken.new, taken.known
        aside = taken.aside + _beside(team) - before
    for head in _foreign(heads, own):
        team.take_head(FROM, head.device, head.seq, head.sha256, head.at, head.signature)
    told_of = {head.device for head in heads}
    bare = tuple(sorted({part.device for part in foreign} - told_of))
    return Imported(new, known + len(parts) - len(foreign), heads, aside, bare)


def _foreign(heads: tuple[Published, ...], own: frozenset[str]) -> Iterator[Published]:
    yield from (head for head in heads if head.device not in own)


def _beside(team: Team) -> int:
    """How many events are kept beside the chains of their devices."""
    return sum(count for (count,) in team.asked("select count(*) from twin"))
