"""What a statement has to be by xAPI 1.0.3: every MUST that one statement alone can break.

Source: https://github.com/adlnet/xAPI-Spec/blob/1.0.3/xAPI-Data.md
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

UUID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5789][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE
)
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x1f]+")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
DURATION = re.compile(
    r"P(?=.)(\d+(\.\d+)?W|(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)"
)
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)")
INTERACTIONS = {
    "true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing",
    "likert", "numeric", "other",
}  # fmt: skip
STATEMENT = {
    "id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority",
    "version", "attachments",
}  # fmt: skip
CONTEXT = {
    "registration", "instructor", "team", "contextActivities", "revision", "platform", "language",
    "statement", "extensions",
}  # fmt: skip


class BrokenRuleError(ValueError):
    """A statement is none."""


def check(statement: Any) -> None:
    """Nothing, for a statement.

    Raises:
        BrokenRuleError: Which rule it breaks, and where.
    """
    keys(statement, STATEMENT, "statement", needs={"actor", "verb", "object"})
    no_nulls(statement, "statement")
    if "id" in statement:
        uuid(statement["id"], "id")
    agent(statement["actor"], "actor")
    verb(statement["verb"])
    what = about(statement["object"], "object")
    if statement["verb"]["id"] == "http://adlnet.gov/expapi/verbs/voided":
        demand(what == "StatementRef", "what is voided is a statement")
    if "result" in statement:
        result(statement["result"])
    if "context" in statement:
        context(statement["context"], what)
    for key in ("timestamp", "stored"):
        if key in statement:
            time(statement[key], key)
    if "version" in statement:
        demand(re.fullmatch(r"1\.0(\.\d+)?", str(statement["version"])), "version is 1.0.x")


def demand(holds: object, rule: str) -> None:
    if not holds:
        raise BrokenRuleError(rule)


def keys(value: Any, allowed: set[str], where: str, *, needs: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    demand(isinstance(value, dict), f"{where} is an object")
    demand(not value.keys() - allowed, f"{where} has no {sorted(value.keys() - allowed)}")
    demand(not needs - value.keys(), f"{where} needs {sorted(needs - value.keys())}")


def no_nulls(value: Any, where: str) -> None:
    demand(value is not None, f"{where} is null")
    if isinstance(value, dict):
        for key, each in value.items():
            if key != "extensions":
                no_nulls(each, f"{where}.{key}")
    elif isinstance(value, list):
        for each in value:
            no_nulls(each, where)


def text(value: Any, where: str) -> None:
    demand(isinstance(value, str), f"{where} is text")


def uuid(value: Any, where: str) -> None:
    demand(isinstance(value, str) and UUID.fullmatch(value), f"{where} is a UUID")


def iri(value: Any, where: str) -> None:
    demand(isinstance(value, str) and IRI.fullmatch(value), f"{where} is an IRI: {value!r}")


def time(value: Any, where: str) -> None:
    demand(isinstance(value, str) and TIME.fullmatch(value), f"{where} is RFC 3339")
    demand("-00:00" not in value and "-0000" not in value, f"{where} has a zone")
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise BrokenRuleError(f"{where} is no moment") from None


def words(value: Any, where: str) -> None:
    demand(isinstance(value, dict), f"{where} is a language map")
    for tag, each in value.items():
        demand(LANGUAGE.fullmatch(tag), f"{where} has a language: {tag!r}")
        text(each, where)


def extensions(value: Any, where: str) -> None:
    demand(isinstance(value, dict), f"{where} is an object")
    for key in value:
        iri(key, f"a key of {where}")


def agent(value: Any, where: str) -> None:
    allowed = {"objectType", "name", "mbox", "mbox_sha1sum", "openid", "account", "member"}
    keys(value, allowed, where)
    kind = value.get("objectType", "Agent")
    demand(kind in {"Agent", "Group"}, f"{where} is an agent or a group")
    known = value.keys() & {"mbox", "mbox_sha1sum", "openid", "account"}
    demand(len(known) == 1 or (kind == "Group" and not known), f"{where} is known by one thing")
    demand("member" not in value or kind == "Group", f"{where} has members")
    if kind == "Group" and not known:
        demand(value.get("member"), f"{where} without a name has members")
    if "account" in value:
        keys(value["account"], {"homePage", "name"}, where, needs={"homePage", "name"})
        iri(value["account"]["homePage"], f"{where}.account.homePage")
        text(value["account"]["name"], f"{where}.account.name")
    if "mbox" in value:
        demand(re.fullmatch(r"mailto:[^@\s]+@[^@\s]+", str(value["mbox"])), f"{where}.mbox")
    for each in value.get("member", ()):
        agent(each, f"{where}.member")


def verb(value: Any) -> None:
    keys(value, {"id", "display"}, "verb", needs={"id"})
    iri(value["id"], "verb.id")
    words(value.get("display", {}), "verb.display")


def about(value: Any, where: str) -> str:
    """The kind of an object that is one."""
    demand(isinstance(value, dict), f"{where} is an object")
    kind = value.get("objectType", "Activity")
    if kind == "Activity":
        activity(value, where)
    elif kind in {"Agent", "Group"}:
        agent(value, where)
    elif kind == "StatementRef":
        keys(value, {"objectType", "id"}, where, needs={"id"})
        uuid(value["id"], f"{where}.id")
    else:
        demand(kind == "SubStatement", f"{where} is of a known kind")
        demand(not value.keys() & {"id", "stored", "version", "authority"}, f"{where} is inside")
        check({key: each for key, each in value.items() if key != "objectType"})
    return str(kind)


def activity(value: Any, where: str) -> None:
    keys(value, {"objectType", "id", "definition"}, where, needs={"id"})
    demand(value.get("objectType", "Activity") == "Activity", f"{where} is an activity")
    iri(value["id"], f"{where}.id")
    if "definition" in value:
        definition(value["definition"], f"{where}.definition")


def definition(value: Any, where: str) -> None:
    lists = {"choices", "scale", "source", "target", "steps"}
    plain = {"name", "description", "type", "moreInfo", "extensions"}
    keys(value, plain | lists | {"interactionType", "correctResponsesPattern"}, where)
    rules: dict[str, Callable[[Any, str], None]] = {
        "name": words, "description": words, "type": iri, "moreInfo": iri,
        "extensions": extensions,
    }  # fmt: skip
    for key, rule in rules.items():
        if key in value:
            rule(value[key], f"{where}.{key}")
    if "interactionType" in value:
        demand(value["interactionType"] in INTERACTIONS, f"{where} is a known interaction")
    else:
        used = value.keys() & (lists | {"correctResponsesPattern"})
        demand(not used, f"{where} is no interaction, and has {sorted(used)}")
    pattern = value.get("correctResponsesPattern", [])
    demand(isinstance(pattern, list), f"{where} has a list of right answers")
    for each in pattern:
        text(each, where)
        if value["interactionType"] == "numeric":
            demand(
                re.fullmatch(r"(-?[\d.e+-]+)?(\[:\](-?[\d.e+-]+)?)?", each), f"{where}: {each!r}"
            )


def result(value: Any) -> None:
    keys(value, {"score", "success", "completion", "response", "duration", "extensions"}, "result")
    for key in ("success", "completion"):
        demand(isinstance(value.get(key, True), bool), f"result.{key} is true or false")
    text(value.get("response", ""), "result.response")
    if "duration" in value:
        is_one = isinstance(value["duration"], str) and DURATION.fullmatch(value["duration"])
        demand(is_one, f"result.duration is one of ISO 8601: {value['duration']!r}")
    extensions(value.get("extensions", {}), "result.extensions")
    if "score" in value:
        score(value["score"])


def score(value: Any) -> None:
    keys(value, {"scaled", "raw", "min", "max"}, "score")
    for each in value.values():
        demand(isinstance(each, int | float) and not isinstance(each, bool), "a score is a number")
    demand(-1 <= value.get("scaled", 0) <= 1, "score.scaled is between -1 and 1")


def context(value: Any, what: str) -> None:
    keys(value, CONTEXT, "context")
    if "registration" in value:
        uuid(value["registration"], "context.registration")
    for key in ("revision", "platform"):
        text(value.get(key, ""), f"context.{key}")
        demand(key not in value or what == "Activity", f"only an activity has a {key}")
    if "language" in value:
        is_one = isinstance(value["language"], str) and LANGUAGE.fullmatch(value["language"])
        demand(is_one, "context.language is one of RFC 5646")
    for key in value.keys() & {"instructor", "team"}:
        agent(value[key], f"context.{key}")
    if "statement" in value:
        about(value["statement"], "context.statement")
    kinds: Mapping[str, Any] = value.get("contextActivities", {})
    keys(kinds, {"parent", "grouping", "category", "other"}, "contextActivities")
    for key, each in kinds.items():
        for one in each if isinstance(each, list) else [each]:
            activity(one, f"contextActivities.{key}")
    extensions(value.get("extensions", {}), "context.extensions")
