"""The file of what was pulled where it cannot be written, in every state it may be left in."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from flowhelp.journal.schema import statements
from flowhelp.journal.team_schema import MIGRATIONS
from tests.journal.teams import elsewhere, team_in
from tests.journal.worlds import done, started
from tests.mounts import needs_mounts, read_only

ASKS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from flowhelp.journal.team import Team

team = Team.open(Path(sys.argv[1]), now=lambda: datetime.now(UTC))
team.refresh()
print(*(len(list(team.asked(f"select * from {table}"))) for table in ("pulled", "twin", "run")))
print(len(team.verify()))
"""


def asked(folder: Path) -> tuple[str, str]:
    """How many events, twins, runs and flaws there are by a process that may only read."""
    found = read_only(folder, sys.executable, "-c", ASKS, str(folder / "team.db"))
    return found.stdout, found.stderr


@needs_mounts
@pytest.mark.parametrize("beside", [(), ("-wal",), ("-wal", "-shm")], ids=str)
def test_what_was_written_last_is_read_too(tmp_path: Path, beside: tuple[str, ...]) -> None:
    rows = list(elsewhere(tmp_path, [started(), done("a"), done("b")]).rows())
    team, folder = team_in(tmp_path), tmp_path / "copy"
    folder.mkdir()
    team.take_lines("hub", rows)
    if not beside:
        team.close()
    for ending in ("", *beside):
        shutil.copy(tmp_path / f"team.db{ending}", folder)
    before = sorted(path.name for path in folder.iterdir())

    assert asked(folder) == ("3 0 1\n0\n", "")
    assert sorted(path.name for path in folder.iterdir()) == before
    assert "-wal" not in beside or (folder / "team.db-wal").stat().st_size


@needs_mounts
def test_a_file_of_an_older_version_is_read_as_one_of_this(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "team.db")) as db:
        for statement in statements(MIGRATIONS[0]):
            db.execute(statement)
        db.execute("pragma user_version = 1")

    before = (tmp_path / "team.db").read_bytes()

    assert asked(tmp_path) == ("0 0 0\n0\n", "")
    assert (tmp_path / "team.db").read_bytes() == before


@needs_mounts
def test_where_there_is_no_file_none_is_made(tmp_path: Path) -> None:
    assert asked(tmp_path) == ("0 0 0\n0\n", "")
    assert not list(tmp_path.iterdir())
