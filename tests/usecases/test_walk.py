"""A walk joined to its journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowhelp.errors import InputError, MissingError, RefusedError
from flowhelp.ids import RunId
from flowhelp.journal.events import RunStarted, StepDone
from flowhelp.journal.schema import DamagedJournalError, JournalError, RunGoneError
from flowhelp.journal.store import Journal
from flowhelp.usecases.durations import time_left
from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.pinned import PageGoneError
from flowhelp.usecases.records import back_up, put_back
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.walk import NewerRunError, WalkSession, resume, unfinished
from flowhelp.usecases.workspace import Workspace
from flowhelp.walkthrough.actions import Complete, Finish, Leave
from flowhelp.walkthrough.steering import Stay
from tests.usecases.libraries import TEA, workspace, write

PUMP = """---
params:
  line: {type: choice, choices: [a, b]}
  depth: {type: number, default: 3}
---
# Swap the pump

1. Stop line {{line}}.
2. Swap it.
"""
TALK = "---\nrecord: none\n---\n# Talk\n\n1. Say it.\n2. Mean it.\n"
RETIRED = "---\nstatus: retired\nreplaced_by: tea\n---\n# Old\n\n1. Do it.\n"


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    """A workspace with four pages."""
    files = {"tea.md": TEA, "pump.md": PUMP, "talk.md": TALK, "old.md": RETIRED}
    return workspace(tmp_path, write(tmp_path / "lib", files))


def begin(shop: Workspace, name: str = "tea", how: Start | None = None) -> WalkSession:
    entry = resolve(shop, name)
    return start(shop, entry, load(shop, entry), how or Start())


def test_a_walk_is_on_the_disk_before_anything_is_done(shop: Workspace) -> None:
    session = begin(shop)

    first = shop.journal.read(session.walk.run)[0].event
    assert isinstance(first, RunStarted)
    assert (first.doc.id, first.doc.path, first.doc.title) == ("tea", "tea.md", "Make tea")
    assert first.doc.steps_hash.startswith("fh1-")
    assert len(first.doc.blob) == 40
    assert [line.n for line in first.steps] == ["1", "2"]
    assert first.actor.auth == "os"


def test_the_blob_is_the_name_git_has_for_the_file(shop: Workspace, tmp_path: Path) -> None:
    import subprocess  # noqa: PLC0415

    session = begin(shop)
    command = ["git", "hash-object", "--no-filters", str(tmp_path / "lib/tea.md")]
    named = subprocess.run(command, capture_output=True, text=True, check=True)

    assert session.walk.started
    assert session.walk.started.doc.blob == named.stdout.strip()


def test_what_was_done_is_there_after_resuming(shop: Workspace) -> None:
    session = begin(shop)
    session.perform(Complete("1"))

    again = resume(shop, session.walk.run)

    assert again.walk.next_step
    assert again.walk.next_step.n == "2"
    assert not again.changed
    assert [run.run for run in unfinished(shop)] == [session.walk.run]
    assert [run.run for run in unfinished(shop, "pump")] == []
    again.perform(Complete("2"))
    again.perform(Finish())
    assert unfinished(shop) == ()


def test_a_walk_goes_by_the_page_as_it_was_when_it_began(shop: Workspace, tmp_path: Path) -> None:
    session = begin(shop)
    session.perform(Complete("1"))
    (tmp_path / "lib/tea.md").write_text(TEA.replace("2. Steep", "2. Warm the pot.\n3. Steep"))

    again = resume(shop, session.walk.run)

    assert again.changed
    assert again.walk.drifted
    again.perform(Stay())
    again.open_next()
    assert [again.walk.state(step.sid) for step in again.walk.plan.steps] == ["done", "open"]
    assert again.walk.plan.procedure.steps_hash == session.walk.plan.procedure.steps_hash


def test_a_walk_outlives_its_page(shop: Workspace, tmp_path: Path) -> None:
    session = begin(shop)
    (tmp_path / "lib/tea.md").unlink()

    again = resume(shop, session.walk.run)

    assert not again.changed
    assert again.perform(Complete("1")).next_step is not None


def test_a_page_that_is_gone_and_was_not_kept_is_said(shop: Workspace, tmp_path: Path) -> None:
    session = begin(shop)
    (tmp_path / "lib/tea.md").unlink()
    for page in shop.places.pages.rglob("*"):
        if page.is_file():
            page.write_bytes(page.read_bytes() + b"x")

    with pytest.raises(PageGoneError, match="is in no library"):
        resume(shop, session.walk.run)


def test_two_terminals_do_not_settle_a_step_twice(shop: Workspace) -> None:
    one = begin(shop)
    other = resume(shop, one.walk.run)

    other.perform(Complete("1"))
    one.perform(Complete("1"))
    one.perform(Complete("2"))

    events = [each.event for each in shop.journal.read(one.walk.run)]
    assert len([event for event in events if isinstance(event, StepDone)]) == 2
    assert other.perform(Complete("2")).next_step is None


def test_after_a_write_that_failed_the_walk_is_read_again(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = begin(shop)
    append = Journal.append

    def written_but_interrupted(*args: object, **named: object) -> None:
        append(*args, **named)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(Journal, "append", written_but_interrupted)
    with pytest.raises(KeyboardInterrupt):
        session.perform(Complete("1"))
    monkeypatch.undo()

    assert session.perform(Complete("1")).count == (1, 2)
    events = [each.event for each in shop.journal.read(session.walk.run)]
    assert len([event for event in events if isinstance(event, StepDone)]) == 1


def test_a_walk_whose_journal_was_put_aside_writes_nothing_into_the_other(
    shop: Workspace,
) -> None:
    begin(shop).perform(Complete("1"))
    copy = back_up(shop)
    session = begin(shop)
    session.perform(Complete("1"))
    put_back(shop, copy)

    for _ in range(2):  # trying again is no way round it
        with pytest.raises(RunGoneError, match="in another journal"):
            session.perform(Complete("2"))

    assert session.walk.count == (1, 2)
    assert shop.journal.read(session.walk.run) == ()
    assert begin(shop).perform(Complete("1")).count == (1, 2)


def test_a_rehearsal_needs_no_journal_and_a_walk_does(shop: Workspace) -> None:
    shop.journal.close()
    shop.places.journal.parent.mkdir(parents=True, exist_ok=True)
    shop.places.journal.write_bytes(b"no journal" * 999)

    session = begin(shop, how=Start(keep=False))
    assert time_left(session) is None
    assert session.perform(Complete("1")).count == (1, 2)

    with pytest.raises(DamagedJournalError):
        begin(shop)


def test_nothing_is_shown_as_done_that_could_not_be_written(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = begin(shop)

    def full(*_: object, **__: object) -> None:
        raise JournalError("the disk is full")

    monkeypatch.setattr(Journal, "append", full)
    with pytest.raises(JournalError):
        session.perform(Complete("1"))

    assert session.walk.count == (0, 2)


def test_parameters_are_checked_and_kept(shop: Workspace) -> None:
    session = begin(shop, "pump", Start(params={"line": "b"}, context={"equipment": "P-7"}))

    assert session.walk.params == {"line": "b", "depth": "3"}
    assert session.record["context"] == {"equipment": "P-7", "params": {"line": "b", "depth": "3"}}
    with pytest.raises(InputError, match="one of a, b"):
        begin(shop, "pump", Start(params={"line": "c"}))
    with pytest.raises(InputError, match="no parameter 'x'"):
        begin(shop, "pump", Start(params={"x": "c"}))


def test_a_private_talk_leaves_no_record(shop: Workspace, tmp_path: Path) -> None:
    session = begin(shop, "talk")
    session.perform(Complete("1"))

    assert not session.kept
    assert session.record["count"] == {"done": 1}
    assert not (tmp_path / "data").exists()


def test_a_rehearsal_writes_nothing(shop: Workspace, tmp_path: Path) -> None:
    session = begin(shop, "tea", Start(keep=False))
    session.perform(Complete("1"))
    session.perform(Leave())

    assert not (tmp_path / "data").exists()


def test_a_retired_page_is_not_started(shop: Workspace) -> None:
    with pytest.raises(RefusedError, match="is retired") as caught:
        begin(shop, "old")

    assert caught.value.hint == "flowhelp walk tea"


def test_an_unknown_run_is_said(shop: Workspace) -> None:
    with pytest.raises(MissingError, match="no run nowhere"):
        resume(shop, RunId("nowhere"))


def test_a_run_of_a_newer_flowhelp_is_not_gone_on_with(shop: Workspace) -> None:
    from flowhelp.journal.events import Moment, UnknownEvent  # noqa: PLC0415

    session = begin(shop)
    at = Moment(shop.now())
    step = session.walk.plan.steps[0].sid
    event = UnknownEvent(run=session.walk.run, at=at, sid=step, name="step.dreamt", body="{}")
    shop.journal.append([event])

    with pytest.raises(NewerRunError, match="newer flowhelp"):
        resume(shop, session.walk.run)
