"""The steps of a page by its type: a procedure's, a decision tree's nodes, a guide's cards."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from flowhelp.content.drafting import Drafting
from flowhelp.content.frame import framed
from flowhelp.content.joining import Draft
from flowhelp.content.kinds import cards, how_tos
from flowhelp.content.markdown import Node
from flowhelp.content.model import Finding, Kind, Metadata, Mode, PageType, Role, Step
from flowhelp.content.modes import Modes
from flowhelp.content.sections import Outline
from flowhelp.content.steps import StepMaker

_READ_ONLY = frozenset((PageType.QUIZ, PageType.COURSE, PageType.SKILLS, PageType.ROLES))


@dataclass(frozen=True, slots=True)
class Page:
    """A page whose type is known and whose steps are not."""

    kind: PageType
    meta: Metadata
    nodes: list[Node]
    outline: Outline


@dataclass(frozen=True, slots=True)
class Read:
    """The steps of a page, and how they were found.

    Attributes:
        taken: Identities of the blocks that some step shows.
        parts: (slug, title) of each procedure on a page that holds several.
        sure: False when another reading would do as well.
    """

    mode: Mode
    steps: tuple[Step, ...]
    reason: str
    taken: frozenset[int] = frozenset()
    parts: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    sure: bool = True


def read_steps(page: Page) -> Read:
    """The steps of a page in document order, whatever its type."""
    if page.kind in _READ_ONLY:
        return Read(Mode.NONE, (), f"a {page.kind} is read as a page")
    if page.kind is PageType.GUIDE and cards(page.nodes):
        return _guide(page)
    if page.kind in {PageType.DECISION, PageType.SCENARIO}:
        return _decision(page)
    return _procedure(page)


def _guide(page: Page) -> Read:
    maker = StepMaker()
    taken: set[int] = set()
    steps: list[Step] = []
    for bullet, code in cards(page.nodes):
        head = bullet.nodes[0]
        fence = Node("fence", code.line, code.end, text=code.text.strip().strip("`"), info="sh")
        draft = Draft(head.plain.rstrip(":"), head.text, Kind.STEP, bullet.line, code.end)
        draft.body = [fence]
        steps.append(maker.step(draft, Role.MAIN))
        taken.add(id(code))
    lists = {id(node) for node in page.nodes if node.kind == "list"}
    reason = f"{len(steps)} examples of one command"
    return Read(Mode.CARDS, tuple(steps), reason, frozenset(taken | lists))


def _decision(page: Page) -> Read:
    """Every main section is a node; what stands in it are its steps."""
    maker, outline = StepMaker(nodes_page=True), page.outline
    drafting = Drafting(outline)
    taken: set[int] = set()
    steps: list[Step] = []
    for n, part in enumerate(outline.parts):
        if not part.level:
            continue
        drafts = [drafting.heading(n)] if part.role is Role.MAIN else framed(outline, n)
        steps.extend(maker.step(draft, part.role) for draft in drafts)
        if drafts:
            taken.update(id(node) for node in part.blocks)
    reason = f"{len(steps)} sections that ask and answer"
    return Read(Mode.NODES, tuple(steps), reason, frozenset(taken), findings=tuple(maker.findings))


def _procedure(page: Page) -> Read:
    outline = page.outline
    _without_main_gives_main(outline)
    reading = Modes(outline).choose(page.meta.steps)
    maker = StepMaker()
    collection = how_tos(outline) if page.kind is PageType.COLLECTION else []
    placed = _in_order(outline, reading.drafts, set(reading.used))
    steps = []
    owners = frozenset(collection)
    for draft, role in placed:
        owner = _owner(outline, draft.part, owners)
        steps.append(maker.step(draft, role, part=owner))
    owning = {step.part for step in steps}
    parts = tuple(
        (outline.parts[n].slug, outline.parts[n].title)
        for n in collection
        if outline.parts[n].slug in owning
    )
    taken = _taken(outline, [draft for draft, _ in placed])
    return Read(
        reading.mode,
        tuple(steps),
        reading.reason,
        taken,
        parts,
        tuple(maker.findings),
        sure=reading.sure,
    )


def _without_main_gives_main(outline: Outline) -> None:
    """A page whose only steps stand under a word like "Rollback" is about that."""
    if Modes(outline).choose().drafts:
        return
    for n, part in enumerate(outline.parts):
        if part.role in {Role.ROLLBACK, Role.TROUBLE, Role.AFTER} and framed(outline, n):
            part.role = Role.MAIN


def _in_order(outline: Outline, main: list[Draft], used: set[int]) -> list[tuple[Draft, Role]]:
    """Main steps and those of the frame, by line."""
    found = [(draft, Role.MAIN) for draft in main]
    for n, part in enumerate(outline.parts):
        if part.role is not Role.MAIN and n not in used:
            found.extend((draft, part.role) for draft in framed(outline, n))
    return sorted(found, key=lambda pair: pair[0].line)


def _owner(outline: Outline, n: int, collection: frozenset[int]) -> str:
    """Slug of the procedure of a collection that part `n` stands in, or empty."""
    owner = next((m for m in outline.above(n) if m in collection), None)
    return outline.parts[owner].slug if owner is not None else ""


def _taken(outline: Outline, drafts: list[Draft]) -> frozenset[int]:
    """Identities of the top-level blocks that the drafts cover by their lines."""
    covered = _Lines([(draft.line, draft.end) for draft in drafts])
    owned: set[int] = set()
    begun: set[int] = set()
    for draft in drafts:
        owned.update(_body_ids(draft))
        begun.update(_first_lines(draft))
    for part in outline.parts:
        for node in part.blocks:
            if id(node) in owned:
                continue
            listed = node.kind == "list" and node.line in covered
            if listed or (node.kind == "paragraph" and node.line in begun):
                owned.add(id(node))
    return frozenset(owned)


def _first_lines(draft: Draft) -> set[int]:
    """Lines on which it and its substeps begin; a paragraph there is the step's own words."""
    found = {draft.line}
    for sub in draft.subs:
        found |= _first_lines(sub)
    return found


def _body_ids(draft: Draft) -> set[int]:
    found = {id(node) for node in draft.body}
    for sub in draft.subs:
        found |= _body_ids(sub)
    return found


class _Lines:
    """Which source lines some of these spans cover."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __contains__(self, line: int) -> bool:
        n = bisect_right(self._starts, line) - 1
        return n >= 0 and line < self._ends[n]
