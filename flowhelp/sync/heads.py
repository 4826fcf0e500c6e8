"""Published heads as lines of JSON: kept, printed, at the end of an export, in reports. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from flowhelp.ids import DeviceId
from flowhelp.journal.codec import canonical
from flowhelp.sync.target import Published

SCHEMA = "flowhelp.head/1"

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
