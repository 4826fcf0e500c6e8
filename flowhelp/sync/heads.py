"""Published heads: as lines of JSON, and in whatever else carries them out of here. Pure."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from flowhelp.ids import DeviceId
from flowhelp.journal.codec import canonical
from flowhelp.sync.target import Published
from flowhelp.sync.telling import PROOF

SCHEMA = "flowhelp.head/1"
IN_ROWS = ("head_device", "head_seq", "head_sha256")
"""The columns of a table that say device, number and hash; they are the same in each row."""

_PRINTED = (
    r"head of the journal: device {0}([0-9A-Za-z_-]{{1,100}}){1},"
    r" event ([1-9]\d{{0,15}}), {0}([0-9a-f]{{64}}){1}"
)
# Marks in one, and tags in the other, are escaped in what people wrote: these are ours alone.
_MARKDOWN = re.compile(_PRINTED.format(r"(?<!\\)`", "`"))
_HTML = re.compile(_PRINTED.format("<code>", "</code>"))


def line_of(head: Published) -> str:
    """One line of canonical JSON, without its end."""
    fields = {"device": head.device, "schema": SCHEMA, "seq": head.seq, "sha256": head.sha256}
    more = {"at": head.at, "signature": head.signature}
    return canonical(fields | {name: text for name, text in more.items() if text})


def parted(content: bytes) -> tuple[bytes, tuple[Published, ...]]:
    """The lines of a file that are no heads, and those that are; both in their order."""
    rest, heads = [], []
    for line in content.splitlines(keepends=True):
        head = _head(line)
        if head is None:
            rest.append(line)
        else:
            heads.append(head)
    return b"".join(rest), tuple(heads)


def heads_in_report(text: str) -> tuple[Published, ...]:
    """The heads that reports in Markdown or HTML print; what people wrote in them cannot be one."""
    kind = _HTML if text.lstrip().startswith("<") else _MARKDOWN
    return tuple(
        Published(DeviceId(found[1]), int(found[2]), found[3]) for found in kind.finditer(text)
    )


def heads_in(content: bytes) -> tuple[Published, ...]:
    """The heads in a file of any form that carries some; none where it carries none.

    These are: lines of heads, alone or after events; a report; rows; a record with its proof;
    statements; what a sync laid into a shared folder or a repository.
    """
    # By what the file is, as people write what they like in each of them.
    lines = parted(content)[1] if content.lstrip().startswith(b"{") else ()
    if lines:
        return lines
    text = content.decode("utf-8", "replace")
    for read in (_in_rows, _in_json):
        found = read(text)
        if found is not None:
            return tuple(dict.fromkeys(found))
    return heads_in_report(text)


def _in_rows(text: str) -> list[Published] | None:
    """The heads in a table; None where it is none of ours."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    found: list[Published] = []
    try:
        if not set(IN_ROWS) <= set(rows.fieldnames or ()):
            return None
        for row in rows:
            device, seq, sha256 = (row[name] or "" for name in IN_ROWS)
            if seq.isascii() and seq.isdigit():
                found += _published(device, int(seq), sha256)
    except csv.Error:
        return None
    return found


def _in_json(text: str) -> list[Published] | None:
    """The heads in a record, a statement, a list of them or an offer; None where it is no JSON."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    found: list[Published] = []
    for each in data if isinstance(data, list) else [data]:
        found += _told(each, "seq")
        found += _told(_inside(each, "proof", "head"), "seq")
        found += _told(_inside(each, "context", "extensions", PROOF), "last")
    return found


def _inside(found: Any, *names: str) -> Any:
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _told(found: Any, number: str) -> Iterator[Published]:
    if isinstance(found, Mapping):
        texts = (found.get("at", ""), found.get("signature", ""))
        yield from _published(found.get("device"), found.get(number), found.get("sha256"), *texts)


def _published(device: Any, seq: Any, sha256: Any, *more: Any) -> Iterator[Published]:
    """The head that these make, if they make one."""
    texts = (device, sha256, *more)
    if all(isinstance(text, str) for text in texts) and type(seq) is int and seq > 0:
        yield Published(DeviceId(device), seq, sha256, *more)


def _head(line: bytes) -> Published | None:
    if SCHEMA.encode() not in line:
        return None
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, Mapping) or found.get("schema") != SCHEMA:
        return None
    return next(_told(found, "seq"), None)
