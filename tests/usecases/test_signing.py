"""Signatures that bind the record, and what checking them finds."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flowhelp.ids import RunId
from flowhelp.journal.codec import Row, canonical, encode
from flowhelp.journal.events import HoldReleased, Reading, Signed
from flowhelp.usecases import pins
from flowhelp.usecases.identity import Known, by_key, by_name, by_pin
from flowhelp.usecases.keyed import AnswersError, perform, read_answers
from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.people import enrol, remove, signers_file
from flowhelp.usecases.signing import WrongRoleError, release, sign, skip
from flowhelp.usecases.start import Start, actor, start
from flowhelp.usecases.statements import digest, statement_of
from flowhelp.usecases.verifying import BrokenSignatureError, verify
from flowhelp.usecases.walk import WalkSession, resume
from flowhelp.usecases.workspace import Workspace
from flowhelp.walkthrough.actions import Complete, Fail, Note, Record
from flowhelp.walkthrough.demands import SignDemand, demands
from flowhelp.walkthrough.signing import NameRefusedError
from flowhelp.walkthrough.walk import State
from tests.keys import agent_with, needs_agent, needs_keygen, new_key
from tests.usecases.libraries import workspace, write

LOCK = """# Lock out

1. Measure the voltage.
   - **Record:** DC bus: ___ V (< 5)
   - **Second person (independent):** measures again. DC bus: ___ V (< 5)
2. Give it back.
   - **Hold:** shift lead inspects it.
   - **Sign (released):** shift lead
   - **Sign (performed):** technician
