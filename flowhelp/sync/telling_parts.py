"""What xAPI statements say of the steps, readings and signatures of a run. Pure.

They are told only where they are wanted, each in a statement of its own.

Source: FORMAT.md §11.5; xAPI 1.0.3, https://github.com/adlnet/xAPI-Spec/blob/1.0.3/xAPI-Data.md
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from flowhelp.sync.telling import (
    VERBS,
    Shape,
    activity,
    address,
    agent,
    common,
    language,
    statement_id,
)

_STATES = {"done": "completed", "skipped": "skipped", "failed": "failed"}
_STEP = "http://id.tincanapi.com/activitytype/step"
_ITEM = "http://id.tincanapi.com/activitytype/checklist-item"
_INTERACTION = "http://adlnet.gov/expapi/activities/cmi.interaction"


def parts(
    record: Mapping[str, Any], whole: Mapping[str, Any], shape: Shape
) -> list[dict[str, Any]]:
    """The statements that are wanted of what is inside a run, step by step.

    Args:
        record: Of a run that has ended.
        whole: The statement about the run itself.
        shape: What is wanted.
    """
    found = []
    for step in record["steps"]:
        if shape.steps and step["state"] in _STATES:
            found.append(_step(record, step, whole, shape))
        if shape.readings:
            found += _readings(record, step, whole, shape)
        if shape.signs:
            found += _signs(record, step, whole, shape)
    return found


def _step(
    record: Mapping[str, Any], step: Mapping[str, Any], whole: Mapping[str, Any], shape: Shape
) -> dict[str, Any]:
    word = _STATES[step["state"]]
    result: dict[str, Any] = {"completion": step["state"] == "done"}
    if step["state"] == "failed":
        result["success"] = False
    if step.get("reason"):
        result["response"] = step["reason"]
    kind = _ITEM if record["doc"].get("type") == "checklist" else _STEP
    name = str(step.get("title") or step["sid"])
    return {
        "id": statement_id(record["id"], VERBS[word], step["sid"]),
        "actor": _doer(record, step.get("by", ""), shape),
        "verb": {"id": VERBS[word], "display": {"en": word}},
        "object": _inside(record, step["sid"], name, shape, {"type": kind}),
        "result": result,
        "context": _context(record, shape),
        "timestamp": step.get("paper_at") or step.get("at") or whole["timestamp"],
    }


def _readings(
    record: Mapping[str, Any], step: Mapping[str, Any], whole: Mapping[str, Any], shape: Shape
) -> Iterator[dict[str, Any]]:
    times: Counter[str] = Counter()
    for reading in step.get("readings", ()):
        times[reading["name"]] += 1
        nth = times[reading["name"]]
        place = f"{step['sid']}/{reading['name']}"
        value = reading["value"]
        result: dict[str, Any] = {"response": _said(value)}
        if reading.get("within") is not None:
            result["success"] = reading["within"]
        unit = f" ({reading['unit']})" if reading.get("unit") else ""
        label = f"{reading.get('label') or reading['name']}{unit}"
        yield {
            "id": statement_id(
                record["id"], VERBS["answered"], place if nth == 1 else f"{place}/{nth}"
            ),
            "actor": _doer(record, reading.get("by", ""), shape),
            "verb": {"id": VERBS["answered"], "display": {"en": "answered"}},
            "object": _inside(record, place, label, shape, _question(reading)),
            "result": result,
            "context": _context(record, shape),
            "timestamp": reading.get("paper_at") or reading.get("at") or whole["timestamp"],
        }


def _signs(
    record: Mapping[str, Any], step: Mapping[str, Any], whole: Mapping[str, Any], shape: Shape
) -> Iterator[dict[str, Any]]:
    verb = VERBS["verified"]
    for number, sign in enumerate(step.get("signs", ()), start=1):
        if sign.get("part") == "second":
            yield {
                "id": statement_id(record["id"], verb, f"{step['sid']}/{number}"),
                "actor": _doer(record, sign["by"], shape),
                "verb": {"id": verb, "display": {"en": "verified"}},
                "object": {"objectType": "StatementRef", "id": whole["id"]},
                "context": {"registration": record["id"]},
                "timestamp": sign.get("paper_at") or sign["at"],
            }


def _question(reading: Mapping[str, Any]) -> dict[str, Any]:
    """A reading as xAPI has it: an interaction, whose limits are its right answers.

    Source: xAPI 1.0.3, xAPI-Data.md, appendix C, "Correct Responses Pattern".
    """
    value = reading["value"]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return {"type": _INTERACTION, "interactionType": "fill-in"}
    low, high = (_said(reading[key]) if key in reading else "" for key in ("min", "max"))
    pattern = {"correctResponsesPattern": [f"{low}[:]{high}"]} if low or high else {}
    return {"type": _INTERACTION, "interactionType": "numeric"} | pattern


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)


def _inside(
    record: Mapping[str, Any], place: str, name: str, shape: Shape, more: Mapping[str, Any]
) -> dict[str, Any]:
    """Something in the page. Its address has the step's own id, as numbers move."""
    return {
        "objectType": "Activity",
        "id": address(shape, "activity", str(record["doc"]["id"]), place),
        "definition": {"name": {language(record): name}, **more},
    }


def _context(record: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    page = {"id": activity(record, shape)["id"]}
    return common(record) | {"contextActivities": {"parent": [page]}}


def _doer(record: Mapping[str, Any], who: str, shape: Shape) -> dict[str, Any]:
    """Whoever did a part of it; the performer where nobody else is named."""
    everybody = (record["actor"], *record["others"])
    known = (each for each in everybody if each["id"] == who)
    return agent(next(known, {"id": who} if who else record["actor"]), shape)
