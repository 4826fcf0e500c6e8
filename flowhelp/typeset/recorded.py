"""The words for what a record holds: outcomes, readings, limits, signatures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flowhelp.journal.papers import worked_s
from flowhelp.typeset.styles import Line, Style
from flowhelp.typeset.times import lasting, local

MARKS = {"done": "⊘", "na": "–", "skipped": "»", "failed": "✗", "open": "◯", "todo": " "}
"""Place-keeping, as on the walk screen."""

STATES = {
    "done": "",
    "na": "does not apply",
    "skipped": "skipped",
    "failed": "failed",
    "open": "",
    "todo": "to be done again",
}
"""A step's state where its mark alone is not enough."""

_OUTCOMES = {
    "completed": ("✓", "completed", Style.GOOD),
    "completed_with_deviation": ("!", "with deviation", Style.WARNING),
    "failed": ("✗", "failed", Style.DANGER),
    "abandoned": ("–", "abandoned", Style.WARNING),
    "superseded": ("»", "superseded", Style.WARNING),
    "open": ("◯", "open", Style.WARNING),
    "paused": ("◯", "paused", Style.WARNING),
}
_PROOFS = {"typed": "name typed", "pin": "PIN", "ssh": "SSH key", "sso": "single sign-on"}


def outcome(state: str, end: str = "") -> tuple[str, str, Style]:
    """Sign, words and look of how a run ended, or of how it stands.

    Args:
        state: Outcome of a run that is over; open or paused of one that goes on.
        end: The word of **End** that was reached, or empty.
    """
    sign, words, style = _OUTCOMES.get(state, ("?", state.replace("_", " "), Style.WARNING))
    return sign, f"{words} ({end})" if end else words, style


def part_mark(depth: int, *, part: bool) -> str:
    """What stands before the title of a run in a list.

    Args:
        depth: How many runs of the list it stands inside.
        part: Whether it is a part of another run, listed or not.
    """
    return f"{'  ' * (depth - 1)}↳ " if part else ""


def local_time(text: str) -> str:
    """A time of a record by the clock on the wall, to the minute."""
    return local(datetime.fromisoformat(text))


def when(fact: Mapping[str, Any]) -> str:
    """The time of a step, a reading, a name or a deviation: that on the paper, where it has one.

    Empty where it has none at all.
    """
    text = fact.get("paper_at") or fact.get("at")
    return local_time(text) if text else ""


def value(found: object) -> str:
    """What was filled in: `138`, `yes`, `left open`."""
    match found:
        case True:
            return "yes"
        case False:
            return "no"
        case None | "":
            return "left open"
        case float():
            return f"{found:.12g}"
        case _:
            return str(found)


def measured(reading: Mapping[str, Any]) -> str:
    """The value of a reading, with its unit: `138 bar`."""
    unit = f" {reading['unit']}" if reading.get("unit") else ""
    return f"{value(reading['value'])}{unit}"


def limits(reading: Mapping[str, Any]) -> str:
    """What a reading has to be within: `140 to 160, stop below 130`; empty without limits."""
    parts = [_range(reading)]
    if reading.get("target") is not None:
        parts.append(f"target {reading['target']:g}")
    stops = [
        f"{words} {reading[name]:g}"
        for name, words in (("stop_min", "below"), ("stop_max", "above"))
        if reading.get(name) is not None
    ]
    parts += [f"stop {' or '.join(stops)}"] if stops else []
    return ", ".join(part for part in parts if part)


def _range(reading: Mapping[str, Any]) -> str:
    low, high = reading.get("min"), reading.get("max")
    above, below = reading.get("min_open"), reading.get("max_open")
    if low is not None and high is not None and not (above or below):
        return f"{low:g} to {high:g}"
    lower = "" if low is None else f"{'more than' if above else 'at least'} {low:g}"
    upper = "" if high is None else f"{'below' if below else 'at most'} {high:g}"
    return " and ".join(part for part in (lower, upper) if part)


def is_stopped(reading: Mapping[str, Any]) -> bool:
    """Whether a reading lies outside its stop range."""
    found, low, high = reading["value"], reading.get("stop_min"), reading.get("stop_max")
    if not isinstance(found, float | int) or isinstance(found, bool):
        return False
    return (low is not None and found < low) or (high is not None and found > high)


def verdict(reading: Mapping[str, Any]) -> tuple[str, Style | None]:
    """Whether a reading is within its limits, in words; empty where it has none."""
    within, wanted = reading.get("within"), limits(reading)
    around = f" ({wanted})" if wanted else ""
    if is_stopped(reading):
        return f"✗ outside the stop range{around}", Style.DANGER
    if within is False:
        return f"✗ out of limits{around}", Style.DANGER
    if within and wanted:
        return f"within{around}", None
    return wanted, None


def tool(reading: Mapping[str, Any]) -> str:
    """With what it was measured: `DVM-031, calibrated until 2026-02-28`; may be empty."""
    until = f", calibrated until {reading['cal_due']}" if reading.get("cal_due") else ""
    return f"{reading['instrument']}{until}" if reading.get("instrument") else ""


def work(record: Mapping[str, Any]) -> str:
    """How long it took: `1 h 5 min of work, 12 min 0 s of breaks`, `18 min 0 s on paper`."""
    worked = worked_s(record)
    lasted = f"{lasting(worked)} " if worked is not None else ""
    if "paper" in record:
        # The time between two keys, and a break from them, is no time of the work.
        return f"{lasted}on paper"
    breaks = f", {lasting(record['paused_s'])} of breaks" if record.get("paused_s") else ""
    return f"{lasted}of work{breaks}"


def signature(sign: Mapping[str, Any]) -> str:
    """Who signed, in which role, when, and how that was proved."""
    role = f" ({sign['role']})" if sign.get("role") else ""
    auth = sign["auth"]
    proof = _PROOFS.get(auth["method"], auth["method"])
    factors = f", {auth['factors']} factors" if auth.get("factors", 1) > 1 else ""
    return f"{sign['name']}{role}, {when(sign)}, {proof}{factors}"


def names(record: Mapping[str, Any]) -> dict[str, str]:
    """Id → name of everybody that a record names."""
    people = (record["actor"], *record.get("others", ()))
    found = {who["id"]: who["name"] for who in people}
    for step in record["steps"]:
        found |= {sign["by"]: sign["name"] for sign in step.get("signs", ())}
    return found


def parted(line: Line) -> str:
    """The words of a line without their looks; what two blanks and a look part has a dot between.

    `no lid · Ann, 2031-05-04 12:01`: a browser makes one blank of several, and so does whatever
    shows Markdown. Blanks in what people wrote stay.
    """
    text = ""
    for words, look in line:
        if look is not None and words.startswith("  ") and text.strip():
            text = text.rstrip()
            text += f"{' ' if text.endswith(':') else ' · '}{words.lstrip()}"
        else:
            text += words
    return text.strip()


def on_paper(paper: Mapping[str, Any]) -> str:
    """When the work was done by the paper, who keyed it in, and when."""
    times = f"{local_time(paper['started_at'])}" if "started_at" in paper else ""
    times += f" to {local_time(paper['ended_at'])}" if times and "ended_at" in paper else ""
    by = f" by {', '.join(paper['keyed_by'])}" if paper.get("keyed_by") else ""
    at = f", {local_time(paper['keyed_at'])}" if "keyed_at" in paper else ""
    return f"{f'{times}, ' if times else ''}keyed in{by}{at}"
