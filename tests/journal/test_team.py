"""What was pulled: once, in any order, and what is wrong with it by name."""

from __future__ import annotations

import random
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flowhelp.errors import ContentError
from flowhelp.ids import DeviceId, EventId, RunId
from flowhelp.journal.codec import Row, written
from flowhelp.journal.following import Kind
from flowhelp.journal.schema import statements
from flowhelp.journal.taking import Taken
from flowhelp.journal.team import Team
from flowhelp.journal.team_file import DamagedTeamError
from flowhelp.journal.team_runs import runs
from flowhelp.journal.team_schema import MIGRATIONS, NewerTeamError
from flowhelp.sync.lines import written as line_bytes
from tests.journal.teams import chain, elsewhere, erased, relinked, team_in, withheld
from tests.journal.worlds import NOON, journal_in
from tests.pasts import LEE, at, keyed_in, run_id, whole


@pytest.fixture
def rows(tmp_path: Path) -> list[Row]:
    """Three runs of another device: 21 events."""
    runs = [whole(1, 0, 3.0), whole(2, -1, 4.0, who=LEE), whole(3, -2, 4.5)]
    return list(elsewhere(tmp_path, *runs).rows())


def flaws(team: Team) -> list[tuple[int, Kind]]:
    """What is wrong, in short."""
    return [(flaw.seq, flaw.kind) for flaw in team.verify()]


def test_what_comes_twice_is_there_once(tmp_path: Path, rows: list[Row]) -> None:
    team = team_in(tmp_path)

    assert team.take_lines("hub", rows, cursor="c1") == Taken(new=21)
    assert team.take_lines("usb", rows) == Taken(known=21)
    assert team.cursor("hub") == "c1"
    assert team.cursor("usb") == ""
    assert flaws(team) == []


def test_only_its_owner_may_read_it(tmp_path: Path, rows: list[Row]) -> None:
    team_in(tmp_path / "new").take_lines("hub", rows)

    assert stat.S_IMODE((tmp_path / "new" / "team.db").stat().st_mode) == 0o600


def test_asking_before_anything_came_makes_no_file(tmp_path: Path) -> None:
    team = team_in(tmp_path)

    assert team.cursor("hub") == ""
    assert team.verify() == ()
    assert list(tmp_path.iterdir()) == []


def test_an_answer_that_is_not_read_to_its_end_outlives_the_file(
    tmp_path: Path, rows: list[Row]
) -> None:
    team, own = team_in(tmp_path), elsewhere(tmp_path / "own", whole(1, 0, 3.0))
    team.take_lines("hub", rows)
    for file in (team, own):
        answer = file.asked("select 1 union all select 2")
        assert next(answer) == (1,)
        file.close()
        assert isinstance(answer, Generator)
        answer.close()


def test_parcels_may_come_in_any_order(tmp_path: Path, rows: list[Row]) -> None:
    team = team_in(tmp_path)
    team.take_lines("hub", rows[14:])

    assert flaws(team) == [(1, Kind.MISSING)]
    team.take_lines("hub", rows[:7])
    assert flaws(team) == [(8, Kind.MISSING)]
    team.take_lines("hub", [withheld(rows[7:14])])
    assert flaws(team) == []


def test_a_broken_parcel_leaves_nothing_and_not_its_cursor(tmp_path: Path, rows: list[Row]) -> None:
    def broken() -> Iterator[Row]:
        yield rows[0]
        raise ContentError("the last line is cut off")

    team = team_in(tmp_path)
    with pytest.raises(ContentError):
        team.take_lines("hub", broken(), cursor="c1")

    assert team.cursor("hub") == ""
    assert team.take_lines("hub", rows) == Taken(new=21)


def test_an_edited_event_is_named(tmp_path: Path, rows: list[Row]) -> None:
    team = team_in(tmp_path)
    rows[4] = replace(rows[4], body='{"via":"tool"}')

    team.take_lines("hub", chain(rows))

    assert flaws(team) == [(5, Kind.EDITED)]