"""
SECOND = "dc_bus@second"
NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
PIN = "291847"
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pins, "_LOG_N", 4)


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    """A machine with one page, and a clock that goes on with every look."""
    return opened(tmp_path)


def opened(tmp_path: Path, page: str = LOCK) -> Workspace:
    shop = workspace(tmp_path, write(tmp_path / "lib", {"lock.md": page}))
    ticks = iter(range(100_000))
    shop.now = lambda: NOON + timedelta(milliseconds=next(ticks))
    return shop


def begin(shop: Workspace) -> WalkSession:
    entry = resolve(shop, "lock")
    session = start(shop, entry, load(shop, entry), Start())
    session.perform(Record("1", "dc_bus", "1,2"))
    return session


def wanted(session: WalkSession, name: str) -> SignDemand:
    step = session.walk.plan.find(name)
    assert step
    return next(each for each in demands(session.walk, step) if isinstance(each, SignDemand))


def signs(session: WalkSession, name: str, who: Known) -> Signed:
    step = session.walk.plan.find(name)
    assert step
    sign(session, wanted(session, name), step, who)
    return session.walk.signs[-1]


def as_second(session: WalkSession, who: Known) -> Signed:
    session.perform(Record("1", SECOND, "1,1", by=who.person.id))
    return signs(session, "1", who)


def written(shop: Workspace, kind: type) -> list[object]:
    return [r.event for run in shop.journal.runs() for r in shop.journal.read(run)
            if isinstance(r.event, kind)]  # fmt: skip


def test_a_signature_binds_who_when_what_and_all_that_was_recorded(shop: Workspace) -> None:
    session = begin(shop)
    kim = by_name(shop, "Kim")
    session.perform(Record("1", SECOND, "1,1", by="Kim"))
    head = shop.journal.rows_of(session.walk.run)[-1].sha256

    signed = signs(session, "1", kim)

    assert json.loads(statement_of(signed, head)) == {
        "schema": "flowhelp.statement/1",
        "run": session.walk.run,
        "step": signed.sid,
        "part": "second",
        "meaning": "verified",
        "person": {"id": "Kim", "name": "Kim"},
        "role": "",
        "at": signed.at.wall.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "head": head,
    }
    assert signed.statement == digest(statement_of(signed, head))
    assert (signed.method, signed.factors, signed.signature) == ("typed", 1, "")
    assert verify(shop).signatures == 1


def test_signing_again_writes_nothing(shop: Workspace) -> None:
    session = begin(shop)
    step = session.walk.plan.steps[0]
    demand = wanted(session, "1")
    as_second(session, by_name(shop, "Kim"))

    sign(session, demand, step, by_name(shop, "Kim"))
    sign(resume(shop, session.walk.run), demand, step, by_name(shop, "Lee"))

    assert len(written(shop, Signed)) == 1


def test_the_account_of_this_program_is_no_second_person(shop: Workspace) -> None:
    session = begin(shop)
    session.perform(Record("1", SECOND, "1,1", by="Kim"))

    with pytest.raises(NameRefusedError, match="another one"):
        signs(session, "1", by_name(shop, actor().id.upper()))


def test_a_pin_is_recorded_as_such_and_never_written(shop: Workspace, tmp_path: Path) -> None:
    enrol(shop, "Kim", id="p-1", pin=PIN)
    session = begin(shop)

    signed = as_second(session, by_pin(shop, "Kim", PIN))

    assert (signed.person.id, signed.person.auth) == ("p-1", "pin")
    assert (signed.method, signed.factors, signed.by) == ("pin", 2, "p-1")
    step = session.record["steps"][0]
    assert step["signs"][0]["auth"] == {"method": "pin", "factors": 2}
    assert [(each["name"], each["by"]) for each in step["readings"]][1] == (SECOND, "p-1")
    assert session.record["others"][0]["part"] == "second"
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and PIN.encode() in p.read_bytes()]


def released_by(shop: Workspace, session: WalkSession, who: Known) -> None:
    as_second(session, by_name(shop, "Lee") if who.method == "typed" else who)
    session.perform(Complete("1"))
    step = session.walk.plan.find("2")
    assert step
    release(session, step, who, "inspected")


def test_a_release_is_signed_for_and_the_page_does_not_ask_again(shop: Workspace) -> None:
    enrol(shop, "Kim", id="p-1", roles=["shift-lead"], pin=PIN)
    session = begin(shop)

    released_by(shop, session, by_pin(shop, "Kim", PIN))

    signed = session.walk.signs[-1]
    assert (signed.part, signed.meaning, signed.role) == ("holder", "released", "shift-lead")
    assert signed.statement
    assert wanted(session, "2").label.arg == "performed"
    assert [each.by for each in written(shop, HoldReleased) if isinstance(each, HoldReleased)] == [
        "p-1"
    ]
    assert verify(shop).signatures == 2


def test_who_has_another_role_does_not_release(shop: Workspace) -> None:
    enrol(shop, "Kim", roles=["shift-lead"], pin=PIN)
    enrol(shop, "Lee", roles=["technician"], pin=PIN)
    session = begin(shop)

    with pytest.raises(WrongRoleError, match="not enrolled as shift-lead"):
        released_by(shop, session, by_pin(shop, "Lee", PIN))

    assert written(shop, HoldReleased) == []


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        (["fitter"], "fitter"),
        (["fitter", "Technician"], "Technician"),
        (["fitter", "night technician"], "fitter"),
        ([], ""),
    ],
)
def test_a_signature_has_the_role_of_who_was_enrolled(
    shop: Workspace, roles: list[str], role: str
) -> None:
    enrol(shop, "Lee", roles=["shift-lead"], pin=PIN)
    enrol(shop, "Kim", id="p-1", roles=roles, pin=PIN)
    session = begin(shop)
    released_by(shop, session, by_pin(shop, "Lee", PIN))

    signed = signs(session, "2", by_pin(shop, "Kim", PIN))

    assert (signed.meaning, signed.role) == ("performed", role)
    assert session.record["steps"][1]["signs"][-1]["role"] == role
    assert verify(shop).signatures


def test_a_role_is_the_same_with_a_dash_or_without(shop: Workspace) -> None:
    enrol(shop, "Kim", roles=["Shift Lead"], pin=PIN)
    enrol(shop, "Lee", roles=["shift-lead"], pin=PIN)
    session = begin(shop)

    released_by(shop, session, by_pin(shop, "Kim", PIN))

    assert session.walk.signs[-1].role == "Shift Lead"


def test_a_step_that_failed_is_signed_when_it_is_done_again(shop: Workspace) -> None:
    session = begin(shop)
    as_second(session, by_name(shop, "Kim"))
    session.perform(Fail("1", "sparks"))
    session.perform(Record("1", "dc_bus", "1"))

    as_second(session, by_name(shop, "Kim"))

    assert verify(shop).signatures == 2


def test_whoever_is_faster_a_signature_is_over_what_is_there(shop: Workspace) -> None:
    session = begin(shop)
    session.perform(Record("1", SECOND, "1,1", by="Kim"))
    other = resume(shop, session.walk.run)
    other.perform(Note("hot in here", "1"))

    signs(session, "1", by_name(shop, "Kim"))

    assert verify(shop).signatures == 1


@needs_keygen
def test_a_key_signs_the_statement_and_is_asked_when_it_is_checked(
    shop: Workspace, tmp_path: Path
) -> None:
    enrol(shop, "Kim", key=new_key(tmp_path / "keys" / "kim"))
    session = begin(shop)

    signed = as_second(session, by_key(shop, "Kim"))

    assert (signed.method, signed.factors, signed.person.auth) == ("ssh", 2, "ssh")
    assert signed.signature.startswith("-----BEGIN SSH SIGNATURE-----")
    verdict = verify(shop)
    assert (verdict.signatures, verdict.unchecked) == (1, 0)
    remove(shop, "Kim")
    assert verify(shop).signatures == 1


@needs_agent
@needs_keygen
def test_an_agent_signs_where_only_the_public_key_is_here(shop: Workspace, tmp_path: Path) -> None:
    key = new_key(tmp_path / "keys" / "kim")
    with agent_with(key, tmp_path) as env:
        key.unlink()
        enrol(shop, "Kim", key=key.with_suffix(".pub"))
        shop.env = {**shop.env, **env}
        as_second(begin(shop), by_key(shop, "Kim"))

    assert verify(shop).signatures == 1


@needs_keygen
def test_a_signature_by_a_key_that_is_not_theirs_is_found(shop: Workspace, tmp_path: Path) -> None:
    enrol(shop, "Kim", key=new_key(tmp_path / "keys" / "kim"))
    session = begin(shop)
    as_second(session, by_key(shop, "Kim"))
    other = new_key(tmp_path / "keys" / "lee").with_suffix(".pub").read_text()
    signers_file(shop).write_text(f"kim {other}", encoding="utf-8")

    with pytest.raises(BrokenSignatureError, match="is not by a key of kim"):
        verify(shop)

    signers_file(shop).unlink()
    with pytest.raises(BrokenSignatureError, match="without allowed_signers"):
        verify(shop)


@needs_keygen
def test_without_the_program_the_record_is_checked_and_the_key_is_not(
    shop: Workspace, tmp_path: Path
) -> None:
    enrol(shop, "Kim", key=new_key(tmp_path / "keys" / "kim"))
    as_second(begin(shop), by_key(shop, "Kim"))

    shop.env = {"PATH": str(tmp_path)}

    assert (verify(shop).signatures, verify(shop).unchecked) == (1, 1)


def relinked(shop: Workspace, changed: Callable[[Row], str]) -> None:
    """Change bodies in the journal, and every hash after them, as a forger would."""
    rows = list(shop.journal.rows())
    shop.journal.close()
    prev = rows[0].prev
    with closing(sqlite3.connect(shop.places.journal)) as db:
        for (name,) in list(db.execute("select name from sqlite_master where type = 'trigger'")):
            db.execute(f'drop trigger "{name}"')
        for row in rows:
            new = replace(row, body=changed(row), prev=prev)
            prev = new.digest()
            words = (new.body, new.prev, prev, new.id)
            db.execute("update event set body = ?, prev = ?, sha256 = ? where id = ?", words)
        db.commit()
    assert shop.journal.verify() is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"meaning": "approved"}, "is not over what was recorded before it"),
        (
            {"person": {"id": "Lee", "name": "Lee", "auth": "typed"}},
            "is not over what was recorded",
        ),
        ({"role": "shift-lead"}, "is not over what was recorded"),
        ({"method": "ssh"}, "has no signature of a key"),
        ({"signature": "made up"}, "was not made by a key"),
    ],
)
def test_a_forged_signature_is_found_though_the_chain_is_whole(
    shop: Workspace, change: dict[str, object], reason: str
) -> None:
    as_second(begin(shop), by_name(shop, "Kim"))
    relinked(
        shop,
        lambda row: canonical(json.loads(row.body) | change) if row.tag == "sign" else row.body,
    )

    with pytest.raises(BrokenSignatureError, match=reason) as found:
        verify(shop)
    assert found.value.link.reason.startswith(reason)


def test_a_fact_that_was_changed_before_it_was_signed_is_found(shop: Workspace) -> None:
    as_second(begin(shop), by_name(shop, "Kim"))

    relinked(shop, lambda row: row.body.replace('"value":1.2', '"value":0.2'))

    with pytest.raises(BrokenSignatureError, match="not over what was recorded"):
        verify(shop)


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.usecases.test_signing import opened, by_name, signs
from flowhelp.ids import RunId
from flowhelp.journal.store import Journal
from flowhelp.usecases.walk import resume
shop = opened(Path(sys.argv[1]))
session = resume(shop, RunId(sys.argv[2]))
commit = Journal._commit
def die(self, *given):
    if sys.argv[3] == "after":
        commit(self, *given)
    os.kill(os.getpid(), signal.SIGKILL)
Journal._commit = die
signs(session, "1", by_name(shop, "Kim"))
"""


