"""Copies of the journal: whole or not there, before every migration, and put back with care."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from flowhelp.ids import DeviceId
from flowhelp.journal import backups, schema
from flowhelp.journal.backups import BadBackupError, NoBackupError, NoSuchBackupError
from flowhelp.journal.schema import DamagedJournalError
from tests.journal.worlds import NOON, RUN, done, journal_in, started
from tests.torture import only_on_request

ROOT = Path(__file__).parents[2]
SECOND = "create table remark (text text not null) strict;"
NEW = DeviceId("01a00000-0000-7000-8000-00000000beef")

# Kills itself in the middle of a migration: at the call of that name whose number is given.
DIES = f"""
import os, signal, sqlite3, sys
from pathlib import Path
from flowhelp import clock
from flowhelp.journal import backups, files, schema
from flowhelp.journal.store import Journal
from tests.journal.worlds import done
import secrets
schema.MIGRATIONS = (*schema.MIGRATIONS, {SECOND!r})
module, name, left = sys.argv[2], sys.argv[3], int(sys.argv[4])
place = {{"backups": backups, "files": files, "schema": schema, "os": os}}[module]
real = getattr(place, name)
def dies(*words, **more):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*words, **more)
setattr(place, name, dies)
journal = Journal.open(Path(sys.argv[1]), now=clock.now, noise=secrets.randbits)
journal.append([done("steep")])
"""
FILLS = f"""
import secrets, sys
from pathlib import Path
from flowhelp import clock
from flowhelp.errors import FlowhelpError
from flowhelp.journal import schema
from flowhelp.journal.store import Journal
from tests.journal.worlds import done
path = Path(sys.argv[1])
journal = Journal.open(path, now=clock.now, noise=secrets.randbits)
for number in range(300):
    journal.append([done(f"step-{{number}}")])
journal.close()
schema.MIGRATIONS = (*schema.MIGRATIONS, {SECOND!r})
rest = path.with_name("rest")
with rest.open("wb", buffering=0) as file:
    try:
        while True:
            file.write(b"x" * 4096)
    except OSError:
        pass
later = Journal.open(path, now=clock.now, noise=secrets.randbits)
try:
    later.append([done("late")])
    print("written")
except FlowhelpError as error:
    print(error.message, "|", error.hint)
print(sum(1 for _ in later.rows()), later.verify(), *later.asked("pragma user_version"))
print(sorted(each.name for each in (path.parent / "backups").iterdir()))
rest.unlink()
later.append([done("late")])
print(sum(1 for _ in later.rows()), *later.asked("pragma user_version"))
later.close()
"""


@pytest.fixture
def journal_file(tmp_path: Path) -> Path:
    """A journal with two events."""
    journal = journal_in(tmp_path)
    journal.append([started(), done("boil")])
    journal.close()
    return tmp_path / "here" / "journal.db"


def events_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        (count,) = db.execute("select count(*) from event").fetchone()
    return int(count)


def migrates(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a newer flowhelp would, which has one migration more."""
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, SECOND))


def test_a_copy_is_whole_private_and_named_by_version_and_time(journal_file: Path) -> None:
    made = backups.make(journal_file, NOON)

    assert made == journal_file.parent / "backups" / "journal-1-20310504T120000Z.db"
    assert events_in(made) == 2
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
    assert list(made.parent.iterdir()) == [made]


def test_the_newest_copies_are_kept(journal_file: Path) -> None:
    made = [backups.make(journal_file, NOON + timedelta(days=day)) for day in range(7)]

    assert backups.copies(journal_file) == tuple(reversed(made[-backups.KEPT :]))


