"""A procedure → what the index keeps of it: plain values that can cross a process."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flowhelp.content import Block, BlockKind, Mode, Procedure, Step
from flowhelp.search.analysis import SHORTEST_WORD, terms, words
from flowhelp.search.fields import FIELDS, forward
from flowhelp.search.rows import Page, StepRow

LONGEST_LINE = 300
"""Characters of a line that may be shown as a snippet."""

_LINK = re.compile(r"!?\[([^\]\[]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
_REFERENCE = re.compile(r"\[([^\]\[]+)\]\[[^\]\[]*\]")
_MNEMONIC = re.compile(r"\[(\w)\](?=\w)|(?<=\w)\[(\w)\]")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]*>|<!--.*?-->|\{[%#].*?[%#]\}|\{\{[<%].*?[%>]\}\}", re.DOTALL)
_BRACES = re.compile(r"\{\{(.*?)\}\}")
_MARKS = re.compile(r"^\s*(?:#{1,6}\s|[-*+]\s(?:\[[ xX]\]\s)?|\d+[.)]\s|>\s?)+|[*_]{2,}|[`|]")


def page_of(procedure: Procedure, wanted_id: str) -> Page:
    """What the index keeps of a procedure.

    Args:
        procedure: As it was read.
        wanted_id: The id its author or its path gives it.
    """
    meta = procedure.meta
    texts = _texts(procedure)
    fields = tuple(" ".join(terms(texts[field])) for field in FIELDS)
    lines = tuple(_lines(procedure))
    shown = " ".join((texts["title"], texts["names"], *(line for _, line in lines)))
    return Page(
        wanted_id=wanted_id,
        title=_sayable(procedure.title),
        type=procedure.type.value,
        description=_sayable(plain(procedure.description))[:LONGEST_LINE],
        lang=_sayable(meta.lang),
        status=_sayable(meta.status),
        tags=tuple(map(_sayable, meta.tags)),
        aliases=tuple(map(_sayable, meta.aliases)),
        alerts=tuple(map(_sayable, meta.alerts)),
        roles=tuple(map(_sayable, meta.applies_to.get("roles", ()))),
        warnings=tuple((alert.signal, plain(alert.text)) for alert in procedure.alerts),
        fields=fields,
        counted=forward(fields),
        steps=tuple(_step_row(step) for step in procedure.walked()),
        lines=lines,
        words=tuple(sorted({word for word in words(shown) if _spellable(word)})),
        findings=sum(finding.severity == "error" for finding in procedure.findings),
    )


def plain(markdown: str) -> str:
    """Markdown without marks, link targets, tags and templates, for reading and searching."""
    text = _TAG.sub(" ", markdown) if "<" in markdown or "{" in markdown else markdown
    if "[" in text:
        text = _REFERENCE.sub(r"\1", _LINK.sub(r"\1", text))
        text = _MNEMONIC.sub(r"\1\2", text)
    if "{{" in text:
        text = _BRACES.sub(r"\1", text)
    return "\n".join(_MARKS.sub("", line).strip() for line in text.split("\n")).strip()


def _texts(procedure: Procedure) -> dict[str, str]:
    """The text of each field; the same words are not told twice."""
    meta = procedure.meta
    heads = [section.title for section in procedure.sections]
    prose: list[str] = []
    code: list[str] = []
    for section in procedure.sections:
        _sort(section.blocks, prose, code)
    titles = heads if procedure.mode in {Mode.HEADINGS, Mode.SECTIONS} else prose
    for step in procedure.walked():
        titles.append(plain(step.title))
        _sort(step.blocks, prose, code)
        if not any(block.kind is BlockKind.CODE for block in step.blocks):
            code += [command.text for command in step.commands]
    prose += [plain(alert.text) for alert in procedure.alerts]
    return {
        "title": procedure.title,
        "names": "\n".join((*meta.aliases, *meta.alerts, *meta.tags)),
        "slug": procedure.id.rpartition("/")[2].partition("#")[0],
        "lead": plain(procedure.description),
        "heads": "\n".join(heads),
        "prose": "\n".join(prose),
        "code": "\n".join(code),
    }


def _sort(blocks: Iterable[Block], prose: list[str], code: list[str]) -> None:
    for block in blocks:
        if block.kind in {BlockKind.CODE, BlockKind.OUTPUT}:
            code.append(block.text)
        else:
            prose.append(plain(block.text))


def _step_row(step: Step) -> StepRow:
    title = plain(step.title)
    commands = tuple(command.text for command in step.commands)
    detail = [plain(block.text) for block in step.blocks]
    named = dict.fromkeys(terms(title))
    return StepRow(
        n=step.n,
        sid=step.sid,
        title=title,
        role=step.role.value,
        commands=commands,
        title_terms=_spaced(named),
        terms=_spaced(dict.fromkeys((*named, *terms("\n".join((*detail, *commands)))))),
    )


def _spaced(found: Iterable[str]) -> str:
    return f" {' '.join(found)} "


def _lines(procedure: Procedure) -> Iterator[tuple[int, str]]:
    """Every line a person might recognise as the answer, with the step it belongs to."""
    for section in procedure.sections:
        for block in section.blocks:
            yield from ((-1, line) for line in _block_lines(block))
    for number, step in enumerate(procedure.walked()):
        yield number, _one_line(plain(step.title))
        if not any(block.kind is BlockKind.CODE for block in step.blocks):
            yield from ((number, _one_line(command.text)) for command in step.commands)
        for block in step.blocks:
            yield from ((number, line) for line in _block_lines(block))


def _block_lines(block: Block) -> Iterator[str]:
    code = block.kind in {BlockKind.CODE, BlockKind.OUTPUT}
    text = block.text if code else plain(block.text)
    for line in text.split("\n"):
        if line.strip():
            yield _one_line(line)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_LINE]


def _sayable(text: str) -> str:
    """The text without half characters, which YAML escapes can make and no file can hold."""
    return text.encode("utf-8", "replace").decode()


def _spellable(word: str) -> bool:
    return len(word) >= SHORTEST_WORD and word.isalpha()