@pytest.mark.parametrize(("moment", "there"), [("before", 0), ("after", 1)])
def test_a_kill_while_signing_leaves_one_signature_or_none(
    shop: Workspace, tmp_path: Path, moment: str, there: int
) -> None:
    session = begin(shop)
    session.perform(Record("1", SECOND, "1,1", by="Kim"))
    demand, step = wanted(session, "1"), session.walk.plan.steps[0]
    shop.journal.close()
    command = [sys.executable, "-c", KILLED, str(tmp_path), session.walk.run, moment]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    killed = subprocess.run(command, env=env, cwd=ROOT, check=False, capture_output=True)
    assert killed.returncode < 0, killed.stderr.decode()

    again = resume(shop, RunId(session.walk.run))

    assert len(written(shop, Signed)) == there
    sign(again, demand, step, by_name(shop, "Kim"))
    assert len(written(shop, Signed)) == 1
    assert len(written(shop, Reading)) == 2
    assert verify(shop).signatures == 1


def test_a_signature_reads_back_as_it_was_written(shop: Workspace) -> None:
    session = begin(shop)
    signed = as_second(session, by_name(shop, "Kim"))

    (kept,) = written(shop, Signed)
    assert kept == signed
    assert isinstance(kept, Signed)
    assert "statement" in encode(kept)[1]


