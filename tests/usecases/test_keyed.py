"""A walk keyed in from a file."""

from __future__ import annotations

import getpass
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flowhelp.usecases.keyed import AnswersError, perform, read_answers
from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.lines import doubts
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.walk import WalkSession
from tests.usecases.libraries import workspace, write

PRESS = """# Tighten the press

> [!WARNING]
> **WARNING — Crushing.** Lock it first.

1. Lock the press.
2. Tighten the bolt.
   - **Record:** Torque: ___ N·m (25 ± 2, stop 15–35)
   - **Verify:** the mark is in line.
3. If it leaks, call the lead.
4. Which oil is in?
   - Thin → [Drain](#drain)
   - Thick → [Close](#close)

## Drain

5. Drain it.

## Close

6. Close the lid.
   - **Sign (performed):** technician
"""


@pytest.fixture
def session(tmp_path: Path) -> WalkSession:
    """A walk that has begun."""
    shop = workspace(tmp_path, write(tmp_path / "lib", {"press.md": PRESS, "other.md": "# O\n"}))
    entry = resolve(shop, "press")
    return start(shop, entry, load(shop, entry), Start())


def key(session: WalkSession, tmp_path: Path, *lines: dict[str, Any] | str) -> dict[str, Any]:
    """The record after these answers."""
    path = tmp_path / "answers.jsonl"
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("\n".join(texts), encoding="utf-8")
    perform(session, read_answers(path))
    return session.record


def test_a_whole_run_is_keyed_in(session: WalkSession, tmp_path: Path) -> None:
    record = key(
        session,
        tmp_path,
        {"do": "done", "step": "1"},
        "",
        {"do": "record", "step": "2", "field": "torque", "value": "28,5", "reason": "new bolt"},
        {"do": "done", "step": "2"},
        {"do": "na", "step": "3"},
        {"do": "choose", "step": "4", "choice": "Thick"},
        {"do": "sign", "step": "6", "by": "Jo"},
        {"do": "done", "step": "6"},
        {"do": "note", "step": "6", "text": "lid is heavy"},
    )

    assert record["outcome"] == "completed_with_deviation"
    assert record["count"] == {"done": 4, "na": 2}
    assert [each["kind"] for each in record["deviations"]] == ["out_of_limits"]
    assert record["notes"][0]["text"] == "lid is heavy"
    assert record["path"][0][2] == "Thick"


def test_an_unfinished_run_is_left(session: WalkSession, tmp_path: Path) -> None:
    record = key(session, tmp_path, {"do": "done", "step": "1"}, {"do": "leave"})

    assert record["state"] == "paused"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "line 2 of the answers is not JSON"),
        ("[]", "does not say what to do"),
        ({"do": "dance", "step": "2"}, "nothing to do"),
        ({"do": "run", "step": "2"}, "has no command 1"),
        ({"do": "done"}, "needs a step"),
        ({"do": "done", "step": "99"}, "no step '99'"),
        ({"do": "done", "step": "1"}, "step 1 is done already"),
        ({"do": "done", "step": "4"}, "has to wait for step 2"),
        ({"do": "done", "step": "2"}, "has to be recorded"),
        ({"do": "record", "step": "2", "field": "torque", "value": "tight"}, "asks for a number"),
        ({"do": "record", "step": "2", "field": "x", "value": "1"}, "no blank 'x'"),
        ({"do": "skip", "step": "2"}, "needs a reason"),
        ({"do": "choose", "step": "2", "choice": "1"}, "asks for no choice"),
        ({"do": "done", "step": "2", "procedure": "other"}, "it is for other"),
        ({"do": "done", "step": ["2"]}, "has to be a text"),
        ({"do": "note"}, "needs a text"),
        ({"do": "finish"}, "steps are left"),
        ({"do": "done", "step": "2", "at": "2999-01-01 10:00"}, "line 2.* has not come yet"),
        ({"do": "done", "step": "2", "at": "noon"}, "line 2.* is no date and time"),
        ({"do": "attach", "step": "2"}, "needs a file"),
        ({"do": "attach", "step": "2", "file": "nothing.jpg"}, "cannot be read"),
        ({"do": "attach", "step": "9", "file": "answers.jsonl"}, "no step '9'"),
        ({"do": "wait", "step": "2", "waited": "5 min"}, "has no wait"),
        ({"do": "child", "step": "2"}, "needs the procedure"),
    ],
)
def test_an_answer_that_does_not_fit_writes_nothing_at_all(
    session: WalkSession, tmp_path: Path, line: dict[str, Any] | str, why: str
) -> None:
    with pytest.raises(AnswersError, match=why):
        key(session, tmp_path, {"do": "done", "step": "1"}, line)

    assert session.record["count"] == {"open": 1}


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(AnswersError, match="cannot be read"):
        read_answers(tmp_path / "nothing.jsonl")


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xff\xfe{")

    with pytest.raises(AnswersError, match="not UTF-8"):
        read_answers(tmp_path / "a")


def test_outside_the_stop_range_a_release_is_keyed_in(session: WalkSession, tmp_path: Path) -> None:
    record = key(
        session,
        tmp_path,
        {"do": "done", "step": "1"},
        {"do": "record", "step": "2", "field": "torque", "value": 40, "reason": "old wrench"},
        {"do": "release", "step": "2", "by": "Lee", "reason": "bolt replaced"},
        {"do": "done", "step": "2"},
    )

    hold = record["steps"][1]["hold"]
    assert (hold["why"], hold["released_by"]) == ("stop", "Lee")


def test_a_time_on_paper_is_kept_beside_the_time_of_the_keying(
    session: WalkSession, tmp_path: Path
) -> None:
    record = key(
        session,
        tmp_path,
        {"do": "done", "step": "1", "at": "2020-05-04T14:30:00Z", "by": "Mo"},
        {"do": "note", "text": "loose", "keyed_by": "Lee"},
    )

    step = record["steps"][0]
    assert (step["paper_at"], step["by"]) == ("2020-05-04T14:30:00.000000Z", "Mo")
    assert step["keyed_by"] == getpass.getuser()
    assert step["at"] > step["paper_at"]
    assert record["notes"][0]["keyed_by"] == "Lee"
    assert record["paper"]["keyed_by"] == [getpass.getuser(), "Lee"]


def test_a_walk_that_comes_from_no_paper_says_nothing_of_paper(
    session: WalkSession, tmp_path: Path
) -> None:
    record = key(session, tmp_path, {"do": "done", "step": "1"})

    assert "paper" not in record
    assert "keyed_by" not in record["steps"][0]


def test_times_that_go_backwards_are_doubted_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(
        '{"do": "done", "step": "1", "at": "2020-05-04 14:30"}\n'
        '{"do": "done", "step": "2"}\n'
        '{"do": "done", "step": "3", "at": "2020-05-04 14:29"}\n',
        encoding="utf-8",
    )

    said = doubts(read_answers(path), datetime(2031, 5, 4, tzinfo=UTC))

    assert said == ("line 3 of the answers: 2020-05-04 14:29 is earlier than the time in line 1",)
