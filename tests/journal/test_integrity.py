"""2,000 ways to change an exported journal, all of them found."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from flowhelp.errors import FlowhelpError
from flowhelp.ids import DeviceId
from flowhelp.journal.chain import Head
from flowhelp.journal.codec import Row
from flowhelp.journal.following import Flaw, Kind
from flowhelp.journal.integrity import flaws, flaws_of_lines
from flowhelp.journal.lines import Withheld
from flowhelp.journal.store import Journal
from flowhelp.sync.heads import line_of, parted
from flowhelp.sync.lines import lines_of, read, written
from flowhelp.sync.target import Published
from tests.journal.worlds import NOON, done, journal_in, started
from tests.torture import only_on_request

EVENTS = 40


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A journal of forty events."""
    made = journal_in(tmp_path)
    made.append([started()])
    for number in range(EVENTS - 1):
        made.append([done(f"step-{number}")])
    return made


@pytest.fixture
def rows(journal: Journal) -> list[Row]:
    return list(journal.rows())


def head_of(rows: list[Row]) -> Head:
    return Head(rows[-1].device, rows[-1].seq, rows[-1].sha256)


def found_in(content: bytes, head: Head) -> tuple[Flaw, ...] | str:
    """What is wrong with an export, by a head known from elsewhere; nothing if it is good."""
    rest, heads = parted(content)
    told = [Head(each.device, each.seq, each.sha256) for each in heads]
    try:
        return flaws_of_lines(list(read(rest)), [head, *told], NOON)
    except FlowhelpError as error:
        return error.message


def relinked(rows: list[Row]) -> Iterator[Row]:
    """The same rows with numbers and hashes that fit each other."""
    before = rows[0]
    for row in rows:
        prev = row.prev if row is rows[0] else before.sha256
        seq = row.seq if row is rows[0] else before.seq + 1
        fresh = replace(row, prev=prev, seq=seq)
        before = replace(fresh, sha256=fresh.digest())
        yield before


def bit(content: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(content))
    changed = content[place] ^ 1 << chance.randrange(8)
    return content[:place] + bytes([changed]) + content[place + 1 :]


