"""What a check of the journal found, as lines."""

from __future__ import annotations

from collections.abc import Iterator

from flowhelp.typeset.styles import Line, Style
from flowhelp.usecases.verifying import Verdict

_MOST = 5
"""Warnings that are written out."""


def verdict_lines(found: Verdict) -> Iterator[Line]:
    """How many events are whole, how many signatures are good, and where the chain ends."""
    whole = f"{_events(found.events)}, unbroken."
    yield ((whole if found.events else "The journal is empty.", None),)
    if found.others:
        yield ((f"{_events(found.others)} of others, checked.", None),)
    if found.signatures:
        good = found.signatures - found.unchecked
        yield ((f"{good} signature{'' if good == 1 else 's'}, good.", None),)
    if found.unchecked:
        why = "no ssh-keygen here, or a key that is nobody's in allowed_signers"
        words = f"{found.unchecked} more not checked: {why}."
        yield ((words, Style.WARNING),)
    if found.heads:
        words = f"{found.heads} published head{'' if found.heads == 1 else 's'}, all reached."
        yield ((words, None),)
    for each in found.warnings[:_MOST]:
        yield ((f"Event {each.seq} of device {each.device} {each.reason}.", Style.WARNING),)
    if len(found.warnings) > _MOST:
        yield ((f"{len(found.warnings) - _MOST} more like these.", Style.WARNING),)
    head = found.head
    if head is not None:  # none where nothing was written yet since this device has a new name
        yield ((f"Head of {head.device}: {head.seq} {head.sha256}", Style.DIM),)


def _events(count: int) -> str:
    return f"{count} event{'s' * (count != 1)}"
