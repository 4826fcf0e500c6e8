"""Machines and places for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

import pytest

from tests.sync.lrs import Store, running
from tests.sync.matrix.machines import Machine
from tests.sync.matrix.places import FolderPlace, GitPlace, LrsPlace, Place
from tests.torture import only_on_request

Named = Callable[[str], Machine]
Placed = Callable[[str], Place]
Test = TypeVar("Test", bound=Callable[..., None])


def long(test: Test) -> Test:
    """A test that takes too long for every day; the short ones go the same ways."""
    pytest.mark.usefixtures("asked_for")(test)
    pytest.mark.torture(test)
    return test


@pytest.fixture
def asked_for(request: pytest.FixtureRequest) -> None:
    """Skipped unless pytest was started with `-m torture`."""
    only_on_request(request)


@pytest.fixture
def named(tmp_path: Path) -> Named:
    """The machine of that name."""
    made: dict[str, Machine] = {}
    return lambda name: made.setdefault(name, Machine(tmp_path / name))


@pytest.fixture
def store() -> Iterator[Store]:
    """A record store that goes by the book."""
    with running() as store:
        yield store


@pytest.fixture
def placed(tmp_path: Path) -> Iterator[Placed]:
    """A place of that kind, empty."""
    with ExitStack() as stack:

        def make(kind: str) -> Place:
            if kind == "xapi":
                return LrsPlace(stack.enter_context(running()).url)
            return (GitPlace if kind == "git" else FolderPlace)(tmp_path / f"{kind}.place")

        yield make
