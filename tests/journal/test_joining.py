"""One chain from several files that each withhold something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from flowhelp.ids import DeviceId, EventId, RunId, StepId
from flowhelp.journal.chain import Head
from flowhelp.journal.codec import GENESIS, Row
from flowhelp.journal.integrity import flaws_of_lines
from flowhelp.journal.joining import joined
from flowhelp.journal.lines import Withheld
from flowhelp.sync.lines import lines_of, read, written
from tests.journal.worlds import NOON

DEVICE = DeviceId("0199b1c2-0000-7000-8000-00000000000b")
MOST = 24
FILES = st.lists(
    st.tuples(st.integers(1, MOST), st.sets(st.integers(1, MOST), max_size=MOST)),
    min_size=1,
    max_size=5,
)


def chain(count: int) -> list[Row]:
    """So many events, each chained to the one before."""
    rows: list[Row] = []
    for seq in range(1, count + 1):
        prev = rows[-1].sha256 if rows else GENESIS
        row = Row(EventId(f"e{seq}"), DEVICE, seq, RunId("r"), StepId("s"), "step.opened",
                  "2031-05-04T12:00:00.000000Z", "{}", prev)  # fmt: skip
        rows.append(replace(row, sha256=row.digest()))
    return rows


ROWS = chain(MOST)


def exported(count: int, leave: set[int]) -> list[Row | Withheld]:
    """The first events of the chain, of which only those leave."""
    rows = ROWS[:count]
    return list(lines_of(rows, leaves=[row.seq in leave for row in rows]))


def hole(first: int, last: int, why: str = "private") -> Withheld:
    return Withheld(DEVICE, first, last, ROWS[first - 1].prev, ROWS[last - 1].sha256, why)


def kept(files: Sequence[Sequence[Row | Withheld]]) -> tuple[list[Row], list[Withheld]]:
    """What is there when all of them were taken in, as the tables have it."""
    parts = [part for each in files for part in each]
    rows = {part.seq: part for part in parts if isinstance(part, Row)}
    holes = {(part.first, part.last): part for part in parts if isinstance(part, Withheld)}
    return [rows[seq] for seq in sorted(rows)], [holes[each] for each in sorted(holes)]


def covered(parts: Sequence[Row | Withheld]) -> list[int]:
    """The numbers of all events that the parts stand for, in their order."""
    found: list[int] = []
    for part in parts:
        ends = (part.seq, part.seq) if isinstance(part, Row) else (part.first, part.last)
        found += range(ends[0], ends[1] + 1)
    return found


@settings(deadline=None, max_examples=150)
@given(FILES)
def test_of_any_files_each_event_is_there_once_and_the_chain_is_whole(
    files: list[tuple[int, set[int]]],
) -> None:
    longest = max(count for count, _ in files)
    told = {seq for count, leave in files for seq in leave if seq <= count}
    rows, holes = kept([exported(count, leave) for count, leave in files])

    found = joined(rows, holes)

    assert covered(found) == list(range(1, longest + 1))
    assert [part.seq for part in found if isinstance(part, Row)] == sorted(told)
    assert list(read(written(found))) == found
    heads = [Head(DEVICE, count, ROWS[count - 1].sha256) for count, _ in files]
    ends = {part.seq if isinstance(part, Row) else part.last for part in found}
    assert not flaws_of_lines(found, heads, NOON)
    assert ends >= {count for count, _ in files}, "every published head can still be checked"
    assert joined(*kept([found])) == found


@given(FILES)
def test_one_file_alone_stays_as_it_is(files: list[tuple[int, set[int]]]) -> None:
    part = exported(*files[0])

    assert joined(*kept([part])) == part


@given(FILES, st.integers(1, MOST), st.integers(0, 5))
def test_what_was_erased_stays_erased(
    files: list[tuple[int, set[int]]], first: int, more: int
) -> None:
    grave = hole(first, min(first + more, MOST), "erased")
    rows, holes = kept([*(exported(count, leave) for count, leave in files), [grave]])
    rows = [row for row in rows if not grave.first <= row.seq <= grave.last]

    found = joined(rows, holes)

    erased = [part for part in found if isinstance(part, Withheld) and part.why == "erased"]
    assert covered(erased) == list(range(grave.first, grave.last + 1))
    assert len(covered(found)) == len(set(covered(found)))


def test_ranges_that_only_touch_stay_two() -> None:
    parts = [hole(1, 3), hole(4, 6)]

    assert joined([], parts) == parts


def test_what_says_different_things_of_one_event_is_left_for_the_reader_to_find() -> None:
    lying = replace(hole(2, 4), sha256="0" * 64)

    found = joined(ROWS[:5], [lying])

    assert lying in found
    assert flaws_of_lines(found, [], NOON)
