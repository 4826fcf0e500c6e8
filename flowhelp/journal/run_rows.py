"""One run record → the rows that lists and figures are made from."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from flowhelp.journal.codec import stamp, written
from flowhelp.journal.papers import begun_at, ended_at

_DONE = "completed"
_PUT = f"insert into run values ({', '.join('?' * 24)})"  # noqa: S608 - question marks
REMARK, FEEDBACK, FAILED = "remark", "feedback", "failed"
"""Kinds of what was said to the author, and why a step failed; the others are of deviations."""


def write(
    db: sqlite3.Connection, record: Mapping[str, Any], *, target: str, events: int, own: bool
) -> None:
    """Put in the rows of a run, which has none.

    Args:
        db: In a transaction.
        record: As `run_record` makes it, or as an LRS gave it back.
        target: What it was pulled from.
        events: How many it was folded from; 0 where there is a record alone.
        own: Whether it was done on this machine.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: It has not what a run needs; then
            nothing was put in.
    """
    doc, run = record["doc"], str(record["id"])
    steps, said = list(_steps(record)), list(_said(record))
    kinds = [kind for kind, *_ in said]
    remarks = kinds.count(REMARK) + kinds.count(FEEDBACK)
    counts = (len(steps), len(said) - remarks - kinds.count(FAILED), remarks)
    useful = int(record.get("feedback", {}).get("useful", 0))
    values = (*_outline(record, target), *counts, useful, events, int(own))
    page = _page(db, str(doc["id"]), str(doc.get("repo") or doc.get("source", "")))
    db.execute(_PUT, (run, page, *values))
    db.executemany(
        "insert or ignore into step values (?, ?, ?, ?, ?, ?, ?, ?)",
        [(run, sid, page, *step) for sid, *step in steps],
    )
    db.executemany(
        "insert into said values (?, ?, ?, ?, ?, ?, ?, ?)",
        [(run, number, page, *each) for number, each in enumerate(said)],
    )


def _outline(record: Mapping[str, Any], target: str) -> tuple[str | float | None, ...]:
    """What was followed, by whom, when, and how it ended."""
    doc, actor = record["doc"], record["actor"]
    outcome, active = str(record.get("outcome", "")), float(record.get("active_s", 0.0))
    works = outcome.startswith(_DONE) and active > 0 and "paper" not in record
    return (
        str(doc.get("source", "")), str(doc.get("title", doc["id"])),
        str(doc.get("steps_hash", "")), str(actor["id"]), str(actor.get("name", actor["id"])),
        str(record.get("device", {}).get("id", "")), target,
        _time(begun_at(record)), _time(ended_at(record)),
        str(record.get("state", "ended" if outcome else "open")), outcome,
        str(record.get("end", "")), str(record.get("purpose", "perform")),
        str(record.get("use", "")), active, active if works else None,
    )  # fmt: skip


def _page(db: sqlite3.Connection, procedure: str, library: str) -> int:
    where = (procedure, library)
    db.execute("insert or ignore into page (procedure, library) values (?, ?)", where)
    found = db.execute("select number from page where procedure = ? and library = ?", where)
    (number,) = found.fetchone()
    return int(number)


def _steps(record: Mapping[str, Any]) -> Iterator[tuple[str, int, str, str, str, float | None]]:
    for place, step in enumerate(record.get("steps", ())):
        sid, state = str(step["sid"]), str(step["state"])
        clocked = state == "done" and step.get("dwell_s") and "paper_at" not in step
        dwell = float(step["dwell_s"]) if clocked else None
        yield sid, place, str(step.get("n", sid)), str(step.get("title", "")), state, dwell


def _said(record: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str, str]]:
    who, started = str(record["actor"]["id"]), begun_at(record)
    for each in record.get("deviations", ()):
        at = _time(each.get("paper_at") or each.get("at", started))
        by = str(each.get("by", who))
        yield str(each["kind"]), str(each.get("sid", "")), by, at, str(each.get("reason", ""))
    for each in record.get("steps", ()):
        if each["state"] == "failed" and each.get("reason"):
            at = _time(each.get("paper_at") or each.get("at", started))
            yield FAILED, str(each["sid"]), str(each.get("by", who)), at, str(each["reason"])
    for each in record.get("notes", ()):
        if each.get("to", "author") == "author":
            at = _time(each.get("paper_at") or each.get("at", started))
            by = str(each.get("by", who))
            yield REMARK, str(each.get("sid", "")), by, at, str(each["text"])
    words = str(record.get("feedback", {}).get("text", ""))
    if words:
        yield FEEDBACK, "", who, _time(ended_at(record) or started), words


def _time(text: object) -> str:
    return written(stamp(str(text))) if text else ""