def dropped(content: bytes, chance: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    del lines[chance.randrange(EVENTS)]
    return b"".join(lines)


def swapped(content: bytes, chance: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    one, other = chance.sample(range(EVENTS), 2)
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def again(content: bytes, chance: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    lines.insert(chance.randrange(EVENTS), lines[chance.randrange(EVENTS)])
    return b"".join(lines)


def cut(content: bytes, chance: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    return b"".join(lines[: chance.randrange(EVENTS)])


def torn(content: bytes, chance: Random) -> bytes:
    return content[: chance.randrange(len(content))]


def rewritten(content: bytes, chance: Random) -> bytes:
    """A tail with other times, or with one event less or more, chained and headed anew."""
    own: list[Row] = [each for each in read(parted(content)[0]) if isinstance(each, Row)]
    place = chance.randrange(EVENTS - 1)
    kind = chance.randrange(3)
    tail = own[place:]
    if kind == 0:
        tail[0] = replace(tail[0], at="2031-05-04T11:59:59.000000Z")
    elif kind == 1:
        del tail[chance.randrange(1, len(tail))]
    else:
        tail.insert(chance.randrange(1, len(tail) + 1), tail[-1])
    if place:
        fresh = list(relinked([own[place - 1], *tail]))[1:]
    else:
        first = replace(tail[0])
        fresh = list(relinked([replace(first, sha256=first.digest()), *tail[1:]]))
    made = [*own[:place], *fresh]
    end = made[-1]
    head = Published(end.device, end.seq, end.sha256)
    return written(made) + line_of(head).encode() + b"\n"


def withheld(content: bytes, chance: Random) -> bytes:
    """A range that says it is private, with hashes that are not those of what it hides."""
    own: list[Row] = [each for each in read(parted(content)[0]) if isinstance(each, Row)]
    first, last = sorted(chance.sample(range(EVENTS), 2))
    ends = secrets.token_hex(32)
    hole = Withheld(own[first].device, first + 1, last + 1, own[first].prev, ends)
    return written([*own[:first], hole, *own[last + 1 :]])


TAMPERINGS: tuple[Callable[[bytes, Random], bytes], ...] = (
    bit, dropped, swapped, again, cut, torn, rewritten, withheld,
)  # fmt: skip


def all_found(rows: list[Row], count: int) -> None:
    head = head_of(rows)
    published = Published(head.device, head.seq, head.sha256)
    content = written(rows) + line_of(published).encode() + b"\n"
    assert found_in(content, head) == ()
    tried = 0
    for seed in range(2 * count):
        chance = Random(seed)  # noqa: S311 - tampering, not secrets
        how = TAMPERINGS[seed % len(TAMPERINGS)]
        changed = how(content, chance)
        # The head at the end is a copy of what is known: without it nothing is lost.
        if parted(changed)[0] == written(rows) and not _says_otherwise(changed, head):
            continue
        assert found_in(changed, head), f"{how.__name__} with seed {seed}"
        tried += 1
        if tried == count:
            return
    pytest.fail(f"only {tried} exports were changed")


def _says_otherwise(content: bytes, head: Head) -> bool:
    heads = parted(content)[1]
    return any((each.device, each.seq, each.sha256) != (head.device, head.seq, head.sha256)
               for each in heads)  # fmt: skip


def test_three_hundred_tamperings_are_found(rows: list[Row]) -> None:
    all_found(rows, 300)


@pytest.mark.torture
def test_two_thousand_tamperings_are_found(rows: list[Row], request: pytest.FixtureRequest) -> None:
    only_on_request(request)
    all_found(rows, 2000)


def test_each_kind_is_named_with_its_device_and_number(rows: list[Row]) -> None:
    head, device = head_of(rows), rows[0].device
    fork = replace(rows[9], at="2031-05-04T11:00:00.000000Z")
    fork = replace(fork, sha256=fork.digest())

    def kinds(changed: list[Row | Withheld]) -> set[tuple[Kind, int]]:
        found = flaws_of_lines(changed, [head], NOON)
        assert {flaw.device for flaw in found} <= {device}
        return {(flaw.kind, flaw.seq) for flaw in found}

    assert kinds(list(rows)) == set()
    assert kinds([*rows[:30]]) == {(Kind.TRUNCATED, 31)}
    assert kinds([*rows[:9], *rows[10:]]) == {(Kind.MISSING, 10)}
    assert kinds([*rows, rows[4]]) == {(Kind.REPLAYED, 5)}
    assert kinds([*rows[:4], rows[5], rows[4], *rows[6:]]) == {(Kind.REORDERED, 5)}
    assert (Kind.FORKED, 10) in kinds([*rows, fork])
    assert (Kind.EDITED, 10) in kinds([*rows[:9], replace(rows[9], at=fork.at), *rows[10:]])
    assert kinds([*rows[:9], *relinked([fork, *rows[10:]])]) == {(Kind.EDITED, 40)}


def test_what_was_written_in_the_future_is_named(rows: list[Row]) -> None:
    found = list(flaws(rows, [head_of(rows)], NOON - timedelta(days=2)))

    assert {flaw.kind for flaw in found} == {Kind.FUTURE}
    assert [flaw.seq for flaw in found] == list(range(1, EVENTS + 1))


def test_every_head_counts_and_not_the_last_alone(rows: list[Row]) -> None:
    early = Head(rows[0].device, 10, rows[9].sha256)
    other = list(relinked([*rows[:5], *[replace(row, sid="other") for row in rows[5:]]]))  # type: ignore[arg-type]

    found = list(flaws(other, [early, head_of(other)], NOON))

    assert [(flaw.kind, flaw.seq) for flaw in found] == [(Kind.EDITED, 10)]


def test_a_device_of_which_nothing_is_left_is_truncated(rows: list[Row]) -> None:
    gone = Head(DeviceId("gone"), 3, "0" * 64)

    found = list(flaws(rows, [gone], NOON))

    assert [(flaw.device, flaw.seq, flaw.kind) for flaw in found] == [("gone", 1, Kind.TRUNCATED)]


def test_what_is_withheld_keeps_the_chain(rows: list[Row]) -> None:
    parts = list(lines_of(rows, leaves=[not 5 <= row.seq <= 9 for row in rows]))

    assert flaws_of_lines(parts, [head_of(rows)], NOON) == ()