def keyed(session: WalkSession, folder: Path, *lines: dict[str, str]) -> None:
    path = folder / "answers.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    perform(session, read_answers(path))


MEASURED = {"do": "record", "step": "1", "field": SECOND, "value": "1,1", "by": "Kim"}
SIGNED = {"do": "sign", "step": "1", "by": "Kim", "part": "second"}


@pytest.mark.parametrize("word", ["pin", "signature"])
def test_a_file_has_no_secrets_and_no_signatures(
    shop: Workspace, tmp_path: Path, word: str
) -> None:
    session = begin(shop)

    with pytest.raises(AnswersError, match="line 2") as refused:
        keyed(session, tmp_path, MEASURED, {**SIGNED, word: PIN})

    assert PIN not in refused.value.message
    assert written(shop, Signed) == []


def test_a_file_cannot_show_who_somebody_is(shop: Workspace, tmp_path: Path) -> None:
    session = begin(shop)
    enrol(shop, "Kim", pin=PIN)

    with pytest.raises(AnswersError, match="line 2 of the answers: 'Kim' signs at a terminal"):
        keyed(session, tmp_path, MEASURED, SIGNED)

    assert len(written(shop, Reading)) == 1
    assert written(shop, Signed) == []


def test_what_was_signed_on_paper_is_keyed_in_as_such(shop: Workspace, tmp_path: Path) -> None:
    enrol(shop, "Kim", pin=PIN)
    session = begin(shop)

    keyed(session, tmp_path, MEASURED, {**SIGNED, "at": "2031-05-04T11:00:00Z"})

    (signed,) = written(shop, Signed)
    assert isinstance(signed, Signed)
    assert (signed.method, signed.factors, signed.statement) == ("typed", 1, "")
    assert signed.keyed_by == actor().id
    assert verify(shop).signatures == 0


def test_a_step_is_skipped_when_another_account_agrees(tmp_path: Path) -> None:
    shop = opened(tmp_path, "---\nuse: continuous\nowner: maintenance\n---\n" + LOCK)
    enrol(shop, "Kim", roles=["maintenance"], pin=PIN)
    enrol(shop, "Lee", roles=["shift-lead"], pin=PIN)
    enrol(shop, "Max", roles=["visitor"], pin=PIN)
    session = begin(shop)
    step = session.walk.plan.steps[0]

    with pytest.raises(WrongRoleError, match="not enrolled as maintenance"):
        skip(session, step, by_pin(shop, "Max", PIN), "no meter here")
    skip(session, step, by_pin(shop, "Lee", PIN), "no meter here")

    assert session.walk.state(step.sid) is State.SKIPPED
    (signed,) = written(shop, Signed)
    assert isinstance(signed, Signed)
    assert (signed.meaning, signed.person.id, signed.method) == ("approved", "lee", "pin")
    assert verify(shop).signatures == 1
