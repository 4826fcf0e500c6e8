"""`flowhelp sync` with a git repository and with a learning record store: there, and back again."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from flowhelp.paths import Places
from flowhelp.usecases.workspace import Workspace
from tests.cli.conftest import Run
from tests.sync.lrs import PASSWORD, USER, running
from tests.sync.worlds import run_id, run_of

Machine = Callable[[str], Workspace]


@pytest.fixture
def machine(places: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Another machine: the commands work with its journal and its list of targets from then on."""

    def switch(name: str) -> Workspace:
        found = Places(places / name / "config", places / name / "data", places / name / "cache")
        for part in ("config", "data", "cache"):
            monkeypatch.setenv(f"FLOWHELP_{part.upper()}", str(places / name / part))
        return Workspace(found, folder=places)

    return switch


def walked(shop: Workspace, number: int, *, record: str = "team") -> None:
    """A run was done on that machine."""
    with shop:
        shop.journal.append(run_of(number, record=record))


def there_and_back(run: Run, machine: Machine, kind: str, location: str) -> None:
    """Two machines bring a run each; both know of both then, and of no private one."""
    walked(machine("a"), 1)
    walked(machine("a"), 2, record="private")
    assert run("sync", "add", "hub", kind, location).exit_code == 0
    assert run("sync").stdout == "hub: 1 parcel brought, nothing new from others\n"
    walked(machine("b"), 3)
    run("sync", "add", "hub", kind, location)

    assert "hub: 1 parcel brought, " in run("sync").stdout
    machine("a")
    assert "hub: nothing new to bring, " in run("sync").stdout
    assert run("sync").stdout == "hub: nothing new to bring, nothing new from others\n"

    assert known(run) == {run_id(1), run_id(2), run_id(3)}
    machine("b")
    assert known(run) == {run_id(1), run_id(3)}


def known(run: Run) -> set[str]:
    """The runs that the team's log has on this machine."""
    done = run("log", "--team", "--json")
    assert done.exit_code == 0, done.stderr
    found = map(json.loads, done.stdout.splitlines())
    return {each["id"] for each in found if each["schema"] == "flowhelp.team.run/1"}


def test_records_travel_by_a_git_repository(run: Run, machine: Machine, places: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(places / "hub.git")], check=True)

    there_and_back(run, machine, "git", str(places / "hub.git"))


def test_records_travel_by_a_learning_record_store(
    run: Run, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOWHELP_LRS_USER", USER)
    monkeypatch.setenv("FLOWHELP_LRS_PASSWORD", PASSWORD)
    with running() as store:
        there_and_back(run, machine, "xapi", store.url)


def test_without_a_password_it_is_said_where_it_can_stand(run: Run, machine: Machine) -> None:
    walked(machine("a"), 1)
    run("sync", "add", "hub", "xapi", "http://127.0.0.1:9/xapi")

    done = run("sync")

    assert done.exit_code != 0
    assert "FLOWHELP_LRS_USER" in done.stderr


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("https://kim:secret@git.example.org/records.git", "password"),
        ("--upload-pack=touch x", "no such option"),
        ("ext::sh -c date", "run programs"),
        ("http://git.example.org/records.git", "is refused"),
        ("empty", "is no git repository"),
        ("nowhere", "is no address of a git repository"),
    ],
)
def test_an_address_that_is_not_taken_is_not_listed(
    run: Run, machine: Machine, places: Path, location: str, said: str
) -> None:
    machine("a")
    (places / "empty").mkdir()

    done = run("sync", "add", "hub", "git", location)

    assert done.exit_code != 0
    assert said in done.stderr
    assert "secret" not in run("sync", "status").stdout
    assert run("sync", "status").stdout.startswith("There is no target yet")
