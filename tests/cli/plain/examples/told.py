"""What a record tells: each field is checked, and what is the same in every record is taken out.

What is left is small enough to be written down whole in a test, and compared with nothing left
out: a field that nobody expects fails.
"""

from __future__ import annotations

import getpass
import platform
import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha1
from pathlib import Path
from typing import Any
from uuid import UUID

from flowhelp.content import Procedure
from flowhelp.content.parse import parse_page

LONGEST_S = 60.0
"""No test takes as long."""

UUID_VERSION = 7
PERFORMER = getpass.getuser()


def told(record: Mapping[str, Any], library: Path, path: str) -> dict[str, Any]:
    """What only this run says; steps are named by their numbers.

    Raises:
        AssertionError: A field that every record has is missing or wrong.
    """
    rest = dict(record)
    text = (library / path).read_bytes()
    page = parse_page(text.decode(), path=path)
    _head(rest, page, path, text)
    names = {str(step.sid): step.n for step in page.walked()}
    titles = {step.n: step.title for step in page.walked()}
    rest["path"] = [[names[a], names.get(b, b), choice] for a, b, choice in rest["path"]]
    rest["steps"] = {each["n"]: _step(each, names=names, titles=titles) for each in record["steps"]}
    rest["deviations"] = [_plain(each, "at") | _named(each, names) for each in rest["deviations"]]
    rest["notes"] = [_plain(each, "at") | _named(each, names) for each in rest["notes"]]
    return {key: value for key, value in rest.items() if value not in ([], {})}


def _head(rest: dict[str, Any], page: Procedure, path: str, text: bytes) -> None:
    assert rest.pop("schema") == "flowhelp.run/1"
    assert UUID(rest.pop("id")).version == UUID_VERSION
    blob = sha1(b"blob %d\0" % len(text) + text, usedforsecurity=False).hexdigest()
    assert rest.pop("doc") == {
        "id": path.removesuffix(".md"),
        "source": "library",
        "path": path,
        "title": page.title,
        "type": str(page.type),
        "steps_hash": page.steps_hash,
        "blob": blob,
        "dirty": False,
    }
    assert rest.pop("actor") == {
        "id": PERFORMER,
        "name": PERFORMER,
        "account": {"home": platform.node(), "name": PERFORMER},
        "roles": [],
        "auth": "os",
    }
    device = rest.pop("device")
    assert UUID(device["id"]).version == UUID_VERSION
    assert device["os"] == platform.system().lower()
    assert re.fullmatch(r"flowhelp/\S+ (plain|tui)", device["app"])
    began = _moment(rest.pop("started_at"))
    if "ended_at" in rest:
        assert 0 <= (_moment(rest.pop("ended_at")) - began).total_seconds() < LONGEST_S
    assert 0 <= rest.pop("active_s") < LONGEST_S
    assert rest.pop("paused_s") == 0.0


def _step(
    step: Mapping[str, Any], *, names: Mapping[str, str], titles: Mapping[str, str]
) -> dict[str, Any]:
    """A step without its name, times and, where it is the usual, who did it and by what."""
    rest = dict(step)
    assert names[rest.pop("sid")] == step["n"]
    assert titles[rest.pop("n")] == rest.pop("title")
    if step["state"] != "open":
        assert 0 <= rest.pop("dwell_s") < LONGEST_S
        rest = _plain(rest, "at")
        assert "by" not in rest
        assert rest.pop("via") in {"human", "tool"}
    for name, times in (("readings", ("at",)), ("signs", ("at",)), ("files", ())):
        if name in rest:
            rest[name] = [_plain(each, *times) for each in rest[name]]
    if "hold" in rest:
        rest["hold"] = _plain(rest["hold"], "set_at", "released_at")
    if "cmd" in rest:
        rest["cmd"] = dict(rest["cmd"])
        assert 0 <= rest["cmd"].pop("dur_s") < LONGEST_S
    if "timer" in rest:
        rest["timer"] = dict(rest["timer"])
        assert 0 <= rest["timer"].pop("waited_s") < rest["timer"]["required_s"]
    return rest


def _plain(fact: Mapping[str, Any], *times: str) -> dict[str, Any]:
    """A fact without its times, its performer and that it was typed."""
    rest = {key: value for key, value in fact.items() if key not in times}
    for name in times:
        if name in fact:
            _moment(fact[name])
    usual = [("by", PERFORMER), ("source", "manual")]
    if "reason" in rest:
        rest["reason"] = re.sub(r"^waited \d+ s of", "waited … s of", rest["reason"])
    return {key: value for key, value in rest.items() if (key, value) not in usual}


def _named(fact: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    return {"sid": names[fact["sid"]] if fact["sid"] else ""}


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    assert moment.utcoffset() is not None
    return moment
