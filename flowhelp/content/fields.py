"""Blanks to fill in, with their limits and units (FORMAT.md §6.4).

A blank is three or more underscores in the text as a reader sees it. What
stands before it is its label; behind it come its unit and, in brackets, what
it may hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from flowhelp.content.formulas import apart, names_in, understood
from flowhelp.content.model import Field

_BLANK = re.compile(r"_{3,}")
_INSIDE = r"[^()]*(?:\([^()]*\)[^()]*)*"
_DEEPER = rf"[^()]*(?:\({_INSIDE}\)[^()]*)*"
_AFTER = re.compile(
    r"[ \u00a0]?(?P<unit>[^\s()_,;:.|]{1,12})?[ \u00a0]*"
    rf"(?:\((?P<limits>\s*`?=(?:{_DEEPER})|{_INSIDE})\))?"
)
_NUMBER = r"[-+−]?\d{1,15}(?:[.,]\d{1,15})?(?!\d)"
_RANGE = re.compile(rf"^({_NUMBER})\s*(?:–|—|-|\.\.\.?|…|to|bis|à)\s*({_NUMBER})\s*(.*)$")
_BOUND = re.compile(
    r"^(<=|>=|<|>|≤|≥|max\.?|min\.?|at most|at least|up to|below|above|under|over)"
    rf"\s*({_NUMBER})\s*(.*)$",
    re.IGNORECASE,
)
_TOLERANCE = re.compile(rf"^({_NUMBER})\s*(?:±|\+/-|\+-)\s*({_NUMBER})\s*(%?)\s*(.*)$")
_SCAN = re.compile(r"^scan(?:\s+(\S.*))?$", re.IGNORECASE)
_UPPER = frozenset(("<", "<=", "≤", "max", "at most", "up to", "below", "under"))
_STRICT = frozenset(("<", ">", "below", "above", "under", "over"))
_TYPES = frozenset("date time photo file person skill number text".split())
_CHOICES = re.compile(r"\s/\s")
_LONGEST_LABEL = 300
_SLUG = re.compile(r"[^\w]+")
_LABEL_END = re.compile(r"(?:^|[.;!?]\s+|[,;]\s+)([^.;!?,]*)$")

UCUM = {
    "V": "V", "mV": "mV", "kV": "kV", "A": "A", "mA": "mA", "W": "W", "kW": "kW", "Ω": "Ohm",
    "kΩ": "kOhm", "MΩ": "MOhm", "Hz": "Hz", "kHz": "kHz", "N": "N", "kN": "kN", "N·m": "N.m",
    "Nm": "N.m", "N⋅m": "N.m", "bar": "bar", "mbar": "mbar", "Pa": "Pa", "kPa": "kPa",
    "MPa": "MPa", "psi": "[psi]", "°C": "Cel", "℃": "Cel", "°F": "[degF]", "K": "K", "m": "m",
    "cm": "cm", "mm": "mm", "µm": "um", "μm": "um", "nm": "nm", "km": "km", "in": "[in_i]",
    "ft": "[ft_i]", "kg": "kg", "g": "g", "mg": "mg", "µg": "ug", "μg": "ug", "ng": "ng", "t": "t",
    "lb": "[lb_av]", "L": "L", "l": "l", "mL": "mL", "ml": "mL", "µL": "uL", "μL": "uL",
    "s": "s", "ms": "ms", "min": "min", "h": "h", "d": "d", "%": "%", "ppm": "[ppm]",
    "rpm": "{rpm}", "mmHg": "mm[Hg]", "bpm": "/min", "MB": "MBy", "GB": "GBy", "kB": "kBy",
    "TB": "TBy", "dB": "dB", "lx": "lx", "°": "deg", "l/min": "l/min", "L/min": "L/min",
    "m/s": "m/s", "mm/s": "mm/s", "mol/L": "mol/L", "mmol/L": "mmol/L", "m³": "m3", "m²": "m2",
}  # fmt: skip
"""Units as people write them to UCUM codes. Source: https://ucum.org/ucum"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a blank may hold, read from its brackets; `known` is False where nothing was."""

    known: bool = False
    type: str = ""
    values: dict[str, float] = field(default_factory=dict)
    opened: frozenset[str] = frozenset()
    choices: tuple[str, ...] = ()
    pattern: str = ""
    unit: str = ""


