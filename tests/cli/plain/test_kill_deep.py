"""`kill -9` at random moments of a walk with waits, signatures and a procedure inside it."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from flowhelp.ids import RunId
from flowhelp.journal.events import (
    ChildStarted,
    Event,
    RunStarted,
    Signed,
    StepDone,
    TimerStarted,
)
from flowhelp.paths import Places
from flowhelp.usecases.children import resumed_child
from flowhelp.usecases.verifying import verify
from flowhelp.usecases.walk import WalkSession, resume
from flowhelp.usecases.workspace import Workspace
from tests.cli.plain.person import screen_until_killed
from tests.terminal import env_in
from tests.torture import only_on_request

PUMP = """# Swap the pump

1. Stop the line.
   - **Record:** Pressure: ___ bar (1 to 2)
   - **Sign (performed):** technician
2. **Do:** [Lock out](lock.md)
3. Let it drain.
   - **Wait:** 1 s
   - **Second person:** looks into it
4. Give it back.
   - **Hold:** shift lead inspects it
   - **Sign (performed):** technician
"""
LOCK = """# Lock out

1. Hang the lock.
   - **Sign (performed):** technician
2. Let it run down.
   - **Wait:** 1 s
3. Try to start it.
   - **Second person:** looks
"""
ANSWERS = {
    "2 bar): ": "1.5",
    "technician, name (Enter to wait): ": "Lee",
    "Second person, name (Enter to wait): ": "Kim",
    "Released by (Enter to wait): ": "Kim",
    "Why may the work go on? ": "looked at it",
}
WAITS = "lets the time run: "
TICK = re.compile(r"^⊘ (\d+\. .+)\n", re.MULTILINE)
NAME = re.compile(r"^ *(performed|verified|released): (?:Lee|Kim) \(name alone\)\n", re.MULTILINE)
RUN = re.compile(r"run ([0-9a-f]{8})$", re.MULTILINE)
BEFORE_S, LATEST_S = 0.3, 1.8


@dataclass
class Seen:
    """What one walk has shown on the screen so far, over all its resumptions."""

    ticks: set[str] = field(default_factory=set)
    names: Counter[str] = field(default_factory=Counter)


def answer(screen: str) -> str | None:
    """What is typed at a prompt; nothing where time has to pass."""
    if screen.endswith(WAITS):
        return None
    return next((typed for asked, typed in ANSWERS.items() if screen.endswith(asked)), "")


def opened(folder: Path) -> Workspace:
    """The same machine, looked at from elsewhere."""
    places = Places(folder / "config", folder / "data", folder / "cache")
    env = {"FLOWHELP_PATH": str(folder / "library")}
    return Workspace(places, folder=folder, env=env, shipped=False)


def check(shop: Workspace, run: RunId, seen: Seen) -> None:
    """What was shown is there, and nobody signed twice."""
    children = [each.child for each in facts_of(shop, run) if isinstance(each, ChildStarted)]
    begun = {
        each.event.run
        for each in shop.journal.tagged("run.started")
        if isinstance(each.event, RunStarted) and each.event.parent == run
    }
    assert set(children) == begun, "only one of two knows of the other"
    assert len(children) <= 1, "begun twice"
    facts = [fact for each in (run, *children) for fact in facts_of(shop, each)]
    lines = {
        (each.run, line.sid): f"{line.n}. {line.title}"
        for each in facts
        if isinstance(each, RunStarted)
        for line in each.steps
    }
    done = [lines[each.run, each.sid] for each in facts if isinstance(each, StepDone)]
    assert seen.ticks <= set(done), "a tick is lost"
    assert len(done) == len(set(done)), "settled twice"
    signed = [each for each in facts if isinstance(each, Signed)]
    places = Counter((each.run, each.sid, each.part, each.meaning) for each in signed)
    assert max(places.values(), default=0) <= 1, "signed twice"
    assert not seen.names - Counter(each.meaning for each in signed), "a signature is lost"
    timers = Counter((each.run, each.sid) for each in facts if isinstance(each, TimerStarted))
    assert max(timers.values(), default=0) <= 1, "waited twice"


def facts_of(shop: Workspace, run: RunId) -> list[Event]:
    return [each.event for each in shop.journal.read(run)]


def is_over(shop: Workspace, run: RunId) -> bool:
    """Whether a walk has ended; it and its sub-procedure can be gone on with until then."""
    session: WalkSession | None = resume(shop, run)
    assert session
    if session.walk.ended is not None:
        return True
    while session is not None:
        session = resumed_child(session)
    return False


def kill_at_random(folder: Path, times: int, seed: int) -> Counter[str]:
    """Kill walks that many times; what was shown in all."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    (folder / "library").mkdir()
    for name, text in {"pump.md": PUMP, "lock.md": LOCK}.items():
        (folder / "library" / name).write_text(text, encoding="utf-8")
    env = env_in(folder)
    runs: dict[str, Seen] = {}
    total: Counter[str] = Counter()
    last = ""
    for _ in range(times):
        words = ("resume", last) if last else ("walk", "pump", "--plain", "--new")
        screen = screen_until_killed(words, env, chance.uniform(-BEFORE_S, LATEST_S), answer)
        with opened(folder) as shop:
            verify(shop)
            there = {run[-8:]: run for run in shop.journal.runs()}
            shown = RUN.search(screen)
            if not (last or shown):
                continue
            last = last or (shown.group(1) if shown else "")
            seen = runs.setdefault(last, Seen())
            seen.ticks.update(TICK.findall(screen))
            seen.names.update(NAME.findall(screen))
            total.update({"ticks": len(TICK.findall(screen)), "names": len(NAME.findall(screen))})
            for name, each in runs.items():
                check(shop, there[name], each)
            if is_over(shop, there[last]):
                total["over"] += 1
                last = ""
    return total


def test_what_was_signed_and_waited_for_survives_a_kill(tmp_path: Path) -> None:
    total = kill_at_random(tmp_path, 12, seed=5)

    assert total["ticks"] >= 3
    assert total["names"] >= 3


@pytest.mark.torture
def test_what_was_signed_and_waited_for_survives_a_hundred_kills(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    total = kill_at_random(tmp_path, 120, seed=6)

    assert total["over"] >= 3
    assert total["names"] > 30
