"""What a record store brings of others: the newest record of a run, and signed ends of chains."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from flowhelp.ids import StepId
from flowhelp.journal.events import Event, Noted
from flowhelp.paths import Places
from flowhelp.sync.comparing import same
from flowhelp.sync.statements import carried
from flowhelp.usecases.people import enrol, signers_file
from flowhelp.usecases.published import BrokenHeadError
from flowhelp.usecases.start import actor
from flowhelp.usecases.sync import sync
from flowhelp.usecases.targets import add
from flowhelp.usecases.team import opened
from flowhelp.usecases.verifying import verify
from flowhelp.usecases.workspace import Workspace
from tests.keys import needs_keygen, new_key
from tests.pasts import NOON, at, run_id, whole, write_past
from tests.sync.lrs import PASSWORD, USER, Store, running

Machine = Callable[[str], Workspace]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("FLOWHELP_LRS_USER", USER)
    monkeypatch.setenv("FLOWHELP_LRS_PASSWORD", PASSWORD)
    with running() as store:
        yield store


@pytest.fixture
def machine(store: Store, tmp_path: Path) -> Iterator[Machine]:
    """Makes machines that bring their records to the store."""
    made: list[Workspace] = []

    def make(name: str) -> Workspace:
        folder = tmp_path / name
        places = Places(folder / "config", folder / "data", folder / "cache")
        made.append(Workspace(places, folder=tmp_path))
        made[-1].now = lambda: NOON
        add(made[-1], "lab", "xapi", store.url)
        return made[-1]

    yield make
    for each in made:
        each.close()


def synced(*shops: Workspace) -> None:
    for shop in shops:
        assert [outcome.failure for outcome in sync(shop)] == [None]


def remarks(shop: Workspace) -> list[int]:
    with closing(opened(shop)) as team:
        return [count for (count,) in team.asked("select remarks from run")]


def test_what_was_added_to_a_run_after_its_end_is_what_others_see(machine: Machine) -> None:
    theirs, here, new = machine("theirs"), machine("here"), machine("new")
    write_past(theirs, whole(1, 0, 3.0))
    synced(theirs, here)
    before = remarks(here)
    noted: list[Event] = [Noted(run=run_id(1), at=at(0.1), sid=StepId("s-a"), text="wet")]
    write_past(theirs, noted)

    synced(theirs, here, new)

    assert (before, remarks(here), remarks(new)) == ([0], [1], [1])
    assert verify(here).events == 0


@needs_keygen
def test_the_end_of_a_chain_is_signed_and_checked_by_who_is_allowed_to_sign(
    machine: Machine, store: Store, tmp_path: Path
) -> None:
    theirs, here = machine("theirs"), machine("here")
    enrol(theirs, actor().id, key=new_key(tmp_path / "key"))
    (theirs.places.config / "config.toml").write_text("sign_heads = true\n", encoding="utf-8")
    write_past(theirs, whole(1, 0, 3.0), whole(2, 0, 3.0))
    synced(theirs, here)
    unknown = verify(here)
    signers = signers_file(theirs).read_text(encoding="utf-8")
    signers_file(here).parent.mkdir(parents=True, exist_ok=True)
    signers_file(here).write_text(signers, encoding="utf-8")
    known = verify(here)

    assert (unknown.signatures, unknown.unchecked) == (1, 1), "one for all that was told at once"
    assert (known.signatures, known.unchecked) == (1, 0)
    signed = [found for each in store.kept.values() if (found := carried(each)) and found.signature]
    assert [found.last for found in signed] == [14]

    forger = machine("forger")
    signers_file(forger).parent.mkdir(parents=True, exist_ok=True)
    signers_file(forger).write_text(signers, encoding="utf-8")
    for key, each in store.kept.items():
        store.kept[key] = json.loads(json.dumps(each).replace('"last": 14', '"last": 13'))
    synced(forger)
    with pytest.raises(BrokenHeadError):
        verify(forger)


@needs_keygen
def test_a_statement_is_the_same_with_another_signature(
    machine: Machine, store: Store, tmp_path: Path
) -> None:
    theirs = machine("theirs")
    write_past(theirs, whole(1, 0, 3.0))
    synced(theirs)
    (plain,) = store.kept.values()
    enrol(theirs, actor().id, key=new_key(tmp_path / "key"))
    (theirs.places.config / "config.toml").write_text("sign_heads = true\n", encoding="utf-8")
    theirs.places.outbox.unlink()

    (again,) = sync(Workspace(theirs.places, folder=tmp_path))

    assert (again.failure, again.kept, again.refused) == (None, 1, [])
    assert same(plain, next(iter(store.kept.values())))
