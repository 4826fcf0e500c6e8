"""What was searched for and opened, one line a fact."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.asked import (
    LONGEST,
    MOST_BYTES,
    NAME,
    Opening,
    Search,
    clear,
    drop_older_half,
    escaped,
    fact_of,
    line_of,
    locked,
    note,
    plain,
    read,
)

TEXT = st.text(max_size=LONGEST)
FACTS = st.builds(
    Search, st.integers(0), TEXT, TEXT, st.integers(0), st.lists(TEXT, max_size=3)
) | st.builds(Opening, st.integers(0), TEXT, TEXT, TEXT)

WRITER = """
import sys
from flowhelp.search.asked import Search, note

folder, who, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
for number in range(count):
    note(folder, Search(number, who, f"how to {number}", 2, ["team:db/failover", "team:b"]))
"""

HALVER = """
import os, sys
from flowhelp.search import asked

asked.MOST_BYTES = 20_000
rename = os.replace

def dying(*names):
    if sys.argv[2] == "after":
        rename(*names)
    os.kill(os.getpid(), 9)

if sys.argv[2] != "from outside":
    os.replace = dying
for number in range(100_000):
    asked.note(sys.argv[1], asked.Search(number, "one", "some words", 0))
    print(number, flush=True)
"""
FEWEST_OF_A_HALF = 300
"""Lines of it that the half of 20,000 bytes holds at least; each has 23 to 33."""

SOME_HALVES = 800
"""Lines of it after which the file was halved."""


def search(question: str, at: int = 1) -> Search:
    return Search(at, "pts-1", question, 0)


def questions(folder: Path) -> list[str]:
    return [fact.question for fact in read(str(folder)) if isinstance(fact, Search)]


def parts(fact: Search | Opening | None) -> dict[str, object] | None:
    """What is in a fact, to compare it."""
    return {name: getattr(fact, name) for name in fact.__slots__} if fact else None


@given(TEXT)
def test_no_text_breaks_its_line_or_its_field(text: str) -> None:
    assert not set(escaped(text)) & set("\t\n\r")
    assert plain(escaped(text)) == text


@given(FACTS)
def test_a_line_says_what_the_fact_said(fact: Search | Opening) -> None:
    assert parts(fact_of(line_of(fact))) == parts(fact)


@given(FACTS, st.data())
def test_a_line_that_was_cut_short_is_no_fact(fact: Search | Opening, data: st.DataObject) -> None:
    line = line_of(fact)
    cut = line[: data.draw(st.integers(0, len(line) - 1))]

    # What was kept of a fact may look like a whole one only where its words end like one.
    assert fact_of(cut) is None or cut.endswith("\t.")


@given(st.text())
def test_no_line_is_a_failure(line: str) -> None:
    fact_of(line)


def test_what_is_noted_is_read_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "flowhelp"
    note(str(folder), search("stop\tpostgres\nnow"))
    note(str(folder), Opening(2, "pts-1", "show", "team:db/stop"))

    assert [parts(fact) for fact in read(str(folder))] == [
        {
            "at": 1,
            "terminal": "pts-1",
            "question": "stop\tpostgres\nnow",
            "answers": 0,
            "names": (),
        },
        {"at": 2, "terminal": "pts-1", "by": "show", "name": "team:db/stop"},
    ]
    assert stat.S_IMODE((folder / NAME).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_very_long_question_is_cut(tmp_path: Path) -> None:
    note(str(tmp_path), Search(1, "pts-1", "x" * 100_000, 5, [f"a:{n}" for n in range(50)]))

    (fact,) = read(str(tmp_path))
    assert isinstance(fact, Search)
    assert (len(fact.question), fact.answers, len(fact.names)) == (LONGEST, 5, 3)


def test_a_damaged_line_costs_no_other(tmp_path: Path) -> None:
    note(str(tmp_path), search("first"))
    with (tmp_path / NAME).open("ab") as file:
        file.write(b"\n\xff\xfe\0\ns\tnever\tpts-1\t0\twords\t.\nx\t1\t.\ns\t2\tpts-1\t0\tcut sh")
    note(str(tmp_path), search("last"))

    assert questions(tmp_path) == ["first", "last"]


def test_without_a_file_nothing_was_asked(tmp_path: Path) -> None:
    assert [*read(str(tmp_path / "nowhere"))] == []
    clear(str(tmp_path / "nowhere"))


@pytest.mark.parametrize("there", ["file", "folder"])
def test_where_nothing_can_be_kept_nobody_is_disturbed(tmp_path: Path, there: str) -> None:
    folder = tmp_path / "data"
    if there == "file":
        folder.write_text("a file", encoding="utf-8")
    else:
        (folder / NAME).mkdir(parents=True)

    note(str(folder), search("words"))

    assert [*read(str(folder))] == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk here")
def test_a_full_disk_disturbs_nobody(tmp_path: Path) -> None:
    script = (
        "from flowhelp.search import asked; import sys; asked._APPEND &= ~asked.os.O_NOFOLLOW\n"
    )
    script += "asked.note(sys.argv[1], asked.Search(1, 'pts-1', 'words', 0))"
    (tmp_path / NAME).symlink_to("/dev/full")

    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], check=False, capture_output=True
    )

    assert (done.returncode, done.stderr) == (0, b"")


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("mine", encoding="utf-8")
    (tmp_path / NAME).symlink_to(other)

    note(str(tmp_path), search("words"))

    assert other.read_text(encoding="utf-8") == "mine"


def test_two_processes_at_once_lose_no_line(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), who, "1000"])
        for who in ("one", "two")
    ]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]

    facts = [*read(str(tmp_path))]
    assert len(facts) == 2000
    for who in ("one", "two"):
        assert [fact.at for fact in facts if fact.terminal == who] == [*range(1000)]


def test_the_file_stays_small_and_keeps_the_newest(tmp_path: Path) -> None:
    writer = subprocess.run(
        [sys.executable, "-c", WRITER, str(tmp_path), "one", "25000"], check=True, timeout=120
    )
    del writer

    size = sum(path.stat().st_size for path in tmp_path.iterdir())
    times = [fact.at for fact in read(str(tmp_path))]
    assert MOST_BYTES // 2 < size <= MOST_BYTES + 1000
    assert times == [*range(times[0], 25_000)]


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_while_halving_nothing_is_lost(tmp_path: Path, when: str) -> None:
    command = [sys.executable, "-c", HALVER, str(tmp_path), when]
    killed = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, timeout=60)
    assert killed.returncode == -signal.SIGKILL

    times = [fact.at for fact in read(str(tmp_path))]
    assert times == [*range(len(times))]
    assert len(times) > FEWEST_OF_A_HALF
    note(str(tmp_path), search("next"))
    assert questions(tmp_path)[-1] == "next"


def test_killed_at_any_moment_the_newer_half_is_whole(tmp_path: Path) -> None:
    for number in range(10):
        folder = tmp_path / str(number)
        command = [sys.executable, "-c", HALVER, str(folder), "from outside"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            written = [int(next(writer.stdout)) for _ in range(SOME_HALVES + 37 * number)][-1]
            writer.kill()

        times = [fact.at for fact in read(str(folder))]
        assert times == [*range(times[0], times[-1] + 1)]
        assert times[-1] >= written
        assert len(times) > FEWEST_OF_A_HALF


def test_two_that_halve_at_once_drop_only_one_half(tmp_path: Path) -> None:
    note(str(tmp_path), search("newest"))
    (tmp_path / f"{NAME}.1").write_text("\n" + line_of(search("older")), encoding="utf-8")

    drop_older_half(str(tmp_path))

    assert questions(tmp_path) == ["older", "newest"]


def test_nobody_waits_for_a_lock(tmp_path: Path) -> None:
    path = str(tmp_path / NAME)
    held = locked(path)
    with pytest.raises(BlockingIOError):
        locked(path)
    os.close(held)

    os.close(locked(path))


def test_what_is_cleared_is_gone(tmp_path: Path) -> None:
    note(str(tmp_path), search("a password by accident"))
    (tmp_path / NAME).replace(tmp_path / f"{NAME}.1")
    note(str(tmp_path), search("another"))

    clear(str(tmp_path))

    assert [*read(str(tmp_path))] == []
    assert b"".join(path.read_bytes() for path in tmp_path.iterdir()) == b""


def test_it_loads_nothing_that_takes_time() -> None:
    probe = (
        "import os, sys; before = set(sys.modules)\n"
        "import flowhelp.search.asked, flowhelp.search.habits\n"
        "print(*sorted(set(sys.modules) - before))"
    )

    found = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True)

    assert set(found.stdout.decode().split()) <= {
        *("__future__", "flowhelp", "flowhelp.search", "flowhelp.values"),
        *("flowhelp.search.asked", "flowhelp.search.habits"),
    }
