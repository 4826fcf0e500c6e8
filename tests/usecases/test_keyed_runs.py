"""Commands of a file of answers: what was agreed to for good runs, all else is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from flowhelp.usecases.keyed import AnswersError, StoppedError, check, perform, read_answers
from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.running import offer, run
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.walk import WalkSession
from tests.usecases.test_running import commands, library, opened, shown

PAGE = """---
params:
  name: {type: text}
---
# Greet

1. Think.
2. Say it.

   ```sh
   echo "hello {{name}}" | tee -a said
   ```

   ```sh
   test -t 0 || cat; test -t 1 || echo apart
   ```

3. Remove it.

   ```sh
   rm -rf ./nothing-here
   ```

4. Fail.

   ```sh
   echo so far; exit 3
   ```

5. Rest.
6. Say it hot.

   > [!WARNING]
   > It is hot.

   ```sh
   exit 3
   ```

   - **Hold:** the lead
"""
FIRST = {"do": "done", "step": "1"}


def agreed(tmp_path: Path, *steps: str, trusted: bool = True) -> None:
    """A library, in which somebody once answered `a` to the commands of these steps."""
    library(tmp_path, PAGE, trusted=trusted)
    session = begun(tmp_path)
    for step in session.walk.plan.steps:
        for index in range(len(step.commands) if step.n in steps else 0):
            run(session, offer(session, step, index), shown()[1], always=True)
    (tmp_path / "elsewhere" / "said").unlink(missing_ok=True)


def begun(
    tmp_path: Path, env: Mapping[str, str] | None = None, *, keep: bool = True, name: str = "Ann"
) -> WalkSession:
    shop = opened(tmp_path, env)
    entry = resolve(shop, "greet")
    given = {"name": name} if name else {}
    return start(shop, entry, load(shop, entry), Start(params=given, keep=keep))


def key(session: WalkSession, tmp_path: Path, *lines: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """What was shown, and the record."""
    path = tmp_path / "answers.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    said: list[str] = []
    perform(session, read_answers(path), said.append)
    return "".join(said), session.record


def said(tmp_path: Path) -> bool:
    """Whether the first command ran."""
    return (tmp_path / "elsewhere" / "said").exists()


def test_what_was_agreed_to_for_good_runs_and_is_recorded(tmp_path: Path) -> None:
    agreed(tmp_path, "2")

    session = begun(tmp_path, name="Bob")
    told, record = key(
        session,
        tmp_path,
        FIRST,
        {"do": "run", "step": "2"},
        {"do": "run", "step": "2", "index": 2},
        {"do": "done", "step": "2"},
    )

    assert told.startswith('$ echo "hello ${FH_NAME}" | tee -a said\nhello Bob\n$ ')
    assert told.endswith("apart\n")
    step = next(each for each in record["steps"] if each["n"] == "2")
    assert step["cmd"].keys() == {"exit", "dur_s", "out_sha256"}
    assert step["cmd"]["out_sha256"] == sha256(b"apart\n").hexdigest()
    assert step["state"] == "done"
    assert [getattr(each, "consent", "") for each in commands(session)] == ["kept", ""] * 2


@pytest.mark.parametrize(
    ("line", "why", "hint"),
    [
        ({"step": "4"}, "nobody has agreed to the command for good", "r at step 4, and answer a"),
        ({"step": "3"}, "asked for each time: rm removes folders", "flowhelp walk greet"),
        ({"step": "6"}, "waits for a release by the lead", ""),
        ({"step": "5"}, "step 5 has no command 1", ""),
        ({"step": "2", "index": 3}, "step 2 has no command 3", ""),
        ({"step": "2", "index": 0}, "'index' counts the commands from 1", ""),
        ({"step": "2", "index": True}, "'index' counts the commands from 1", ""),
        ({"step": "1"}, "step 1 is done already", '"do": "back", "step": "1"'),
        ({"step": "9"}, "there is no step '9'", ""),
        ({}, "needs a step", ""),
        ({"step": "2", "at": "2020-05-04 10:00"}, "runs now, and not when", "a remark"),
    ],
)
def test_all_else_is_refused_before_anything_is_done(
    tmp_path: Path, line: dict[str, Any], why: str, hint: str
) -> None:
    agreed(tmp_path, "2")
    session = begun(tmp_path)
    skips = [
        {"do": "skip", "step": n, "reason": "not now"} for n in "2345" if n < line.get("step", "")
    ]

    with pytest.raises(AnswersError, match=why) as caught:
        key(session, tmp_path, FIRST, {"do": "run", "step": "2"}, *skips, {"do": "run"} | line)

    assert hint in (caught.value.hint or "")
    assert "at" in line or f"line {len(skips) + 3} " in caught.value.message
    assert session.record["count"] == {"open": 1}
    assert not said(tmp_path)


def test_what_is_agreed_to_counts_in_a_trusted_library_and_outside_of_a_ci(tmp_path: Path) -> None:
    agreed(tmp_path, "2", trusted=False)
    with pytest.raises(AnswersError, match="lib is not trusted"):
        key(begun(tmp_path), tmp_path, FIRST, {"do": "run", "step": "2"})
    assert not said(tmp_path)


def test_in_a_ci_nothing_is_agreed_to(tmp_path: Path) -> None:
    agreed(tmp_path, "2")
    with pytest.raises(AnswersError, match="agreed to for good in a CI"):
        key(begun(tmp_path, {"CI": "true"}), tmp_path, FIRST, {"do": "run", "step": "2"})
    assert not said(tmp_path)


def test_a_missing_value_is_asked_for_by_its_option(tmp_path: Path) -> None:
    agreed(tmp_path, "2")
    with pytest.raises(AnswersError, match="no value for name") as caught:
        key(begun(tmp_path, name=""), tmp_path, FIRST, {"do": "run", "step": "2"})
    assert caught.value.hint == "--set name=VALUE"


def test_a_rehearsal_runs_nothing(tmp_path: Path) -> None:
    agreed(tmp_path, "2")
    lines = (FIRST, {"do": "run", "step": "2"}, {"do": "done", "step": "2"})

    session = begun(tmp_path, keep=False)
    told, record = key(session, tmp_path, *lines)
    check(begun(tmp_path), read_answers(tmp_path / "answers.jsonl"))

    assert not said(tmp_path)
    assert told == ""
    assert "cmd" not in record["steps"][1]
    assert commands(session) == []


def test_a_command_that_fails_stops_the_keying_and_what_was_done_is_kept(tmp_path: Path) -> None:
    agreed(tmp_path, "2", "4")
    session = begun(tmp_path)
    skips = [{"do": "skip", "step": n, "reason": "not now"} for n in "23"]

    with pytest.raises(StoppedError, match=r"line 4 .* the command ended with status 3") as caught:
        key(
            session,
            tmp_path,
            FIRST,
            *skips,
            {"do": "run", "step": "4"},
            {"do": "done", "step": "4"},
        )

    assert f"flowhelp resume {session.walk.run[-8:]}" in (caught.value.hint or "")
    record = session.record
    assert record["state"] == "paused"
    assert record["count"] == {"done": 1, "skipped": 2, "open": 1}
    assert record["steps"][-1]["cmd"]["exit"] == 3
    assert record["steps"][-1]["cmd"]["out_sha256"] == sha256(b"so far\n").hexdigest()
