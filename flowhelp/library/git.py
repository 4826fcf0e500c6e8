"""A git repository as a source: a bare clone, read without ever checking it out.

No checkout means no symlinks, filters, hooks, submodules or case folding. Git
gets settings that leave nothing of the repository's own to run (gitprogram.py).
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from flowhelp.errors import UnavailableError
from flowhelp.gitprogram import Git, LargeError, NoGitError, SlowError, failure, size
from flowhelp.library.address import checked_ref
from flowhelp.library.gittext import take
from flowhelp.library.source import File, Listing, Problem, SourceSpec, UnreadableError
from flowhelp.library.text import LARGEST_FILE

if TYPE_CHECKING:
    from flowhelp.gitprogram import Running

SECONDS = 300.0
"""A fetch may take."""

LARGEST_CLONE = 512 << 20
"""Bytes of a clone."""

MOST_FILES = 50_000
"""Procedure files in one repository."""

_HERE = "refs/flowhelp/here"


class FetchError(UnavailableError):
    """A repository did not answer, or not with what can be taken."""


class GitSource:
    """The procedures of one commit of a repository."""

    def __init__(self, spec: SourceSpec, clones: Path, env: Mapping[str, str]) -> None:
        self._spec = spec
        self._clone = clone_path(spec, clones)
        self._env = env
        self._reader: Running | None = None

    @property
    def spec(self) -> SourceSpec:
        """Which library this is."""
        return self._spec

    def listing(self) -> Listing:
        """Every procedure file of the commit, by path, with its blob as stamp."""
        try:
            listed = _run(
                ("ls-tree", "-r", "-z", "-l", "--full-tree", self._spec.commit),
                self._clone, self._env,
            )  # fmt: skip
        except UnavailableError as error:
            return Listing((), (Problem("", error.message),), b"")
        files: list[File] = []
        problems: list[Problem] = []
        for record in listed.split(b"\0")[:-1]:
            take(record, files, problems)
            if len(files) > MOST_FILES:
                files.pop()
                problems.append(
                    Problem("", f"more than {MOST_FILES:,} files; the rest is left out")
                )
                break
        return Listing(
            tuple(sorted(files, key=lambda file: file.path)),
            tuple(sorted(problems, key=lambda problem: problem.path)),
            self._spec.commit.encode(),
        )

    def still(self, snapshot: bytes) -> bool:
        """Whether the library stands at that commit; no program is started to tell."""
        return snapshot == self._spec.commit.encode()

    def watching(self, snapshot: bytes) -> Callable[[], bool]:
        """The same; there is nothing to wait for."""
        return lambda: self.still(snapshot)

    def read(self, path: str, most: int = LARGEST_FILE) -> bytes:
        """The bytes of one file, of which there may be `most`.

        Raises:
            UnreadableError: It is not in the commit, too large, or the clone is gone.
        """
        try:
            reader = self._reader or self._started()
            assert reader.stdin is not None and reader.stdout is not None  # noqa: S101, PT018
            reader.stdin.write(f"{self._spec.commit}:{path}\n".encode())
            reader.stdin.flush()
            return self._blob(reader.stdout, most)
        except (OSError, NoGitError) as error:
            self.close()
            raise UnreadableError(
                "its clone cannot be read", hint=f"flowhelp source update {self._spec.name}"
            ) from error

    def address(self, path: str) -> str:
        """The path inside the repository; there is no file of that name on this machine."""
        return self._spec.address(path)

    def close(self) -> None:
        """Ends the reading program; the next `read` starts it again."""
        if self._reader is not None:
            self._reader.kill()
            self._reader.communicate()
            self._reader = None

    def _started(self) -> Running:
        self._reader = Git(self._clone, self._env).start(("cat-file", "--batch"), given=True)
        return self._reader

    def _blob(self, answer: IO[bytes], most: int) -> bytes:
        line = answer.readline()
        if not line:
            raise BrokenPipeError
        head = line.split()
        known = len(head) == 3 and head[1] == b"blob" and head[2].isdigit()  # noqa: PLR2004
        if not known:  # `PATH missing`, whatever is in the path
            raise UnreadableError("not in its library any more")
        size = int(head[-1])
        if size > most:
            self.close()  # rather than reading it to its end
            raise UnreadableError(f"larger than {most >> 20} MiB")
        raw = answer.read(size)
        answer.read(1)
        if len(raw) < size:
            raise BrokenPipeError
        return raw


def read_at(git_dir: Path, revision: str, path: str, env: Mapping[str, str]) -> bytes:
    """The bytes of a file of somebody's checkout at a revision.

    Nothing of the repository is run: the blob is read as it is stored, without
    filters, text conversion or replacement objects.

    Args:
        git_dir: The folder of its history.
        revision: A commit or `HEAD~1`, checked by the caller; never an option.
        path: From the top of the checkout, with `/`.
        env: The environment that git may see a part of.

    Raises:
        UnreadableError: There was no such file, or it is too large.
        NoGitError: The program git is not there.
    """
    try:
        content = _run(
            ("--no-replace-objects", "cat-file", "blob", f"{revision}:{path}"), git_dir, env
        )
    except FetchError as error:
        raise UnreadableError(error.message) from error
    if len(content) > LARGEST_FILE:
        raise UnreadableError("it is larger than 1 MiB")
    return content


def clone_path(spec: SourceSpec, clones: Path) -> Path:
    """The folder of a library's clone."""
    return clones / f"{hashlib.sha256(spec.key.encode()).hexdigest()[:16]}.git"


def fetch(spec: SourceSpec, clones: Path, env: Mapping[str, str]) -> SourceSpec:
    """The library at the newest commit of its ref, or at its pin; cloned when it is new.

    A clone that fails leaves nothing behind; a fetch that fails leaves the
    library at the commit it had.

    Raises:
        NoGitError: There is no git.
        FetchError: The repository does not answer in time, is too large, or is damaged.
    """
    clone = clone_path(spec, clones)
    fresh = clone.with_name(f".{clone.name}-{secrets.token_hex(4)}")
    target = clone if clone.is_dir() else fresh
    try:
        if target is fresh:
            fresh.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _run(("init", "--bare", "--quiet", "--template="), fresh, env)
        wanted = spec.pin or checked_ref(spec.ref) or "HEAD"
        _run(
            ("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--force",
             "--", spec.location, f"{wanted}:{_HERE}"),
            target, env,
        )  # fmt: skip
        named = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{_HERE}^{{commit}}")
        commit = _run(named, target, env).decode().strip()
        if target is fresh:
            fresh.rename(clone)
    except OSError as error:
        raise FetchError(f"{clones} cannot be written: {error.strerror or error}") from error
    finally:
        if fresh.exists():
            shutil.rmtree(fresh, ignore_errors=True)
    return spec.but(commit=commit)


def remove_clone(spec: SourceSpec, clones: Path) -> None:
    """Removes what was cloned of a library."""
    shutil.rmtree(clone_path(spec, clones), ignore_errors=True)


def _run(args: Sequence[str], clone: Path, env: Mapping[str, str]) -> bytes:
    """What git prints; ended when it takes too long or takes too much."""
    try:
        ran = Git(clone, env).run(args, seconds=SECONDS, largest=LARGEST_CLONE)
    except (SlowError, LargeError) as error:
        raise FetchError(error.message, hint=error.hint) from None
    if args[0] == "fetch" and size(clone) > LARGEST_CLONE:
        raise FetchError(f"the repository is larger than {LARGEST_CLONE >> 20} MiB")
    if ran.code:
        said, hint = failure(ran.said)
        raise FetchError(said or f"git {args[0]} failed", hint=hint)
    return ran.out
