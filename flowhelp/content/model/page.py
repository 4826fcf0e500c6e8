"""What one page is: its head, its sections, its steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from flowhelp.content.model.step import Alert, Block, Role, Step
from flowhelp.ids import ProcedureId


class PageType(StrEnum):
    """What kind of file it is (FORMAT.md §4.1)."""

    PROCEDURE = "procedure"
    CHECKLIST = "checklist"
    GUIDE = "guide"
    DECISION = "decision"
    SCENARIO = "scenario"
    COURSE = "course"
    QUIZ = "quiz"
    SKILLS = "skills"
    ROLES = "roles"
    FORM = "form"
    COLLECTION = "collection"


class Mode(StrEnum):
    """How the steps were found (FORMAT.md §5.2)."""

    HEADINGS = "headings"
    LIST = "list"
    SECTIONS = "sections"
    BLOCKS = "blocks"
    BULLETS = "bullets"
    NODES = "nodes"
    CARDS = "cards"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Param:
    """A value that commands and text refer to (FORMAT.md §6.2)."""

    name: str
    type: str = "text"
    required: bool = True
    default: str | None = None
    choices: tuple[str, ...] = ()
    pattern: str = ""
    min: float | None = None
    max: float | None = None
    unit: str = ""
    help: str = ""
    env: str = ""
    source: str = ""
    """The command of ``from:``; never run by reading it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an author should know: a rule of FORMAT.md §9 and where it was broken."""

    code: str
    severity: str
    message: str
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the page and the text under it that belongs to no step."""

    title: str
    slug: str
    level: int
    role: Role
    line: int
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """The head of a file. Unknown keys stay in `raw`; absent ones hold the default of §4.2."""

    title: str = ""
    description: str = ""
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    type: str = ""
    id: str = ""
    lang: str = ""
    owner: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    status: str = "active"
    replaced_by: str = ""
    risk: str = "low"
    use: str = "reference"
    mode: str = ""
    order: str = ""
    steps: str = "auto"
    time: str = ""
    people: int = 1
    every: str = ""
    record: str = "team"
    acknowledge: str = "none"
    evidence: str = ""
    alerts: tuple[str, ...] = ()
    applies_to: dict[str, tuple[str, ...]] = field(default_factory=dict)
    requires: tuple[str, ...] = ()
    teaches: tuple[str, ...] = ()
    params: tuple[Param, ...] = ()
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Procedure:
    """One page, read.

    Attributes:
        id: Its name in its source.
        path: Where it was read from, for messages.
        confidence: `high`, or `low` when another reading gives two steps or more as well.
        reason: Why it was read like this, one sentence.
        steps: Top-level steps of every role, in document order.
        sections: Headings in document order; the first may be the untitled lead.
        alerts: Safety messages that hold for the whole page.
        parts: (slug, title) of each procedure on a page that holds several, else empty.
        steps_hash: `fh1-` and 52 characters; changes when what a person does changes (§8).
    """

    id: ProcedureId
    path: str
    type: PageType
    title: str
    meta: Metadata
    mode: Mode = Mode.NONE
    confidence: str = "high"
    reason: str = ""
    description: str = ""
    steps: tuple[Step, ...] = ()
    sections: tuple[Section, ...] = ()
    alerts: tuple[Alert, ...] = ()
    params: tuple[Param, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    steps_hash: str = ""

    def walked(self) -> Iterator[Step]:
        """Every step and substep, in document order."""
        for step in self.steps:
            yield from step.walked()

    def step(self, name: str) -> Step | None:
        """The step with that id or number; None when there is none."""
        return next((step for step in self.walked() if name in {step.sid, step.n}), None)
