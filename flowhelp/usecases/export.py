"""A run for other tools: what a report rests on, its rows, and a file that is all there or not."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flowhelp.errors import InputError, RefusedError, UnavailableError
from flowhelp.ids import RunId
from flowhelp.journal.chain import Head
from flowhelp.journal.codec import Row
from flowhelp.journal.record import run_record
from flowhelp.sync.heads import IN_ROWS
from flowhelp.sync.statements import Shape, parcels
from flowhelp.usecases.history import run_named
from flowhelp.walkthrough.filling import filled

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace

_RUN_END = 8
_COLUMNS = (
    "run", "procedure", "sid", "step", "title", "state", "reading", "label", "value", "unit",
    "min", "max", "stop_min", "stop_max", "within", "instrument", "corrected", "reason", "by",
    "at", "equipment", "work_order", "params", "run_sha256", *IN_ROWS,
)  # fmt: skip
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


class ThereIsAFileError(RefusedError):
    """There is a file of that name, and nobody said that it may be replaced."""


class NotSavedError(UnavailableError):
    """The file could not be written; what was there before is as it was."""


class NothingToTellError(InputError):
    """There are no statements about a run that goes on, or that is not for others."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record, and what proves that nothing of it was changed.

    Attributes:
        record: As `journal.record.run_record` has it.
        events: How many events of the run it is folded from.
        run_head: SHA-256 of the last of them.
        head: Where the chain of this device ends now.
        rows: The events as they are stored.
    """

    record: dict[str, Any]
    events: int
    run_head: str
    head: Head | None
    rows: tuple[Row, ...] = ()


def evidence(workspace: Workspace, name: str) -> Evidence:
    """What there is to export of a run.

    Args:
        workspace: Its journal.
        name: The run's id, or at least four characters of its beginning or end.

    Raises:
        NoSuchRunError: There is none.
        UnclearRunError: There are several.
    """
    journal = workspace.journal
    run = run_named(workspace, name)
    events = journal.read(run)
    rows = journal.rows_of(run)
    return Evidence(run_record(events), len(events), journal.head_of(run), journal.head(), rows)


def as_json(found: Evidence) -> str:
    """The record with its head, as JSON on many lines."""
    head = found.head
    proof: dict[str, Any] = {"events": found.events, "run_sha256": found.run_head}
    if head is not None:
        proof["head"] = {"device": head.device, "seq": head.seq, "sha256": head.sha256}
    return json.dumps(found.record | {"proof": proof}, ensure_ascii=False, indent=2) + "\n"


def as_xapi(found: Evidence) -> str:
    """Its xAPI statements, the same bytes that a sync sends: a list with one on each line.

    Raises:
        NothingToTellError: The run goes on, or is not for others.
    """
    told = _told(found)
    if not told:
        reason = "is not for others" if "outcome" in found.record else "has not ended"
        raise NothingToTellError(f"this run {reason}, so xAPI has nothing to tell of it")
    return _listed(told)


def statements_of(several: Sequence[Evidence]) -> str:
    """The xAPI statements of runs, in one list; nothing of those that go on or stay here.

    Raises:
        NothingToTellError: All of them do.
    """
    if len(several) == 1:
        return as_xapi(several[0])
    told = [each for found in several for each in _told(found)]
    if not told:
        reason = "each of these runs goes on, or is not for others"
        raise NothingToTellError(f"{reason}, so xAPI has nothing to tell of them")
    return _listed(told)


def _told(found: Evidence) -> list[str]:
    return [each.content.decode("utf-8") for each in parcels(found.rows, Shape())]


def _listed(statements: Sequence[str]) -> str:
    return "[" + ",\n".join(statements) + "]\n"


def as_csv(found: Evidence) -> str:
    """One reading a row, and one row for a step without any; see `rows_of`."""
    return rows_of((found,))


def rows_of(several: Iterable[Evidence]) -> str:
    """The readings and steps of several runs under one head.

    `params` has the values of the run's parameters (`compressor=K1; line=a`); secret ones are in
    no record. Titles have them in the place of their placeholders.

    Words that a spreadsheet would take for a formula have an apostrophe before them. Each row
    says where the chain ended as it was written.

    Source: https://owasp.org/www-community/attacks/CSV_Injection
    """
    file = io.StringIO(newline="")
    rows = csv.DictWriter(file, _COLUMNS, restval="", lineterminator="\r\n")
    rows.writeheader()
    for found in several:
        for row in _rows(found):
            rows.writerow({key: _tame(value) for key, value in row.items()})
    return file.getvalue()


def _rows(found: Evidence) -> Iterator[dict[str, Any]]:
    record, head = found.record, found.head
    context = record["context"]
    end = (head.device, head.seq, head.sha256) if head else ("", "", "")
    common = {
        "run": record["id"],
        "procedure": record["doc"]["id"],
        "equipment": context.get("equipment", ""),
        "work_order": context.get("work_order", ""),
        "params": "; ".join(f"{name}={value}" for name, value in context["params"].items()),
        "run_sha256": found.run_head,
        **dict(zip(IN_ROWS, end, strict=True)),
    }
    for step in record["steps"]:
        own = common | {
            "sid": step["sid"],
            "step": step.get("n", ""),
            "title": filled(step.get("title", ""), context["params"], code=False),
            "state": step["state"],
            "reason": step.get("reason", ""),
            "by": step.get("by", ""),
            "at": step.get("paper_at") or step.get("at", ""),
        }
        for each in step.get("readings", ()):
            said = {key: each[key] for key in _COLUMNS if each.get(key) is not None and key in each}
            at = each.get("paper_at") or each["at"]
            again = {"reading": each["name"], "corrected": "yes" if "corrects" in each else ""}
            yield own | said | again | {"at": at}
        if not step.get("readings"):
            yield own


def _tame(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}"
    return f"'{value}" if isinstance(value, str) and value.startswith(_DANGEROUS) else value


def file_name(record: dict[str, Any], ending: str) -> str:
    """What the file of a run is called where nobody says otherwise: `tea-2f0e6a1b.md`."""
    name = str(record["doc"]["id"]).rpartition("/")[2]
    safe = "".join(sign if sign.isalnum() or sign in "._-" else "-" for sign in name)
    return f"{safe.strip('.-') or 'run'}-{RunId(record['id'])[-_RUN_END:]}.{ending}"


def place_of(workspace: Workspace, typed: str) -> Path:
    """The file that a person means: by its name in the current folder, or by its whole path."""
    return workspace.folder / Path(typed.strip()).expanduser()


def save(path: Path, text: str, *, instead: bool = False) -> None:
    """Write a file, all of it or none, and only then give it its name.

    What is no file, like a pipe or a device, is written into and stays what it is.

    Args:
        path: Its folder must be there; a link leads to the file.
        text: What it holds.
        instead: Whether a file of that name may be replaced.

    Raises:
        ThereIsAFileError: There is one, and it may not.
        NotSavedError: It cannot be written.
    """
    if not instead and os.path.lexists(path):
        raise ThereIsAFileError(f"{path} is there already", hint="take another name")
    if path.exists() and not path.is_file():
        _write_into(path, text)
        return
    path = path.resolve() if instead else path
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with beside.open("x", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if instead:
            beside.replace(path)
        else:
            _named(beside, path)
    except FileExistsError as error:
        raise ThereIsAFileError(f"{path} is there already", hint="take another name") from error
    except OSError as error:
        why = error.strerror or str(error)
        raise NotSavedError(f"{path} cannot be written: {why}", hint="take another folder") from (
            error
        )
    finally:
        with suppress(OSError):
            beside.unlink()


def _write_into(path: Path, text: str) -> None:
    try:
        with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text)
    except OSError as error:
        why = error.strerror or str(error)
        raise NotSavedError(f"{path} cannot be written: {why}") from error


def _named(beside: Path, path: Path) -> None:
    """Give a file its name, unless another one got it meanwhile."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:
        # A file system without links: the look for another file has to do.
        beside.replace(path)
