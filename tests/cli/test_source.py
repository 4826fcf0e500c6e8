"""`flowhelp source`, with folders and real git repositories."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")


def git(folder: Path, *words: str) -> str:
    """What git prints, run in that folder as somebody called Ada."""
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def remote(places: Path) -> Path:
    """A bare repository whose one page changed once."""
    work, bare = places / "work", places / "remote.git"
    work.mkdir()
    git(work, "init", "--quiet")
    (work / "tea.md").write_text("# Tea\n\n1. Boil water.\n2. Pour.\n", encoding="utf-8")
    git(work, "add", ".")
    git(work, "commit", "--quiet", "-m", "first")
    (work / "tea.md").write_text("# Tea\n\n1. Boil fresh water.\n2. Pour.\n", encoding="utf-8")
    git(work, "commit", "--quiet", "-a", "-m", "second")
    git(places, "clone", "--quiet", "--bare", str(work), str(bare))
    return bare


def test_a_folder_is_added_used_and_removed(run: Run, plant: Path) -> None:
    (plant.parent / "more").mkdir()
    (plant.parent / "more" / "tea.md").write_text("# Brew the tea\n\n1. Boil.\n", encoding="utf-8")

    assert run("source", "add", "more").stdout == "Added more: 1 page.\n"
    assert run("source", "add", "more").stdout == "more is in the list already.\n"
    assert run("howto", "brew tea", "--first").stdout.startswith("tea\tBrew the tea\t")
    assert run("source", "remove", "more").stdout == "Removed more.\n"
    assert run("show", "more:tea").exit_code == 3


def test_files_that_are_left_out_are_counted(run: Run, plant: Path) -> None:
    (plant.parent / "more").mkdir()
    (plant.parent / "more" / "tea.md").write_text("# Tea\n", encoding="utf-8")
    (plant.parent / "more" / "odd.md").write_bytes(b"\0")

    result = run("source", "add", "more", "--name", "kitchen")

    assert result.stdout == "Added kitchen: 1 page, 1 file left out (see flowhelp doctor).\n"
    doctor = run("doctor").stdout
    assert "kitchen:odd.md is left out: binary: it holds a NUL byte" in doctor


def test_the_list_is_in_order_of_strength(run: Run) -> None:
    listed = [json.loads(line) for line in run("source", "list", "--json").stdout.splitlines()]

    assert [(library["name"], library["kind"]) for library in listed] == [
        ("plant", "path"),
        ("flowhelp", "bundled"),
    ]
    assert listed[0]["procedures"] == 3
    assert not listed[0]["trusted"]
    assert run("source", "list").stdout.startswith("plant  path, 3 pages\n")


def test_trust_is_given_and_taken(run: Run, plant: Path) -> None:
    run("source", "add", str(plant / "pumps"))

    assert run("source", "trust", "pumps").stdout == "pumps is trusted now.\n"
    assert run("source", "trust", "pumps", "--revoke").stdout == "pumps is not trusted now.\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "nowhere"), 3, "there is no folder nowhere"),
        (("add", "plant/lamp.md"), 2, "plant/lamp.md is a file"),
        (("add", "--", "--upload-pack=touch x"), 2, "'--upload-pack=touch x' is no address"),
        (("add", "ext::sh -c id"), 2, "ext:: addresses run programs, and are refused"),
        (("add", "http://e.org/x.git"), 2, "http: can be read and changed on the way"),
        (("remove", "flowhelp"), 2, "the library 'flowhelp' is found by itself"),
        (("trust", "nothing"), 3, "there is no library 'nothing'"),
        (("update", "nothing"), 3, "there is no library 'nothing'"),
        (("add", "plant", "--pin"), 2, "only a git library has a ref or a pin"),
        ((), 2, "missing command"),
    ],
)
def test_what_cannot_be_is_refused(run: Run, words: tuple[str, ...], code: int, said: str) -> None:
    result = run("source", *words)

    assert result.exit_code == code
    assert result.stdout == ""
    assert result.stderr.startswith(f"flowhelp: {said}")


@needs_git
def test_a_repository_is_cloned_read_and_updated(run: Run, remote: Path, places: Path) -> None:
    assert run("source", "add", str(remote)).stdout == "Added remote: 1 page.\n"
    assert "Boil fresh water." in run("show", "remote:tea").stdout

    (places / "work" / "tea.md").write_text("# Tea\n\n1. Boil less water.\n", encoding="utf-8")
    git(places / "work", "commit", "--quiet", "-a", "-m", "third")
    git(places / "work", "push", "--quiet", str(remote), "HEAD")

    assert " → " in run("source", "update", "remote").stdout
    assert "Boil less water." in run("show", "remote:tea").stdout
    assert run("source", "update").stdout == "remote: nothing new\n"


@needs_git
def test_a_page_is_shown_as_it_was(run: Run, remote: Path, places: Path) -> None:
    run("source", "add", str(remote))
    first = git(places / "work", "rev-parse", "HEAD~1")

    for revision in ("HEAD~1", first, first[:8]):
        shown = run("show", "remote:tea", "--at", revision).stdout
        assert "1. Boil water." in shown
    assert "Boil fresh water." in run("show", "remote:tea", "--at", "HEAD").stdout


@needs_git
@pytest.mark.usefixtures("remote")
def test_a_page_of_a_checkout_used_in_place_is_shown_as_it_was(run: Run, places: Path) -> None:
    run("source", "add", str(places / "work"), "--name", "mine")

    before = run("show", "mine:tea", "--at", "HEAD~1")
    missing = run("show", "mine:tea", "--at", "HEAD~9")

    assert "1. Boil water." in before.stdout
    assert "Boil fresh water." in run("show", "mine:tea").stdout
    assert missing.exit_code == 3
    assert "hint: git log --oneline" in missing.stderr


@needs_git
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("remote:tea", "--at=HEAD~9"), 3, "there is no text of tea.md at HEAD~9"),
        (("remote:tea", "--at=--output=x"), 2, "'--output=x' is no revision"),
        (("remote:tea", "--at=HEAD\ncat"), 2, "'HEAD\\ncat' is no revision"),
        (("lamp", "--at=HEAD"), 3, "lamp is in no git checkout"),
    ],
)
@pytest.mark.usefixtures("remote")
def test_what_is_not_in_history_is_said(
    run: Run, words: tuple[str, ...], code: int, said: str
) -> None:
    run("source", "add", "remote.git")

    result = run("show", *words)

    assert result.exit_code == code
    assert result.stderr.startswith(f"flowhelp: {said}")


@needs_git
def test_a_repository_that_is_gone_exits_5_and_stays_readable(run: Run, remote: Path) -> None:
    run("source", "add", str(remote))
    shutil.rmtree(remote)

    result = run("source", "update")

    assert result.exit_code == 5
    assert result.stderr.startswith("flowhelp: remote: ")
    assert "hint: " in result.stderr
    assert "Boil fresh water." in run("show", "remote:tea").stdout


def test_without_git_a_repository_cannot_be_added(
    run: Run, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(places))

    result = run("source", "add", "https://example.org/x.git")

    assert result.exit_code == 5
    assert result.stderr == (
        "flowhelp: the program git is not installed\n"
        "hint: install git, or add the folder of a checkout\n"
    )
    assert "warning  git: there is no git program" in run("doctor").stdout
