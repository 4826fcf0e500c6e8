"""How the steps of a page are found: the rules M0 to M6 of FORMAT.md §5.2.

Each rule looks at the parts whose role is main. The first that finds steps
wins; which one it was and why is part of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from flowhelp.content.drafting import Drafting
from flowhelp.content.joining import Draft, joined
from flowhelp.content.lists import (
    any_item_list,
    commands_in,
    is_link_only,
    is_step_list,
    to_fill_in,
)
from flowhelp.content.markdown import Node
from flowhelp.content.model import Kind, Mode, Role
from flowhelp.content.sections import ACTION, Outline
from flowhelp.content.words import is_instruction

_CASCADE = ("headings", "list", "sections", "blocks", "bullets")
_FEWEST = 2
_SEQUENCE = re.compile(
    r"(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|next|then|now|finally|lastly|after that|afterwards"
    r"|once|zuerst|danach|dann|schließlich|d'abord|ensuite|enfin)\b",
    re.IGNORECASE,
)
_MOST = 0.6
"""Share of the items that must stand alone under headings for these to be the steps."""
_MOST_OF = 0.6
"""Share of the items that must stand alone under headings for these to be the steps."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the steps were found.

    Attributes:
        drafts: Steps of the main role, in document order.
        reason: One sentence for the author.
        used: Indices of the parts that gave a step or belong to one.
        sure: False when another rule would find steps as well.
    """

    mode: Mode
    drafts: list[Draft]
    reason: str
    used: frozenset[int] = frozenset()
    sure: bool = True


class Modes:
    """The rules, over one outline."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._parts = outline.parts
        self._main = [n for n, part in enumerate(self._parts) if part.role is Role.MAIN]
        self._drafting = Drafting(outline)

    def choose(self, wanted: str = "auto") -> Reading:
        """The reading of the first rule that finds steps, or of the one that the author named."""
        rules: dict[str, Callable[[], Reading | None]] = {
            "headings": self.headings,
            "list": self.listed,
            "tasks": self.listed,
            "sections": self.sections,
            "blocks": self.blocks,
            "bullets": self.bullets,
            "action": self.action,
        }
        if wanted in rules:
            found = rules[wanted]()
            if found is not None:
                return Reading(found.mode, found.drafts, f"the head asks for {wanted}", found.used)
        if wanted != "none":
            for rule in (*_CASCADE, "action"):
                found = rules[rule]()
                if found is not None:
                    return found
        reason = "the head asks for none" if wanted == "none" else "there is nothing to tick"
        return Reading(Mode.NONE, [], f"{reason}: a page to read")

    def headings(self) -> Reading | None:
        """M1: numbered sibling headings."""
        numbered = [n for n in self._main if self._parts[n].number and not self._parts[n].own]
        groups: dict[tuple[int, int], list[int]] = {}
        for n in numbered:
            groups.setdefault((self._parts[n].level, self._parts[n].parent), []).append(n)
        groups = {key: group for key, group in groups.items() if len(group) >= _FEWEST}
        if not groups:
            return None
        level = min(key[0] for key in groups)
        chosen = {n for key, group in groups.items() if key[0] == level for n in group}
        return self._by_headings(chosen)

    def _by_headings(self, chosen: set[int]) -> Reading:
        drafts: list[Draft] = []
        used: set[int] = set()
        for n in self._main:
            if n in used:
                continue
            if n in chosen:
                drafts.append(self._drafting.heading(n, deep=True))
                used.update([n, *self._outline.below(n)])
            elif commands_in(self._parts[n].blocks) and not self._inside(n, chosen):
                drafts.append(self._drafting.heading(n))
                used.add(n)
        listed = sum(len(self._drafting.joined(n).steps) for n in self._main if n not in used)
        reason = f"{len(chosen)} numbered headings"
        return Reading(Mode.HEADINGS, drafts, reason, frozenset(used), sure=listed < _FEWEST)

    def _inside(self, n: int, chosen: set[int]) -> bool:
        return any(m in chosen for m in self._outline.above(n) if m != n)

    def listed(self) -> Reading | None:
        """M2: ordered items or boxes, in document order."""
        counts = {n: len(self._drafting.joined(n).steps) for n in self._main}
        total = sum(counts.values())
        single = [n for n, count in counts.items() if count == 1 and self._parts[n].level]
        if total < _FEWEST:
            return None
        one_each = len(single) >= max(_FEWEST, _MOST * total)
        drafts: list[Draft] = []
        used: set[int] = set()
        for n in self._main:
            if counts[n]:
                used.add(n)
                drafts.extend(self._drafting.items(n, merged=one_each and counts[n] == 1))
            elif commands_in(self._parts[n].blocks) or to_fill_in(self._parts[n].blocks):
                used.add(n)
                drafts.append(self._drafting.heading(n))
        loose = sum(not counts[n] and commands_in(self._parts[n].blocks) > 0 for n in used)
        reason = f"{total} numbered or ticked items"
        reason += f", and {loose} sections with commands alone" if loose else ""
        return Reading(Mode.LIST, drafts, reason, frozenset(used), sure=loose < _FEWEST)

    def sections(self) -> Reading | None:
        """M3: sections with commands, or with a heading that promises something to do."""
        chosen = [n for n in self._main if self._parts[n].level and self._worth(n)]
        if len(chosen) < _FEWEST:
            return None
        drafts: list[Draft] = []
        lead = self._parts[0]
        if commands_in(lead.blocks):
            drafts.append(self._drafting.alone(0, lead.blocks))
            chosen.insert(0, 0)
        for n in chosen:
            if n == 0:
                continue
            drafts.extend(
                self._command_bullets(n) or self._in_sequence(n) or [self._drafting.heading(n)]
            )
        reason = f"{len(chosen)} sections with commands or something to do"
        return Reading(Mode.SECTIONS, drafts, reason, frozenset(chosen))

    def action(self) -> Reading | None:
        """The rest of M3: one section of action in a page that otherwise only explains."""
        chosen = [n for n in self._main if self._parts[n].blocks and self._promises(n)]
        if not chosen:
            return None
        drafts = [self._drafting.heading(n) for n in chosen]
        reason = f"one section says what to do: {self._parts[chosen[0]].title}"
        return Reading(Mode.SECTIONS, drafts, reason, frozenset(chosen))

    def _promises(self, n: int) -> bool:
        return self._parts[n].level > 0 and bool(ACTION.match(self._parts[n].title))

    def _worth(self, n: int) -> bool:
        """Whether a part is a step: it has commands, or words under a title of action."""
        part = self._parts[n]
        if commands_in(part.blocks):
            return True
        above = self._parts[part.parent] if part.parent >= 0 else None
        promised = part.is_action or (above is not None and bool(ACTION.match(above.title)))
        return promised and bool(part.blocks)

    def _command_bullets(self, n: int) -> list[Draft]:
        """The bullets of a part, where half of them at least carry a command."""
        blocks = self._parts[n].blocks
        found = joined(blocks, any_item_list, is_step_list)
        loaded = sum(bool(commands_in(step.body)) for step in found.steps)
        if not loaded or loaded * 2 < len(found.steps):
            return []
        if len(found.steps) > 1 and not any(is_instruction(step.title) for step in found.steps):
            return []
        for step in found.steps:
            step.phase, step.part = self._parts[n].title, n
        found.steps[0].body[:0] = found.lead
        return found.steps

    def _in_sequence(self, n: int) -> list[Draft]:
        """The commands of a part as steps, where the words before two of them say first, next."""
        told = [node for node in self._parts[n].blocks if node.kind == "paragraph"]
        if sum(bool(_SEQUENCE.match(node.plain)) for node in told) < _FEWEST:
            return []
        drafts = self._block_drafts(n)
        return drafts if len(drafts) >= _FEWEST else []

    def blocks(self) -> Reading | None:
        """M4: each command with the words before it."""
        drafts: list[Draft] = []
        used: set[int] = set()
        for n in self._main:
            found = self._block_drafts(n)
            if found:
                used.add(n)
                drafts.extend(found)
        if not drafts:
            return None
        return Reading(Mode.BLOCKS, drafts, f"{len(drafts)} blocks of commands", frozenset(used))

    def _block_drafts(self, n: int) -> list[Draft]:
        part = self._parts[n]
        drafts: list[Draft] = []
        held: list[Node] = []
        for node in part.blocks:
            held.append(node)
            if node.kind == "fence" and commands_in(held):
                drafts.append(self._drafting.alone(n, held, by_words=True))
                held = []
        if drafts:
            for node in held:
                drafts[-1].body.append(node)
                drafts[-1].stretch(node.end)
        return drafts

    def bullets(self) -> Reading | None:
        """M5: bullets that say what to do."""
        drafts: list[Draft] = []
        used: set[int] = set()
        for n in self._main:
            found = joined(self._parts[n].blocks, any_item_list, is_step_list)
            told = sum(is_instruction(step.title) for step in found.steps)
            links = sum(is_link_only(step.text) for step in found.steps)
            if found.steps and told * 2 >= len(found.steps) and links * 2 < len(found.steps):
                used.add(n)
                for step in found.steps:
                    step.kind, step.phase, step.part = Kind.TASK, self._parts[n].title, n
                drafts.extend(found.steps)
        if not drafts:
            return None
        return Reading(Mode.BULLETS, drafts, f"{len(drafts)} bullets to do", frozenset(used))
