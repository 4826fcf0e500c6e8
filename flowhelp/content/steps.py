"""Drafts become steps: numbered, named, and with their detail read."""

from __future__ import annotations

from dataclasses import dataclass

from flowhelp.content.conditions import computed_condition, human_condition, is_optional
from flowhelp.content.detail import Detail
from flowhelp.content.identity import anchor_in, step_id, unique
from flowhelp.content.joining import Draft
from flowhelp.content.markdown import Node
from flowhelp.content.model import Command, Finding, Role, Step
from flowhelp.content.variants import mark_neighbours

_DEEPEST = 3
_PREFIX = {Role.BEFORE: "B", Role.AFTER: "A", Role.ROLLBACK: "R", Role.TROUBLE: "T"}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the page a step stands."""

    role: Role
    number: str
    part: str = ""
    parent: str = ""
    depth: int = 1

    def below(self, n: int, parent: str) -> _Place:
        """The place of its n-th substep."""
        return _Place(self.role, f"{self.number}.{n}", self.part, parent, self.depth + 1)


class StepMaker:
    """Makes the steps of one page; ids and numbers are unique in it.

    Attributes:
        findings: What was noticed on the way.
    """

    def __init__(self, *, nodes_page: bool = False) -> None:
        self.findings: list[Finding] = []
        self._nodes_page = nodes_page
        self._taken: dict[str, int] = {}
        self._counts: dict[Role, int] = {}

    def step(self, draft: Draft, role: Role, *, part: str = "") -> Step:
        """The next top-level step of that role."""
        self._counts[role] = self._counts.get(role, 0) + 1
        number = f"{_PREFIX.get(role, '')}{self._counts[role]}"
        return self._made(draft, _Place(role, number, part))

    def _made(self, draft: Draft, place: _Place) -> Step:
        detail = Detail(nodes_page=self._nodes_page)
        text = self._action(draft, detail)
        subs = list(draft.subs)
        self._note_tick(draft)
        if place.depth == _DEEPEST and subs:
            self._flatten(subs, detail)
            subs = []
        mark_neighbours(draft.body)
        for node in draft.body:
            detail.add(node)
        self.findings.extend(detail.findings)
        title = draft.title or _from_code(detail) or "Step"
        name = draft.slug or anchor_in(draft.text)
        sid = unique(name, self._taken) if name else step_id(title, place.parent, self._taken)
        return Step(
            sid,
            place.number,
            title,
            place.role,
            draft.kind,
            text=text,
            phase=draft.phase,
            part=place.part,
            optional=is_optional(title),
            condition=human_condition(title),
            when=_computed(detail),
            critical=detail.critical,
            blocks=tuple(detail.blocks),
            commands=_distinct(detail),
            labels=tuple(detail.labels),
            fields=detail.distinct_fields(),
            alerts=tuple(detail.alerts),
            edges=tuple(detail.edges),
            steps=tuple(self._made(sub, place.below(n, sid)) for n, sub in enumerate(subs, 1)),
            line=draft.line + 1,
            end=draft.end,
        )

    def _action(self, draft: Draft, detail: Detail) -> str:
        if draft.slug or not draft.inline:
            detail.lead = draft.title
            return draft.text
        head = Node("paragraph", draft.line, draft.line + 1, text=draft.text, plain=draft.title)
        head.inline = draft.inline
        text = detail.action(head)
        if text != draft.text:
            draft.title = _without_label(draft.title)
        return text

    def _note_tick(self, draft: Draft) -> None:
        if draft.ticked:
            message = "a box is ticked before anybody did the work; it is read as open"
            self.findings.append(Finding("FH006", "warning", message, draft.line + 1))

    def _flatten(self, subs: list[Draft], detail: Detail) -> None:
        """What is nested deeper than three levels is detail of the third."""
        line = subs[0].line + 1
        message = "steps are nested deeper than three levels"
        self.findings.append(Finding("FH004", "warning", message, line))
        for sub in subs:
            words = Node("paragraph", sub.line, sub.line + 1, text=f"- {sub.text}", plain=sub.title)
            words.inline = sub.inline
            detail.add(words)
            for node in sub.body:
                detail.add(node)
            self._flatten_below(sub, detail)

    def _flatten_below(self, sub: Draft, detail: Detail) -> None:
        if sub.subs:
            self._flatten(sub.subs, detail)


def _computed(detail: Detail) -> str:
    """The expression of its first **If:** label that has one."""
    found = (computed_condition(label.value) for label in detail.labels if label.key == "if")
    return next((condition for condition in found if condition), "")


def _without_label(title: str) -> str:
    """A title after its label, with a capital letter at its start."""
    for sign in (":", "."):
        head, mark, rest = title.partition(sign)
        if mark and rest.strip() and len(head) <= 40:  # noqa: PLR2004 - the longest label
            words = rest.strip()
            return words[0].upper() + words[1:]
    return title


def _from_code(detail: Detail) -> str:
    return f"Run {detail.commands[0].text.splitlines()[0]}" if detail.commands else ""


def _distinct(detail: Detail) -> tuple[Command, ...]:
    """The commands to type: one that a sentence only speaks of, beside its block, is left out."""
    blocks = [c.text for n, c in enumerate(detail.commands) if n not in detail.spans]
    seen: set[str] = set()
    out: list[Command] = []
    for n, command in enumerate(detail.commands):
        if n not in detail.spans:
            out.append(command)
        elif command.text not in seen and not any(b.startswith(command.text) for b in blocks):
            seen.add(command.text)
            out.append(command)
    return tuple(out)
