"""Git repositories as libraries: what is read, and that nothing in them ever runs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from flowhelp.gitprogram import NoGitError, failure
from flowhelp.ids import SourceName
from flowhelp.library import git
from flowhelp.library.git import FetchError, GitSource, clone_path, fetch
from flowhelp.library.source import SourceKind, SourceSpec, UnreadableError

IDENTITY = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")


def run(folder: Path, *args: str) -> str:
    """What git prints in that folder, as its owner would run it."""
    done = subprocess.run(
        ("git", *IDENTITY, *args), cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def commit(folder: Path, files: dict[str, str] | None = None) -> str:
    """A commit of everything in that folder, and its name."""
    for name, text in (files or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    run(folder, "add", "-A")
    run(folder, "commit", "-q", "--allow-empty", "-m", "x")
    return run(folder, "rev-parse", "HEAD")


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """A repository of two pages, to be cloned."""
    folder = tmp_path / "remote"
    folder.mkdir()
    run(folder, "init", "-q", "-b", "main")
    commit(folder, {"tea.md": "# Tea\n", "db/failover.md": "# Failover\n", "README.txt": "no"})
    return folder


@pytest.fixture
def clones(tmp_path: Path) -> Path:
    return tmp_path / "clones"


def spec(remote: Path, ref: str = "", pin: str = "") -> SourceSpec:
    return SourceSpec(SourceName("lib"), SourceKind.GIT, remote.as_uri(), ref, pin)


class Opened(ExitStack):
    """Opens libraries, and closes them at the end of a test."""

    def __call__(self, found: SourceSpec, clones: Path) -> GitSource:
        source = GitSource(found, clones, os.environ)
        self.callback(source.close)
        return source


@pytest.fixture
def opened() -> Iterator[Opened]:
    with Opened() as stack:
        yield stack


def paths(source: GitSource) -> list[str]:
    return [file.path for file in source.listing().files]


def test_a_repository_is_read_without_a_checkout(
    remote: Path, clones: Path, opened: Opened
) -> None:
    source = opened(fetch(spec(remote), clones, os.environ), clones)

    assert paths(source) == ["db/failover.md", "tea.md"]
    assert source.read("tea.md") == b"# Tea\n"
    assert source.read("db/failover.md") == b"# Failover\n"
    assert source.address("tea.md") == "lib:tea.md"
    assert not list(clones.rglob("*.md"))
    with pytest.raises(UnreadableError, match="not in its library"):
        source.read("nowhere.md")
    assert source.read("tea.md") == b"# Tea\n"


def test_a_fetch_moves_on_and_a_pin_does_not(remote: Path, clones: Path, opened: Opened) -> None:
    first = fetch(spec(remote), clones, os.environ)
    pinned = fetch(spec(remote, pin=first.commit), clones, os.environ)
    newest = commit(remote, {"new.md": "# New\n"})

    moved = fetch(first, clones, os.environ)
    stayed = fetch(pinned, clones, os.environ)

    assert (moved.commit, stayed.commit) == (newest, first.commit)
    assert paths(opened(moved, clones)) == ["db/failover.md", "new.md", "tea.md"]
    assert paths(opened(stayed, clones)) == ["db/failover.md", "tea.md"]
    assert opened(moved, clones).still(opened(moved, clones).listing().snapshot)
    assert not opened(moved, clones).still(opened(stayed, clones).listing().snapshot)


@pytest.mark.parametrize("ref", ["side", "v1"])
def test_a_branch_or_a_tag_can_be_followed(remote: Path, clones: Path, ref: str) -> None:
    run(remote, "checkout", "-q", "-b", "side")
    side = commit(remote, {"side.md": "# Side\n"})
    run(remote, "tag", "-a", "v1", "-m", "one")
    run(remote, "checkout", "-q", "main")

    assert fetch(spec(remote, ref), clones, os.environ).commit == side


def test_history_that_was_rewritten_is_followed(remote: Path, clones: Path) -> None:
    first = fetch(spec(remote), clones, os.environ)
    run(remote, "commit", "-q", "--amend", "-m", "rewritten")

    moved = fetch(first, clones, os.environ)

    assert moved.commit == run(remote, "rev-parse", "HEAD") != first.commit


def test_links_submodules_and_odd_names_are_reported(
    remote: Path, clones: Path, opened: Opened
) -> None:
    (remote / "passwd.md").symlink_to("/etc/passwd")
    (remote / "esc\x1b[2J.md").write_text("# X\n", encoding="utf-8")
    (remote / "huge.md").write_bytes(b"x" * ((1 << 20) + 1))
    run(remote, "init", "-q", "-b", "main", "sub.md")
    commit(remote / "sub.md", {"a.md": "# A\n"})
    commit(remote, {".github/hidden.md": "# H\n", "node_modules/n.md": "# N\n"})

    listing = opened(fetch(spec(remote), clones, os.environ), clones).listing()

    assert [file.path for file in listing.files] == ["db/failover.md", "tea.md"]
    assert [problem.message for problem in listing.problems] == [
        "a name with control characters, or not UTF-8",
        "larger than 1 MiB",
        "a link; links in git libraries are not followed",
        "a submodule; it is a library of its own",
    ]


def test_nothing_a_repository_brings_is_run(
    remote: Path, clones: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: Opened
) -> None:
    canary = tmp_path / "canary"
    script = f"#!/bin/sh\ntouch '{canary}'\n"
    hooks = ("post-checkout", "post-merge", "reference-transaction", "pre-auto-gc", "post-update")
    template = tmp_path / "template/hooks"
    template.mkdir(parents=True)
    for hook in hooks:
        (template / hook).write_text(script, encoding="utf-8")
        (template / hook).chmod(0o755)
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(
        f"[init]\n templateDir = {template.parent}\n[core]\n hooksPath = {template}\n"
        f" fsmonitor = touch '{canary}'\n[alias]\n fetch = !touch '{canary}'\n",
        encoding="utf-8",
    )
    commit(remote, {".gitattributes": "*.md filter=evil\n", "inner/HEAD": "ref: refs/heads/x\n",
                    "inner/config": f"[core]\n\tfsmonitor = touch '{canary}'\n"})  # fmt: skip
    monkeypatch.setenv("HOME", str(home))

    source = opened(fetch(spec(remote), clones, os.environ), clones)
    assert source.read("tea.md") == b"# Tea\n"
    fetch(spec(remote), clones, os.environ)

    assert not canary.exists()
    assert not list(clones.rglob("hooks/*"))


@pytest.mark.parametrize("hostile", ["--upload-pack=touch {}", "ext::sh -c touch% {}"])
def test_an_address_is_never_taken_for_an_option_or_a_program(
    hostile: str, clones: Path, tmp_path: Path
) -> None:
    canary = tmp_path / "canary"
    evil = SourceSpec(SourceName("x"), SourceKind.GIT, hostile.format(canary))

    with pytest.raises(FetchError):
        fetch(evil, clones, os.environ)

    assert not canary.exists()
    assert list(clones.iterdir()) == []


def test_a_clone_that_fails_leaves_nothing_behind(clones: Path, tmp_path: Path) -> None:
    with pytest.raises(FetchError) as failed:
        fetch(spec(tmp_path / "nowhere"), clones, os.environ)

    assert failed.value.hint == "check the address and your access"
    assert list(clones.iterdir()) == []


def test_a_fetch_that_fails_leaves_the_library_as_it_was(
    remote: Path, clones: Path, opened: Opened
) -> None:
    found = fetch(spec(remote), clones, os.environ)
    remote.rename(remote.with_name("moved"))

    with pytest.raises(FetchError):
        fetch(found, clones, os.environ)

    assert opened(found, clones).read("tea.md") == b"# Tea\n"


def test_a_host_that_does_not_answer_may_answer_later(clones: Path) -> None:
    closed = SourceSpec(SourceName("x"), SourceKind.GIT, "https://127.0.0.1:1/x.git")

    with pytest.raises(FetchError) as failed:
        fetch(closed, clones, os.environ)

    assert failed.value.hint == "trying again later may help"


def test_a_repository_that_is_too_large_is_given_up(
    remote: Path, clones: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git, "LARGEST_CLONE", 1000)

    with pytest.raises(FetchError, match="larger than"):
        fetch(spec(remote), clones, os.environ)

    assert list(clones.iterdir()) == []


def test_without_the_program_git_that_is_said(remote: Path, clones: Path, tmp_path: Path) -> None:
    found = fetch(spec(remote), clones, os.environ)
    bare = {"PATH": str(tmp_path / "nothing")}

    with pytest.raises(NoGitError, match="the program git is not installed"):
        fetch(spec(remote), clones, bare)
    listing = GitSource(found, clones, bare).listing()

    assert [problem.message for problem in listing.problems] == ["the program git is not installed"]


def test_a_clone_that_was_removed_is_reported(remote: Path, clones: Path, opened: Opened) -> None:
    found = fetch(spec(remote), clones, os.environ)
    git.remove_clone(found, clones)

    assert not clone_path(found, clones).exists()
    assert opened(found, clones).listing().problems
    with pytest.raises(UnreadableError) as failed:
        opened(found, clones).read("tea.md")
    assert failed.value.hint == "flowhelp source update lib"


def test_the_persons_own_git_surroundings_do_not_reach_in(
    remote: Path, clones: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, opened: Opened
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path / "objects"))

    assert opened(fetch(spec(remote), clones, os.environ), clones).read("tea.md") == b"# Tea\n"


def test_what_a_server_says_cannot_steer_the_terminal() -> None:
    said, hint = failure(
        "remote: \x1b]0;owned\x07\nfatal: repository '\x1b[2J\u202eevil' not found\n"
    )

    assert said == "repository ' [2J evil' not found"
    assert hint == "check the address and your access"
