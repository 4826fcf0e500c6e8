"""`kill -9` at random moments of a real walk: every tick that was shown is there."""

from __future__ import annotations

import random
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from flowhelp import clock
from flowhelp.ids import RunId
from flowhelp.journal.events import RunStarted, StepDone
from flowhelp.journal.store import Journal
from tests.cli.plain.person import screen_until_killed
from tests.terminal import env_in
from tests.torture import only_on_request

PAGE = "# Wash the press\n\n" + "\n".join(
    f"{number}. Wash roller {number}."
    + ("\n   - **Record:** Torque: ___ N·m (25 ± 2)" if number % 4 == 0 else "")
    for number in range(1, 25)
)
TICK = re.compile(r"^⊘ (\d+)\. ", re.MULTILINE)
RUN = re.compile(r"run ([0-9a-f]{8})$", re.MULTILINE)
PLACE = re.compile(r"You were at step (\d+) ◯")
BEFORE_S, LATEST_S = 0.3, 0.8


@dataclass
class Seen:
    """What one run has shown on the screen so far."""

    ticks: set[str] = field(default_factory=set)


def answer(screen: str) -> str | None:
    """What is typed at a prompt."""
    if not screen.endswith(": "):
        return None
    return "25" if screen.endswith("23–27 N·m): ") else ""


def done_in(journal: Journal, run: RunId) -> list[str]:
    """The numbers of the steps that are done, in the order they were."""
    events = [recorded.event for recorded in journal.read(run)]
    started = events[0]
    assert isinstance(started, RunStarted)
    numbers = {line.sid: line.n for line in started.steps}
    return [numbers[event.sid] for event in events if isinstance(event, StepDone)]


def kill_at_random(folder: Path, times: int, seed: int) -> int:
    """Kill walks that many times; how many ticks were shown in all."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    (folder / "library").mkdir()
    (folder / "library" / "wash.md").write_text(PAGE, encoding="utf-8")
    env = env_in(folder)
    runs: dict[str, Seen] = {}
    last = ""
    for _ in range(times):
        words = ("resume", last) if last else ("walk", "wash", "--plain", "--new")
        screen = screen_until_killed(words, env, chance.uniform(-BEFORE_S, LATEST_S), answer)
        journal = Journal.open(
            folder / "data" / "journal.db", now=clock.now, noise=secrets.randbits
        )
        assert journal.verify() is None
        there = {run[-8:]: run for run in journal.runs()}
        shown = RUN.search(screen)
        if shown:
            name = shown.group(1)
            assert name in there, "a run is lost"
            seen = runs.setdefault(name, Seen())
            place = PLACE.search(screen)
            if place:
                assert int(place.group(1)) > max(map(int, seen.ticks), default=0)
            seen.ticks.update(TICK.findall(screen))
        for name, seen in runs.items():
            done = done_in(journal, there[name])
            assert seen.ticks <= set(done), "a tick is lost"
            assert len(done) == len(set(done)), "settled twice"
        over = f"run {last} is over" in screen or (
            shown and len(runs[shown.group(1)].ticks) == PAGE.count(". Wash")
        )
        last = "" if over or not (shown or last) else (shown.group(1) if shown else last)
        journal.close()
    return sum(len(seen.ticks) for seen in runs.values())


def test_every_tick_that_was_shown_survives_a_kill(tmp_path: Path) -> None:
    assert kill_at_random(tmp_path, 16, seed=7) > 3


@pytest.mark.torture
def test_every_tick_that_was_shown_survives_two_hundred_kills(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    assert kill_at_random(tmp_path, 200, seed=8) > 100
