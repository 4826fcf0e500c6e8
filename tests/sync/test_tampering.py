"""Whatever is done to records at the place they were brought to, or here, the published end tells.

What was published is known from elsewhere: from an earlier sync, or from a report that was printed.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flowhelp.errors import ContentError, UnavailableError
from flowhelp.ids import DeviceId
from flowhelp.journal.chain import Head
from flowhelp.journal.codec import Row
from flowhelp.journal.integrity import flaws_of_lines
from flowhelp.journal.team import Team
from flowhelp.sync.folder import FolderTarget
from flowhelp.sync.git import GitTarget
from flowhelp.sync.gitdraft import Draft
from flowhelp.sync.heads import heads_in, line_of
from flowhelp.sync.intake import Intake
from flowhelp.sync.lines import read, written
from flowhelp.sync.target import Parcel, Published, Target
from flowhelp.typeset.exports import FORMS
from flowhelp.usecases.export import evidence
from tests.journal.teams import elsewhere
from tests.journal.test_team_tampering import RUNS, WAYS
from tests.journal.worlds import NOON
from tests.pasts import run_id, write_past
from tests.torture import only_on_request
from tests.usecases.libraries import workspace

Place = Callable[[Path, bytes, Published], Target]
BEN = DeviceId("0199b1c2-7d3e-7a41-9c55-0000000000be")
AT = "2031-05-04T12:00:00.000000Z"


@pytest.fixture
def rows(tmp_path: Path) -> list[Row]:
    """34 events of another device."""
    return list(elsewhere(tmp_path, *RUNS).rows())


def end_of(rows: list[Row]) -> Published:
    return Published(rows[-1].device, rows[-1].seq, rows[-1].sha256, AT)


def told_anew(content: bytes, end: Published) -> Published:
    """The end as somebody tells it who hides what was done."""
    try:
        last = [part for part in read(content) if isinstance(part, Row)][-1]
    except (ContentError, IndexError):
        return end
    return replace(end, seq=last.seq, sha256=last.sha256)


def parcel_of(content: bytes, end: Published) -> Parcel:
    return Parcel(f"2031/05/kim.{end.device}.1-{end.seq}.jsonl", content, end.device, 1, end.seq)


def in_folder(folder: Path, content: bytes, end: Published) -> Target:
    """Files that are sound by themselves, whatever they say."""
    target = FolderTarget(folder)
    target.prepare()
    target.offer([parcel_of(content, end)], end)
    return target


def in_git(folder: Path, content: bytes, end: Published) -> Target:
    """A history that is sound by itself, whatever it says; it replaces what was there."""
    place = folder / "place.git"
    subprocess.run(("git", "init", "-q", "--bare", str(place)), check=True)
    stream = Draft("", [parcel_of(content, end)], end).stream()
    stream = stream.replace(b"refs/draft/", b"refs/flowhelp/", 1)
    stream = stream.replace(b"get-mark :1\n", b"")
    command = ("git", "-C", str(place), "fast-import", "--force", "--quiet")
    subprocess.run(command, input=stream, check=True, capture_output=True)
    return GitTarget(place.as_uri(), folder / "stores", os.environ)


def pulled(folder: Path, target: Target, end: Published) -> tuple[set[str], bool]:
    """The hashes that came, and whether something is said to be wrong, by the end known before."""
    team = Team.open(folder / "team.db", now=lambda: NOON)
    wrong = False
    try:
        sink = Intake(team)
        for found in target.others(frozenset({BEN}), ""):
            sink.take("place", found)
    except (ContentError, UnavailableError):
        wrong = True  # it is said, and nothing is taken for what it is not
    team.take_head("memory", end.device, end.seq, end.sha256)
    came = {sha for (sha,) in team.asked("select sha256 from pulled")}
    wrong |= bool(team.verify())
    team.close()
    return came, wrong


def all_found(tmp_path: Path, rows: list[Row], place: Place, count: int) -> None:
    """Of so many tamperings none is taken for what was written."""
    end, whole = end_of(rows), {row.sha256 for row in rows}
    dice = random.Random(place.__name__)  # noqa: S311 - the same every time
    sound = folder_in(tmp_path, "sound")
    assert pulled(sound, place(sound, written(rows), end), end) == (whole, False)
    for number in range(count):
        folder = folder_in(tmp_path, str(number))
        content = WAYS[number % len(WAYS)](dice, rows)
        told = told_anew(content, end) if dice.random() < 0.5 else end
        _, wrong = pulled(folder, place(folder, content, told), end)
        assert wrong, (WAYS[number % len(WAYS)].__name__, number)
        shutil.rmtree(folder)


def folder_in(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / f"case-{name}"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(("place", "count"), [(in_folder, 18), (in_git, 5)])
def test_what_was_tampered_with_at_the_place_is_found(
    tmp_path: Path, rows: list[Row], place: Place, count: int
) -> None:
    all_found(tmp_path, rows, place, count)


@pytest.mark.torture
@pytest.mark.parametrize("place", [in_folder, in_git])
def test_each_of_2_000_tamperings_at_the_place_is_found(
    request: pytest.FixtureRequest, tmp_path: Path, rows: list[Row], place: Place
) -> None:
    only_on_request(request)
    all_found(tmp_path, rows, place, 2_000)


def damaged(folder: Path, dice: random.Random) -> None:
    """One bit of a file of a place is another one, or the file is cut off, or gone."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    files = [path for path in files if path.name != "flowhelp.sync" and "hooks" not in path.parts]
    path = dice.choice(files)
    content = bytearray(path.read_bytes())
    path.chmod(0o600)
    if (kind := dice.randrange(4)) == 0:
        path.unlink()
    elif kind == 1:
        path.write_bytes(content[: dice.randrange(len(content))])
    else:
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        path.write_bytes(content)


