"""What one step is: action, detail, commands, readings, ways on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from flowhelp.ids import StepId


class Role(StrEnum):
    """What part of the work a section is (FORMAT.md §5.1)."""

    BEFORE = "before"
    MAIN = "main"
    AFTER = "after"
    ROLLBACK = "rollback"
    TROUBLE = "trouble"
    CHANGES = "changes"
    INFO = "info"


class Kind(StrEnum):
    """A step has its place in an order; a task is ticked in any order inside its list."""

    STEP = "step"
    TASK = "task"


class BlockKind(StrEnum):
    """What a piece of a page is, for showing it."""

    TEXT = "text"
    CODE = "code"
    OUTPUT = "output"
    ALERT = "alert"
    TABLE = "table"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a step or page as its author wrote it, in document order.

    Attributes:
        kind: What it is.
        text: Markdown source for text, table, alert and label; the bare content for code, output.
        lang: The fence's language, lower case, or empty.
        line: First source line, counted from 1.
        variant: The alternative it belongs to (`Ubuntu`, `Windows`), or empty for everybody.
    """

    kind: BlockKind
    text: str
    lang: str = ""
    line: int = 0
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to type: a logical line, or a here-document with its body.

    Attributes:
        lang: The shell or language, lower case; empty when the author did not say.
        text: Without prompt; continued lines are joined by one space.
        variant: The alternative it belongs to, or empty for everybody.
    """

    lang: str
    text: str
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """`**Key (argument):** value`, with the key in its canonical English form (`if not`)."""

    key: str
    arg: str
    value: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A safety message: `signal` is DANGER, WARNING, CAUTION, NOTICE or INFO."""

    signal: str
    text: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A way on.

    Attributes:
        text: What the person reads: the answer of a choice, or the link's text.
        target: Where it leads: `#slug`, `file.md`, or `file.md#slug`.
        kind: choice, jump, failure, include, or end.
        condition: The expression of ``only if``, or empty.
        effects: Changes of scenario variables, as (name, change) pairs.
    """

    text: str
    target: str
    kind: str = "choice"
    condition: str = ""
    effects: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A blank to fill in, with its limits (FORMAT.md §6.4).

    Attributes:
        name: Slug of the words before the blank; unique in its step.
        label: Those words.
        type: number, choice, scan, text, date, time, photo, file, person, skill, or yes/no.
        unit: As written; `ucum` holds its UCUM code where known.
        min: Smallest value within limits, or None. `max` likewise.
        stop_min: Smallest value at which work may go on, or None. `stop_max` likewise.
        min_open: Whether `min` itself is already outside (`> 5`). `max_open` likewise.
        target: The nominal value of `25 ± 2`, or None.
        choices: Allowed answers of a choice.
        pattern: Regular expression that a scan must match completely.
        formula: What its value is calculated by, `(x + y) / 2`; empty where it is filled in.
    """

    name: str
    label: str
    type: str = "text"
    unit: str = ""
    ucum: str = ""
    min: float | None = None
    max: float | None = None
    stop_min: float | None = None
    stop_max: float | None = None
    min_open: bool = False
    max_open: bool = False
    target: float | None = None
    choices: tuple[str, ...] = ()
    pattern: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do, with everything that helps to do it.

    Attributes:
        sid: Stable name inside the page.
        n: Its number as shown: `3`, `3.1`, `3.1.1`; `R1` in rollback, `B1` before, `A1` after.
        title: The action as plain text.
        role: Which part of the work it belongs to.
        kind: Ordered step or task.
        text: The action as Markdown.
        phase: Title of the heading it stands under, or empty.
        part: Slug of the procedure it belongs to on a page that holds several, or empty.
        condition: The words of a human condition ("If the page is red"), or empty.
        when: The expression of a computed condition, or empty.
        critical: Whether it carries the **Critical step.** flag.
        blocks: Its detail in document order, without substeps.
        commands: What to type, in order.
        steps: Substeps; at most two levels below a top-level step.
        line: First source line, counted from 1; `end` is the last, substeps included.
    """

    sid: StepId
    n: str
    title: str
    role: Role = Role.MAIN
    kind: Kind = Kind.STEP
    text: str = ""
    phase: str = ""
    part: str = ""
    optional: bool = False
    condition: str = ""
    when: str = ""
    critical: bool = False
    blocks: tuple[Block, ...] = ()
    commands: tuple[Command, ...] = ()
    labels: tuple[Label, ...] = ()
    fields: tuple[Field, ...] = ()
    alerts: tuple[Alert, ...] = ()
    edges: tuple[Edge, ...] = ()
    steps: tuple[Step, ...] = ()
    line: int = 0
    end: int = 0

    def walked(self) -> Iterator[Step]:
        """This step and its substeps, in the order they are done."""
        yield self
        for step in self.steps:
            yield from step.walked()

    def values(self, key: str) -> tuple[Label, ...]:
        """Its labels with that canonical key, in order."""
        return tuple(label for label in self.labels if label.key == key)
