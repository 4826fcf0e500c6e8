"""Real SSH keys and a real agent, where this machine has them."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

needs_keygen = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="there is no ssh-keygen here"
)
needs_agent = pytest.mark.skipif(
    shutil.which("ssh-agent") is None or shutil.which("ssh-add") is None,
    reason="there is no ssh-agent here",
)


def new_key(path: Path, passphrase: str = "") -> Path:
    """A new Ed25519 key in that file, the public one beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "test", "-f", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return path


@contextmanager
def agent_with(key: Path, folder: Path) -> Iterator[dict[str, str]]:
    """The environment of an agent that holds that key, until the block is over."""
    socket = folder / "agent"
    started = subprocess.run(
        ["ssh-agent", "-a", str(socket)], check=True, capture_output=True, text=True
    )
    found = re.search(r"SSH_AGENT_PID=(\d+)", started.stdout)
    assert found
    env = {"PATH": os.environ["PATH"], "SSH_AUTH_SOCK": str(socket)}
    try:
        subprocess.run(["ssh-add", "-q", str(key)], check=True, env=env, capture_output=True)
        yield env
    finally:
        os.kill(int(found.group(1)), signal.SIGTERM)
