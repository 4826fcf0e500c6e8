"""Before a walk begins: what speaks against it is said, and whether to go on is asked."""

from __future__ import annotations

from collections.abc import Sequence

from flowhelp.cli import output
from flowhelp.cli.plain.leaving import reason
from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.styles import Style
from flowhelp.usecases.readiness import Concern


def agreed(title: str, concerns: Sequence[Concern], *, close: bool) -> str | None:
    """What the person says to it, for the record; empty where nothing is asked.

    Args:
        title: Of the page.
        concerns: What speaks against beginning.
        close: Whether the page is to be followed closely, so that a reason is needed.

    Returns:
        None when she does not begin.
    """
    if not concerns:
        return ""
    output.line(f"Before you begin {title!r}:", style=Style.HEADING)
    for concern in concerns:
        style = Style.WARNING if concern.asks else None
        for line in wrapped([(f"{concern.words}.", style)], output.width(), first=[("  · ", style)],
                            rest=[("    ", None)]):  # fmt: skip
            output.spans(*line)
    asked = [concern for concern in concerns if concern.asks]
    if not asked:
        output.line()
        return ""
    words = "; ".join(concern.words for concern in asked)
    if close:
        why = reason("Why is it all right to begin? (Enter to stay)")
        return f"begun although {words}: {why}" if why else None
    typed = output.prompt("Is that all right? (y begins, Enter stays): ").strip().casefold()
    return f"begun with: {words}" if typed in {"y", "yes"} else None