def fields_in(text: str) -> list[Field]:
    """The blanks of one piece of plain text, in order, with distinct names."""
    blanks = list(_BLANK.finditer(text))
    found: list[Field] = []
    start = 0
    for blank in blanks:
        label = _label(text[max(start, blank.start() - _LONGEST_LABEL) : blank.start()])
        unit, limits, end = _behind(_AFTER.match(text, blank.end()), blank.end())
        found.append(field_of(label, unit, limits))
        start = end
    return distinct(found)


def _label(before: str) -> str:
    words = before.strip().rstrip(":=").strip()
    match = _LABEL_END.search(words)
    if match and match[1].strip():
        words = match[1].strip()
    return words.strip(" :–-").removeprefix("and ").removeprefix("on ") or words


def _behind(after: re.Match[str] | None, start: int) -> tuple[str, str | None, int]:
    """Unit, limits and end of what follows a blank; a word that is no unit stays prose."""
    if after is None:
        return "", None, start
    unit, limits = after["unit"] or "", after["limits"]
    if unit and unit not in UCUM and (limits is None or (unit.isalpha() and len(unit) > 5)):  # noqa: PLR2004 - longer words are prose
        return "", None, start
    return unit, limits, after.end()


def field_of(label: str, unit: str, limits: str | None) -> Field:
    """The field with that label, unit and bracketed limits."""
    read = limits_in(limits or "")
    unit = unit or read.unit
    kind = read.type or ("number" if unit or read.values else "text")
    return Field(
        name=slug(label) or "value",
        label=label,
        type=kind,
        unit=unit,
        ucum=UCUM.get(unit, ""),
        min=read.values.get("min"),
        max=read.values.get("max"),
        stop_min=read.values.get("stop_min"),
        stop_max=read.values.get("stop_max"),
        min_open="min" in read.opened,
        max_open="max" in read.opened,
        target=read.values.get("target"),
        choices=read.choices,
        pattern=read.pattern,
        formula=_formula(limits or ""),
    )


def _formula(limits: str) -> str:
    """What brackets that begin with `=` say, limits included; empty where that is no formula.

    Whether its names are known can be told only of the whole page (`content.calculated`).
    """
    text = limits.strip(" `")
    if not text.startswith("="):
        return ""
    written, rest = apart(text[1:])
    formula = understood(written)
    reads = formula is not None and bool(names_in(formula))
    return text[1:].strip() if reads and (not rest or _numeric(_parts(rest)).known) else ""


def limits_in(text: str) -> Limits:
    """What bracketed words allow: `140–160, stop 130–170`, `ok / worn`, `scan A[0-9]+`."""
    text = text.strip().strip("`")
    lower = text.lower()
    if not text:
        return Limits()
    if match := _SCAN.match(text):
        return Limits(known=True, type="scan", pattern=(match[1] or "").strip())
    if lower in _TYPES:
        return Limits(known=True, type=lower)
    if lower in {"yes/no", "yes / no", "y/n"}:
        return Limits(known=True, type="choice", choices=("yes", "no"))
    if _CHOICES.search(text):
        choices = tuple(word.strip() for word in _CHOICES.split(text) if word.strip())
        return Limits(known=True, type="choice", choices=choices)
    return _numeric(_parts(text))


def _parts(text: str) -> list[str]:
    return re.split(r"[;,](?!\d)\s*", text)


def _numeric(parts: list[str]) -> Limits:
    limits = Limits()
    for part in parts:
        words = part.strip()
        stop = words.lower().startswith("stop ")
        one = _one_limit(words[5:].strip() if stop else words)
        if one is None:
            return Limits()
        prefix = "stop_" if stop else ""
        limits = replace(
            limits,
            known=True,
            type="number",
            values=limits.values | {prefix + key: value for key, value in one.values.items()},
            opened=limits.opened | {prefix + key for key in one.opened},
            unit=limits.unit or one.unit,
        )
    return limits


