"""A page as lists and names need it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the index, for lists and names.

    Attributes:
        key: The key of its source.
        problem: Empty.
    """

    id: str
    key: str
    path: str
    title: str
    type: str
    tags: tuple[str, ...]
    roles: tuple[str, ...]
    alerts: tuple[str, ...]
    status: str
    steps: int
    findings: int