def test_a_file_edited_at_rest_is_found(tmp_path: Path, rows: list[Row]) -> None:
    team = team_in(tmp_path)
    team.take_lines("hub", rows)
    with closing(sqlite3.connect(tmp_path / "team.db")) as db, db:
        db.execute("update pulled set at = ? where seq = 9", (written(NOON),))

    assert flaws(team) == [(9, Kind.EDITED)]


def test_a_tail_that_was_written_anew_differs_from_the_head(
    tmp_path: Path, rows: list[Row]
) -> None:
    team = team_in(tmp_path)
    forged = [*rows[:10], *relinked([replace(rows[10], body="{}"), *rows[11:]])]
    team.take_lines("hub", forged)
    assert flaws(team)[-1][1] is not Kind.EDITED

    team.take_head("hub", rows[5].device, 6, rows[5].sha256)
    team.take_head("hub", rows[-1].device, 21, rows[-1].sha256)

    found = team.verify()
    assert (21, Kind.EDITED) in flaws(team)
    assert "from 7 on" in next(flaw.reason for flaw in found if flaw.kind is Kind.EDITED)


def test_a_tail_that_was_cut_off_is_found_by_the_head(tmp_path: Path, rows: list[Row]) -> None:
    team = team_in(tmp_path)
    team.take_lines("hub", rows[:-3])
    assert flaws(team) == []

    team.take_head("hub", rows[-1].device, 21, rows[-1].sha256)

    assert flaws(team) == [(19, Kind.TRUNCATED)]


def test_a_head_that_was_told_without_events_misses_none(tmp_path: Path, rows: list[Row]) -> None:
    team = team_in(tmp_path)
    team.take_head("lrs", rows[-1].device, 21, rows[-1].sha256, alone=True)
    assert flaws(team) == []

    team.take_lines("hub", rows[:10])
    assert flaws(team) == []
    team.take_head("hub", rows[-1].device, 21, rows[-1].sha256)

    assert flaws(team) == [(11, Kind.TRUNCATED)]


def test_a_head_that_was_told_without_events_finds_one_that_differs(
    tmp_path: Path, rows: list[Row]
) -> None:
    team = team_in(tmp_path)
    team.take_head("lrs", rows[9].device, 10, "0" * 64, alone=True)

    team.take_lines("hub", rows)

    assert (10, Kind.EDITED) in flaws(team)


def test_a_fork_is_kept_aside_whichever_comes_first(tmp_path: Path, rows: list[Row]) -> None:
    fork = relinked([replace(rows[10], sid=rows[12].sid), *rows[11:]])
    team = team_in(tmp_path)
    team.take_lines("hub", rows)

    taken = team.take_lines("usb", fork)

    assert taken.aside >= 10
    assert {kind for _, kind in flaws(team)} <= {Kind.FORKED, Kind.REPLAYED}
    assert flaws(team)[0] == (11, Kind.FORKED)


def test_two_heads_of_one_event_are_a_fork(tmp_path: Path, rows: list[Row]) -> None:
    team = team_in(tmp_path)
    team.take_lines("hub", rows)
    team.take_head("hub", rows[0].device, 21, rows[20].sha256)

    team.take_head("usb", rows[0].device, 21, "0" * 64)

    assert (21, Kind.FORKED) in flaws(team)


def test_an_event_replayed_under_another_number_is_kept_aside(
    tmp_path: Path, rows: list[Row]
) -> None:
    team = team_in(tmp_path)
    again = replace(rows[3], seq=22, prev=rows[20].sha256)

    taken = team.take_lines("hub", chain([*rows, again]))

    assert taken == Taken(new=21, aside=1)
    assert flaws(team) == [(22, Kind.REPLAYED)]


def test_lines_in_another_order_are_named_and_put_right(tmp_path: Path, rows: list[Row]) -> None:
    team = team_in(tmp_path)

    team.take_lines("hub", [rows[1], rows[0], *rows[2:]])

    assert flaws(team) == [(1, Kind.REORDERED)]


def test_an_event_from_the_future_is_named(tmp_path: Path, rows: list[Row]) -> None:
    team = team_in(tmp_path)
    late = replace(rows[20], at=written(NOON + timedelta(days=3)))

    team.take_lines("hub", chain([*rows[:20], late]))

    assert flaws(team) == [(21, Kind.FUTURE)]


