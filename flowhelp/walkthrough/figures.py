"""What a calculated blank comes to, as far as what it is calculated from is known.

A name stands for a blank of the step, else for the nearest one of an earlier step, else for a
parameter. The result has one decimal more than the most exact of these, halves rounded up, and
is counted in decimals, so that 0.1 and 0.2 make 0.3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException, localcontext
from math import isfinite

from flowhelp.content import Field, Param, Step
from flowhelp.content.formulas import Applied, Formula, Named, Number, names_in, understood
from flowhelp.content.params import name_of
from flowhelp.journal.events import Value
from flowhelp.walkthrough.walk import Walk

CALCULATED = "calculated"
"""The source of a reading that was worked out and not taken."""

_PRECISION = 700
"""Digits: enough for the sum of the largest and the smallest number that can be typed."""

_NUMERIC = frozenset({"int", "number"})
_PLAIN = re.compile(r"([+\-−]?)(\d{1,15}(?:[.,]\d{1,15})?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Figure:
    """What a formula comes to.

    Attributes:
        value: The number; None when it cannot be worked out.
        why: Why not: `there is no number for x`, `it would divide by zero`.
        missing: The name without a number.
    """

    value: float | None
    why: str = ""
    missing: tuple[str, ...] = ()


class _UnworkableError(Exception):
    """A formula cannot be worked out; the message says why."""


def figure(walk: Walk, step: Step, field: Field) -> Figure:
    """What the formula of a blank comes to where `step` stands."""
    formula = understood(field.formula)
    if formula is None:
        return Figure(None, "it has no formula")
    known: dict[str, Decimal] = {}
    missing: list[str] = []

    def value(name: str) -> Decimal:
        found = known.get(name)
        if found is None:
            found = _known(walk, step, name)
        if found is None:
            missing.append(name)
            raise _UnworkableError
        known[name] = found
        return found

    try:
        with localcontext(Context(prec=_PRECISION)):
            found = _worked_out(formula, value)
            places = max((_decimals(each) for each in known.values()), default=0) + 1
            result = float(found.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
    except _UnworkableError as error:
        return Figure(None, str(error) or f"there is no number for {missing[-1]}", tuple(missing))
    except DecimalException:
        result = float("inf")
    # Minus zero is what a small negative number may be rounded to, and no measured value.
    return Figure(result + 0.0) if isfinite(result) else Figure(None, "it would be too large")


def named_params(params: Iterable[Param], field: Field) -> tuple[str, ...]:
    """Those of the parameters that the formula of a blank may refer to, as they are written."""
    formula = understood(field.formula) if field.formula else None
    names = {name.lower() for name in names_in(formula)} if formula else set()
    numbers = (param.name for param in params if param.type in _NUMERIC)
    return tuple(name for name in numbers if name_of(name).lower() in names)


def _worked_out(formula: Formula, value: Callable[[str], Decimal]) -> Decimal:
    match formula:
        case Number(value=number):
            return number
        case Named(name=name):
            return value(name)
        case Applied(sign=sign, parts=parts):
            return _applied(sign, [_worked_out(part, value) for part in parts])


def _applied(sign: str, parts: list[Decimal]) -> Decimal:
    first, last = parts[0], parts[-1]
    if sign == "/" and last == 0:
        raise _UnworkableError("it would divide by zero")
    made: dict[str, Callable[[], Decimal]] = {
        "+": lambda: first + last,
        "-": lambda: first - last,
        "*": lambda: first * last,
        "/": lambda: first / last,
        "min": lambda: min(parts),
        "max": lambda: max(parts),
        "mean": lambda: sum(parts, Decimal(0)) / len(parts),
        "abs": lambda: abs(first),
    }
    return made[sign]()


def _known(walk: Walk, step: Step, name: str) -> Decimal | None:
    """The number that a name stands for; None when it has none."""
    own = name.lower()
    if any(field.name == own for field in step.fields):
        reading = walk.readings.get((step.sid, own))
        return None if reading is None else _number(reading.value)
    earlier = next(_earlier(walk, step, own), None)
    if earlier is not None:
        return _number(earlier)
    for param in walk.plan.procedure.params:
        if param.type in _NUMERIC and name_of(param.name).lower() == own:
            return _number(walk.params.get(param.name))
    return None


def _earlier(walk: Walk, step: Step, name: str) -> Iterator[Value]:
    """The values of that name before the step, the nearest first."""
    places = walk.plan.places
    here = places.get(step.sid, len(places))
    found = [
        (places[owner], reading.value)
        for (owner, field), reading in walk.readings.items()
        if field == name and places.get(owner, here) < here
    ]
    yield from (value for _, value in sorted(found, key=lambda each: each[0], reverse=True))


def _number(value: Value) -> Decimal | None:
    """A value as a number: one that was measured, or words that are nothing but a number."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        match = _PLAIN.fullmatch(value.strip())
        return None if match is None else Decimal(_plain(match[1], match[2]))
    return Decimal(repr(value))


def _plain(sign: str, digits: str) -> str:
    return sign.replace("−", "-") + digits.replace(",", ".")


def _decimals(value: Decimal) -> int:
    """How many digits a number has behind its point."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