def _one_limit(text: str) -> Limits | None:
    if match := _RANGE.match(text):
        low, high = number(match[1]), number(match[2])
        return Limits(values={"min": low, "max": high}, unit=_unit(match[3]))
    if match := _TOLERANCE.match(text):
        target, width = number(match[1]), number(match[2])
        width = abs(target) * width / 100 if match[3] else width
        low, high = round(target - width, 9), round(target + width, 9)
        return Limits(values={"target": target, "min": low, "max": high}, unit=_unit(match[4]))
    if match := _BOUND.match(text):
        sign = match[1].lower().rstrip(".")
        side = "max" if sign in _UPPER else "min"
        opened = frozenset((side,)) if sign in _STRICT else frozenset()
        return Limits(values={side: number(match[2])}, opened=opened, unit=_unit(match[3]))
    return None


def _unit(text: str) -> str:
    text = text.strip()
    return text if text in UCUM else ""


def number(text: str) -> float:
    """A number with a decimal point or comma and any minus sign."""
    return float(text.replace("−", "-").replace(",", "."))


def slug(text: str) -> str:
    """Words as a name, lower case and joined by `_`."""
    return _SLUG.sub("_", text.lower()).strip("_")


def distinct(found: list[Field]) -> list[Field]:
    """The same fields, in which a repeated name got `_2`, `_3` and so on."""
    seen: dict[str, int] = {}
    out: list[Field] = []
    for one in found:
        seen[one.name] = seen.get(one.name, 0) + 1
        times = seen[one.name]
        head, at, part = one.name.partition("@")
        out.append(one if times == 1 else replace(one, name=f"{head}_{times}{at}{part}"))
    return out


_LIMIT_HEADS = {"limit", "limits", "range", "tolerance", "allowed", "target", "spec"}


def fields_in_table(rows: list[list[str]]) -> list[Field]:
    """One field for each blank cell, named by its column and, where there are several, its row.

    A column `Limit`, `Range` or `Tolerance`, or `Min` and `Max`, gives the limits of its row.
    """
    if len(rows) < 2:  # noqa: PLR2004 - a head alone has no cells to fill in
        return []
    heads = [_plain_cell(cell) for cell in rows[0]]
    many = sum(any(_BLANK.search(cell) for cell in row) for row in rows[1:]) > 1
    found: list[Field] = []
    for n, row in enumerate(rows[1:], 1):
        first = "" if not row or _BLANK.search(row[0]) else _plain_cell(row[0])
        limits = _row_limits(heads, row)
        for head, cell in zip(heads, row, strict=False):
            if _BLANK.search(cell):
                found.append(_cell_field(head, cell, first or (str(n) if many else ""), limits))
    return distinct(found)


def _plain_cell(cell: str) -> str:
    return re.sub(r"[*`]|\\(?=_)", "", cell).strip()


def _row_limits(heads: list[str], row: list[str]) -> str:
    bounds: list[str] = []
    for head, cell in zip(heads, row, strict=False):
        name, words = head.lower(), _plain_cell(cell)
        if name in _LIMIT_HEADS and words:
            return words
        if words and (name.startswith(("min", "max"))):
            bounds.append(f"{'≥' if name.startswith('min') else '≤'} {words}")
    return ", ".join(bounds)


def _cell_field(head: str, cell: str, row: str, limits: str) -> Field:
    own = fields_in(_plain_cell(cell))[0]
    name, unit = head, own.unit
    if match := re.fullmatch(r"(.*?)\s*\(([^()]+)\)", head):
        name, kind = match[1], match[2]
        if kind.lower() in _TYPES:
            limits = limits or kind
        else:
            unit = unit or kind
    label = f"{name} {row}".strip() if row else name
    if own.formula:
        bounds = "" if apart(own.formula)[1] or not limits else f", {limits}"
        return field_of(label, unit, f"= {own.formula}{bounds}")
    if own.min is not None or own.max is not None or own.choices:
        return replace(own, name=slug(label) or "value", label=label)
    return field_of(label, unit, limits)
