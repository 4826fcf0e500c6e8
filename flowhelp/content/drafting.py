"""Drafts made of parts: a heading as a step, a part's items, a stretch of blocks as a step."""

from __future__ import annotations

import re

from flowhelp.content.joining import Draft, Joined, joined
from flowhelp.content.lists import commands_in, is_step_list
from flowhelp.content.markdown import Node
from flowhelp.content.model import Kind
from flowhelp.content.sections import Outline, Part

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_LONGEST_TITLE = 160


class Drafting:
    """Turns parts of one outline into drafts; remembers what each part joined to."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._joined: dict[int, Joined] = {}

    def joined(self, n: int) -> Joined:
        """The items of part `n` that are steps, and the blocks before them."""
        if n not in self._joined:
            self._joined[n] = joined(self._outline.parts[n].blocks, is_step_list)
        return self._joined[n]

    def phase(self, n: int) -> str:
        """The title of the part above part `n`, or empty."""
        parent = self._outline.parts[n].parent
        return self._outline.parts[parent].title if parent >= 0 else ""

    def items(self, n: int, *, merged: bool = False) -> list[Draft]:
        """The items of part `n`; commands before the first of them are a step of their own.

        Args:
            n: Index of the part; it holds an item at least.
            merged: The heading is the step and its only item says how.
        """
        found = self.joined(n)
        if merged:
            return [self.heading(n)]
        for step in found.steps:
            step.phase, step.part = self._outline.parts[n].title, n
        if commands_in(found.lead):
            return [self.alone(n, found.lead, by_words=True), *found.steps]
        found.steps[0].body[:0] = [node for node in found.lead if node.kind == "quote"]
        return list(found.steps)

    def heading(self, n: int, *, deep: bool = False) -> Draft:
        """Part `n` as one step, named by its heading.

        Args:
            n: Index of the part.
            deep: Parts below it become its substeps, or its detail where they hold nothing to do.
        """
        part = self._outline.parts[n]
        if not part.level:
            return self.alone(n, part.blocks, by_words=True)
        draft = Draft(
            part.title,
            part.title,
            Kind.STEP,
            part.line,
            part.end,
            slug=part.slug,
            phase=self.phase(n),
            part=n,
        )
        inner = self.joined(n)
        draft.body = list(inner.lead)
        if len(inner.steps) == 1 and inner.steps[0].kind is Kind.STEP:
            _merge(draft, inner.steps[0])
        else:
            draft.subs = list(inner.steps)
        if deep:
            for m in self._outline.below(n):
                self._take_in(draft, m)
        return draft

    def _take_in(self, draft: Draft, m: int) -> None:
        part = self._outline.parts[m]
        draft.stretch(part.end)
        sub = self.heading(m)
        sub.part, sub.phase = draft.part, draft.title
        worth = bool(part.number) or bool(sub.subs) or commands_in(part.blocks) > 0
        if worth or (part.is_action and part.blocks):
            draft.subs.append(sub)
        else:
            target = draft.subs[-1] if draft.subs else draft
            target.body.extend([_title_of(part), *part.blocks])

    def alone(self, n: int, nodes: list[Node], *, by_words: bool = False) -> Draft:
        """A stretch of blocks of part `n` as one step.

        Args:
            n: Index of the part.
            nodes: The blocks; one at least.
            by_words: Named by the words before its command, and not by the heading.
        """
        part = self._outline.parts[n]
        head = next((node for node in reversed(nodes) if node.kind == "paragraph"), None)
        if part.level and not by_words:
            draft = self.heading(n)
            draft.body, draft.subs = list(nodes), []
            return draft
        title = _sentence(head.plain) if head else part.title or "Run the command"
        draft = Draft(title, title, Kind.STEP, nodes[0].line, nodes[-1].end, part=n)
        draft.phase, draft.body = part.title, list(nodes)
        return draft


def _merge(draft: Draft, item: Draft) -> None:
    """A heading with one item under it is one step: the item is its detail, no step of its own."""
    words = Node("paragraph", item.line, item.line + 1, text=item.text, plain=item.title)
    words.inline = item.inline
    draft.body += [words, *item.body]
    draft.subs = list(item.subs)


def _title_of(part: Part) -> Node:
    return Node("paragraph", part.line, part.line + 1, text=f"**{part.text}**", plain=part.text)


def _sentence(words: str) -> str:
    """The last sentence before a command: the one that says what the command is for."""
    sentences = [part for part in _SENTENCE.split(words) if part.strip()]
    return (sentences[-1] if sentences else words)[:_LONGEST_TITLE].strip()
