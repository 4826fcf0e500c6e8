"""Names and versions: what a step is called, and when its page says something new.

Source: FORMAT.md §5.3 and §8.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flowhelp.content.model import BlockKind, Field, PageType, Param, Step
from flowhelp.ids import StepId

_FORMAT = 1
_ANCHOR = re.compile(r"""<a\s+(?:id|name)=["']([\w:.-]+)["']\s*/?>""")
_EMPHASIS = re.compile(r"[*_`]+")


def anchor_in(text: str) -> str:
    """The explicit anchor in a step's Markdown, or empty."""
    match = _ANCHOR.search(text)
    return match[1] if match else ""


def step_id(action: str, parent: str, taken: dict[str, int]) -> StepId:
    """A step's id made of its words: `s-` and 8 hex digits, `-2` and so on for repeats.

    Args:
        action: Its plain words.
        parent: Id of the step above it, or of its section, or empty.
        taken: How often each id was given in this page; it is counted up.
    """
    words = unicodedata.normalize("NFC", " ".join(action.split())).casefold()
    digest = hashlib.sha256(f"{words}\n{parent}".encode()).hexdigest()[:8]
    return unique(f"s-{digest}", taken)


def unique(name: str, taken: dict[str, int]) -> StepId:
    """That name, with `-2`, `-3` and so on where it is taken."""
    taken[name] = taken.get(name, 0) + 1
    if taken[name] == 1:
        return StepId(name)
    return unique(f"{name}-{taken[name]}", taken)


def steps_hash(kind: PageType, params: Sequence[Param], steps: Sequence[Step]) -> str:
    """The version of what a person is told to do: `fh1-` and 52 characters.

    Owner, dates, tags, help texts and line breaks do not count; action,
    detail, code, labels, fields, messages, ways on and substeps do.
    """
    content = {
        "v": _FORMAT,
        "type": str(kind),
        "params": [_param(param) for param in params],
        "steps": [_step(step) for step in steps],
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(unicodedata.normalize("NFC", text).encode("utf-8", "replace")).digest()
    return "fh1-" + base64.b32encode(digest).decode().rstrip("=").lower()


def _param(param: Param) -> dict[str, Any]:
    return {key: value for key, value in asdict(param).items() if key != "help"}


def _step(step: Step) -> dict[str, Any]:
    return {
        "kind": str(step.kind),
        "role": str(step.role),
        "text": _folded(step.text),
        "detail": [
            _folded(block.text)
            for block in step.blocks
            if block.kind in {BlockKind.TEXT, BlockKind.TABLE}
        ],
        "code": [block.text.rstrip() for block in step.blocks if block.kind is BlockKind.CODE],
        "labels": [[label.key, label.arg, _folded(label.value)] for label in step.labels],
        "fields": [_field(field) for field in step.fields],
        "messages": [[alert.signal, _folded(alert.text)] for alert in step.alerts],
        "edges": [[edge.text, edge.target, edge.kind, edge.condition] for edge in step.edges],
        "steps": [_step(sub) for sub in step.steps],
    }


def _field(field: Field) -> list[Any]:
    limits = [field.min, field.max, field.stop_min, field.stop_max, field.target]
    said = [field.name, field.type, field.unit, limits, list(field.choices), field.pattern]
    # Only where there is one, so that the version of all other pages stays what it was.
    return [*said, field.formula] if field.formula else said


def _folded(text: str) -> str:
    return " ".join(_EMPHASIS.sub("", text).split())
