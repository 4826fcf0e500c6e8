"""Who a hold waits for: the role in the words of a **Hold**, and nothing but the role."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flowhelp.content import Procedure, Step

_DASHES = re.compile(r"[\s_\-‐‑‒–—]+")
_ARTICLES = frozenset({"the", "a", "an", "der", "die", "das", "le", "la"})
_KINDS = frozenset({"independent", "concurrent"})
_SHORT = 3
"""Words that may be a role although nothing else on the page says that they are."""


def hold_role(procedure: Procedure, step: Step) -> str:
    """The role that releases a step; empty where it has no hold, or its words name none.

    It is the argument of **Hold**, else who signs the release in the same step, else the longest
    role that the page names elsewhere and the hold's words begin with, else words that are
    too few for more than a role.
    """
    label = next(iter(step.values("hold")), None)
    if label is None:
        return ""
    if label.arg:
        return label.arg
    text = _named(label.value)
    signs = (_named(each.value) for each in step.values("sign") if each.arg == "released")
    known = sorted(_known(procedure), key=lambda role: len(_words(role)), reverse=True)
    for role in (*signs, *known):
        if begins(text, role):
            return role
    return text if len(text.split()) <= _SHORT else ""


def begins(text: str, role: str) -> bool:
    """Whether words begin with a role, whatever its case, dashes and spaces."""
    said, named = _words(text), _words(role)
    return bool(named) and said[: len(named)] == named


def _known(procedure: Procedure) -> Iterator[str]:
    """Every role that the page names outside the words of its holds."""
    meta = procedure.meta
    yield from meta.applies_to.get("roles", ())
    yield from (*meta.reviewers, *meta.owner)
    for step in procedure.walked():
        for label in step.labels:
            if label.key == "hold":
                yield label.arg
                yield _short(label.value)
            elif label.key == "second person":
                words = label.arg.replace(",", " ").split()
                yield " ".join(word for word in words if word.casefold() not in _KINDS)
                yield _named(label.value)
            elif label.key == "sign":
                yield _named(label.value)


def _short(text: str) -> str:
    """The words of a hold, where there are no more of them than a role has."""
    role = _named(text)
    return role if len(role.split()) <= _SHORT else ""


def _named(text: str) -> str:
    """Words without the marks around them."""
    return " ".join(text.split()).strip("*_ .,;:")


def _words(text: str) -> list[str]:
    words = _DASHES.sub(" ", text).casefold().split()
    return [word.strip(".,;:()") for word in words if word not in _ARTICLES]
