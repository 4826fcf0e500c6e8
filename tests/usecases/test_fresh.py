"""What was saved just now is found by the next question, whoever takes it in."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flowhelp.paths import Places
from flowhelp.usecases.fresh import settled
from flowhelp.usecases.workspace import Workspace
from tests.cli.doors import Outcome, command, piped, world
from tests.torture import only_on_request

pytestmark = pytest.mark.skipif(
    sys.platform in {"darwin", "win32"}, reason="there are no keepers on this system"
)
PAGES = 40
TRIES = 14


def page(word: str, title: str = "Fly") -> str:
    return f"# {title}\n\n1. Start the {word}.\n2. Land it.\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A world with a library of pages that differ in one word each, read to the end."""
    for number in range(PAGES):
        path = tmp_path / "procedures" / f"f{number % 4}" / f"p{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(f"zeppelin{number:03}"), encoding="utf-8")
    time.sleep(0.06)  # beyond what counts as just changed
    assert asked(tmp_path, "zeppelin000").code == 0
    return tmp_path


def asked(home: Path, *words: str) -> Outcome:
    return piped(["howto", *words], home)


def ids(outcome: Outcome) -> list[str]:
    return [line.split("\t")[0] for line in outcome.out.decode().splitlines()]


def opened(home: Path) -> Workspace:
    return Workspace(Places(home / "config", home / "data", home / "cache"), folder=home)


def processes(mark: str) -> list[int]:
    """The processes that have this word in their command line."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and mark.encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def edited(library: Path, number: int, chance: random.Random) -> tuple[str, str]:
    """One change of a kind that chance picks; a word, and the id that must answer to it."""
    paths = sorted(library.rglob("*.md"))
    path = chance.choice(paths)
    word = f"gondola{number:03}x{chance.randrange(10**6):06}"
    kind = chance.choice(["same size", "longer", "in place", "new", "moved", "folder", "replaced"])
    if kind == "same size":
        old = path.read_text(encoding="utf-8")
        start = old.index("Start the ") + len("Start the ")
        size = old.index(".", start) - start
        word = f"{number:03}{'airship' * 9}"[:size]
        with path.open("r+", encoding="utf-8") as file:
            file.write(old[:start] + word + old[start + size :])
    elif kind == "longer":
        path.write_text(page(f"{word} and more of it"), encoding="utf-8")
    elif kind == "in place":
        with path.open("a", encoding="utf-8") as file:
            file.write(f"3. Moor the {word}.\n")
    elif kind == "new":
        path = path.with_name(f"new{number}.md")
        path.write_text(page(word), encoding="utf-8")
    elif kind == "moved":
        path.write_text(page(word), encoding="utf-8")
        path = path.rename(path.with_name(f"moved{number}.md"))
    elif kind == "folder":
        path.write_text(page(word), encoding="utf-8")
        folder = path.parent.rename(path.parent.with_name(f"g{number}"))
        path = folder / path.name
    else:
        beside = path.with_suffix(".tmp")
        beside.write_text(page(word), encoding="utf-8")
        beside.replace(path)
    return word, path.relative_to(library).with_suffix("").as_posix()


def found_at_once(home: Path, tries: int) -> None:
    """Save something, ask for it, so many times."""
    chance = random.Random(11)  # noqa: S311 (repeatable)
    for number in range(tries):
        word, wanted = edited(home / "procedures", number, chance)

        found = asked(home, word)

        assert (ids(found)[:1], found.err) == ([wanted], b""), (number, word)


def test_whatever_was_saved_is_found_by_the_next_question(home: Path) -> None:
    found_at_once(home, TRIES)


@pytest.mark.torture
def test_whatever_was_saved_many_times_is_found(home: Path, request: pytest.FixtureRequest) -> None:
    only_on_request(request)
    found_at_once(home, 200)


def test_an_edit_is_in_an_answer_that_was_good_without_it(home: Path) -> None:
    path = home / "procedures" / "f0" / "p0.md"
    for number in range(8):
        title = f"Fly with care {number:02}"
        path.write_text(page("zeppelin000", title), encoding="utf-8")

        assert asked(home, "start zeppelin000").out.split(b"\t")[1] == title.encode()


def test_what_was_removed_answers_no_more(home: Path) -> None:
    for number in range(0, PAGES, 4):
        (home / "procedures" / "f0" / f"p{number}.md").unlink()

        assert f"f0/p{number}" not in ids(asked(home, f"zeppelin{number:03}"))


def test_keepers_that_are_killed_cost_no_answer(home: Path) -> None:
    chance = random.Random(5)  # noqa: S311 (repeatable)
    for number in range(8):
        word, wanted = edited(home / "procedures", number, chance)
        with subprocess.Popen(
            command(["howto", word]),
            env=world(home), cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ) as running:  # fmt: skip
            while running.poll() is None:
                others = [pid for pid in processes(word) if pid != running.pid]
                if others:
                    time.sleep(chance.uniform(0, 0.02))
                    for pid in sorted(others):  # a reader that dies before it is one that failed
                        try:
                            os.kill(pid, signal.SIGKILL)
                        except ProcessLookupError:
                            continue
                    break
            out, err = running.communicate(timeout=60)

        assert (out.decode().split("\t")[0], err) == (wanted, b"")
        assert ids(asked(home, word))[:1] == [wanted]


def test_a_keeper_lets_go_of_the_one_that_asked_and_of_itself(home: Path) -> None:
    word = "zeppelin001"
    for number in range(400):
        path = home / "procedures" / "many" / f"m{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(page(f"balloon{number}"), encoding="utf-8")

    found = asked(home, word)  # ends when nobody holds its pipes any more
    at_work = not settled(opened(home), 0)

    assert ids(found)[:1] == ["f1/p1"]
    assert at_work
    assert settled(opened(home), 60)
    assert [pid for pid in processes(str(home)) if pid != os.getpid()] == []
    assert ids(asked(home, "balloon399"))[:1] == ["many/m399"]


def test_a_poor_answer_waits_until_many_files_are_taken_in(home: Path) -> None:
    for number in range(200):
        path = home / "procedures" / f"n{number}.md"
        path.write_text(page(f"balloon{number:03}"), encoding="utf-8")

    assert ids(asked(home, "balloon199"))[:1] == ["n199"]


def test_several_at_once_all_answer_rightly(home: Path) -> None:
    chance = random.Random(3)  # noqa: S311 (repeatable)
    for number in range(5):
        word, wanted = edited(home / "procedures", number, chance)
        running = [
            subprocess.Popen(
                command(["howto", word]),
                env=world(home), cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )
            for _ in range(4)
        ]  # fmt: skip
        outcomes = [process.communicate(timeout=60) for process in running]

        for out, err in outcomes:
            assert (out.decode().split("\t")[0], err) == (wanted, b"")


@pytest.mark.parametrize("damage", ["gone", "noise", "truncated", "empty"])
def test_a_damaged_index_is_made_anew_without_a_word(home: Path, damage: str) -> None:
    assert settled(opened(home), 60)
    index = home / "cache" / "index.db"
    raw = index.read_bytes()
    for path in (home / "cache").glob("index.db-*"):
        path.unlink()
    if damage == "gone":
        index.unlink()
    else:
        noise = random.Random(3).randbytes(len(raw))  # noqa: S311 (repeatable)
        index.write_bytes({"noise": noise, "truncated": raw[: len(raw) // 2], "empty": b""}[damage])

    for _ in range(2):
        found = asked(home, "zeppelin007")
        assert (ids(found), found.err) == (["f3/p7"], b"")
