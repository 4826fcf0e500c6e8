"""A procedure as a form to fill in on paper: what it says, and which version of it that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flowhelp.content import Param, Procedure, Role, Section, Step
from flowhelp.errors import InputError, RefusedError, UnavailableError
from flowhelp.journal.events import Document, Person
from flowhelp.walkthrough import Plan, plan_of
from flowhelp.walkthrough.plan import READ

if TYPE_CHECKING:
    from flowhelp.library.catalog import Entry
    from flowhelp.usecases.show import Page
    from flowhelp.usecases.workspace import Workspace

MOST_ROUNDS = 12
"""Rows that a loop gets at most; what takes more rounds goes to the end of the form."""


class PartOnPaperError(InputError):
    """A step was named, and only a whole procedure makes a form."""


class RetiredFormError(RefusedError):
    """The page must not be used any more, on paper neither."""


class UnwritableFormError(UnavailableError):
    """The file for a form cannot be written."""


@dataclass(frozen=True, slots=True)
class Form:
    """What is printed.

    Attributes:
        doc: Which version of which page.
        text: The whole file.
        lines: First and last line of what is printed, counted from 1.
        plan: Its steps as a walk has them; their numbers are those on the paper.
        title: Of the procedure, or of the one on a page that holds several.
        params: Values that were given, defaults among them.
        context: work_order and equipment, where they were given.
        printed_at: When; aware.
        printed_by: Who.
    """

    doc: Document
    text: str
    lines: tuple[int, int]
    plan: Plan
    title: str
    printed_at: datetime
    printed_by: Person
    params: Mapping[str, str] = field(default_factory=dict)
    context: Mapping[str, str] = field(default_factory=dict)

    @property
    def procedure(self) -> Procedure:
        """The page."""
        return self.plan.procedure

    @property
    def open_params(self) -> tuple[Param, ...]:
        """Parameters without a value, to be filled in by hand."""
        return tuple(param for param in self.procedure.params if param.name not in self.params)

    @property
    def only_read(self) -> bool:
        """Whether the page has no steps, and reading it is all there is to do."""
        return any(step.sid == READ for step in self.plan.steps)

    def places(self, *, rollback: bool) -> tuple[Section | Step, ...]:
        """Headings and top-level steps in the order they are printed.

        Args:
            rollback: Those of the rollback, or all others.
        """
        first, last = self.lines
        part = self.plan.part
        sections = (each for each in self.procedure.sections if first <= each.line <= last)
        steps = (each for each in self.procedure.steps if not part or each.part == part)
        found: list[Section | Step] = [*sections, *steps]
        # A heading that is a step stands on the same line as its section, and after it.
        found.sort(key=lambda each: (each.line, isinstance(each, Step)))
        return tuple(each for each in found if (each.role is Role.ROLLBACK) is rollback)

    @property
    def undoing(self) -> tuple[Step, ...]:
        """What takes single steps back, the last one first, as steps of the rollback."""
        return tuple(step for step in self.plan.steps if self.plan.undoes(step) is not None)


def form_of(
    workspace: Workspace,
    name: str,
    values: Mapping[str, str] | None = None,
    context: Mapping[str, str] | None = None,
) -> Form:
    """The form of the procedure that a person means.

    Args:
        workspace: Its libraries and clock.
        name: As `usecases.library.resolve` takes it; `#part` for one of several on a page.
        values: For its parameters, as they were typed.
        context: work_order, equipment and the like; empty ones are left out.

    Raises:
        InputError: Several procedures may be meant, or a value does not fit.
        MissingError: There is no such procedure.
        RetiredFormError: It may not be used any more.
        ContentError: Its file cannot be read.
    """
    from flowhelp.usecases.library import load, resolve
    from flowhelp.usecases.show import named_page
    from flowhelp.usecases.start import actor, checked_params, document

    entry = resolve(workspace, name)
    page = named_page(workspace, name)
    whole = load(workspace, entry) if entry.part else page.procedure
    _check(entry, whole, page)
    given = {key: value for key, value in (context or {}).items() if value}
    return Form(
        document(workspace, entry, whole, entry.part),
        page.text,
        page.lines,
        plan_of(whole, entry.part),
        page.procedure.title,
        workspace.now(),
        actor(),
        checked_params(whole, values or {}),
        given,
    )


def _check(entry: Entry, whole: Procedure, page: Page) -> None:
    """Nothing, when a form may be made of that."""
    if page.step is not None:
        raise PartOnPaperError(
            f"a form is of a whole procedure, not of step {page.step.n}",
            hint=f"flowhelp print {entry.id}",
        )
    if whole.meta.status == "retired":
        other = whole.meta.replaced_by
        hint = f"flowhelp print {other}" if other else f"flowhelp show {entry.id}"
        raise RetiredFormError(f"{whole.title!r} is retired and is not to be used", hint=hint)


def write_form(path: Path, text: str) -> None:
    """Put a form into a file, whole or not at all; one of that name is replaced.

    Raises:
        UnwritableFormError: It cannot be written there; what was there is as it was.
    """
    import os
    import tempfile

    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        raise UnwritableFormError(f"{path} is no plain file", hint="give the name of a file")
    try:
        handle, made = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(made).chmod(_mode_of(target))
            os.replace(made, target)  # noqa: PTH105 (the same, and atomic)
        except BaseException:
            Path(made).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnwritableFormError(
            f"{path} cannot be written: {reason}", hint="flowhelp print NAME -o FILE"
        ) from error


def _mode_of(path: Path) -> int:
    """The rights of the file that is there, or those that a new one gets here."""
    import os

    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask
