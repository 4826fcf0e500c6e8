"""Which blanks are calculated: those with a formula whose names the page knows (FORMAT.md §6.4).

In the brackets of a real page `=` may mean anything. So a blank is calculated only where all of
its names are blanks of its step or of one before it, or parameters that are numbers. Any other
blank is what it would be if nobody had ever thought of formulas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flowhelp.content.fields import field_of
from flowhelp.content.formulas import apart, names_in, understood
from flowhelp.content.model import Field, Param, Step
from flowhelp.content.params import name_of

_NUMERIC = frozenset({"int", "number"})
_COUNTED = frozenset({"number", "text"})
"""Types of blanks that may hold a number. A blank without unit and limits is text."""


def with_formulas(steps: Sequence[Step], params: Sequence[Param]) -> tuple[Step, ...]:
    """The same steps, in which a formula is kept only where it can be worked out."""
    walked = [each for step in steps for each in step.walked()]
    if not any(field.formula for step in walked for field in step.fields):
        return tuple(steps)
    numbers = {name_of(param.name).lower() for param in params if param.type in _NUMERIC}
    made: dict[str, tuple[Field, ...]] = {}
    known = set(numbers)
    for step in walked:
        inside = {each.name for part in step.walked() for each in part.fields if _counts(each)}
        made[step.sid] = _fields(step, known | (inside - {each.name for each in step.fields}))
        known |= {each.name for each in made[step.sid] if _counts(each)}
    return tuple(_replaced(step, made) for step in steps)


def _fields(step: Step, known: set[str]) -> tuple[Field, ...]:
    """The blanks of a step, each formula tried with what is known before it."""
    known = known | {each.name for each in step.fields if _counts(each) and not each.formula}
    found: list[Field] = []
    for field in step.fields:
        one = _settled(field, known - {field.name}) if field.formula else field
        found.append(one)
        if one.formula or _counts(one):
            known.add(one.name)
    return tuple(found)


def _settled(field: Field, known: set[str]) -> Field:
    """A blank with a formula, calculated or not."""
    text, limits = apart(field.formula)
    formula = understood(text)
    names = () if formula is None else names_in(formula)
    if not all(name.lower() in known for name in names) or "@" in field.name:
        return replace(field, formula="")
    blank = field_of(field.label, field.unit, limits)
    return replace(blank, name=field.name, type="number", formula=text)


def _counts(field: Field) -> bool:
    return field.type in _COUNTED and "@" not in field.name


def _replaced(step: Step, made: dict[str, tuple[Field, ...]]) -> Step:
    parts = tuple(_replaced(part, made) for part in step.steps)
    return replace(step, fields=made[step.sid], steps=parts)
