"""`flowhelp log`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flowhelp.paths import Places
from flowhelp.usecases.workspace import Workspace
from tests.cli.conftest import Run
from tests.pasts import run_id, started, write_past


@pytest.fixture
def _outer(places: Path) -> None:
    """A walk with two others in it, one of which has another in it; one before, one after."""
    folders = Places(places / "config", places / "data", places / "cache")
    with Workspace(folders, folder=places, env={}, shipped=False) as shop:
        write_past(
            shop,
            [started(1, 0, title="Before")],
            [started(2, 1, title="Outer")],
            [started(3, 2, title="First", parent=run_id(2))],
            [started(4, 3, title="Inmost", parent=run_id(3))],
            [started(5, 4, title="Second", parent=run_id(2))],
            [started(6, 5, title="After")],
        )


@pytest.mark.usefixtures("_outer")
def test_parts_of_a_walk_stand_below_it(run: Run) -> None:
    lines = run("log").stdout.splitlines()

    assert [(line[:8], line.partition("open")[2].partition("(")[0].strip()) for line in lines] == [
        ("00000006", "After"),
        ("00000002", "Outer"),
        ("00000003", "↳ First"),
        ("00000004", "↳ Inmost"),
        ("00000005", "↳ Second"),
        ("00000001", "Before"),
    ]
    assert lines[3].index("↳") == lines[2].index("↳") + 2


@pytest.mark.usefixtures("_outer")
def test_a_part_alone_says_that_it_is_one(run: Run) -> None:
    assert "↳ Second" in run("log", "--since", "2031-05-08").stdout


@pytest.mark.usefixtures("_outer")
def test_records_are_the_newest_first_whatever_they_are_a_part_of(run: Run) -> None:
    lines = run("log", "--json").stdout.splitlines()

    assert [json.loads(line)["id"][-1] for line in lines] == list("654321")
