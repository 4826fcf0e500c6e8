"""A page as sections: headings, what they are for, and the blocks under each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flowhelp.content.markdown import Node
from flowhelp.content.model import Role
from flowhelp.content.words import is_instruction_heading

_NUMBER = re.compile(
    r"^(?:(?:step|schritt|étape|paso)\s+"
    r"(?P<step>\d+(?:\.\d+)*[a-z]?|one|two|three|four|five|six|seven|eight|nine|ten)\b"
    r"\s*[.):–—-]*\s*"
    r"|(?P<bare>\d+(?:\.\d+)*)\s*[.):–—-]+\s*(?=\D|$)|(?P<dotted>\d+\.\d+(?:\.\d+)*)\s+)",
    re.IGNORECASE,
)
_ANCHOR = re.compile(r"\s*\{#([\w-]+)\}\s*$|\s*\{:?[^{}]*\}\s*$")
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")

_WORDS: dict[Role, str] = {
    Role.BEFORE: (
        "before you start|before you begin|before starting|before we begin|before you upgrade|"
        "prerequisites?|pre-?requisites?|preconditions?|requirements?|you need|you will need|"
        "what you(?:'ll| will)? need|what you need|tools?|parts|part list|supplies|materials?|"
        "equipment|"
        "reagents?|ppe|people|permits?|safety|preparations?|"
        "voraussetzungen|bevor sie beginnen|prérequis|avant de commencer|requisitos previos"
    ),
    Role.AFTER: (
        "after you finish|close ?out|clean(?:ing)? ?up|afterwards|return to service|"
        "nacharbeiten|après"
    ),
    Role.ROLLBACK: "rollback|roll back|back out|backout|undo|recovery|zurückrollen",
    Role.TROUBLE: (
        "troubleshooting|trouble shooting|if something goes wrong|known problems?|known issues?|"
        "common (?:problems|errors|issues)|fehlersuche|dépannage"
    ),
    Role.CHANGES: (
        "what changed|what's changed|change ?logs?|change history|changes|history|revision history"
    ),
    Role.INFO: (
        "overview|introduction|intro|purpose|scope|background|context|when to use|about|meaning|"
        "impact|description|severity|summary|references?|further reading|"
        "additional (?:resources|notes|information|reading)|see also|related|links?|resources|"
        "glossary|contacts?|definitions?|faqs?|frequently asked questions|conclusion|what's next|"
        "whats next|next steps?|notes?|terminology|motivation|symptoms?|examples?|licen[cs]e|"
        "table of contents|contents|toc|acknowledge?ments?|credits?|authors?|learn more|"
        "more information|why|how it works|architecture|objectives?|feedback|appendix|"
        "überblick|hintergrund|siehe auch|aperçu|voir aussi"
    ),
}
_ROLES = {
    role: re.compile(rf"^(?:{words})(?=$|[\s:,(/–—&-])", re.IGNORECASE)
    for role, words in _WORDS.items()
}
_LONGEST = {Role.BEFORE: 5, Role.INFO: 4, Role.TROUBLE: 2, Role.ROLLBACK: 4, Role.CHANGES: 3}
"""Words that a heading may have and still be the thing rather than speak of it."""

ACTION = re.compile(
    r"^(?:steps?|procedures?|instructions?|checklists?|how to|actions?|diagnosis|diagnostics?|"
    r"investigat\w+|triage|mitigat\w+|resolution|resolving|remediation|remedy|fix(?:es|ing)?|"
    r"verif\w+|recommended actions?|review|pause point|playbook|protocol|execution|"
    r"(?:option|method|alternative) \w{1,2}\s*[:.)–—-]|"
    r"what to do|(?:possible )?checks?|response|solutions?|"
    r"workarounds?|maßnahmen|vorgehen|procédure)\b",
    re.IGNORECASE,
)
"""Headings that promise something to do (FORMAT.md §5.1)."""


@dataclass(slots=True)
class Part:
    """A heading and what stands under it, up to the next heading of any level.

    Attributes:
        title: Plain words without number and anchor; empty for the lead.
        level: 1 to 6; 0 for the lead.
        number: The number it was written with, like `2` or `1.3`, or empty.
        role: What it is for; inherited where it does not say.
        own: Whether its own words gave the role.
        parent: Index of the part above it; -1 for none.
        line: First source line, from 0; `end` is one past the last.
    """

    title: str
    slug: str
    level: int
    number: str
    role: Role
    parent: int
    line: int
    end: int
    own: bool = False
    text: str = ""
    blocks: list[Node] = field(default_factory=list)

    @property
    def is_action(self) -> bool:
        """Whether its title promises something to do."""
        return bool(ACTION.match(self.title)) or is_instruction_heading(self.title)


@dataclass(slots=True)
class Outline:
    """The parts of a page, the lead first; `title` is its H1 or empty."""

    title: str
    parts: list[Part]

    def below(self, index: int) -> list[int]:
        """Indices of all parts inside part `index`."""
        inside: list[int] = []
        for n in range(index + 1, len(self.parts)):
            if self.parts[n].level <= self.parts[index].level:
                break
            inside.append(n)
        return inside

    def above(self, index: int) -> Iterator[int]:
        """Indices of part `index` itself and of the parts it stands in, the innermost first."""
        while index > 0:
            yield index
            index = self.parts[index].parent


def outline_of(nodes: Sequence[Node], end: int, *, titled: bool = False) -> Outline:
    """The outline of a page's top-level blocks.

    The first H1 is the title and no part; where there are several and the
    title is known already or the first is numbered, all of them are parts.

    Args:
        nodes: Blocks in document order.
        end: Number of source lines.
        titled: Whether the head of the file gave the title.
    """
    parts = [Part("", "", 0, "", Role.MAIN, -1, 0, end)]
    slugs: dict[str, int] = {}
    above: list[tuple[int, int]] = []
    title = ""
    several = titled and sum(node.kind == "heading" and node.level == 1 for node in nodes) > 1
    for node in nodes:
        if node.kind != "heading":
            parts[-1].blocks.append(node)
            continue
        part = _part(node, slugs)
        if node.level == 1 and len(parts) == 1 and not (title or several or part.number):
            title = part.text
            continue
        while above and above[-1][0] >= part.level:
            above.pop()
        part.parent = above[-1][1] if above else -1
        above.append((part.level, len(parts)))
        parts[-1].end = node.line
        parts.append(part)
    parts[-1].end = end
    _assign_roles(parts)
    return Outline(title, parts)


def _part(node: Node, slugs: dict[str, int]) -> Part:
    words = node.plain.strip()
    anchor = _ANCHOR.search(words)
    if anchor:
        words = words[: anchor.start()].strip()
    number = _NUMBER.match(words)
    written = next((n for n in number.groups() if n), "") if number else ""
    title = words[number.end() :].strip() if number else words
    slug = (anchor[1] if anchor and anchor[1] else "") or slug_of(words)
    slugs[slug] = slugs.get(slug, 0) + 1
    if slugs[slug] > 1:
        slug = f"{slug}-{slugs[slug] - 1}"
    return Part(
        title or words,
        slug,
        node.level,
        written,
        Role.MAIN,
        -1,
        node.line,
        node.end,
        text=words,
    )


def slug_of(heading: str) -> str:
    """The anchor that GitHub gives a heading: lower case, spaces to hyphens, signs gone."""
    return _NOT_IN_SLUG.sub("", heading.strip().lower()).replace(" ", "-")


def _assign_roles(parts: list[Part]) -> None:
    for part in parts[1:]:
        role = role_of(part.title)
        if role is None:
            part.role = _inherited(parts, part)
        else:
            part.role, part.own = role, True


def _inherited(parts: list[Part], part: Part) -> Role:
    """The role of the part above; an H1 that only tells something does not speak for its H2s."""
    above = parts[part.parent] if part.parent >= 0 else None
    if above is None or (above.level == 1 and above.role is Role.INFO):
        return Role.MAIN
    return above.role


def role_of(title: str) -> Role | None:
    """The role that a heading names, or None where no row of FORMAT.md §5.1 claims it."""
    words = title.strip().strip("*_:").strip()
    words = re.sub(r"^[^\w]+", "", words)
    if not words:
        return None
    if re.match(r"(?:appendix|annex)\b", words, re.IGNORECASE):
        return Role.INFO
    count = len(words.split())
    for role, pattern in _ROLES.items():
        if pattern.match(words) and count <= _LONGEST.get(role, 5):
            return role
    return None
