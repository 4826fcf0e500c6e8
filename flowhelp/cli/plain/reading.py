"""What changed on a page, shown and signed for before a walk begins."""

from __future__ import annotations

from flowhelp.cli import output
from flowhelp.cli.page import page
from flowhelp.cli.plain import signing, view
from flowhelp.cli.styles import Style
from flowhelp.content.changes import entries
from flowhelp.journal.events import Changes
from flowhelp.usecases.walk import WalkSession


def ask(session: WalkSession) -> bool:
    """Show what changed, and have it signed for; whether nothing is left to read.

    Raises:
        Left: Nobody signs, and so nothing is begun.
    """
    changes = session.walk.unread
    if changes is not None:
        _show(session, changes)
        signing.acknowledgement(session, _whom(session, changes))
    return True


def _show(session: WalkSession, changes: Changes) -> None:
    level = f" ({changes.level})" if changes.level not in {"", "none"} else ""
    since = f" since you last followed this page{level}" if changes.level else ""
    output.line()
    output.line(f"What changed{since}:", style=Style.HEADING)
    for entry in entries(session.walk.plan.procedure):
        if entry.title not in changes.entries:
            continue
        output.line()
        output.line(entry.title, style=Style.STRONG)
        for line in page(view.worded(session.walk, entry.text), output.width() - len(view.INDENT)):
            if line:
                output.spans(view.INDENT, *line)
            else:
                output.line()
    if changes.steps:
        output.line()
        output.line("Its steps:", style=Style.STRONG)
    for words in changes.steps:
        view.say(words, indent="  ")
    output.line()


def _whom(session: WalkSession, changes: Changes) -> str:
    """Whom the page asks to sign, in its words; empty where it does not say."""
    found = (each for each in entries(session.walk.plan.procedure) if each.title in changes.entries)
    return next((who for each in found for who in each.signs), "")
