"""The order of the work: which steps there are to do, and where links lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from flowhelp.content import Edge, Mode, Procedure, Role, Step
from flowhelp.ids import StepId
from flowhelp.walkthrough.undoing import undo_steps, undone_by

READ = StepId("read")
"""The one step of a page that has none."""

_RANK = {Role.BEFORE: 0, Role.MAIN: 1, Role.ROLLBACK: 2, Role.AFTER: 3}
_WORK = frozenset(
    {
        "attach",
        "do",
        "end",
        "go to",
        "hold",
        "record",
        "repeat",
        "second person",
        "sign",
        "verify",
        "wait",
    }
)
_ONWARD = {"go", "return", "continue", "proceed", "jump", "skip"}


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of one walk, in the order they are done.

    Attributes:
        procedure: The page.
        part: Slug of the procedure on a page that holds several, or empty.
        steps: What there is to do: before, main, rollback, after. Steps that only
            group others are not among them.
        groups: Those steps, inner ones first; each settles with its parts.
        parents: The step each substep belongs to.
        places: Where in `steps` a step stands.
    """

    procedure: Procedure
    part: str = ""
    steps: tuple[Step, ...] = ()
    groups: tuple[Step, ...] = ()
    parents: dict[StepId, Step] = field(default_factory=dict)
    places: dict[StepId, int] = field(default_factory=dict)

    @property
    def nodes(self) -> bool:
        """Whether the page is a tree of questions, where only what is reached counts."""
        return self.procedure.mode is Mode.NODES

    def find(self, name: str) -> Step | None:
        """The step with that sid, else with that number; None when there is none."""
        steps = (*self.steps, *self.groups)
        found = next((step for step in steps if step.sid == name), None)
        return found or next((step for step in steps if step.n == name), None)

    def ancestors(self, sid: StepId) -> tuple[Step, ...]:
        """The steps around a substep, outermost first."""
        found: list[Step] = []
        while (parent := self.parents.get(sid)) is not None:
            found.insert(0, parent)
            sid = parent.sid
        return tuple(found)

    def undoes(self, step: Step) -> StepId | None:
        """The step that a generated step of the rollback takes back; None for others."""
        return undone_by(step)

    def top(self, sid: StepId) -> StepId:
        """The top-level step it belongs to."""
        around = self.ancestors(sid)
        return around[0].sid if around else sid

    def work_of(self, step: Step) -> tuple[Step, ...]:
        """What there is to do in a step and its parts, in order."""
        names = {each.sid for each in step.walked()} & self.places.keys()
        return tuple(each for each in self.steps if each.sid in names)

    def target(self, link: str) -> Step | None:
        """The first thing to do where a link leads; None when that is not a step of this walk."""
        path, _, slug = link.partition("#")
        here = {"", self.procedure.path, self.procedure.path.rsplit("/", 1)[-1]}
        if not slug or path.removeprefix("./") not in here:
            return None
        lines = _lines(self.procedure, slug)
        for step in (*self.steps, *self.groups):
            if step.sid == slug:
                return self.work_of(step)[0]
        return next((each for each in self.steps if each.part == slug or each.line in lines), None)


def plan_of(procedure: Procedure, part: str = "") -> Plan:
    """The plan of a page, or of one part or section of it. There is always something to do."""
    tops = [step for step in procedure.steps if step.role in _RANK]
    if part:
        lines = _lines(procedure, part)
        parts = [step for step in tops if step.part == part]
        tops = parts or [step for step in tops if step.line in lines]
    tops.sort(key=lambda step: _RANK[step.role])
    steps = [each for top in tops for each in _ordered(top)]
    if all(step.role is Role.ROLLBACK for step in steps):
        steps.insert(0, Step(READ, "1", procedure.title))
    walked = [step for top in tops for step in top.walked()]
    steps = _with_undo(steps, walked)
    parents = {child.sid: step for step in walked for child in step.steps}
    groups = tuple(step for step in reversed(walked) if is_group(step))
    places = {step.sid: place for place, step in enumerate(steps)}
    return Plan(procedure, part, tuple(steps), groups, parents, places)


def _with_undo(steps: list[Step], walked: Iterable[Step]) -> list[Step]:
    """The steps, and before those of the written rollback what takes single steps back."""
    written = any(step.role is Role.ROLLBACK for step in steps)
    work = [step for step in walked if step.role is not Role.ROLLBACK]
    undo = undo_steps(work, offered=written)
    late = {Role.ROLLBACK, Role.AFTER}
    place = next((n for n, step in enumerate(steps) if step.role in late), len(steps))
    return [*steps[:place], *undo, *steps[place:]]


def _lines(procedure: Procedure, slug: str) -> range:
    """The source lines under the heading with that slug."""
    sections = procedure.sections
    for number, section in enumerate(sections):
        if section.slug == slug and section.level:
            later = (each for each in sections[number + 1 :] if each.level <= section.level)
            end = next((each.line for each in later), 1 << 31)
            return range(section.line, end)
    return range(0)


def is_group(step: Step) -> bool:
    """Whether a step has parts and no work of its own."""
    own = step.commands or step.fields or step.edges or step.critical or step.when
    marked = step.condition or step.optional
    return bool(step.steps) and not (own or marked or _WORK & {label.key for label in step.labels})


def waivable(step: Step) -> bool:
    """Whether the page itself says that the step need not apply."""
    return bool(step.optional or step.condition or step.when)


def choices(plan: Plan, step: Step) -> tuple[Edge, ...]:
    """The ways a person must choose between; none when the step is no decision.

    A jump in the middle of an instruction ("if that fails, go to …") is one of two
    ways; only a step that does nothing else jumps by itself.
    """
    asked = tuple(edge for edge in step.edges if edge.kind in {"choice", "end"})
    jumps = _jumps(step)
    local = tuple(edge for edge in jumps if plan.target(edge.target))
    if asked:
        return asked + local
    if not local or (len(jumps) == 1 and _only_jumps(step)):
        return ()
    return (*local, Edge("Go on with the next step", ""))


def jump(plan: Plan, step: Step) -> Edge | None:
    """The way on that doing the step takes by itself, if there is one."""
    jumps = _jumps(step)
    return jumps[0] if jumps and not choices(plan, step) and _only_jumps(step) else None


def failure(step: Step) -> Edge | None:
    """The way on when the step does not work, if the page gives one."""
    return next((edge for edge in step.edges if edge.kind == "failure"), None)


def _jumps(step: Step) -> tuple[Edge, ...]:
    found = {edge.target: edge for edge in reversed(step.edges) if edge.kind == "jump"}
    return tuple(reversed(found.values()))


def _only_jumps(step: Step) -> bool:
    words = step.title.lower().split(maxsplit=1)
    return bool(step.values("go to") or step.condition or (words and words[0] in _ONWARD))


def _ordered(step: Step) -> Iterator[Step]:
    """A step and its parts in the order of the work.

    A question comes after its parts, and so does the end of a round.
    """
    parts = [each for part in step.steps for each in _ordered(part)]
    asks = any(edge.kind in {"choice", "jump", "end"} for edge in step.edges)
    asks = bool(asks or step.values("end") or step.values("repeat"))
    if is_group(step):
        yield from parts
    elif parts and asks and not waivable(step):
        yield from parts
        yield step
    else:
        yield step
        yield from parts
