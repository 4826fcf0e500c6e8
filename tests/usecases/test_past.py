"""Runs in short, and which of them somebody looks for."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from flowhelp.usecases.past import Sieve, listed, sifted
from flowhelp.usecases.trend import NoReadingsError, trend
from flowhelp.usecases.workspace import Workspace
from tests.pasts import NOON, eventful, run_id, started, whole, write_past
from tests.usecases.libraries import workspace

NOW = NOON + timedelta(days=40)


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    """A workspace with four runs."""
    shop = workspace(tmp_path)
    write_past(
        shop,
        whole(1, 0, 3.0),
        whole(2, 20, 9.0, within=False, equipment="P-9"),
        eventful(3, 35),
        [started(4, 39, page="tea", title="Make tea")],
    )
    return shop


@pytest.mark.parametrize(
    ("sieve", "numbers"),
    [
        (Sieve(), [4, 3, 2, 1]),
        (Sieve(words="PUMP lee"), [3]),
        (Sieve(words="wo-1"), [2, 1]),
        (Sieve(words="p-9 deviation"), [2]),
        (Sieve(words="00000004"), [4]),
        (Sieve(words="paused"), [3]),
        (Sieve(unfinished=True), [4, 3]),
        (Sieve(deviated=True), [3, 2]),
        (Sieve(days=7), [4, 3]),
        (Sieve(days=30), [4, 3, 2]),
        (Sieve(words="nothing like it"), []),
    ],
)
def test_runs_are_sifted(shop: Workspace, sieve: Sieve, numbers: list[int]) -> None:
    runs = [run for portion in listed(shop) for run in portion]

    assert [run.run for run in sifted(runs, sieve, NOW)] == [run_id(each) for each in numbers]
    assert sieve.narrows == (sieve != Sieve())


def test_unfinished_ones_can_come_first_and_pages_be_apart(shop: Workspace) -> None:
    write_past(shop, whole(5, 39.5, 3.0))
    runs = [run for portion in listed(shop, "plant/pump") for run in portion]

    found = sifted(runs, Sieve(), NOW, unfinished_first=True)

    assert [run.run for run in found] == [run_id(each) for each in (3, 5, 2, 1)]


def test_a_reading_is_followed_over_the_runs_of_its_page(shop: Workspace) -> None:
    found = trend(shop, "plant/pump", "s-b", "gauge")

    assert [each.numbers for each in found.series] == [(3.0, 9.0, 4.0)]
    assert found.equipment == ("P-7", "P-9")
    assert [each.numbers for each in found.of("P-9").series] == [(9.0, 4.0)]
    assert found.of("P-1").series == ()
    assert found.of("") is found


def test_a_blank_that_nobody_filled_has_no_trend(shop: Workspace) -> None:
    with pytest.raises(NoReadingsError):
        trend(shop, "plant/pump", "s-b", "other")
    with pytest.raises(NoReadingsError):
        trend(shop, "tea", "s-b", "gauge")
