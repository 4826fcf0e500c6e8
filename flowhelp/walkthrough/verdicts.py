"""Whether a computed condition holds, as far as its names are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from flowhelp.walkthrough.expressions import Compared, Expression, Known, Operand

_YES = frozenset({"yes", "true", "y", "ja", "oui"})
_NO = frozenset({"no", "false", "n", "nein", "non", ""})
_ORDERED = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d(?::\d\d)?")
_VERSION = re.compile(r"\d+(?:\.\d+)+")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a condition comes to.

    Attributes:
        holds: Whether it does; None when that is not known.
        values: Names that were looked at, with what they stand for.
        unknown: Names without a value.
    """

    holds: bool | None
    values: tuple[tuple[str, Known], ...] = ()
    unknown: tuple[str, ...] = ()


Lookup = Callable[[str], Known | None]


def evaluate(expression: Expression, lookup: Lookup, declared: Collection[str]) -> Verdict:
    """Whether a condition holds.

    Args:
        expression: The condition.
        lookup: The value of a name, or None when it has none yet.
        declared: Names that the page knows; another word after a sign is meant as it stands.

    Returns:
        Three-valued: `unknown and false` is false, `unknown and true` is unknown.
    """
    judge = _Judge(lookup, declared)
    holds = judge.holds(expression)
    return Verdict(holds, tuple(judge.values.items()), tuple(judge.unknown))


class _Judge:
    """Judges conditions, and remembers what it looked at."""

    def __init__(self, lookup: Lookup, declared: Collection[str]) -> None:
        self.values: dict[str, Known] = {}
        self.unknown: dict[str, None] = {}
        self._lookup = lookup
        self._declared = declared

    def holds(self, part: Expression) -> bool | None:
        if isinstance(part, Compared):
            left = self._value(part.left, right=False)
            rights = [self._value(each, right=True) for each in part.right]
            return _compared(left, part.sign, rights)
        found = [self.holds(each) for each in part.parts]
        if part.word == "not":
            return None if found[0] is None else not found[0]
        decisive = part.word == "or"
        if decisive in found:
            return decisive
        return None if None in found else not decisive

    def _value(self, operand: Operand, *, right: bool) -> Known | None:
        if isinstance(operand, Known):
            return operand
        if right and operand.name not in self._declared:
            return Known(operand.name)
        found = self._lookup(operand.name)
        if found is None:
            self.unknown[operand.name] = None
        else:
            self.values[operand.name] = found
        return found


def _compared(left: Known | None, sign: str, rights: list[Known | None]) -> bool | None:
    if left is None or not sign:
        return None if left is None else _truth(left)
    if sign in {"in", "=", "!="}:
        found = [None if right is None else _same(left, right) for right in rights]
        same = True if True in found else None if None in found else False
        return None if same is None else same is (sign != "!=")
    right = rights[0]
    order = None if right is None else _order(left, right)
    if order is None:
        return None
    return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[sign]


def _truth(known: Known) -> bool | None:
    if isinstance(known.value, str):
        word = known.value.strip().casefold()
        return True if word in _YES else False if word in _NO else None
    return bool(known.value)


def _same(left: Known, right: Known) -> bool | None:
    if isinstance(left.value, bool) or isinstance(right.value, bool):
        one, other = _truth(left), _truth(right)
        return None if None in {one, other} else one is other
    numbers = _number(left), _number(right)
    if None not in numbers:
        return numbers[0] == numbers[1] if _comparable(left, right) else None
    return str(left.value).strip().casefold() == str(right.value).strip().casefold()


def _order(left: Known, right: Known) -> int | None:
    """Less than 0 when left comes first, 0 when they are equal; None when nobody can say."""
    one, other = _number(left), _number(right)
    if one is not None and other is not None:
        return (one > other) - (one < other) if _comparable(left, right) else None
    texts = str(left.value).strip(), str(right.value).strip()
    if all(map(_ORDERED.fullmatch, texts)) and len(texts[0]) == len(texts[1]):
        return (texts[0] > texts[1]) - (texts[0] < texts[1])
    if all(map(_VERSION.fullmatch, texts)):
        keys = [[int(part) for part in text.split(".")] for text in texts]
        return (keys[0] > keys[1]) - (keys[0] < keys[1])
    return None


def _number(known: Known) -> float | None:
    if isinstance(known.value, bool):
        return None
    if not isinstance(known.value, str):
        return float(known.value)
    text = known.value.strip()
    return float(text) if _NUMBER.fullmatch(text) else None


def _comparable(left: Known, right: Known) -> bool:
    """Whether both have the same unit, or one has none."""
    units = {re.sub(r"[\s.·⋅*]", "", each.unit).replace("μ", "µ") for each in (left, right)}
    return len(units - {""}) < 2  # noqa: PLR2004 - two that differ
