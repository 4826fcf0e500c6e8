"""Signatures by the `ssh-keygen` of this machine."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from flowhelp.execution.sshsign import (
    NAMESPACE,
    NoKeygenError,
    NotSignedError,
    is_signed,
    sign,
)
from tests.keys import agent_with, needs_agent, needs_keygen, new_key

pytestmark = needs_keygen
ENV = {"PATH": os.environ["PATH"]}
WORDS = b'{"meaning":"verified"}'


def allowed(folder: Path, **keys: Path) -> Path:
    lines = [
        f'{who} namespaces="{NAMESPACE}" {key.with_suffix(".pub").read_text()}'
        for who, key in keys.items()
    ]
    path = folder / "allowed_signers"
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_a_signature_is_of_those_words_by_that_person_and_nobody_else(tmp_path: Path) -> None:
    kim, lee = new_key(tmp_path / "kim"), new_key(tmp_path / "lee")
    signers = allowed(tmp_path, kim=kim, lee=lee)

    signature = sign(WORDS, kim, ENV)

    assert is_signed(WORDS, signature, "kim", signers, ENV)
    assert not is_signed(WORDS + b" ", signature, "kim", signers, ENV)
    assert not is_signed(WORDS, signature, "lee", signers, ENV)
    assert not is_signed(WORDS, signature.replace("A", "B", 1), "kim", signers, ENV)
    assert not is_signed(WORDS, "", "kim", signers, ENV)


def test_a_signature_for_another_program_is_none(tmp_path: Path) -> None:
    kim = new_key(tmp_path / "kim")
    command = ["ssh-keygen", "-Y", "sign", "-n", "git", "-f", str(kim)]
    other = subprocess.run(command, input=WORDS, check=True, capture_output=True).stdout.decode()

    assert not is_signed(WORDS, other, "kim", allowed(tmp_path, kim=kim), ENV)


def test_a_key_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotSignedError, match="did not sign"):
        sign(WORDS, tmp_path / "none", ENV)


def test_a_machine_without_the_program_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoKeygenError, match="no ssh-keygen"):
        sign(WORDS, tmp_path / "kim", {"PATH": str(tmp_path)})


def test_nothing_of_the_environment_reaches_it_but_what_it_needs(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    program = tmp_path / "ssh-keygen"
    program.write_text(f'#!/bin/sh\n/usr/bin/env > "{seen}"\nexit 1\n', encoding="utf-8")
    program.chmod(0o700)

    with pytest.raises(NotSignedError):
        sign(WORDS, tmp_path / "kim", {"PATH": str(tmp_path), "TOKEN": "canary", "LD_PRELOAD": ""})

    assert "canary" not in seen.read_text()
    assert "LD_PRELOAD" not in seen.read_text()


@needs_agent
def test_an_agent_signs_for_a_public_key(tmp_path: Path) -> None:
    kim = new_key(tmp_path / "kim")
    with agent_with(kim, tmp_path) as env:
        kim.unlink()
        signature = sign(WORDS, kim.with_suffix(".pub"), env)

    assert is_signed(WORDS, signature, "kim", allowed(tmp_path, kim=kim), ENV)
