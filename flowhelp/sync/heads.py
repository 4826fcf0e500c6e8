"""Published heads as lines of JSON: kept, printed, and at the end of an export. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator

from flowhelp.ids import DeviceId
from flowhelp.journal.codec import canonical
from flowhelp.sync.target import Published

SCHEMA = "flowhelp.head/1"


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


def heads_in(text: str) -> Iterator[Published]:
    """The heads in a text; other lines are passed over."""
    yield from parted(text.encode("utf-8", "replace"))[1]


def _head(line: bytes) -> Published | None:
    if SCHEMA.encode() not in line:
        return None
    try:
        found = json.loads(line)
        if found["schema"] != SCHEMA:
            return None
        texts = [found[name] for name in ("device", "sha256")]
        texts += [found.get(name, "") for name in ("at", "signature")]
        seq = found["seq"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if not all(isinstance(text, str) for text in texts) or type(seq) is not int or seq < 1:
        return None
    return Published(DeviceId(texts[0]), seq, texts[1], texts[2], texts[3])
