"""Whatever happens to the index, the next `howto` answers as from a clean one, in one line."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from flowhelp.paths import Places
from flowhelp.search.index_file import APPLICATION
from flowhelp.usecases.fresh import settled
from flowhelp.usecases.workspace import Workspace
from tests.cli.doors import Outcome, command, piped, world
from tests.torture import only_on_request

PAGES = 150
SLOW = 2
"""Questions asked where each of them has to read the whole library."""

QUESTIONS = (
    "zeppelin007",
    "zeppelin142 zeppelin143",
    '"start the zeppelin149"',
    "gondola3 ballast",
    "zepelin gondola11",
)
BLOCK = 4096
TOOK = re.compile(rb'"took_ms":[0-9.]+')


def page(number: int) -> str:
    """A page found by one word alone, and by another with few others; some are long."""
    words = " ".join(f"w{number}x{word:x}" for word in range(900 if number % 60 == 0 else 3))
    group = f"gondola{number % 30} " * (1 + number // 30)
    return (
        f"# Fly zeppelin{number:03}\n\n1. Start the zeppelin{number:03}.\n"
        f"2. Load the ballast: {group}.\n3. Moor it. {words}\n"
    )


def opened(home: Path) -> Workspace:
    return Workspace(Places(home / "config", home / "data", home / "cache"), folder=home)


def howto(words: str) -> list[str]:
    """The question; of pages that answer equally well, any may stand behind the best three."""
    return ["howto", "--json", "-n", "3", words]


def asked(home: Path, words: str) -> Outcome:
    return piped(howto(words), home)


def answers(home: Path, questions: Sequence[str] = QUESTIONS) -> list[bytes]:
    """What every question is answered with; at most one line may be said beside it."""
    found = [asked(home, question) for question in questions]
    assert [outcome.code for outcome in found] == [0] * len(questions), found
    assert max(outcome.err.count(b"\n") for outcome in found) <= 1, found
    return [outcome.out for outcome in found]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[bytes]]:
    """A world with a library that was read to the end, and what it answers."""
    home = tmp_path_factory.mktemp("clean") / "home"
    for number in range(PAGES):
        path = home / "procedures" / f"f{number % 5}" / f"p{number:03}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(number), encoding="utf-8")
    assert piped(["index"], home).code == 0
    found = answers(home)
    assert b"gondola3" in found[3]
    assert settled(opened(home), 60)
    return home, found


@pytest.fixture
def home(clean: tuple[Path, list[bytes]]) -> Path:
    """That world in the place where it was read, with its index as it was then."""
    place = clean[0]
    kept = place.parent / "kept"
    if not kept.exists():
        shutil.copytree(place / "cache", kept)
    assert settled(opened(place), 60)
    cache = place / "cache"
    if cache.is_dir():
        shutil.rmtree(cache)
    else:
        cache.unlink(missing_ok=True)
    shutil.copytree(kept, cache)
    return place


def spoiled(home: Path, change: Callable[[bytearray], object], name: str = "index.db") -> None:
    """Changes the bytes of a file of the index that nobody has open."""
    path = home / "cache" / name
    raw = bytearray(path.read_bytes())
    change(raw)
    path.write_bytes(raw)


def noisy(raw: bytearray, chance: random.Random, blocks: int) -> None:
    """Puts noise over some blocks, wherever they begin."""
    for _ in range(blocks):
        at = chance.randrange(max(len(raw) - BLOCK, 1))
        size = min(BLOCK, len(raw) - at)
        raw[at : at + size] = chance.randbytes(size)


def kill_while_it_rebuilds(home: Path, seconds: float) -> None:
    """Starts a rebuild and kills it with all it started."""
    running = subprocess.Popen(
        command(["index", "--rebuild"]), env=world(home), cwd=home, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        running.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def killed(home: Path, expected: list[bytes], times: int) -> None:
    chance = random.Random(times)  # noqa: S311 (repeatable)
    for number in range(times):
        kill_while_it_rebuilds(home, chance.uniform(0.05, 1.2))
        question = number % len(QUESTIONS)

        found = asked(home, QUESTIONS[question])

        assert (found.code, found.out) == (0, expected[question]), (number, found.err)
        assert found.err.count(b"\n") <= 1, found.err
    assert answers(home) == expected


def test_a_rebuild_that_is_killed_costs_no_answer(
    home: Path, clean: tuple[Path, list[bytes]]
) -> None:
    killed(home, clean[1], 2)


@pytest.mark.torture
def test_a_rebuild_that_is_killed_a_hundred_times_costs_no_answer(
    home: Path, clean: tuple[Path, list[bytes]], request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    killed(home, clean[1], 100)


def test_several_that_take_in_many_edits_at_once_answer_alike(
    home: Path, clean: tuple[Path, list[bytes]]
) -> None:
    paths = sorted((home / "procedures").rglob("*.md"))
    before = {path: path.read_text(encoding="utf-8") for path in paths}
    try:
        for path, text in before.items():
            path.write_text(text.replace("zeppelin", "airship"), encoding="utf-8")
        running = [
            subprocess.Popen(
                command(howto(f"airship{number:03}")), env=world(home), cwd=home,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )
            for number in range(4)
        ]  # fmt: skip
        outcomes = [process.communicate(timeout=120) for process in running]
    finally:
        for path, text in before.items():
            path.write_text(text, encoding="utf-8")

    for number, (out, err) in enumerate(outcomes):
        assert f"Fly airship{number:03}".encode() in out, (number, err)
        assert err.count(b"\n") <= 1, err
    assert settled(opened(home), 60)
    assert answers(home) == clean[1]


def truncated(home: Path, expected: list[bytes], times: int) -> None:
    chance = random.Random(times)  # noqa: S311 (repeatable)
    kept = home.parent / "kept" / "index.db"
    for _ in range(times):
        assert settled(opened(home), 60)
        shutil.copy(kept, home / "cache" / "index.db")
        size = chance.randrange(kept.stat().st_size)
        spoiled(home, lambda raw, size=size: raw.__delitem__(slice(size, None)))  # type: ignore[misc]

        assert answers(home) == expected, size


def test_a_truncated_index_gives_no_wrong_answer(
    home: Path, clean: tuple[Path, list[bytes]]
) -> None:
    truncated(home, clean[1], 3)


@pytest.mark.torture
def test_an_index_truncated_anywhere_gives_no_wrong_answer(
    home: Path, clean: tuple[Path, list[bytes]], request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    truncated(home, clean[1], 50)


def with_noise(home: Path, expected: list[bytes], times: int) -> None:
    chance = random.Random(times)  # noqa: S311 (repeatable)
    kept = home.parent / "kept" / "index.db"
    for number in range(times):
        assert settled(opened(home), 60)
        shutil.copy(kept, home / "cache" / "index.db")
        blocks = chance.randint(1, 20)
        spoiled(home, lambda raw, blocks=blocks: noisy(raw, chance, blocks))  # type: ignore[misc]

        assert answers(home) == expected, (number, blocks)


def test_noise_in_the_index_gives_no_wrong_answer(
    home: Path, clean: tuple[Path, list[bytes]]
) -> None:
    with_noise(home, clean[1], 3)


@pytest.mark.torture
def test_noise_anywhere_in_the_index_gives_no_wrong_answer(
    home: Path, clean: tuple[Path, list[bytes]], request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    with_noise(home, clean[1], 60)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("posting", "packed"),
        ("body", "shown"),
        ("body", "lines"),
        ("page", "pairs"),
        ("page", "title"),
        ("page", "named"),
        ("source", "lengths"),
        ("source", "dead"),
    ],
)
def test_a_value_that_was_changed_is_noticed(
    home: Path, clean: tuple[Path, list[bytes]], table: str, column: str
) -> None:
    db = sqlite3.connect(home / "cache" / "index.db")
    changed = f"cast(case when length({column}) > 3 then substr({column}, 1, length({column}) - 2)"
    db.execute(f"update {table} set {column} = {changed} || 'zz' else 'zzz' end as blob)")  # noqa: S608
    db.commit()
    db.close()

    assert answers(home) == clean[1]


def test_noise_in_what_was_not_yet_put_in_its_place_gives_no_wrong_answer(
    home: Path, clean: tuple[Path, list[bytes]]
) -> None:
    cache = home / "cache"
    db = sqlite3.connect(cache / "index.db")
    db.execute("update page set title = title || ''")
    db.commit()
    for name in ("index.db", "index.db-wal"):
        shutil.copy(cache / name, home.parent / name)
    db.close()
    for name in ("index.db", "index.db-wal"):
        shutil.move(home.parent / name, cache / name)
    (cache / "index.db-shm").unlink(missing_ok=True)
    chance = random.Random(2)  # noqa: S311 (repeatable)
    spoiled(home, lambda raw: noisy(raw, chance, 5), "index.db-wal")

    assert answers(home) == clean[1]


def foreign(path: Path, application: int) -> None:
    path.unlink()
    db = sqlite3.connect(path)
    db.execute("create table page (id)")
    db.execute(f"pragma application_id = {application}")
    db.commit()
    db.close()


def older(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("update about set stamp = '0.0.1/1'")
    db.commit()
    db.close()


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def folder_with_a_file(path: Path) -> None:
    folder(path)
    (path / "x").write_text("x", encoding="utf-8")


def link_to_nowhere(path: Path) -> None:
    path.unlink()
    path.symlink_to("/nowhere/at/all")


INSTEAD: dict[str, Callable[[Path], object]] = {
    "nothing": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("not an index\n" * 999, encoding="utf-8"),
    "another program's": lambda path: foreign(path, 7),
    "no tables of ours": lambda path: foreign(path, APPLICATION),
    "another version's": older,
    "a folder": folder,
    "a folder with a file": folder_with_a_file,
    "a link to nowhere": link_to_nowhere,
}


@pytest.mark.parametrize("instead", INSTEAD)
def test_something_else_in_place_of_the_index_costs_no_answer(
    home: Path, clean: tuple[Path, list[bytes]], instead: str
) -> None:
    INSTEAD[instead](home / "cache" / "index.db")

    assert answers(home, QUESTIONS[:SLOW]) == clean[1][:SLOW]


def test_a_file_in_place_of_the_cache_folder_costs_no_answer(
    home: Path, clean: tuple[Path, list[bytes]]
) -> None:
    shutil.rmtree(home / "cache")
    (home / "cache").write_text("not a folder", encoding="utf-8")

    assert answers(home, QUESTIONS[:SLOW]) == clean[1][:SLOW]


def mounted(home: Path, *mount: str, questions: Sequence[str] = QUESTIONS[:SLOW]) -> list[Outcome]:
    """The answers of processes that see the cache folder as it is mounted for them alone."""
    script = "mount --make-rprivate / && " + " && ".join(mount) + ' && shift && exec "$@"'
    found = []
    for question in questions:
        line = ["unshare", "-m", "sh", "-c", script, "sh", "-"]
        done = subprocess.run(
            [*line, *command(howto(question))],
            cwd=home, env=world(home), check=False, capture_output=True, timeout=120,
        )  # fmt: skip
        found.append(Outcome(TOOK.sub(b"", done.stdout), done.stderr, done.returncode))
    return found


def may_mount() -> bool:
    tried = ["unshare", "-m", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
    try:
        return subprocess.run(tried, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


needs_mounts = pytest.mark.skipif(not may_mount(), reason="only root may mount, and not everywhere")


@needs_mounts
@pytest.mark.parametrize("kept", [True, False], ids=["with an index", "without one"])
def test_a_cache_folder_that_is_read_only_costs_no_answer(
    home: Path, clean: tuple[Path, list[bytes]], kept: bool
) -> None:
    cache = home / "cache"
    if not kept:
        (cache / "index.db").unlink()

    found = mounted(home, f"mount --bind {cache} {cache}", f"mount -o remount,bind,ro {cache}")

    assert [outcome.out for outcome in found] == clean[1][:SLOW]
    assert all(outcome.err.count(b"\n") <= 1 for outcome in found), found


@needs_mounts
@pytest.mark.parametrize("size", ["64k", "1m"])
def test_a_disk_that_is_full_costs_no_answer(
    home: Path, clean: tuple[Path, list[bytes]], size: str
) -> None:
    found = mounted(home, f"mount -t tmpfs -o size={size} tmpfs {home / 'cache'}")

    assert [outcome.out for outcome in found] == clean[1][:SLOW]
    assert all(outcome.err.count(b"\n") <= 1 for outcome in found), found


@needs_mounts
def test_an_edit_is_found_where_the_disk_is_full(home: Path) -> None:
    cache, edited = home / "cache", home / "procedures" / "f0" / "new.md"
    kept = home.parent / "full"
    shutil.copytree(cache, kept, dirs_exist_ok=True)
    size = sum(path.stat().st_size for path in kept.rglob("*")) // 1024 + 24
    edited.write_text(page(0).replace("zeppelin000", "airship"), encoding="utf-8")
    try:
        found = mounted(
            home, f"mount -t tmpfs -o size={size}k tmpfs {cache}", f"cp -r {kept}/* {cache}/",
            f"(dd if=/dev/zero of={cache}/rest bs=1k 2>/dev/null || true)", questions=["airship"],
        )  # fmt: skip
    finally:
        edited.unlink()

    (outcome,) = found
    assert b"Fly airship" in outcome.out, outcome
    assert outcome.err.count(b"\n") <= 1
