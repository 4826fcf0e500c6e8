"""The index follows the library, and survives whatever happens to its file."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from flowhelp.errors import MissingError
from flowhelp.usecases.find import find
from flowhelp.usecases.reindex import reindex
from flowhelp.usecases.workspace import Workspace
from tests.usecases.libraries import HOUR_AGO, TEA, TLS, places, workspace, write

PAGES = 150
REINDEX = """
import sys
from pathlib import Path
from flowhelp.paths import Places
from flowhelp.usecases.reindex import reindex
from flowhelp.usecases.workspace import Workspace

if __name__ == "__main__":
    home, library = Path(sys.argv[1]), sys.argv[2]
    places = Places(home / "config", home / "data", home / "cache")
    with Workspace(places, folder=home, env={"FLOWHELP_PATH": library}, shipped=False) as found:
        print(reindex(found).added, flush=True)
"""


def many(folder: Path) -> Path:
    """A library of pages that differ in one word each."""
    words = [f"zeppelin{number:03}" for number in range(PAGES)]
    return write(
        folder, {f"fly/{word}.md": f"# Fly\n\n1. Start {word}.\n2. Land it.\n" for word in words}
    )


def start(tmp_path: Path, library: Path) -> subprocess.Popen[str]:
    """A process that indexes that library."""
    script = tmp_path / "reindex.py"
    script.write_text(REINDEX, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.Popen(
        [sys.executable, str(script), str(tmp_path), str(library)],
        env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def titles(found: Workspace, words: str) -> list[str]:
    try:
        return [hit.title for hit in find(found, words).hits]
    except MissingError:
        return []


def answers_rightly(tmp_path: Path, library: Path) -> None:
    """Every tenth page is found by its own word, and is the only one."""
    with workspace(tmp_path, library) as found:
        for number in range(0, PAGES, 10):
            answer = find(found, f"zeppelin{number:03}")
            assert [hit.id for hit in answer.hits] == [f"fly/zeppelin{number:03}"]


def test_what_was_added_changed_and_removed_is_counted(tmp_path: Path) -> None:
    library = write(tmp_path / "lib", {"tea.md": TEA, "tls.md": TLS, "same.md": "# Same\n"})
    with workspace(tmp_path, library) as found:
        assert reindex(found).added == 3

    (library / "tls.md").unlink()
    write(library, {"tea.md": TEA.replace("Boil", "Heat"), "new.md": "# New\n"})
    with workspace(tmp_path, library) as found:
        done = reindex(found)

    assert (done.added, done.changed, done.removed, done.unchanged) == (1, 1, 1, 1)


def test_an_edit_is_found_by_the_very_next_question(tmp_path: Path) -> None:
    library = write(tmp_path / "lib", {"tea.md": TEA})
    with workspace(tmp_path, library) as found:
        assert titles(found, "boil water") == ["Make tea"]
        before = (library / "tea.md").stat()

        # The same size, at the same time, in place: only the bytes differ.
        with (library / "tea.md").open("r+", encoding="utf-8") as file:
            file.write(TEA.replace("Steep", "Brews"))
        os.utime(library / "tea.md", ns=(before.st_atime_ns, before.st_mtime_ns))

        assert titles(found, "brews") == ["Make tea"]
        assert titles(found, "steep") == []


def test_a_file_that_was_only_touched_is_not_read_as_changed(tmp_path: Path) -> None:
    library = write(tmp_path / "lib", {"tea.md": TEA})
    with workspace(tmp_path, library) as found:
        reindex(found)
        os.utime(library / "tea.md", (HOUR_AGO + 60, HOUR_AGO + 60))

        done = reindex(found)

    assert (done.added, done.changed, done.unchanged) == (0, 0, 1)


def test_what_cannot_be_read_is_reported_and_stops_nothing(tmp_path: Path) -> None:
    library = write(tmp_path / "lib", {"tea.md": TEA})
    (library / "picture.md").write_bytes(b"# A\0B")
    (library / "latin.md").write_bytes(b"# Caf\xe9\n")
    (library / "utf16.md").write_bytes("# Wide\n".encode("utf-16"))
    (library / "huge.md").write_bytes(b"#" * (1 << 20) + b"!")
    (library / "passwd.md").symlink_to("/etc/passwd")

    with workspace(tmp_path, library) as found:
        done = reindex(found)

        assert titles(found, "boil water") == ["Make tea"]
    assert [(problem.path, problem.message) for problem in done.problems] == [
        ("huge.md", "larger than 1 MiB"),
        ("latin.md", "not UTF-8 (line 1)"),
        ("passwd.md", "a link that leads out of its library"),
        ("picture.md", "binary: it holds a NUL byte"),
        ("utf16.md", "encoded as UTF-16"),
    ]


def test_progress_is_told_up_to_the_last_file(tmp_path: Path) -> None:
    library = write(tmp_path / "lib", {f"{name}.md": TEA for name in "abc"})
    told: list[tuple[int, int]] = []

    with workspace(tmp_path, library) as found:
        reindex(found, progress=lambda done, of: told.append((done, of)))

    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_process_killed_while_it_indexes_costs_no_answer(tmp_path: Path) -> None:
    library = many(tmp_path / "lib")
    chance = random.Random(7)  # noqa: S311 (repeatable)
    for _ in range(8):
        child = start(tmp_path, library)
        try:
            child.wait(timeout=chance.uniform(0.1, 0.8))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
        # Its output ends only when the processes it started have ended as well.
        child.communicate(timeout=30)

    answers_rightly(tmp_path, library)


def test_two_processes_that_index_at_once_both_answer_rightly(tmp_path: Path) -> None:
    library = many(tmp_path / "lib")

    children = [start(tmp_path, library) for _ in range(2)]
    outcomes = [child.communicate(timeout=60) for child in children]

    assert sorted(int(out) for out, _ in outcomes) == [0, PAGES]
    assert [error for _, error in outcomes] == ["", ""]
    answers_rightly(tmp_path, library)


@pytest.mark.parametrize("damage", ["truncated", "noise", "empty", "other", "head", "older"])
def test_a_damaged_index_is_made_anew_without_a_word(tmp_path: Path, damage: str) -> None:
    library = many(tmp_path / "lib")
    index = places(tmp_path).index
    with workspace(tmp_path, library) as found:
        reindex(found)
    spoil(index, damage)

    answers_rightly(tmp_path, library)

    with workspace(tmp_path, library) as found:
        assert find(found, "zeppelin007").note == ""


def spoil(index: Path, damage: str) -> None:
    """Damages an index file that nobody has open."""
    raw = index.read_bytes()
    noise = random.Random(3).randbytes(len(raw))  # noqa: S311 (repeatable)
    if damage == "other":
        index.unlink()
        with sqlite3.connect(index) as db:
            db.execute("create table page (id)")
        db.close()
    elif damage == "older":
        with sqlite3.connect(index) as db:
            db.execute("update about set stamp = '0.0.1/1'")
        db.close()
    else:
        index.write_bytes(
            {
                "truncated": raw[: len(raw) // 2],
                "noise": noise,
                "empty": b"",
                "head": raw[:100] + noise[100:],
            }[damage]
        )


def test_an_index_damaged_under_an_open_program_is_made_anew(tmp_path: Path) -> None:
    library = many(tmp_path / "lib")
    with workspace(tmp_path, library) as found:
        assert find(found, "zeppelin007").total == 1
        found.index._db.execute("pragma wal_checkpoint(truncate)")  # noqa: SLF001
        found.index._db.execute("pragma cache_size = 0")  # noqa: SLF001
        spoil(places(tmp_path).index, "head")

        assert [hit.id for hit in find(found, "zeppelin008").hits] == ["fly/zeppelin008"]


def test_without_a_cache_folder_memory_answers_and_one_line_says_so(tmp_path: Path) -> None:
    library = write(tmp_path / "lib", {"tea.md": TEA})
    (tmp_path / "cache").write_text("not a folder", encoding="utf-8")

    with workspace(tmp_path, library) as found:
        answer = find(found, "boil water")

    assert answer.hits[0].title == "Make tea"
    assert answer.note == f"the search index cannot be kept in {tmp_path / 'cache'}: file exists"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_index_that_cannot_be_written_is_read_and_followed_in_memory(tmp_path: Path) -> None:
    library = write(tmp_path / "lib", {"tea.md": TEA})
    with workspace(tmp_path, library) as found:
        reindex(found)
    write(library, {"tls.md": TLS})
    cache = tmp_path / "cache"
    for path in (*cache.iterdir(), cache):
        path.chmod(0o500 if path.is_dir() else 0o400)

    try:
        with workspace(tmp_path, library) as found:
            assert titles(found, "boil water") == ["Make tea"]
            assert titles(found, "renew certificate") == ["Renew a TLS certificate"]
            assert "cannot be kept" in found.index.note
    finally:
        cache.chmod(0o700)


def test_a_full_disk_does_not_keep_an_edit_from_being_found(tmp_path: Path) -> None:
    library = write(tmp_path / "lib", {"tea.md": TEA})
    with workspace(tmp_path, library) as found:
        reindex(found)
        pages = found.index._db.execute("pragma page_count").fetchone()[0]  # noqa: SLF001
        found.index._db.execute(f"pragma max_page_count = {pages}")  # noqa: SLF001
        body = " ".join(f"word{number}" for number in range(20_000))
        write(library, {"tls.md": TLS, "long.md": f"# Long\n\n{body}\n"})

        answer = find(found, "renew certificate")

    assert answer.hits[0].title == "Renew a TLS certificate"
    assert "full" in answer.note


def test_a_library_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    library = write(tmp_path / "lib", {"tea.md": TEA})
    with workspace(tmp_path, library) as found:
        reindex(found)
    (library / "tea.md").unlink()
    library.rmdir()

    with workspace(tmp_path) as found:
        reindex(found)

        assert found.index.keys() == frozenset()


def test_rebuilding_reads_everything_again(tmp_path: Path) -> None:
    library = write(tmp_path / "lib", {"tea.md": TEA, "tls.md": TLS})
    with workspace(tmp_path, library) as found:
        reindex(found)

        assert reindex(found, rebuild=True).added == 2
