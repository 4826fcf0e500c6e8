"""A procedure → its texts, each read once: plain, in terms, as lines, by field and by step.

Reading words is most of the work of indexing, so no text is taken apart twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from flowhelp.content import Block, BlockKind, Mode, Procedure, Step
from flowhelp.search.analysis import fold, terms_among
from flowhelp.search.fields import FIELDS
from flowhelp.search.rows import StepRow
from flowhelp.search.splitting import split

LONGEST_LINE = 300
"""Characters of a line that may be shown as a snippet."""

_LINK = re.compile(r"!?\[([^\]\[]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
_REFERENCE = re.compile(r"\[([^\]\[]+)\]\[[^\]\[]*\]")
_MNEMONIC = re.compile(r"\[(\w)\](?=\w)|(?<=\w)\[(\w)\]")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]*>|<!--.*?-->|\{[%#].*?[%#]\}|\{\{[<%].*?[%>]\}\}", re.DOTALL)
_BRACES = re.compile(r"\{\{(.*?)\}\}")
_MARKS = re.compile(r"^\s*(?:#{1,6}\s|[-*+]\s(?:\[[ xX]\]\s)?|\d+[.)]\s|>\s?)+|[*_]{2,}|[`|]")
_OF_CODE = frozenset((BlockKind.CODE, BlockKind.OUTPUT))


def plain(markdown: str) -> str:
    """Markdown without marks, link targets, tags and templates, for reading and searching."""
    text = _TAG.sub(" ", markdown) if "<" in markdown or "{" in markdown else markdown
    if "[" in text:
        text = _REFERENCE.sub(r"\1", _LINK.sub(r"\1", text))
        text = _MNEMONIC.sub(r"\1\2", text)
    if "{{" in text:
        text = _BRACES.sub(r"\1", text)
    return "\n".join(_MARKS.sub("", line).strip() for line in text.split("\n")).strip()


class Parts:
    """The texts of a procedure.

    Attributes:
        fields: Field → its terms, in order.
        tokens: Every distinct word as `analysis.split` gives it.
        steps: Every step and substep, in the page's order.
        lines: (position of its step or -1, plain line) a person might recognise as the answer.
    """

    def __init__(self, procedure: Procedure) -> None:
        self.fields: dict[str, list[str]] = {field: [] for field in FIELDS}
        self.tokens: set[str] = set()
        self.steps: list[StepRow] = []
        self.lines: list[tuple[int, str]] = []
        self._lang = procedure.meta.lang
        meta = procedure.meta
        self._read("title", procedure.title)
        self._read("names", "\n".join((*meta.aliases, *meta.alerts, *meta.tags)))
        self._read("slug", procedure.id.rpartition("/")[2].partition("#")[0])
        self._read("lead", plain(procedure.description))
        for section in procedure.sections:
            self._read("heads", section.title)
            self._blocks(section.blocks, -1)
        titles = "heads" if procedure.mode in {Mode.HEADINGS, Mode.SECTIONS} else "prose"
        for position, step in enumerate(procedure.walked()):
            self._step(step, position, titles)
        for alert in procedure.alerts:
            self._read("prose", plain(alert.text))

    def _read(self, field: str, text: str) -> list[str]:
        """Takes a text into a field; its terms."""
        tokens = split(fold(text))
        self.tokens.update(tokens)
        found = terms_among(tokens, self._lang)
        self.fields[field] += found
        return found

    def _blocks(self, blocks: Iterable[Block], owner: int) -> list[str]:
        found: list[str] = []
        for block in blocks:
            of_code = block.kind in _OF_CODE
            text = block.text if of_code else plain(block.text)
            found += self._read("code" if of_code else "prose", text)
            self._line(owner, text)
        return found

    def _line(self, owner: int, text: str) -> None:
        for line in text.split("\n"):
            if line.strip():
                self.lines.append((owner, " ".join(line.split())[:LONGEST_LINE]))

    def _step(self, step: Step, position: int, titles: str) -> None:
        title = plain(step.title)
        named = dict.fromkeys(self._read(titles, title))
        self.lines.append((position, " ".join(title.split())[:LONGEST_LINE]))
        commands = tuple(command.text for command in step.commands)
        others: list[str] = []
        if not any(block.kind is BlockKind.CODE for block in step.blocks):
            for command in commands:
                others += self._read("code", command)
                self.lines.append((position, " ".join(command.split())[:LONGEST_LINE]))
        others += self._blocks(step.blocks, position)
        self.steps.append(
            StepRow(
                n=step.n,
                sid=step.sid,
                title=title,
                role=step.role.value,
                commands=commands,
                title_terms=_spaced(named),
                terms=_spaced(term for term in dict.fromkeys(others) if term not in named),
            )
        )


def _spaced(found: Iterable[str]) -> str:
    return f" {' '.join(found)} "
