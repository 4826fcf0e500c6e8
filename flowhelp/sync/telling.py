"""What an xAPI statement says of a whole run. Pure.

Source: FORMAT.md §11.5; xAPI 1.0.3, https://github.com/adlnet/xAPI-Spec/blob/1.0.3/xAPI-Data.md
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

from flowhelp.journal.papers import ended_at, worked_s

_EXT = "https://flowhelp.example/xapi/ext/"
RECORD = f"{_EXT}record"
"""The run record, as the text of its canonical JSON."""

PROOF = f"{_EXT}proof"
"""Device, numbers of the first and last event, and the hash of the last: an end of its chain."""

_PROFILE = "https://flowhelp.example/xapi/profile/v1"
_OBSERVER = "http://id.tincanapi.com/extension/observer"
_ADL = "http://adlnet.gov/expapi"
VERBS = {
    "completed": f"{_ADL}/verbs/completed",
    "passed": f"{_ADL}/verbs/passed",
    "failed": f"{_ADL}/verbs/failed",
    "terminated": f"{_ADL}/verbs/terminated",
    "answered": f"{_ADL}/verbs/answered",
    "skipped": "http://id.tincanapi.com/verb/skipped",
    "verified": "https://w3id.org/xapi/tla/verbs/verified",
    "updated": "http://activitystrea.ms/schema/1.0/update",
}
"""What was done → its address."""

VERSIONS = {"1.0.3": "1.0.3", "2.0": "2.0.0", "auto": ""}
"""What may be set → the header that is sent; by auto the LRS is asked."""

_OUTCOMES = {
    "completed": ("completed", True, True),
    "completed_with_deviation": ("completed", True, True),
    "failed": ("failed", True, False),
    "abandoned": ("terminated", False, None),
    "superseded": ("terminated", False, None),
}
"""Outcome → verb, whether it was carried to an end, and whether it succeeded."""

_TYPES = {
    "checklist": "http://id.tincanapi.com/activitytype/checklist",
    "scenario": f"{_ADL}/activities/simulation",
    "quiz": f"{_ADL}/activities/assessment",
    "course": f"{_ADL}/activities/course",
    "lesson": f"{_ADL}/activities/lesson",
}
_PERFORMANCE = f"{_ADL}/activities/performance"
_READING = ("min", "max", "stop_min", "stop_max", "within")


@dataclass(frozen=True, slots=True)
class Shape:
    """What is told of a run, and under which addresses.

    Attributes:
        base: What the addresses of pages, machines and work orders begin with.
        people: Where accounts are known that the record gives no home for.
        steps: Whether steps have statements of their own.
        readings: Whether readings have.
        signs: Whether signatures of second persons have.
    """

    base: str = "https://flowhelp.example/xapi"
    people: str = "https://flowhelp.example/people"
    steps: bool = False
    readings: bool = False
    signs: bool = False


def statement_id(run: str, verb: str, name: str = "") -> str:
    """The id of a statement: UUIDv5 of the run and what is said of it.

    Source: FORMAT.md §11.5; RFC 9562, section 5.5.
    """
    return str(uuid5(UUID(run), verb + name))


def told(record: Mapping[str, Any], evidence: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    """The statement about a run that has ended."""
    verb, completion, success = _OUTCOMES.get(record["outcome"], ("terminated", False, None))
    passed = record.get("score", {}).get("passed")
    if passed is not None and completion:
        verb, success = ("passed" if passed else "failed"), passed
    result: dict[str, Any] = {"completion": completion}
    worked = worked_s(record)
    if worked is not None:
        result["duration"] = duration(worked)
    if success is not None:
        result["success"] = success
    return {
        "id": statement_id(record["id"], VERBS[verb]),
        "actor": agent(record["actor"], shape),
        "verb": {"id": VERBS[verb], "display": {"en": verb}},
        "object": activity(record, shape),
        "result": result | {"extensions": _found(record)},
        "context": _context(record, evidence, shape),
        "timestamp": ended_at(record),
    }


def updated(
    record: Mapping[str, Any], first: Mapping[str, Any], evidence: Mapping[str, Any], at: str
) -> dict[str, Any]:
    """The statement that something was added to a run after its end.

    Args:
        record: As the run stands now.
        first: The statement about its end.
        evidence: The extensions that carry the record.
        at: When the last of it was added, RFC 3339.
    """
    verb = VERBS["updated"]
    category = first["context"]["contextActivities"]["category"]
    return {
        "id": statement_id(record["id"], verb, str(evidence[PROOF]["later"])),
        "actor": first["actor"],
        "verb": {"id": verb, "display": {"en": "updated"}},
        "object": {"objectType": "StatementRef", "id": first["id"]},
        # Without revision and platform, which only an activity may have.
        "context": {
            "registration": record["id"],
            "contextActivities": {"category": category},
            "extensions": dict(evidence),
        },
        "timestamp": at,
    }


def agent(person: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    """Somebody, by their account alone."""
    home = str(person.get("account", {}).get("home") or shape.people)
    page = home if "://" in home else f"https://{quote(home, safe=':/')}"
    return {"objectType": "Agent", "account": {"homePage": page, "name": person["id"]}}


def address(shape: Shape, kind: str, name: str, part: str = "") -> str:
    """An address under the base: of a page, or with a part of a place in it."""
    inside = f"#{quote(part, safe='/')}" if part else ""
    return f"{shape.base.rstrip('/')}/{kind}/{quote(name, safe='/')}{inside}"


def activity(record: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    """The page that was followed; its address says nothing of its version."""
    doc = record["doc"]
    name = {language(record): str(doc.get("title") or doc["id"])}
    kind = _TYPES.get(str(doc.get("type")), _PERFORMANCE)
    return {
        "objectType": "Activity",
        "id": address(shape, "activity", str(doc["id"])),
        "definition": {"type": kind, "name": name},
    }


def language(record: Mapping[str, Any]) -> str:
    """The language of the page as RFC 5646 has it; und where nobody said."""
    said = str(record["doc"].get("lang") or "").replace("_", "-")
    parts = said.split("-")
    plain = said.isascii() and all(part.isalnum() and len(part) <= 8 for part in parts)  # noqa: PLR2004 - RFC 5646
    return said if plain and parts[0].isalpha() and len(parts[0]) in {2, 3} else "und"


def duration(seconds: float) -> str:
    """An ISO 8601 duration to the hundredth of a second: `PT41M11S`.

    Args:
        seconds: At least 0; less counts as 0.
    """
    whole, hundredths = divmod(max(0, round(seconds * 100)), 100)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    fraction = f".{hundredths:02d}".rstrip("0") if hundredths else ""
    parts = (f"{hours}H" if hours else "", f"{minutes}M" if minutes else "")
    last = f"{left}{fraction}S" if left or fraction or not any(parts) else ""
    return f"PT{''.join(parts)}{last}"


def common(record: Mapping[str, Any]) -> dict[str, Any]:
    """The context that every statement about the page has."""
    doc, device = record["doc"], record["device"]
    found: dict[str, Any] = {
        "registration": record["id"],
        "platform": str(device.get("app") or "flowhelp"),
        "language": language(record),
    }
    return found | ({"revision": doc["steps_hash"]} if doc.get("steps_hash") else {})


def _context(
    record: Mapping[str, Any], evidence: Mapping[str, Any], shape: Shape
) -> dict[str, Any]:
    said = record["context"]
    kinds = (("equipment", "equipment"), ("work_order", "workorder"))
    others = [{"id": address(shape, kind, str(said[key]))} for key, kind in kinds if said.get(key)]
    category = [{"id": _PROFILE, "definition": {"type": f"{_ADL}/activities/profile"}}]
    extensions: dict[str, Any] = {
        f"{_EXT}use": record["use"],
        f"{_EXT}evidence": record["purpose"],
        **evidence,
    }
    if record["doc"].get("commit"):
        extensions[f"{_EXT}commit"] = record["doc"]["commit"]
    seconds = [each for each in record["others"] if each.get("part") == "second"]
    if seconds:
        extensions[_OBSERVER] = agent(seconds[0], shape)
    activities = {"category": category} | ({"other": others} if others else {})
    return common(record) | {"contextActivities": activities, "extensions": extensions}


def _found(record: Mapping[str, Any]) -> dict[str, Any]:
    """What came of it, in extensions that reports can be made of."""
    numbers = {step["sid"]: step.get("n") or step["sid"] for step in record["steps"]}
    count = dict.fromkeys(("done", "na", "skipped", "failed"), 0) | record["count"]
    found: dict[str, Any] = {f"{_EXT}outcome": record["outcome"], f"{_EXT}steps": count}
    deviations = [
        {"step": numbers.get(each["sid"], each["sid"]), "kind": each["kind"]}
        for each in record["deviations"]
    ]
    readings = [
        _reading(numbers[step["sid"]], reading)
        for step in record["steps"]
        for reading in step.get("readings", ())
    ]
    if record.get("end"):
        found[f"{_EXT}end"] = record["end"]
    if deviations:
        found[f"{_EXT}deviations"] = deviations
    return found | ({f"{_EXT}readings": readings} if readings else {})


def _reading(number: str, reading: Mapping[str, Any]) -> dict[str, Any]:
    unit = reading.get("ucum") or reading.get("unit")
    said = {key: reading[key] for key in _READING if reading.get(key) is not None}
    corrected = {"corrected": True} if "corrects" in reading else {}
    named = {"step": number, "name": reading["name"], "value": reading["value"]}
    return named | ({"ucum": unit} if unit else {}) | said | corrected