def test_an_event_that_cannot_be_read_is_named(tmp_path: Path, rows: list[Row]) -> None:
    team = team_in(tmp_path)
    odd = replace(rows[20], body='{"outcome":3}')

    team.take_lines("hub", chain([*rows[:20], odd]))
    team.take_unreadable("hub", DeviceId("dev-9"), 4, "line 2 is not a record", cursor="c9")

    assert sorted(flaws(team)) == [(4, Kind.UNREADABLE), (21, Kind.UNREADABLE)]
    assert team.cursor("hub") == "c9"


def test_what_is_said_to_be_own_is_never_taken_in(tmp_path: Path, rows: list[Row]) -> None:
    team = team_in(tmp_path, own=[rows[0].device])

    assert team.take_lines("hub", rows[:2]) == Taken(aside=2)
    assert {kind for _, kind in flaws(team)} == {Kind.FORKED}


def test_a_number_that_cannot_be_is_kept_aside(tmp_path: Path, rows: list[Row]) -> None:
    team = team_in(tmp_path)

    taken = team.take_lines("hub", chain([replace(rows[0], seq=2**70, id=EventId("x"))]))

    assert taken == Taken(aside=1)


def test_erasing_a_person_leaves_the_chain_whole_and_nothing_else(
    tmp_path: Path, rows: list[Row]
) -> None:
    team = team_in(tmp_path)
    team.take_lines("hub", rows)
    team.refresh()

    assert erased(team, "lee") == 1

    assert flaws(team) == []
    assert [run for (run,) in team.asked("select run from run order by run")] == [
        run_id(1),
        run_id(3),
    ]
    team.close()
    assert all(b"Lee Park" not in path.read_bytes() for path in tmp_path.glob("team.db*"))


def test_what_was_erased_does_not_come_back(tmp_path: Path, rows: list[Row]) -> None:
    team = team_in(tmp_path)
    team.take_lines("hub", rows[:10])
    erased(team, "lee")

    team.take_lines("hub", rows)
    team.refresh()

    assert flaws(team) == []
    (count,) = next(team.asked("select count(*) from run where person = 'lee'"))
    assert count == 0


def test_what_was_erased_elsewhere_is_erased_here(tmp_path: Path, rows: list[Row]) -> None:
    team = team_in(tmp_path)
    team.take_lines("hub", rows)

    team.take_lines("hub", [withheld(rows[7:14], "erased")])
    team.refresh()

    assert flaws(team) == []
    assert next(team.asked("select count(*) from run")) == (2,)


def test_nobody_erases_with_hashes_that_do_not_fit(tmp_path: Path, rows: list[Row]) -> None:
    team = team_in(tmp_path)
    team.take_lines("hub", rows)

    team.take_lines("usb", [replace(withheld(rows[7:14], "erased"), sha256="0" * 64)])

    assert flaws(team) == [(14, Kind.FORKED)]
    assert next(team.asked("select count(*) from pulled")) == (21,)


def test_a_damaged_file_is_said_to_be_one_that_can_be_made_again(tmp_path: Path) -> None:
    (tmp_path / "team.db").write_bytes(b"noise" * 4000)

    with pytest.raises(DamagedTeamError) as error:
        team_in(tmp_path).verify()

    assert "flowhelp sync" in str(error.value.hint)


def test_a_file_of_a_newer_flowhelp_is_left_alone(tmp_path: Path, rows: list[Row]) -> None:
    team_in(tmp_path).take_lines("hub", rows)
    with closing(sqlite3.connect(tmp_path / "team.db")) as db:
        db.execute("pragma user_version = 99")

    with pytest.raises(NewerTeamError):
        team_in(tmp_path).verify()


TAKER = """
import sys
from pathlib import Path
from tests.journal.worlds import NOON
from flowhelp.journal.team import Team
from flowhelp.sync.lines import read
team = Team.open(Path(sys.argv[1]), now=lambda: NOON)
parcels = sorted(Path(sys.argv[2]).iterdir())
for parcel in parcels[int(team.cursor("hub") or 0):]:
    print(parcel.name, flush=True)
    team.take_lines("hub", read(parcel.read_bytes()), cursor=str(parcels.index(parcel) + 1))
    team.refresh()
"""


