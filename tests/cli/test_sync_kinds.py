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


def test_a_store_is_spoken_to_as_it_was_said(
    run: Run, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOWHELP_LRS_USER", USER)
    monkeypatch.setenv("FLOWHELP_LRS_PASSWORD", PASSWORD)
    walked(machine("a"), 1)
    with running() as store:
        store.versions = ["2.0.0"]
        added = run(
            "sync", "add", "hub", "xapi", store.url, "--xapi-version", "2.0", "--xapi-tell",
            "steps, signs", "--xapi-base", "https://howto.example.org",
            "--xapi-accounts", "https://people.example.org",
        )  # fmt: skip
        done = run("sync")

        assert (added.exit_code, done.exit_code) == (0, 0), added.stderr + done.stderr
        assert done.stdout == "hub: 3 parcels brought, nothing new from others\n"
        spoken = {headers["X-Experience-API-Version"] for _, _, headers, _ in store.requests}
        assert spoken == {"2.0.0"}
        for each in store.kept.values():
            assert each["object"]["id"].startswith("https://howto.example.org/activity/")
            assert each["actor"]["account"]["homePage"] == "https://people.example.org"
    told = json.loads(run("sync", "status", "--json").stdout)
    assert told["xapi"] == {
        "version": "2.0", "tell": ["steps", "signs"],
        "base": "https://howto.example.org", "accounts": "https://people.example.org",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("xapi", ("--xapi-version", "3"), "there is no version '3' of xAPI here"),
        ("xapi", ("--xapi-tell", "steps,secrets"), "'secrets' cannot be told"),
        ("xapi", ("--xapi-base", "howto.example.org"), "'howto.example.org' is no address"),
        ("xapi", ("--xapi-accounts", "https://[::"), "'https://[::' is no address"),
        ("git", ("--xapi-version", "2.0"), "a git target has no option 'version'"),
    ],
)
def test_an_option_that_cannot_be_is_one_line_and_nothing_is_listed(
    run: Run, machine: Machine, kind: str, options: tuple[str, ...], said: str
) -> None:
    machine("a")

    done = run("sync", "add", "hub", kind, "http://127.0.0.1:9/xapi", *options)

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == f"flowhelp: {said}"
    assert run("sync", "status").stdout.startswith("There is no target yet")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ('{"version": "3"}', "there is no version '3' of xAPI here"),
        ('{"colour": "blue"}', "there is no option 'colour' of an xapi target"),
        ('{"version": 2}', "cannot be understood"),
        ("[]", "cannot be understood"),
        ('"2.0"', "cannot be understood"),
    ],
)
def test_an_option_that_was_written_by_hand_is_read_with_care(
    run: Run, machine: Machine, options: str, said: str
) -> None:
    listed = machine("a").places.targets
    run("sync", "add", "hub", "xapi", "http://127.0.0.1:9/xapi", "--xapi-version", "2.0")
    listed.write_text(listed.read_text().replace('{\n        "version": "2.0"\n      }', options))
    assert options in listed.read_text()

    done = run("sync", "status")

    assert (done.exit_code, done.stdout) == (4, "")
    assert said in done.stderr.splitlines()[0]
