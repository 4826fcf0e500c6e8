"""The words of a form: blanks to write in, boxes to tick, values that are known.

Links stand there in full, and lead somewhere only where they are http or
https; a picture is its words and its place, and is not loaded.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

from flowhelp.cli.html import Writer
from flowhelp.content.fields import limits_in
from flowhelp.walkthrough import Plan
from flowhelp.walkthrough.filling import filled

BOX = '<span class="box"></span>'
"""A box to tick."""

_SIGN = re.compile(
    r"(?P<blank>_{3,})(?:[ \u00a0]*\((?P<limits>[^()]*)\))?"
    r"|(?<![$\\])\{\{\s*(?P<name>[A-Za-z_][\w./-]*)\s*\}\}"
)
_WEB = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)


def line(words: str = "", kind: str = "") -> str:
    """A ruled line to write on, with small words before it; `kind` is short or long."""
    before = f"<small>{html.escape(words)}</small> " if words else ""
    return f'<span class="write">{before}<span class="{f"line {kind}".strip()}"></span></span>'


def boxes(words: Sequence[str]) -> str:
    """Boxes to tick, each with its words."""
    return " ".join(f'<span class="pick">{BOX} {html.escape(word)}</span>' for word in words)


class PaperWriter(Writer):
    """Writes the words of one form.

    Attributes:
        looped: Whether blanks are filled once a round, in a table of their own.
    """

    def __init__(self, plan: Plan, params: Mapping[str, str]) -> None:
        super().__init__()
        self._plan = plan
        self._params = params
        self._anchors = {f"#{section.slug}" for section in plan.procedure.sections}
        self.looped = False

    def text(self, text: str) -> str:
        """Plain words, their blanks made lines and their choices boxes."""
        made: list[str] = []
        at = 0
        for match in _SIGN.finditer(text):
            made += (html.escape(text[at : match.start()]), self._sign(match))
            at = match.end()
        return "".join((*made, html.escape(text[at:])))

    def _sign(self, match: re.Match[str]) -> str:
        if match["name"]:
            known = match["name"] in self._params
            value = filled(match[0], self._params, code=False)
            return f'<span class="{"value" if known else "param"}">{html.escape(value)}</span>'
        limits = match["limits"] or ""
        after = f" ({html.escape(limits)})" if match["limits"] is not None else ""
        if self.looped:
            return f'<i class="blank">(each round)</i>{after}'
        choices = limits_in(limits).choices
        if choices:
            return f'<span class="blank">{boxes(choices)}</span>'
        long = not limits and match.end() == len(match.string.rstrip())
        return f'<span class="blank line{" long" if long else ""}"></span>{after}'

    def span(self, code: str) -> str:
        """Code inside a sentence, with the values that are known."""
        return super().span(filled(code, self._params))

    def code(self, text: str) -> str:
        """A block of code, with the values that are known."""
        return super().code(filled(text, self._params))

    def link(self, words: str, address: str) -> str:
        """Words, and where they lead: a step of this form, or an address in full."""
        step = self._plan.target(address)
        if step is not None:
            return f'{words} <span class="to">(→ step {html.escape(step.n)})</span>'
        if address in self._anchors:
            return words
        shown = html.escape(address)
        if _WEB.fullmatch(address):
            own = words == shown or words == html.escape(address.removesuffix("/"))
            return f'<a href="{shown}">{words}</a>' + ("" if own else f" &lt;{shown}&gt;")
        return words if words == shown else f"{words} ({shown})"

    def image(self, words: str, source: str) -> str:
        """A picture as its words, and where it lies."""
        return f'<span class="picture">Picture: {html.escape(words)} ({html.escape(source)})</span>'