def test_whoever_is_killed_while_taking_in_goes_on_from_the_cursor(
    tmp_path: Path, rows: list[Row]
) -> None:
    folder = tmp_path / "parcels"
    folder.mkdir()
    for number, row in enumerate(rows):
        (folder / f"{number:03}").write_bytes(line_bytes([row]))
    words = [sys.executable, "-c", TAKER, str(tmp_path / "team.db"), str(folder)]
    dice = random.Random(7)  # noqa: S311 - the same every time

    said: list[str] = []
    code: int | None = None
    while code != 0:  # one that was killed may have said the last name as well
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for name in process.stdout:
                said.append(name.strip())
                if name.strip() != "020" and dice.random() < 0.25:
                    process.kill()
        code = process.returncode

    assert set(said) == {f"{number:03}" for number in range(21)}
    team = team_in(tmp_path)
    assert team.take_lines("hub", rows) == Taken(known=21)
    assert team.verify() == ()
    assert team.cursor("hub") == "21"
    team.refresh()
    assert next(team.asked("select count(*) from run")) == (3,)


def test_a_file_of_the_first_release_goes_on(tmp_path: Path, rows: list[Row]) -> None:
    path = tmp_path / "team.db"
    with closing(sqlite3.connect(path)) as db:
        for statement in statements(MIGRATIONS[0]):
            db.execute(statement)
        head = (rows[0].device, len(rows), rows[-1].sha256, "", "", "hub")
        db.execute("insert into head values (?, ?, ?, ?, ?, ?)", head)
        db.execute("insert into record values ('x1', '{}', 'lrs')")
        db.execute("pragma user_version = 1")
        db.commit()

    team = team_in(tmp_path)
    team.take_lines("hub", rows)
    team.take_records("lrs", [{"id": "x1", "notes": []}], later=1)

    assert team.verify() == ()
    assert [head.seq for head in team.heads()] == [len(rows)]


def test_what_an_earlier_release_worked_out_is_worked_out_anew(tmp_path: Path) -> None:
    other, own = elsewhere(tmp_path, keyed_in(whole(1, -9, 3.0), 8)), journal_in(tmp_path)
    own.append(keyed_in(whole(2, -9, 3.0), 8))
    team = team_in(tmp_path)
    team.take_lines("hub", other.rows())
    team.refresh(own.asked)
    team.close()
    with closing(sqlite3.connect(tmp_path / "team.db")) as db:
        db.execute("update run set started = '2031-05-03T12:00:00.000000Z'")
        db.execute("pragma user_version = 2")
        db.commit()

    team.refresh(own.asked)

    assert [(each.run, each.started) for each in runs(team.asked)] == [
        (run_id(1), at(-9).wall),
        (run_id(2), at(-9).wall),
    ]


def test_a_head_without_events_misses_none_but_is_compared(tmp_path: Path, rows: list[Row]) -> None:
    team = team_in(tmp_path)
    device = rows[0].device
    team.take_lines("hub", rows[:10])
    team.take_head("lrs", device, 15, rows[14].sha256, alone=True)
    assert team.verify() == ()
    assert team.heads() == ()

    team.take_head("lrs", device, 9, "0" * 64, alone=True)

    assert flaws(team) == [(9, Kind.EDITED)]


def test_what_another_brings_in_the_name_of_a_device_makes_its_chain_no_worse(
    tmp_path: Path, rows: list[Row]
) -> None:
    team = team_in(tmp_path)
    team.take_lines("hub", rows, carrier=rows[0].device)
    others = [replace(row, id=EventId(f"x-{row.seq}"), run=RunId("x")) for row in rows[10:]]

    taken = team.take_lines("hub", relinked(others), carrier=DeviceId("mallory"))

    assert taken.new == len(others)
    assert flaws(team) == [(11, Kind.FORKED)]
    ((upto,),) = team.asked("select seq from followed")
    assert upto == len(rows)
