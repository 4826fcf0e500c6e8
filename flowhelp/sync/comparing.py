"""Whether two statements are the same for an LRS. Pure.

What the LRS adds by itself does not count, nor does what it may write in another way: a moment in
another zone, capitals in an id, one activity for a list of one.

Source: xAPI 1.0.3, xAPI-Data.md, "Statement Immutability" and "Statement Comparison Requirements".
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from flowhelp.journal.codec import canonical
from flowhelp.sync.telling import PROOF

_BY_THE_LRS = frozenset({"stored", "authority", "version"})
_MOMENTS = frozenset({"timestamp"})
_IDS = frozenset({"id", "registration"})
_HASHES = frozenset({"mbox_sha1sum", "sha2"})


def same(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Whether one may stand for the other."""
    return canonical(_statement(ours)) == canonical(_statement(theirs))


def _statement(statement: Mapping[str, Any]) -> dict[str, Any]:
    """What counts of a statement, in one way of writing."""
    found: dict[str, Any] = {}
    for key, value in statement.items():
        if key in _BY_THE_LRS:
            continue
        found[key] = _value(key, value, top=True)
    proof = found.get("context", {}).get("extensions", {}).get(PROOF)
    if isinstance(proof, dict):
        # It is over what stands beside it, and some keys never make the same one twice.
        proof.pop("signature", None)
    about = found.get("object")
    if isinstance(about, dict):
        about.setdefault("objectType", "Activity")
        if about["objectType"] == "Activity":
            # The LRS may hold one definition for all, of whoever told it last.
            about.pop("definition", None)
    return found


def _value(key: str, value: Any, *, top: bool = False) -> Any:
    if isinstance(value, Mapping) and key not in {"extensions", "contextActivities"}:
        return _inside(key, value)
    if isinstance(value, Mapping) and key == "contextActivities":
        return {name: _activities(each) for name, each in value.items()}
    if isinstance(value, list) and key != "extensions":
        return [_value("", each) for each in value]
    if isinstance(value, str):
        is_id = (top and key in _IDS and "/" not in value) or key in _HASHES
        return value.lower() if is_id else _moment(value) if key in _MOMENTS else value
    return _number(value)


def _inside(key: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """An object; the display of a verb is for people, and has no meaning."""
    found = {
        name: _value(name, each, top=key in {"context", "object", "statement"})
        for name, each in value.items()
        if not (key == "verb" and name == "display")
    }
    if key in {"actor", "instructor"}:
        found.setdefault("objectType", "Agent")
    return found


def _activities(value: Any) -> list[Any]:
    """Activities of a context: in any order, and by their addresses alone."""
    each = value if isinstance(value, list) else [value]
    return sorted(str(one.get("id")) if isinstance(one, Mapping) else str(one) for one in each)


def _moment(text: str) -> str:
    with suppress(ValueError):
        at = datetime.fromisoformat(text)
        # An LRS keeps at least milliseconds.
        return (
            (at if at.tzinfo else at.replace(tzinfo=UTC))
            .astimezone(UTC)
            .isoformat(timespec="milliseconds")
        )
    return text


def _number(value: Any) -> Any:
    """A number without a fraction that says nothing; anything else, numbers inside it too."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, Mapping):
        return {name: _number(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_number(each) for each in value]
    return value
