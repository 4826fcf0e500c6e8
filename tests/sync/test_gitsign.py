"""Commits of records are signed where the person's own git signs: real git, real keys."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from flowhelp.sync import gitsign
from flowhelp.sync.git import GitTarget
from flowhelp.sync.target import UnreachableError
from tests.keys import needs_keygen
from tests.sync.conformance import ADA, Chain, offer
from tests.sync.test_git import place, ref, run

__all__ = ["place"]

needs_gpg = pytest.mark.skipif(
    not (shutil.which("gpg") and shutil.which("gpgconf")), reason="there is no GnuPG here"
)
PERSON = "[user]\nname = Ada\nemail = ada@example.org\n[commit]\ngpgsign = true\n"


def home_of(folder: Path, config: str) -> dict[str, str]:
    """The environment of a person whose git is set like that."""
    folder.mkdir(exist_ok=True)
    (folder / ".gitconfig").write_text(config, encoding="utf-8")
    return {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}


@needs_keygen
def test_commits_are_signed_with_an_ssh_key(place: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(
        ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada", "-f", str(key)), check=True
    )
    env = home_of(
        tmp_path / "home", f"{PERSON}[gpg]\nformat = ssh\n[user]\nsigningkey = {key}.pub\n"
    )
    offer(GitTarget(place.as_uri(), tmp_path / "ada", env), Chain(ADA), [1, 2])
    allowed = tmp_path / "allowed"
    public = Path(f"{key}.pub").read_text(encoding="utf-8")
    allowed.write_text(f"ada@example.org {public}", encoding="utf-8")

    run(place, "-c", f"gpg.ssh.allowedSignersFile={allowed}", "verify-commit", ref(ADA))

    key.unlink()
    with pytest.raises(UnreachableError, match="could not be signed"):
        offer(GitTarget(place.as_uri(), tmp_path / "ada", env), Chain(ADA), [3])


@pytest.fixture
def keys() -> Iterator[dict[str, str]]:
    """An environment with a GnuPG of its own, whose sockets have short names."""
    folder = tempfile.mkdtemp(prefix="fh-")
    yield {**os.environ, "GNUPGHOME": folder}
    subprocess.run(("gpgconf", "--homedir", folder, "--kill", "all"), check=False)
    shutil.rmtree(folder)


def new_key(env: dict[str, str], passphrase: str) -> None:
    words = ("--batch", "--pinentry-mode", "loopback", "--passphrase", passphrase)
    name = ("Ada <ada@example.org>", "ed25519", "sign", "never")
    subprocess.run(
        ("gpg", "-q", *words, "--quick-generate-key", *name),
        env=env, check=True, capture_output=True,
    )  # fmt: skip


@needs_gpg
def test_commits_are_signed_with_an_openpgp_key(
    place: Path,
    tmp_path: Path,
    keys: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    new_key(keys, "")
    env = home_of(tmp_path / "home", PERSON) | {"GNUPGHOME": keys["GNUPGHOME"]}

    offer(GitTarget(place.as_uri(), tmp_path / "it's ada", env), Chain(ADA), [1, 2])

    monkeypatch.setenv("GNUPGHOME", keys["GNUPGHOME"])
    run(place, "verify-commit", ref(ADA))


@needs_gpg
def test_a_key_that_is_locked_asks_nothing_and_its_owner_is_told(
    place: Path,
    tmp_path: Path,
    keys: dict[str, str],
) -> None:
    new_key(keys, "correct horse")
    subprocess.run(("gpgconf", "--kill", "gpg-agent"), env=keys, check=True)  # it forgets
    asked = tmp_path / "asked"
    window = tmp_path / "pinentry"
    window.write_text(f"#!/bin/sh\ntouch {asked}\n", encoding="utf-8")
    window.chmod(0o700)
    settings = Path(keys["GNUPGHOME"], "gpg-agent.conf")
    settings.write_text(f"pinentry-program {window}\n", encoding="utf-8")
    env = home_of(tmp_path / "home", PERSON) | {"GNUPGHOME": keys["GNUPGHOME"]}
    target, ada = GitTarget(place.as_uri(), tmp_path / "ada", env), Chain(ADA)

    with pytest.raises(UnreachableError, match="could not be signed") as found:
        offer(target, ada, [1])

    assert "unlock the key" in (found.value.hint or "")
    assert not asked.exists()
    assert not run(place, "for-each-ref")
    home_of(tmp_path / "home", PERSON.replace("true", "false"))
    offer(target, ada, [1])
    assert run(place, "for-each-ref")


@pytest.mark.parametrize(
    ("said", "signs"),
    [
        ("", None),
        ("commit.gpgsign false", None),
        ("gpg.format ssh", None),
        ("commit.gpgsign true\ngpg.format x509", None),
        ("commit.gpgsign true\ngpg.format ssh", ()),
        ("commit.gpgsign\ngpg.format ssh", ()),
        ("commit.gpgsign true\ngpg.format openpgp\ngpg.format ssh", ()),
    ],
)
def test_what_git_is_set_to_decides(
    said: str, signs: tuple[str, ...] | None, tmp_path: Path
) -> None:
    assert gitsign.settings(said, tmp_path) == signs
    assert not list(tmp_path.iterdir())


def test_the_program_is_the_persons_own(tmp_path: Path) -> None:
    said = "commit.gpgsign true\ngpg.program gpg1\ngpg.openpgp.program my gpg"

    assert gitsign.settings(said, tmp_path) == (f"gpg.program={tmp_path / 'gpg-quietly'}",)

    text = (tmp_path / "gpg-quietly").read_text(encoding="utf-8")
    assert text.endswith("exec 'my gpg' --pinentry-mode=error \"$@\"\n")
