"""Signatures with SSH keys, by the `ssh-keygen` of this machine (SSHSIG).

The key may be in a file or in an agent. What is signed goes in by standard
input, and never by way of a shell. The namespace keeps such a signature from
being taken for one of another program, as a signed git commit.

Source: https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from flowhelp.errors import RefusedError, UnavailableError

NAMESPACE = "flowhelp@flowhelp.example"
"""What the signatures of this program are for."""

HEADS = "flowhelp-head"
"""What signatures over the ends of chains are for."""

_TIMEOUT_S = 60.0
_KEPT = ("PATH", "HOME", "SSH_AUTH_SOCK", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "DISPLAY", "TERM")
"""What `ssh-keygen` needs of the environment, to find keys, agents and a way to ask."""


class NoKeygenError(UnavailableError):
    """There is no `ssh-keygen` here, or it does not answer."""


class NotSignedError(RefusedError):
    """The key was not there, or its owner did not agree."""


def is_there() -> bool:
    """Whether this machine can make and check such signatures."""
    return shutil.which("ssh-keygen") is not None


def sign(statement: bytes, key: Path, env: Mapping[str, str], namespace: str = NAMESPACE) -> str:
    """The armoured signature over `statement`.

    Args:
        statement: What is signed.
        key: A private key; or a public one, whose private half an agent has.
        env: Of this process; the agent is found by it. A passphrase is asked for at the
            terminal by `ssh-keygen` itself, and never comes by here.
        namespace: What the signature is for; it is good for nothing else.

    Raises:
        NoKeygenError: There is no `ssh-keygen`, or it took more than a minute.
        NotSignedError: It did not sign.
    """
    done = _keygen(["-Y", "sign", "-n", namespace, "-f", os.fspath(key)], statement, env)
    signature = done.stdout.decode("ascii", "replace")
    if done.returncode != 0 or "BEGIN SSH SIGNATURE" not in signature:
        raise NotSignedError(
            f"the key {key} did not sign: {_said(done)}",
            hint="ssh-add -L shows which keys an agent has",
        )
    return signature


def is_signed(
    statement: bytes, signature: str, who: str, allowed: Path, env: Mapping[str, str]
) -> bool:
    """Whether that is a signature of `who` over `statement`.

    Args:
        statement: What should have been signed.
        signature: As `sign` gives it.
        who: The principal, as the file of allowed signers names them.
        allowed: That file; see ALLOWED SIGNERS in ssh-keygen(1).
        env: Of this process.

    Raises:
        NoKeygenError: There is no `ssh-keygen`, or it took more than a minute.
    """
    with tempfile.TemporaryDirectory(prefix="flowhelp-") as folder:
        file = Path(folder) / "signature"
        file.write_text(signature, encoding="utf-8")
        words = ["-Y", "verify", "-n", NAMESPACE, "-I", who, "-f", os.fspath(allowed)]
        return _keygen([*words, "-s", os.fspath(file)], statement, env).returncode == 0


def signer_of(
    statement: bytes, signature: str, allowed: Path, env: Mapping[str, str], namespace: str
) -> str | None:
    """Who of the allowed signers made a signature over `statement`.

    Empty where it was made with one's key and not over that; None where the key is nobody's.

    Args:
        statement: What should have been signed.
        signature: As `sign` gives it.
        allowed: See `is_signed`.
        env: Of this process.
        namespace: What the signature is for.

    Raises:
        NoKeygenError: There is no `ssh-keygen`, or it took more than a minute.
    """
    with tempfile.TemporaryDirectory(prefix="flowhelp-") as folder:
        file = Path(folder) / "signature"
        file.write_text(signature, encoding="utf-8")
        known = ["-f", os.fspath(allowed), "-s", os.fspath(file)]
        named = _keygen(["-Y", "find-principals", *known], b"", env)
        known_as = named.stdout.decode("utf-8", "replace").split("\n")[:-1]
        for who in known_as:
            words = ["-Y", "verify", "-n", namespace, "-I", who, *known]
            if who and _keygen(words, statement, env).returncode == 0:
                return who
    return "" if known_as else None


def git_key(env: Mapping[str, str], folder: Path) -> tuple[str, Path] | None:
    """Who signs commits with git in that folder, and the SSH key they do it with.

    Returns:
        The address git has for them, and the file; None where git signs with no such key,
        or is not here.

    Source: https://git-scm.com/docs/git-config#Documentation/git-config.txt-usersigningKey
    """
    program = shutil.which("git", path=env.get("PATH"))
    if program is None:
        return None
    said = []
    for name in ("gpg.format", "user.signingkey", "user.email"):
        found = subprocess.run(  # noqa: S603 - a program of this machine, and no shell
            [program, "config", "--get", name],
            cwd=folder,
            env=dict(env),
            capture_output=True,
            check=False,
        )
        said.append(found.stdout.decode("utf-8", "replace").strip())
    kind, key, email = said
    path = Path(key).expanduser()
    return (email, path) if kind == "ssh" and email and key and path.is_file() else None


def _keygen(
    words: list[str], statement: bytes, env: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("ssh-keygen", path=env.get("PATH"))
    if program is None:
        raise NoKeygenError("there is no ssh-keygen here", hint="install OpenSSH, or use a PIN")
    kept = {name: env[name] for name in _KEPT if name in env}
    try:
        return subprocess.run(  # noqa: S603 - a program of this machine, and no shell
            [program, *words],
            input=statement,
            env=kept | {"LC_ALL": "C"},
            capture_output=True,
            check=False,
            timeout=_TIMEOUT_S,
        )
    except subprocess.TimeoutExpired as error:
        raise NoKeygenError(f"ssh-keygen did not answer within {_TIMEOUT_S:.0f} s") from error
    except OSError as error:
        raise NoKeygenError(f"ssh-keygen cannot be run: {error.strerror}") from error


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    """The last line of what it said; what it asked for is not in it."""
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else f"exit {done.returncode}"