def test_a_copy_takes_nobodys_place(journal_file: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.db"
    mine.write_text("mine")

    with pytest.raises(NoBackupError):
        backups.make(journal_file, NOON, mine)

    assert mine.read_text() == "mine"
    assert [each.name for each in tmp_path.iterdir() if "new" in each.name] == []


def test_a_damaged_journal_is_not_copied(journal_file: Path) -> None:
    content = bytearray(journal_file.read_bytes())
    content[4096:8192] = b"\xff" * 4096
    journal_file.write_bytes(content)

    with pytest.raises(NoBackupError):
        backups.make(journal_file, NOON)

    assert list(backups.folder_of(journal_file).iterdir()) == []


def test_before_a_migration_there_is_a_copy_of_the_old_journal(
    journal_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrates(monkeypatch)

    journal_in(tmp_path).append([done("steep")])

    (made,) = backups.copies(journal_file)
    assert (made.name[:10], events_in(made), events_in(journal_file)) == ("journal-1-", 2, 3)
    with closing(sqlite3.connect(journal_file)) as db:
        assert db.execute("pragma user_version").fetchone() == (2,)


def test_a_new_journal_needs_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrates(monkeypatch)

    journal_in(tmp_path).append([started()])

    assert not (tmp_path / "here/backups").exists()


def test_reading_an_older_journal_changes_nothing(
    journal_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = journal_file.read_bytes()
    migrates(monkeypatch)

    assert len(journal_in(tmp_path).read(RUN)) == 2

    assert journal_file.read_bytes() == before


def test_without_a_copy_there_is_no_migration_and_reading_goes_on(
    journal_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrates(monkeypatch)
    backups.folder_of(journal_file).write_text("a file stands where the folder should be")
    journal = journal_in(tmp_path)

    with pytest.raises(NoBackupError):
        journal.append([done("steep")])

    assert len(journal.read(RUN)) == 2
    with closing(sqlite3.connect(journal_file)) as db:
        assert db.execute("pragma user_version").fetchone() == (1,)
    backups.folder_of(journal_file).unlink()
    assert journal.append([done("steep")])[0].seq == 3


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_on_a_full_disk_the_journal_stays_as_it_is_and_is_read(tmp_path: Path) -> None:
    mounted = tmp_path / "small"
    mounted.mkdir()
    script = (
        'mount --make-rprivate / && mount -t tmpfs -o size=1200k tmpfs "$1" && shift && exec "$@"'
    )
    words = ["unshare", "-m", "sh", "-c", script, "sh", str(mounted)]
    program = [sys.executable, "-c", FILLS, str(mounted / "d" / "journal.db")]
    shown = subprocess.run(
        [*words, *program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if "mount" in shown.stderr:
        pytest.skip("nothing can be mounted here")

    assert shown.returncode == 0, shown.stderr
    said, before, copies, after = shown.stdout.splitlines()
    assert "could not be backed up: the disk is full" in said
    assert "make room" in said
    assert before == "300 None (1,)"
    assert copies == "[]"
    assert after == "301 (2,)"


KILLS = [
    "backups make 1",
    "backups _copy 1",
    "backups _named 1",
    "files sync_file 1",
    "os link 1",
    "files sync_folder 2",
    "schema migrate 1",
    "schema statements 1",
]


@pytest.mark.parametrize("call", KILLS)
def test_killed_in_a_migration_nothing_is_lost(
    call: str, journal_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [sys.executable, "-c", DIES, str(journal_file), *call.split()]
    killed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert killed.returncode == -9, killed.stderr

    for made in backups.copies(journal_file):
        assert events_in(made) == 2
    migrates(monkeypatch)
    journal = journal_in(tmp_path)
    assert len(journal.read(RUN)) == 2
    assert journal.append([done("steep")])[0].seq == 3
    assert journal.verify() is None


def test_a_restored_journal_goes_on_under_a_new_name_and_the_old_one_is_kept(
    journal_file: Path, tmp_path: Path
) -> None:
    made = backups.make(journal_file, NOON)
    journal = journal_in(tmp_path)
    journal.append([done("steep")])
    old = journal.head()
    assert old is not None

    aside = backups.restore(journal_file, made, NOON, NEW)

    assert aside is not None
    assert (events_in(aside), events_in(journal_file), events_in(made)) == (3, 2, 2)
    assert journal.append([done("again")])[0].device == NEW  # the one that was open all the time
    assert events_in(aside) == 3
    again = journal_in(tmp_path)
    assert [row.seq for row in again.rows() if row.device == old.device] == [1, 2]
    assert again.verify() is None
    assert stat.S_IMODE(journal_file.stat().st_mode) == 0o600


def test_a_journal_that_is_noise_is_put_aside_as_it_is(journal_file: Path, tmp_path: Path) -> None:
    made = backups.make(journal_file, NOON)
    journal_file.write_bytes(b"noise" * 5000)
    with pytest.raises(DamagedJournalError):
        journal_in(tmp_path).read(RUN)

    aside = backups.restore(journal_file, made, NOON, NEW)

    assert aside is not None
    assert aside.read_bytes() == b"noise" * 5000
    assert len(journal_in(tmp_path).read(RUN)) == 2


def test_a_journal_that_is_gone_is_put_back(journal_file: Path, tmp_path: Path) -> None:
    made = backups.make(journal_file, NOON)
    journal_file.unlink()

    assert backups.restore(journal_file, made, NOON, NEW) is None
    assert len(journal_in(tmp_path).read(RUN)) == 2


def test_what_is_no_good_journal_takes_no_place(journal_file: Path, tmp_path: Path) -> None:
    noise, empty, changed = (tmp_path / name for name in ("noise.db", "empty.db", "changed.db"))
    noise.write_bytes(b"noise" * 5000)
    empty.touch()
    changed.write_bytes(journal_file.read_bytes())
    with closing(sqlite3.connect(changed)) as db:
        db.execute("drop trigger event_is_never_changed")
        db.execute("update event set at = '2031-05-04T13:00:00.000000Z' where seq = 1")
        db.commit()
    before = journal_file.read_bytes()

    for bad in (noise, empty, changed):
        with pytest.raises(BadBackupError):
            backups.restore(journal_file, bad, NOON, NEW)
    with pytest.raises(NoSuchBackupError):
        backups.restore(journal_file, tmp_path / "none.db", NOON, NEW)

    assert journal_file.read_bytes() == before
    assert not backups.folder_of(journal_file).exists()


@pytest.mark.torture
def test_killed_at_any_sync_or_rename_of_a_restore_one_whole_journal_is_there(
    journal_file: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    made = backups.make(journal_file, NOON)
    script = DIES.partition("journal = Journal")[0] + (
        f"backups.restore(Path(sys.argv[1]), Path({str(made)!r}), clock.now(), {str(NEW)!r})\n"
    )
    ended = False
    for name in ("fsync", "link", "unlink", "replace", "open"):
        for count in range(1, 30):
            words = [sys.executable, "-c", script, str(journal_file), "os", name, str(count)]
            code = subprocess.run(words, cwd=ROOT, capture_output=True, check=False).returncode
            journal = journal_in(tmp_path)
            assert len(journal.read(RUN)) == 2
            assert journal.verify() is None
            journal.close()
            if code == 0:
                ended = True
                break
    assert ended
