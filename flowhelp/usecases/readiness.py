"""What speaks against beginning a procedure here and now, before anybody begins it.

Nothing of it is a wall but where the page is to be followed closely (`continuous`): then a
reason goes into the record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flowhelp.content import Procedure
from flowhelp.walkthrough.readings import matches

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace

_SHELLS = frozenset({"", "sh", "bash", "zsh", "console", "shell", "shell-session", "terminal"})
_PROGRAM = re.compile(r"(?:^|\||&&|;)\s*(?:sudo\s+)?([A-Za-z][\w.+-]*)(?=\s|$)")
_OF_A_SHELL = frozenset(
    "alias bg break case cd command continue declare do done echo elif else esac eval exec exit "
    "export false fg fi for function if in jobs kill let local printf pwd read readonly return "
    "set shift source test then time times trap true type ulimit umask unalias unset until wait "
    "while".split()
)
_MOST_NAMED = 6
_SYSTEMS = {"darwin": "macos", "osx": "macos", "mac": "macos", "win": "windows"}


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that speaks against beginning.

    Attributes:
        words: What it is, one sentence without a full stop.
        kind: status, date, system, equipment, people, requires or program.
        asks: Whether a person has to say that it is all right.
    """

    words: str
    kind: str
    asks: bool = False


def concerns(
    workspace: Workspace, procedure: Procedure, *, system: str, equipment: str = ""
) -> tuple[Concern, ...]:
    """What speaks against beginning that procedure, the gravest first.

    Args:
        workspace: Its journal, its clock and its environment.
        procedure: What is to be begun.
        system: `linux`, `darwin` or `windows`, as `platform.system()` says in lower case.
        equipment: What is worked on, or empty.
    """
    from shutil import which

    path = workspace.env.get("PATH")
    today = workspace.now().astimezone().date()
    found = [
        *_status(procedure),
        *_dates(procedure, today),
        *_place(procedure, system, equipment),
        *_people(procedure),
        *_required(procedure, lambda page: _was_done(workspace, page)),
        *_programs(procedure, lambda name: which(name, path=path) is not None),
    ]
    return tuple(sorted(found, key=lambda concern: not concern.asks))


def _status(procedure: Procedure) -> Iterator[Concern]:
    meta = procedure.meta
    if meta.status == "draft":
        yield Concern("it is a draft", "status", asks=meta.use == "continuous")
    elif meta.status == "deprecated":
        other = f"; use {meta.replaced_by}" if meta.replaced_by else ""
        yield Concern(f"it is deprecated{other}", "status", asks=meta.use == "continuous")


def _dates(procedure: Procedure, today: date) -> Iterator[Concern]:
    meta = procedure.meta
    close = meta.use == "continuous"
    begins, ends = _day(meta.raw, "effective"), _day(meta.raw, "valid_until")
    review = _day(meta.raw, "review_by")
    if begins is not None and begins > today:
        yield Concern(f"it takes effect on {begins}", "date", asks=close)
    if ends is not None and ends < today:
        yield Concern(f"it was valid until {ends}", "date", asks=close)
    if review is not None and review < today:
        yield Concern(f"its review was due on {review}", "date")


def _day(raw: Mapping[str, object], key: str) -> date | None:
    value = raw.get(key)
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _place(procedure: Procedure, system: str, equipment: str) -> Iterator[Concern]:
    meta = procedure.meta
    here = _SYSTEMS.get(system, system)
    systems = [_SYSTEMS.get(name.lower(), name.lower()) for name in meta.applies_to.get("os", ())]
    if systems and here not in systems:
        words = f"it is for {_listed(systems)}, and this is {here}"
        yield Concern(words, "system", asks=meta.use == "continuous")
    machines = meta.applies_to.get("equipment", ())
    numbered = (param.pattern for param in procedure.params if param.type == "asset")
    fits = any(pattern and matches(pattern, equipment) for pattern in numbered)
    if equipment and machines and not (fits or any(_is_kind(equipment, name) for name in machines)):
        words = f"it is for {_listed(machines)}, and not for {equipment}"
        yield Concern(words, "equipment", asks=meta.use == "continuous")


def _is_kind(equipment: str, name: str) -> bool:
    """`VMC-850/07` is a `vmc-850`."""
    return equipment.casefold().startswith(name.casefold())


def _people(procedure: Procedure) -> Iterator[Concern]:
    if procedure.meta.people > 1:
        yield Concern(f"it takes {procedure.meta.people} people", "people", asks=True)


def _required(procedure: Procedure, was_done: Callable[[str], bool]) -> Iterator[Concern]:
    for wanted in procedure.meta.requires:
        kind, colon, name = wanted.partition(":")
        if kind == "skill" and colon:
            skill, _, level = name.partition("@")
            words = f"it asks for the skill {skill}" + (f" at level {level}" if level else "")
            yield Concern(words, "requires", asks=True)
        elif kind == "cert" and colon:
            yield Concern(f"it asks for the certificate {name}", "requires", asks=True)
        elif not was_done(wanted):
            yield Concern(f"{wanted} was not done on this machine before", "requires", asks=True)


def _was_done(workspace: Workspace, page: str) -> bool:
    from flowhelp.journal.events import RunEnded, RunStarted

    wanted = page.removesuffix(".md").lstrip("./")
    journal = workspace.journal
    good = {
        each.event.run
        for each in journal.tagged("run.ended")
        if isinstance(each.event, RunEnded) and each.event.outcome.startswith("completed")
    }
    return any(
        isinstance(each.event, RunStarted)
        and each.event.run in good
        and each.event.doc.id.endswith(wanted)
        for each in journal.tagged("run.started")
    )


def _programs(procedure: Procedure, is_here: Callable[[str], bool]) -> Iterator[Concern]:
    """Programs that the commands call and that this machine lacks."""
    named: dict[str, None] = {}
    for step in procedure.walked():
        for command in step.commands:
            if command.lang in _SHELLS and not command.variant:
                named.update((name, None) for name in _PROGRAM.findall(command.text))
    missing = [name for name in named if name not in _OF_A_SHELL and not is_here(name)]
    if missing:
        more = len(missing) - _MOST_NAMED
        rest = f" and {more} more" if more > 0 else ""
        words = f"not on this machine: {', '.join(missing[:_MOST_NAMED])}{rest}"
        yield Concern(words, "program")


def _listed(names: Iterable[str]) -> str:
    return " or ".join(names)
