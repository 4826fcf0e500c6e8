"""One sync at a time: who waits, who leaves, and what a dead one leaves behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flowhelp.ids import DeviceId
from flowhelp.paths import Places
from flowhelp.sync.lines import read
from flowhelp.sync.turns import PATIENCE_S, BusyError, at_work, turn
from flowhelp.usecases import targets
from flowhelp.usecases.workspace import Workspace
from tests.sync.worlds import run_of
from tests.torture import only_on_request

AT = "2031-05-04T12:00:00+00:00"
HERE = Path(__file__).parents[2]
_HOLDS = (
    "import sys; from pathlib import Path; from flowhelp.sync.turns import turn\n"
    f"with turn(Path(sys.argv[1]), by_hand=True, since={AT!r}): print('in', flush=True); input()\n"
)


def holder(path: Path) -> subprocess.Popen[str]:
    """Another process whose turn it is, until it is ended."""
    running = subprocess.Popen(
        [sys.executable, "-c", _HOLDS, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HERE,
    )  # fmt: skip
    assert running.stdout is not None
    assert running.stdout.readline() == "in\n"
    return running


def test_a_person_waits_for_a_moment_and_is_told_who_it_is(tmp_path: Path) -> None:
    path, waited = tmp_path / "sync.db", list[float]()
    with holder(path) as other:
        with (
            pytest.raises(BusyError) as busy,
            turn(path, by_hand=True, since=AT, wait=waited.append),
        ):
            pass
        other.kill()

    assert busy.value.message == (
        f"another sync is running: process {other.pid}, that somebody asked for"
    )
    assert sum(waited) == pytest.approx(PATIENCE_S, abs=0.1)


def test_the_turn_of_a_process_that_was_killed_is_over(tmp_path: Path) -> None:
    path = tmp_path / "sync.db"
    with holder(path) as other:
        assert at_work(path)
        other.send_signal(signal.SIGKILL)

    assert at_work(path) is None
    with turn(path, by_hand=True, since=AT, wait=_never):
        found = at_work(path)
        assert found is not None
        assert (found.pid, found.by_hand, found.since) == (os.getpid(), True, AT)


def test_of_those_that_nobody_asked_for_one_waits_and_the_next_leaves(tmp_path: Path) -> None:
    path, left = tmp_path / "sync.db", list[str]()

    def wait(seconds: float) -> None:
        """It waits for what the one at work no longer sees; meanwhile a third comes."""
        del seconds
        with pytest.raises(BusyError) as busy, turn(path, by_hand=False, since=AT, wait=_never):
            pass
        left.append(busy.value.message)
        first.kill()
        first.wait()

    with holder(path) as first, turn(path, by_hand=False, since=AT, wait=wait):
        found = at_work(path)

    assert found is not None
    assert not found.by_hand
    assert left == ["another sync waits for its turn already"]


def _never(seconds: float) -> None:
    raise AssertionError(seconds)


def test_a_turn_can_be_had_where_there_is_no_place_for_a_lock(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with turn(tmp_path / "file" / "sync.db", by_hand=True, since=AT, wait=_never):
        assert at_work(tmp_path / "file" / "sync.db") is None


def test_what_a_holder_says_of_itself_may_be_anything(tmp_path: Path) -> None:
    path = tmp_path / "sync.db"
    with turn(path, by_hand=True, since=AT):
        Path(f"{path}.lock").write_text('{"pid": "x"}\x1b[2J', encoding="utf-8")
        found = at_work(path)

    assert found is not None
    assert found.words == "it has just begun"


def test_three_at_once_bring_everything_once(tmp_path: Path) -> None:
    at_once(tmp_path, 1)


@pytest.mark.torture
def test_three_at_once_bring_everything_once_however_often(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    at_once(tmp_path, 20)


def at_once(tmp_path: Path, rounds: int) -> None:
    """Two terminals and the background sync what is new in each round, all at the same time."""
    places = Places(tmp_path / "config", tmp_path / "data", tmp_path / "cache")
    shared = tmp_path / "shared"
    shared.mkdir()
    env = os.environ | {
        f"FLOWHELP_{name}": str(tmp_path / name.lower()) for name in ("CONFIG", "DATA", "CACHE")
    }
    targets.add(Workspace(places, folder=tmp_path), "team", "folder", str(shared))
    for number in range(rounds):
        with Workspace(places, folder=tmp_path) as shop:
            shop.journal.append(run_of(number + 1))
            device = shop.journal.head()
        assert device is not None

        def sync(*words: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [sys.executable, "-m", "flowhelp", "sync", *words],
                cwd=HERE, env=env, check=False, capture_output=True, text=True,
            )  # fmt: skip

        with ThreadPoolExecutor(3) as pool:
            done = list(
                pool.map(lambda words: sync(*words), [("--json",)] * 2 + [("--by-itself",)])
            )

        assert [each.returncode for each in done] == [0, 0, 0], [each.stderr for each in done]
        assert done[2].stdout + done[2].stderr == ""
        kept = [json.loads(each.stdout)["kept"] for each in done[:2]]
        assert sum(kept) <= 1  # by one of the three
        parts = [part for each in shared.glob("*/*.jsonl") for part in read(each.read_bytes())]
        hashes = [part.sha256 for part in parts if part.device == DeviceId(device.device)]
        assert len(hashes) == len(set(hashes)) == 4 * (number + 1)
