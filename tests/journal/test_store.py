"""The journal on a real disk."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from flowhelp.errors import UnavailableError
from flowhelp.ids import StepId
from flowhelp.journal.events import Noted
from flowhelp.journal.schema import DamagedJournalError, NewerJournalError
from tests.journal.worlds import NOW, RUN, done, journal_in, started

WRITER = """
import secrets, sys
from pathlib import Path
from flowhelp import clock
from flowhelp.journal.store import Journal
from tests.journal.worlds import done
journal = Journal.open(Path(sys.argv[1]), now=clock.now, noise=secrets.randbits)
for number in range(int(sys.argv[2])):
    journal.append([done(f"step-{number}")])
"""


def test_reading_a_journal_that_is_not_there_makes_nothing(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)

    assert journal.runs() == ()
    assert journal.head() is None
    assert journal.verify() is None
    assert list(tmp_path.iterdir()) == []


def test_what_was_written_is_read_back_in_order(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)

    written = journal.append([started(), done("boil")])
    more = journal.append([done("steep")])

    again = journal_in(tmp_path)
    assert again.read(RUN) == written + more
    assert [recorded.seq for recorded in again.read(RUN)] == [1, 2, 3]
    assert again.runs() == (RUN,)
    assert [recorded.seq for recorded in again.since(1)] == [2, 3]
    assert again.verify() is None


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    journal_in(tmp_path).append([started()])

    folder = tmp_path / "here"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_an_id_is_written_once(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    names = [journal.mint(), journal.mint()]
    first = journal.append([started(), done("boil")], names)

    assert journal.append([started(), done("boil")], names) == first
    assert len(journal.read(RUN)) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "update event set body = ''",
        "delete from event",
        (
            "insert into event select device, seq + 2, 'x', run, sid, tag, at, body, sha256, 'y'"
            " from event"
        ),
        (
            "insert or replace into event select device, seq + 1, id, run, sid, tag, at, body,"
            " sha256, 'y' from event"
        ),
    ],
)
def test_history_cannot_be_rewritten(tmp_path: Path, statement: str) -> None:
    journal_in(tmp_path).append([started()])

    with (
        closing(sqlite3.connect(tmp_path / "here/journal.db")) as db,
        pytest.raises(sqlite3.IntegrityError, match="events "),
    ):
        db.execute(statement)


@pytest.mark.parametrize(
    ("statement", "seq", "reason"),
    [
        ('update event set body = \'{"via":"tool"}\' where seq = 2', 2, "was changed"),
        ("update event set at = '2031-05-04T12:00:00.000001Z' where seq = 3", 3, "was changed"),
        ("update event set run = 'other' where seq = 1", 1, "was changed"),
        ("delete from event where seq = 2", 3, "does not follow"),
        ("delete from event where seq = 1", 2, "does not follow"),
        ("update event set prev = sha256 where seq = 3", 3, "does not carry"),
    ],
)
def test_a_change_to_history_is_found(
    tmp_path: Path, statement: str, seq: int, reason: str
) -> None:
    journal_in(tmp_path).append([started(), done("boil"), done("steep")])
    with closing(sqlite3.connect(tmp_path / "here/journal.db")) as db:
        db.executescript(
            "drop trigger event_is_never_changed; drop trigger event_is_never_deleted;" + statement
        )

    broken = journal_in(tmp_path).verify()

    assert broken is not None
    assert broken.seq == seq
    assert reason in broken.reason


def test_a_tail_that_was_cut_off_is_found_against_a_published_head(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    journal.append([started(), done("boil"), done("steep")])
    head = journal.head()
    journal.close()
    with closing(sqlite3.connect(tmp_path / "here/journal.db")) as db:
        db.executescript(
            "drop trigger event_is_never_deleted; delete from event where seq = 3; pragma optimize"
        )

    assert journal.verify() is None
    broken = journal.verify(head)
    assert broken is not None
    assert broken.reason == "is missing at the end"


def test_writers_in_many_processes_make_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    command = [sys.executable, "-c", WRITER, str(path), "40"]
    writers = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(4)]
    failures = [writer.communicate()[1] for writer in writers]

    journal = journal_in(tmp_path)
    journal._path = path  # noqa: SLF001 - the file the others wrote
    assert failures == [b""] * 4
    assert journal.verify() is None
    assert [recorded.seq for recorded in journal.since(0)] == list(range(1, 161))


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "here").write_text("a file", encoding="utf-8")

    with pytest.raises(UnavailableError, match="cannot be opened or written") as caught:
        journal_in(tmp_path).append([started()])

    assert "\n" not in caught.value.message
    assert "FLOWHELP_DATA" in (caught.value.hint or "")


def test_a_journal_that_may_only_be_read_is_read(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everything")
    journal_in(tmp_path).append([started()])
    (tmp_path / "here/journal.db").chmod(0o400)
    (tmp_path / "here").chmod(0o500)
    try:
        journal = journal_in(tmp_path)
        assert journal.runs() == (RUN,)
        with pytest.raises(UnavailableError):
            journal.append([done("boil")])
    finally:
        (tmp_path / "here").chmod(0o700)


def test_a_file_of_noise_is_no_journal(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here/journal.db").write_bytes(b"noise" * 5000)

    with pytest.raises(DamagedJournalError, match="is damaged"):
        journal_in(tmp_path).runs()


def test_a_journal_of_a_newer_flowhelp_is_left_alone(tmp_path: Path) -> None:
    journal_in(tmp_path).append([started()])
    with closing(sqlite3.connect(tmp_path / "here/journal.db")) as db:
        db.execute("pragma user_version = 99")

    with pytest.raises(NewerJournalError, match="newer flowhelp"):
        journal_in(tmp_path).append([done("boil")])


def test_half_a_surrogate_pair_does_not_stop_a_record(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)

    journal.append([Noted(run=RUN, at=NOW, sid=StepId("boil"), text="caf\udce9 \0")])

    (note,) = journal_in(tmp_path).read(RUN)
    assert isinstance(note.event, Noted)
    assert note.event.text == "caf? \0"
    assert journal.verify() is None
