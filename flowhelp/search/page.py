"""A procedure → what the index keeps of it: plain values that can cross a process."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flowhelp.content import BlockKind, Procedure
from flowhelp.search.analysis import stem, terms, words
from flowhelp.search.fields import FIELDS, codes_of
from flowhelp.search.languages import language
from flowhelp.search.pairs import pack_pairs
from flowhelp.search.parts import LONGEST_LINE, Parts, plain
from flowhelp.search.rows import Body, Page, pack_body, pack_named

LONGEST_WORD = 40
"""Letters of a word that is known as such; longer ones are encoded bytes."""

PLATFORMS = {
    "linux": "linux", "osx": "macos", "macos": "macos", "darwin": "macos", "windows": "windows",
    "freebsd": "freebsd", "openbsd": "openbsd", "netbsd": "netbsd", "android": "android",
    "sunos": "sunos", "cisco-ios": "cisco-ios", "dos": "dos",
}  # fmt: skip
"""What folders and heads call a system → what it is called here."""

_REMEMBERED = 50_000
_known: dict[str, dict[str, tuple[str, ...]]] = {}
_PROGRAM = re.compile(r"(?:^|[|;(]|&&|\bsudo |\bxargs |\bexec )\s*([a-z][\w.+-]*)")
_CODE_TYPE = re.compile(r"`([A-Za-z][\w .+-]{0,40})`")


def page_of(procedure: Procedure, wanted_id: str) -> Page:
    """What the index keeps of a procedure.

    Args:
        procedure: As it was read.
        wanted_id: The id its author or its path gives it.
    """
    meta = procedure.meta
    parts = Parts(procedure)
    found = [parts.fields[field] for field in FIELDS]
    title, names, slug, *others = found
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
        words=_words(parts.tokens, language(meta.lang)),
        body=pack_body(_body(procedure, parts)),
        steps=len(parts.steps),
        findings=sum(finding.severity == "error" for finding in procedure.findings),
    )


def _body(procedure: Procedure, parts: Parts) -> Body:
    return Body(
        description=_sayable(plain(procedure.description))[:LONGEST_LINE],
        warnings=[(alert.signal, plain(alert.text)) for alert in procedure.alerts],
        steps=parts.steps,
        lines=parts.lines,
    )


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


def _words(tokens: Iterable[str], code: str) -> str:
    """Its plain words with their terms: a line each, `word<TAB>term`."""
    rows: set[str] = set()
    known = _known.setdefault(code, {})
    if len(known) > _REMEMBERED:
        known.clear()
    for token in tokens:
        of_token = known.get(token)
        if of_token is None:
            of_token = known[token] = tuple(
                f"{word}\t{stem(word, code)}"
                for word in words(token)
                if word.isalpha() and 1 < len(word) <= LONGEST_WORD
            )
        rows.update(of_token)
    return "\n".join(sorted(rows))


def _sayable(text: str) -> str:
    """The text without half characters, which YAML escapes can make and no file can hold."""
    return text.encode("utf-8", "replace").decode()
