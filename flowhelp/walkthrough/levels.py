"""How much a change of a page means for who follows it (FORMAT.md §8)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher

from flowhelp.content import BlockKind, Procedure, Step
from flowhelp.content.changes import highest
from flowhelp.walkthrough.drift import Drift, contents, drift, edited
from flowhelp.walkthrough.plan import plan_of

SAME_WORDS = 0.9
"""Texts that are at least this much alike say the same in other words."""

_TOLD = frozenset({"expect", "why", "key point", "watch"})
"""Labels that tell, and ask for nothing."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_COMMENT = re.compile(r"(?:^|(?<=\s))#[^\n]*")


def level_between(old: Procedure, new: Procedure) -> str:
    """none, editorial, minor or major; of what is in doubt, the higher one."""
    if old.steps_hash == new.steps_hash:
        return "none"
    params = [[replace(each, help="") for each in page.params] for page in (old, new)]
    if params[0] != params[1] or old.type is not new.type:
        return "major"
    found = drift(contents(plan_of(old)), contents(plan_of(new)), edited(old, new))
    before = {step.sid: step for step in old.walked()}
    now = {step.sid: step for step in new.walked()}
    pairs = ((before.get(a.sid), now.get(b.sid)) for a, b in found.changed)
    levels = (_between(a, b) for a, b in pairs if a and b)
    added = (now.get(line.sid) for line in found.added)
    optional = ("minor" if step and step.optional else "major" for step in added)
    return highest("editorial", by_order(found), *levels, *optional)


def by_order(found: Drift) -> str:
    """The level of what is gone or stands elsewhere; none where nothing does."""
    return "major" if found.moved or found.removed else "none"


def _between(old: Step, new: Step) -> str:
    """The level of what changed in one step."""
    if _work(old) != _work(new) or _changed(old.title, new.title) != "editorial":
        return "major"
    if _told(old) != _told(new) or _code(old) != _code(new):
        return "minor"
    return _changed(_detail(old), _detail(new))


def _work(step: Step) -> tuple[object, ...]:
    """What a person does, enters, answers for, minds, and where it leads."""
    labels = [
        (each.key, each.arg, _words(each.value)) for each in step.labels if each.key not in _TOLD
    ]
    marks = (step.role, step.kind, step.optional, step.critical, step.when, bool(step.condition))
    alerts = [(alert.signal, _words(alert.text)) for alert in step.alerts]
    code = [_COMMENT.sub("", text).split() for text in _code(step)]
    return (marks, step.fields, step.edges, alerts, labels, code)


def _told(step: Step) -> list[tuple[str, str, str]]:
    return [(each.key, each.arg, _words(each.value)) for each in step.labels if each.key in _TOLD]


def _code(step: Step) -> list[str]:
    return [block.text.rstrip() for block in step.blocks if block.kind is BlockKind.CODE]


def _detail(step: Step) -> str:
    kinds = {BlockKind.TEXT, BlockKind.TABLE}
    return "\n".join(block.text for block in step.blocks if block.kind in kinds)


def _changed(old: str, new: str) -> str:
    """Editorial where two texts say the same, else minor; another number is another thing."""
    for what in (_NUMBER, _PICTURE):
        if what.findall(old) != what.findall(new):
            return "minor"
    ratio = SequenceMatcher(None, _words(old), _words(new), autojunk=False).ratio()
    return "editorial" if ratio >= SAME_WORDS else "minor"


def told(found: Drift) -> Iterable[str]:
    """What became of the steps, one line each: `changed: 2. Old words → new words`."""
    for old, new in found.changed:
        same = old.title == new.title
        yield f"changed: {new.n}. {'its details' if same else f'{old.title} → {new.title}'}"
    for _, new in found.moved:
        yield f"moved: {new.n}. {new.title}"
    for line in found.added:
        yield f"new: {line.n}. {line.title}"
    for line in found.removed:
        yield f"gone: {line.n}. {line.title}"


def _words(text: str) -> str:
    return " ".join(text.replace("*", "").replace("_", " ").split())
