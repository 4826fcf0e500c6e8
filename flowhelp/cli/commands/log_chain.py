"""`flowhelp log verify` and `flowhelp log checkpoint`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flowhelp.cli import output
from flowhelp.cli.options import Json
from flowhelp.cli.session import workspace

if TYPE_CHECKING:
    from flowhelp.journal.chain import BrokenLink
    from flowhelp.journal.following import Flaw
    from flowhelp.sync.target import Published
    from flowhelp.usecases.workspace import Workspace

Heads = Annotated[
    list[Path] | None,
    typer.Option("--heads", metavar="FILE", help="Ends of chains that were published; repeatable."),
]
Sign = Annotated[bool, typer.Option("--sign", help="Sign it with your SSH key.")]


def verify(ctx: typer.Context, heads: Heads = None, as_data: Json = False) -> None:
    """Check that nothing in the journal was changed, and every signature.

    The chains are compared with every end of them that was published, as far as
    it is kept here or stands in FILE: an export in any form, or what `log
    checkpoint` printed. What was pulled from others is checked too. Exits with 4 and
    names the first event that is not what it was; --json names all of them.
    """
    from flowhelp.typeset.chain import verdict_lines
    from flowhelp.usecases import verifying
    from flowhelp.usecases.published import BrokenHeadError, heads_of

    opened = workspace(ctx)
    as_data = as_data or bool(ctx.parent and ctx.parent.params.get("as_data"))
    given = tuple(head for path in heads or () for head in heads_of(opened.folder / path))
    try:
        verdict = verifying.verify(opened, given)
    except (
        verifying.BrokenChainError,
        verifying.BrokenOthersError,
        verifying.BrokenSignatureError,
        BrokenHeadError,
    ) as error:
        if as_data:
            _broken(opened, given, getattr(error, "link", None))
        raise
    if as_data:
        head = verdict.head
        end = {"device": head.device, "seq": head.seq, "sha256": head.sha256} if head else None
        signatures = {"signatures": verdict.signatures, "unchecked": verdict.unchecked}
        more = {"heads": verdict.heads, "warnings": list(map(_flaw, verdict.warnings))}
        counts = {"events": verdict.events, "others": verdict.others}
        output.json_line({"ok": True, **counts, "head": end, **signatures, **more})
        return
    for line in verdict_lines(verdict):
        output.spans(*line)


def _broken(opened: Workspace, given: tuple[Published, ...], link: BrokenLink | None) -> None:
    """Write all that is wrong as one line of JSON."""
    from flowhelp.usecases.verifying import all_flaws, flaws_of_others

    first = link and _part(link.device, link.seq, link.id, link.reason)
    found = [*all_flaws(opened, given), *flaws_of_others(opened, given)]
    output.json_line({"ok": False, "broken": first, "flaws": list(map(_flaw, found))})


def checkpoint(ctx: typer.Context, sign: Sign = False, as_data: Json = False) -> None:
    """Print the end of the journal's chain, to be kept where others can see it.

    Whoever has it can prove later that nothing before it was changed or cut
    off: `flowhelp log verify --heads FILE`. With --sign, or `sign_heads` in the
    settings, it is signed with your key: the one you are enrolled with, else the
    one git signs with.
    """
    from flowhelp.sync.heads import line_of
    from flowhelp.usecases.published import checkpoint as told

    opened: Workspace = workspace(ctx)
    head = told(opened, sign=sign)
    if as_data or not output.terminal():
        output.line(line_of(head))
        return
    output.line(f"Head of {head.device}: {head.seq} {head.sha256}")
    if head.signature:
        output.line(head.signature.rstrip())


def _flaw(found: Flaw) -> dict[str, Any]:
    return _part(found.device, found.seq, found.id, found.reason) | {"kind": found.kind.value}


def _part(device: str, seq: int, name: str, reason: str) -> dict[str, Any]:
    return {"device": device, "seq": seq, "id": name, "reason": reason}