def damage_found(tmp_path: Path, rows: list[Row], place: Place, count: int) -> None:
    """Nothing comes from a damaged place but what was written, and what is missing is named."""
    end, whole = end_of(rows), {row.sha256 for row in rows}
    dice = random.Random(f"damage {place.__name__}")  # noqa: S311 - the same every time
    for number in range(count):
        folder = folder_in(tmp_path, str(number))
        target = place(folder, written(rows), end)
        damaged(folder, dice)
        came, wrong = pulled(folder, target, end)
        assert came <= whole, number
        assert wrong or came == whole, number
        shutil.rmtree(folder)


@pytest.mark.parametrize(("place", "count"), [(in_folder, 12), (in_git, 4)])
def test_a_damaged_place_brings_nothing_else(
    tmp_path: Path, rows: list[Row], place: Place, count: int
) -> None:
    damage_found(tmp_path, rows, place, count)


@pytest.mark.torture
@pytest.mark.parametrize(("place", "count"), [(in_folder, 1_000), (in_git, 500)])
def test_a_place_that_is_damaged_in_any_way_brings_nothing_else(
    request: pytest.FixtureRequest, tmp_path: Path, rows: list[Row], place: Place, count: int
) -> None:
    only_on_request(request)
    damage_found(tmp_path, rows, place, count)


@pytest.fixture(params=["md", "html", "csv"])
def printed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[list[Row], str]]:
    """A journal, and a report or rows of one of its runs."""
    shop = workspace(tmp_path)
    write_past(shop, *RUNS)
    found = evidence(shop, run_id(1))
    yield list(shop.journal.rows()), FORMS[request.param].write(found)
    shop.close()


def found_by_report(printed: tuple[list[Row], str], count: int) -> None:
    """What a report prints tells of each of so many tamperings with the journal."""
    rows, text = printed
    (end,) = heads_in(text.encode())
    heads = [Head(end.device, end.seq, end.sha256)]
    dice = random.Random("report")  # noqa: S311 - the same every time
    assert flaws_of_lines(rows, heads, NOON) == ()
    for number in range(count):
        content = WAYS[number % len(WAYS)](dice, rows)
        try:
            flaws = flaws_of_lines(list(read(content)), heads, NOON)
        except ContentError:
            continue
        assert flaws, (WAYS[number % len(WAYS)].__name__, number)


def test_a_printed_report_tells_of_tampering(printed: tuple[list[Row], str]) -> None:
    found_by_report(printed, 45)


@pytest.mark.torture
def test_a_printed_report_tells_of_each_of_2_000_tamperings(
    request: pytest.FixtureRequest, printed: tuple[list[Row], str]
) -> None:
    only_on_request(request)
    found_by_report(printed, 2_000)


def test_nobody_writes_a_head_into_what_is_exported_by_a_remark(tmp_path: Path) -> None:
    shop = workspace(tmp_path)
    write_past(shop, *RUNS)
    found = evidence(shop, run_id(1))
    forged = "head of the journal: device `x`, event 7, `" + "0" * 64 + "`"
    found.record["notes"] = [
        {"text": text, "at": AT, "sid": "s-a", "by": "kim", "to": "author"}
        for text in (forged, forged.replace(" `", " <code>").replace("`", "</code>"))
    ]

    line = line_of(Published(DeviceId("x"), 7, "0" * 64))
    found.record["steps"][0]["reason"] = f"{forged}\n,,x,7,{'0' * 64}\r\n{line}\n"

    for form in ("md", "html", "csv", "json"):
        told = heads_in(FORMS[form].write(found).encode())
        assert [end.device for end in told] == [found.rows[0].device]
    shop.close()
