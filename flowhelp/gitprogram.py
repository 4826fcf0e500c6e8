"""The program git: what it is given so that nothing of a repository's own runs, and what it says.

This and `execution` are the only places that start programs.
"""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from flowhelp.errors import UnavailableError

if TYPE_CHECKING:
    import subprocess  # at run time only where git is started: it costs 14 ms

    Running = subprocess.Popen[bytes]
    """A git that is at work; for annotations only."""

SAFE = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.symlinks=false",
    "transfer.fsckObjects=true",
    "fetch.fsckObjects=true",
    "fetch.recurseSubmodules=false",
    "submodule.recurse=false",
    "protocol.ext.allow=never",
    "safe.bareRepository=explicit",
    "credential.interactive=false",
    "gc.auto=0",
    "maintenance.auto=false",
)
"""Settings of every call: nothing of a repository's own runs, and no question is asked."""

LONGEST_MESSAGE = 300
"""Characters of what git says that are passed on."""

_SSH = "ssh -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=20"
_REMOTE = frozenset({"fetch", "push", "ls-remote"})
_PERSONAL = _REMOTE | {"config", "commit-tree"}
_HOPELESS = ("not found", "does not exist", "denied", "authentication", "username", "password",
             "does not appear", "couldn't find", "not our ref", "not allowed", "fsck")  # fmt: skip


class NoGitError(UnavailableError):
    """The program git is not there."""

    def __init__(self) -> None:
        super().__init__(
            "the program git is not installed", hint="install git, or add the folder of a checkout"
        )


class SlowError(UnavailableError):
    """Git took too long, and was ended."""


class LargeError(UnavailableError):
    """The repository became too large, and git was ended."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a call.

    Attributes:
        out: What it printed.
        said: Its complaints, at most 64 KiB; they may quote a server (`cleaned`).
        code: 0 where it did what it should.
    """

    out: bytes
    said: str
    code: int


def environment(env: Mapping[str, str], args: Sequence[str]) -> dict[str, str]:
    """The process's own, without what would point git elsewhere, plus TRUST.md's settings.

    Args:
        env: Of this process.
        args: Of git, without settings. Only what speaks with a remote or signs gets the person's
            own proxies, credential helpers and keys, and only a `file://` address in it opens
            the `file` protocol.
    """
    kept = {key: value for key, value in env.items() if not key.startswith("GIT_")}
    if args[0] in _REMOTE:
        kept["GIT_SSH_COMMAND"] = env.get("GIT_SSH_COMMAND", _SSH)
    if args[0] not in _PERSONAL:
        kept["GIT_CONFIG_GLOBAL"] = os.devnull
    is_local = any(arg.startswith("file://") for arg in args)
    return kept | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS_REQUIRE": "never",
        "GIT_ALLOW_PROTOCOL": "file" if is_local else "https:ssh",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
    }


@dataclass(frozen=True, slots=True)
class Git:
    """Git for one repository.

    Attributes:
        folder: A bare repository, or the folder of a checkout's history.
        env: The environment that git may see a part of.
        settings: More than `SAFE`, as NAME=VALUE.
        keep: Descriptors that stay open in it.
    """

    folder: Path
    env: Mapping[str, str]
    settings: tuple[str, ...] = ()
    keep: tuple[int, ...] = ()

    def start(
        self,
        args: Sequence[str],
        *,
        given: IO[bytes] | bool = False,
        errors: IO[bytes] | None = None,
    ) -> Running:
        """Git at work, in a session of its own.

        Args:
            args: Without settings; whatever comes from outside stands after a `--`.
            given: A file that it reads, or whether something is written to it.
            errors: Where its complaints go; nowhere without.

        Raises:
            NoGitError: The program is not there.
        """
        import subprocess  # noqa: PLC0415 (costs 14 ms; what is unchanged starts no program)

        pipes = {True: subprocess.PIPE, False: subprocess.DEVNULL}
        chosen = [part for setting in (*SAFE, *self.settings) for part in ("-c", setting)]
        try:
            return subprocess.Popen(  # noqa: S603 (a list, never a shell)
                ("git", *chosen, f"--git-dir={self.folder}", *args),  # noqa: S607 (of the PATH)
                stdin=given if not isinstance(given, bool) else pipes[given],
                stdout=subprocess.PIPE,
                stderr=errors if errors is not None else subprocess.DEVNULL,
                env=environment(self.env, args),
                start_new_session=True,
                pass_fds=self.keep,
            )
        except FileNotFoundError as error:
            raise NoGitError from error

    def run(
        self, args: Sequence[str], *, seconds: float, largest: int, given: bytes | None = None
    ) -> Ran:
        """What became of a call that ends by itself; ended when it takes too long or too much.

        Args:
            args: As for `start`.
            seconds: It may take.
            largest: Bytes that the repository may have while it runs.
            given: What it reads.

        Raises:
            NoGitError: The program is not there.
            SlowError: It took too long.
            LargeError: It took too much.
        """
        with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as reads:
            # From a file: `communicate` forgets the rest of its input at a timeout (3.11).
            reads.write(given or b"")
            reads.seek(0)
            running = self.start(args, given=reads if given else False, errors=errors)
            try:
                out = self._watched(running, seconds, largest)
            except BaseException:
                end(running)
                raise
            errors.seek(0)
            said = errors.read(1 << 16).decode("utf-8", "replace")
        return Ran(out, said, running.returncode)

    def _watched(self, running: Running, seconds: float, largest: int) -> bytes:
        from subprocess import TimeoutExpired  # noqa: PLC0415 (as in start)

        deadline = time.monotonic() + seconds
        while True:
            try:
                return running.communicate(timeout=0.5)[0]
            except TimeoutExpired:
                if time.monotonic() > deadline:
                    raise SlowError(
                        f"git took more than {seconds:.0f} s", hint="trying again later may help"
                    ) from None
                if size(self.folder) > largest:
                    raise LargeError(f"the repository is larger than {largest >> 20} MiB") from None


def end(running: Running) -> None:
    """Ends a program with everything it started."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(running.pid, signal.SIGKILL)
        else:
            running.kill()
    running.communicate()


def size(folder: Path) -> int:
    """Bytes of everything in a folder, as far as it can be seen."""
    found = 0
    for place, _, names in os.walk(folder):  # it passes over folders that vanish meanwhile
        for name in names:
            with suppress(OSError):
                found += os.lstat(f"{place}/{name}").st_size
    return found


def failure(message: str) -> tuple[str, str]:
    """Git's own words in one line, and the hint whether trying again helps.

    Args:
        message: Everything git wrote to stderr. It may quote the server, so control
            characters are taken out here already.
    """
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    said = [line for line in lines if line.startswith(("ssh:", "fatal:", "error:"))] or lines[-1:]
    text = said[0].removeprefix("fatal:").removeprefix("error:").strip() if said else ""
    hopeless = any(word in message.lower() for word in _HOPELESS)
    again = "trying again later may help"
    return cleaned(text), "check the address and your access" if hopeless else again


def cleaned(text: str) -> str:
    """One line of at most `LONGEST_MESSAGE` characters, none of which controls a terminal."""
    return "".join(char if char.isprintable() else " " for char in text)[:LONGEST_MESSAGE]
