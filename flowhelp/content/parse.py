"""Text becomes a procedure. Any text does; nothing is refused, doubt is a finding."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath

from flowhelp.content.calculated import with_formulas
from flowhelp.content.detail import Detail
from flowhelp.content.dialects.admonitions import with_one_admonition_shape
from flowhelp.content.dialects.tabs import with_fenced_tabs
from flowhelp.content.dialects.templates import with_joined_tags, without_templates
from flowhelp.content.frontmatter import Head, read_head
from flowhelp.content.identity import steps_hash
from flowhelp.content.kinds import page_type
from flowhelp.content.markdown import Node, blocks
from flowhelp.content.metadata import read_metadata
from flowhelp.content.model import (
    Alert,
    BlockKind,
    Finding,
    Metadata,
    Mode,
    PageType,
    Param,
    Procedure,
    Role,
    Section,
    Step,
)
from flowhelp.content.params import params_of
from flowhelp.content.reading import Page, Read, read_steps
from flowhelp.content.sections import Outline, outline_of
from flowhelp.content.variants import merge_variants
from flowhelp.ids import ProcedureId

_ENDING = re.compile(r"(?:\.html)?\.(?:md|mdx|markdown)$", re.IGNORECASE)
_LONGEST_LEAD = 300


def parse_page(text: str, *, path: str, id: ProcedureId | None = None) -> Procedure:  # noqa: A002 - the field's name
    """The procedure that this text is.

    Args:
        text: The whole file, decoded.
        path: Where it stands in its source, with `/`; its ending and suffix count.
        id: Its name in its source; made of the path when None.

    Returns:
        A procedure, whatever the text: one without steps is a page to read.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    head = read_head(lines)
    meta, findings = read_metadata(head)
    nodes, outline, findings2 = _structure(lines, head, meta, path)
    kind = page_type(meta, path, nodes, outline)
    read = read_steps(Page(kind, meta, nodes, outline))
    title = meta.title or outline.title or _title_of(path)
    named = id or ProcedureId(meta.id or _ENDING.sub("", path))
    params = _params(meta, kind, read.steps, path)
    steps = with_formulas(read.steps, params)
    return Procedure(
        named,
        path,
        kind,
        title,
        meta,
        mode=read.mode,
        confidence="high" if read.sure else "low",
        reason=read.reason,
        description=meta.description or _description(nodes),
        steps=steps,
        sections=_sections(outline, read, title),
        alerts=_page_alerts(outline, read),
        params=params,
        parts=read.parts,
        findings=(*findings, *findings2, *read.findings, *_doubts(read, meta, outline)),
        steps_hash=steps_hash(kind, params, steps),
    )


def _structure(
    lines: list[str], head: Head, meta: Metadata, path: str
) -> tuple[list[Node], Outline, list[Finding]]:
    """Blocks and outline of the body, on the lines of the file."""
    body = [""] * head.body + lines[head.body :]
    shaped = with_one_admonition_shape(with_fenced_tabs(with_joined_tags(body)))
    clean = without_templates(shaped, mdx=path.lower().endswith(".mdx"))
    nodes, too_deep = blocks(clean)
    findings = []
    if too_deep is not None:
        message = "lists and quotes nest deeper than 60 levels here"
        findings.append(Finding("FH004", "error", message, too_deep + 1))
    outline = outline_of(nodes, len(lines), titled=bool(meta.title))
    merge_variants(outline)
    return nodes, outline, findings


def _title_of(path: str) -> str:
    """A file's name in words."""
    pure = PurePosixPath(_ENDING.sub("", path))
    name = pure.name
    if name.lower() in {"readme", "index", "_index"} and pure.parent.name:
        name = pure.parent.name
    words = re.sub(r"[_-]+", " ", name).strip() or name
    return words[:1].upper() + words[1:]


def _description(nodes: list[Node]) -> str:
    """The first paragraph of the page, or tldr's quote."""
    for node in nodes:
        first = node.nodes[0] if node.kind == "quote" and node.nodes else node
        if first.kind == "paragraph" and first.plain:
            return first.plain[:_LONGEST_LEAD]
    return ""


def _params(
    meta: Metadata, kind: PageType, steps: tuple[Step, ...], path: str
) -> tuple[Param, ...]:
    every = [step for top in steps for step in top.walked()]
    code = BlockKind.CODE
    return params_of(
        meta.params,
        [t for s in every for t in (s.text, *(b.text for b in s.blocks if b.kind is not code))],
        [command.text for step in every for command in step.commands],
        contents=[b.text for step in every for b in step.blocks if b.kind is code],
        examples=kind is PageType.GUIDE,
        braces=not path.lower().endswith(".mdx"),
    )


def _sections(outline: Outline, read: Read, title: str) -> tuple[Section, ...]:
    """Every part with the blocks that no step took; the lead first where it says anything.

    An H1 that differs from the page's title is the title of the lead.
    """
    out: list[Section] = []
    for part in outline.parts:
        detail = Detail()
        for node in part.blocks:
            if id(node) not in read.taken:
                detail.add(node)
        words = part.title if part.level or outline.title == title else outline.title
        if words or detail.blocks:
            shown = tuple(detail.blocks)
            out.append(Section(words, part.slug, part.level, part.role, part.line + 1, shown))
    return tuple(out)


def _page_alerts(outline: Outline, read: Read) -> tuple[Alert, ...]:
    """Safety messages that stand before the first step and belong to none."""
    detail = Detail()
    for node in outline.parts[0].blocks:
        if id(node) not in read.taken:
            detail.add(node)
    return tuple(alert for alert in detail.alerts if alert.signal != "INFO")


def _doubts(read: Read, meta: Metadata, outline: Outline) -> list[Finding]:
    findings = []
    if not meta.title and not outline.title:
        findings.append(Finding("FH001", "warning", "there is no title", 1))
    if not read.sure:
        message = "the steps can be read in two ways; set `steps:` in the front matter"
        findings.append(Finding("FH002", "warning", message, 1))
    return findings


def part_of(procedure: Procedure, slug: str) -> Procedure | None:
    """One procedure of a page that holds several, numbered from 1; None when there is none."""
    title = next((title for name, title in procedure.parts if name == slug), None)
    if title is None:
        return None
    steps = [step for step in procedure.steps if step.part == slug]
    numbered = tuple(_renumbered(step, str(n)) for n, step in enumerate(steps, 1))
    return replace(
        procedure,
        id=ProcedureId(f"{procedure.id}#{slug}"),
        title=title,
        steps=numbered,
        parts=(),
        mode=procedure.mode if numbered else Mode.NONE,
        type=PageType.PROCEDURE,
        steps_hash=steps_hash(PageType.PROCEDURE, procedure.params, numbered),
        sections=tuple(section for section in procedure.sections if section.role is Role.INFO),
    )


def _renumbered(step: Step, number: str) -> Step:
    subs = tuple(_renumbered(sub, f"{number}.{n}") for n, sub in enumerate(step.steps, 1))
    return replace(step, n=number, steps=subs)
