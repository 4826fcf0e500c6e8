"""A procedure → what the index keeps of it: plain values that can cross a process."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flowhelp.content import Block, BlockKind, Mode, Procedure, Step
from flowhelp.search.analysis import stem, terms, words
from flowhelp.search.fields import FIELDS, codes_of
from flowhelp.search.languages import language
from flowhelp.search.pairs import pack_pairs
from flowhelp.search.rows import Body, Page, StepRow, pack_body, pack_named
from flowhelp.search.typos import marks

LONGEST_LINE = 300
"""Characters of a line that may be shown as a snippet."""

LONGEST_WORD = 40
"""Letters of a word that is known as such; longer ones are encoded bytes."""

PLATFORMS = {
    "linux": "linux", "osx": "macos", "macos": "macos", "darwin": "macos", "windows": "windows",
    "freebsd": "freebsd", "openbsd": "openbsd", "netbsd": "netbsd", "android": "android",
    "sunos": "sunos", "cisco-ios": "cisco-ios", "dos": "dos",
}  # fmt: skip
"""What folders and heads call a system → what it is called here."""

_LINK = re.compile(r"!?\[([^\]\[]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
_REFERENCE = re.compile(r"\[([^\]\[]+)\]\[[^\]\[]*\]")
_MNEMONIC = re.compile(r"\[(\w)\](?=\w)|(?<=\w)\[(\w)\]")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]*>|<!--.*?-->|\{[%#].*?[%#]\}|\{\{[<%].*?[%>]\}\}", re.DOTALL)
_BRACES = re.compile(r"\{\{(.*?)\}\}")
_MARKS = re.compile(r"^\s*(?:#{1,6}\s|[-*+]\s(?:\[[ xX]\]\s)?|\d+[.)]\s|>\s?)+|[*_]{2,}|[`|]")
_PROGRAM = re.compile(r"(?:^|[|;(]|&&|\bsudo |\bxargs |\bexec )\s*([a-z][\w.+-]*)")
_CODE_TYPE = re.compile(r"`([A-Za-z][\w .+-]{0,40})`")


def page_of(procedure: Procedure, wanted_id: str) -> Page:
    """What the index keeps of a procedure.

    Args:
        procedure: As it was read.
        wanted_id: The id its author or its path gives it.
    """
    meta = procedure.meta
    texts = _texts(procedure)
    found = [terms(texts[field], meta.lang) for field in FIELDS]
    title, names, slug, *others = found
    body = _body(procedure)
    return Page(
        wanted_id=wanted_id,
        title=_sayable(procedure.title),
        type=procedure.type.value,
        lang=_sayable(meta.lang),
        status=_sayable(meta.status),
        platform=_platform(procedure),
        tags=tuple(map(_sayable, meta.tags)),
        aliases=tuple(map(_sayable, meta.aliases)),
        alerts=tuple(map(_sayable, meta.alerts)),
        roles=tuple(map(_sayable, meta.applies_to.get("roles", ()))),
        codes=codes_of(found),
        lengths=tuple(map(len, found)),
        named=pack_named(title, names, slug),
        pairs=pack_pairs(others),
        exact=tuple(_exact(procedure, wanted_id)),
        mentions=tuple(sorted(_mentions(procedure))),
        words=tuple(_words(texts, meta.lang)),
        body=pack_body(body),
        steps=len(body.steps),
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


def _body(procedure: Procedure) -> Body:
    return Body(
        description=_sayable(plain(procedure.description))[:LONGEST_LINE],
        warnings=[(alert.signal, plain(alert.text)) for alert in procedure.alerts],
        steps=[_step_row(step, procedure.meta.lang) for step in procedure.walked()],
        lines=list(_lines(procedure)),
    )


def _step_row(step: Step, lang: str) -> StepRow:
    title = plain(step.title)
    commands = tuple(command.text for command in step.commands)
    detail = [plain(block.text) for block in step.blocks]
    named = dict.fromkeys(terms(title, lang))
    others = dict.fromkeys(terms("\n".join((*detail, *commands)), lang))
    return StepRow(
        n=step.n,
        sid=step.sid,
        title=title,
        role=step.role.value,
        commands=commands,
        title_terms=_spaced(named),
        terms=_spaced(term for term in others if term not in named),
    )


def _spaced(found: Iterable[str]) -> str:
    return f" {' '.join(found)} "


def _exact(procedure: Procedure, wanted_id: str) -> Iterator[tuple[str, str]]:
    """What finds a page when it is the whole question, and which kind of name it is."""
    meta = procedure.meta
    named = [("title", procedure.title), ("slug", wanted_id.rpartition("/")[2])]
    named += [("alias", alias) for alias in meta.aliases]
    named += [("alert", alert) for alert in meta.alerts]
    for kind, text in named:
        found = " ".join(dict.fromkeys(terms(_sayable(text), meta.lang)))
        if found:
            yield found, kind


def _mentions(procedure: Procedure) -> set[str]:
    """Programs it runs and words it sets in code type, as file names spell them."""
    found: set[str] = set()
    for step in procedure.walked():
        for command in step.commands:
            found.update(_PROGRAM.findall(command.text.lower()))
    blocks = [block for section in procedure.sections for block in section.blocks]
    blocks += [block for step in procedure.walked() for block in step.blocks]
    texts = [procedure.description, *(step.title for step in procedure.walked())]
    texts += [
        block.text for block in blocks if block.kind not in {BlockKind.CODE, BlockKind.OUTPUT}
    ]
    for text in texts:
        found.update(name.lower().replace(" ", "-") for name in _CODE_TYPE.findall(text))
    return found


def _platform(procedure: Procedure) -> str:
    """The one system a page is for: by its head, else by the folder it lies in."""
    said = procedure.meta.applies_to.get("os", ())
    if said:
        return PLATFORMS.get(said[0].lower(), "") if len(said) == 1 else ""
    folder = procedure.id.rpartition("/")[0].rpartition("/")[2]
    return PLATFORMS.get(folder.lower(), "")


def _words(texts: dict[str, str], lang: str) -> Iterator[tuple[int, str, str, str, int]]:
    """Its plain words, each with its term and what spelling repair knows it by."""
    known = {word for text in texts.values() for word in words(text)}
    code = language(lang)
    for word in sorted(known):
        if word.isalpha() and 1 < len(word) <= LONGEST_WORD:
            yield len(word), word, code, stem(word, code), marks(word)


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
