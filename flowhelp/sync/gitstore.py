"""A private bare repository: what this machine offers, and what it fetched of others.

Nothing in it is ever checked out, and no repository of the user is touched. Its refs:
`refs/own/DEVICE` what is offered, `refs/arrived/DEVICE` what was last taken of it,
`refs/cloned/DEVICE` what another machine wrote as this device, `refs/there/NAME` what others have
at the target, `refs/was/NAME/COMMIT` what they had before they wrote their history anew. Objects
are never pruned.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import sha1
from pathlib import Path

from flowhelp.gitprogram import Git, LargeError, NoGitError, Ran, SlowError, failure
from flowhelp.sync import gitsign
from flowhelp.sync.gitdraft import Draft
from flowhelp.sync.target import UnreachableError

ALL = "refs/"

SECONDS = 300.0
"""A call of git may take here."""

TRAVEL = 7200.0
"""Seconds that a push or a fetch may take: weeks of records, over a thin line, in one piece."""

LARGEST = 8 << 30
"""Bytes of a private repository."""

DURABLE = (
    "core.fsync=committed,loose-object,reference",
    "http.lowSpeedLimit=100",
    "http.lowSpeedTime=60",
)
"""What git flushes before it says that something is done, and when a server counts as silent."""

PATIENCE = 20.0
"""Seconds that another sync of this machine is waited for."""

_FOLDERS_OF_LOOSE = 17
_LOOSE_IN_IT = 8
"""Git's own estimate: objects are spread evenly over 256 folders, so about 2,000 in all."""

_PACKS = 40


@dataclass(frozen=True, slots=True)
class Change:
    """A file that another commit has, has differently, or has no more.

    Attributes:
        blob: Its content; empty for one that was removed.
        old: The content it had; empty for a new one.
    """

    path: str
    blob: str
    old: str


class Store:
    """The repository; made at first use, and made again where it was deleted."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self.folder = folder
        self._env = env
        self._keep: tuple[int, ...] = ()

    def git(self, *, lasting: bool = False) -> Git:
        """Git for this repository.

        Args:
            lasting: Whether the lock is kept as long as that call lives, though this process dies.
        """
        return Git(self.folder, self._env, DURABLE, self._keep if lasting else ())

    @contextmanager
    def held(self) -> Iterator[None]:
        """The repository for this process alone, without what a killed one left locked.

        Raises:
            UnreachableError: Another sync has it, or it cannot be written.
        """
        import fcntl  # noqa: PLC0415 (only where something is sent)

        try:
            self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(f"{self.folder}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise UnreachableError(_unwritable(self.folder, error)) from error
        try:
            deadline = time.monotonic() + PATIENCE
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except OSError:
                    if time.monotonic() > deadline:
                        raise UnreachableError("another sync with this target is running") from None
                    time.sleep(0.02)
            self._keep = (lock,)
            self._ready()
            yield
        except OSError as error:
            raise UnreachableError(_unwritable(self.folder, error)) from error
        finally:
            self._keep = ()
            os.close(lock)

    def run(
        self, *args: str, given: bytes | None = None, ok: Sequence[int] = (0,), lasting: bool = True
    ) -> Ran:
        """What a call here came to.

        Raises:
            UnreachableError: It failed, or there is no git.
        """
        ran = self.tried(*args, given=given, lasting=lasting)
        if ran.code not in ok:
            said, hint = failure(ran.said)
            raise UnreachableError(said or f"git {args[0]} failed", hint=hint)
        return ran

    def tried(
        self,
        *args: str,
        given: bytes | None = None,
        lasting: bool = False,
        settings: Sequence[str] = (),
    ) -> Ran:
        """The same, whether it worked or not."""
        try:
            git = self.git(lasting=lasting)
            git = replace(git, settings=(*git.settings, *settings))
            seconds = TRAVEL if args[0] in {"fetch", "push"} else SECONDS
            return git.run(args, seconds=seconds, largest=LARGEST, given=given)
        except (NoGitError, SlowError, LargeError) as error:
            raise UnreachableError(error.message, hint=error.hint) from error
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise UnreachableError(
                f"git cannot be told what to do: {why}",
                hint="make room in the folder of temporary files",
            ) from error

    def objects(self, names: Sequence[str]) -> dict[str, str]:
        """The ids of what is there, by the names it was asked for."""
        if not names:
            return {}
        given = "".join(f"{name}\n" for name in names).encode()
        lines = self.run("cat-file", "--batch-check", given=given, lasting=False).out.splitlines()
        return {
            name: line.split()[0].decode()
            for name, line in zip(names, lines, strict=True)
            if not line.endswith((b" missing", b" ambiguous"))
        }

    def content(self, blob: str) -> bytes:
        """The bytes of one small file."""
        return self.run("cat-file", "blob", blob, lasting=False).out

    def refs(self, under: str) -> dict[str, str]:
        """Commits by the rest of their ref's name."""
        form = "--format=%(objectname) %(refname)"
        listed = self.run("for-each-ref", form, under, lasting=False).out.decode()
        pairs = (line.split(" ", 1) for line in listed.splitlines())
        return {name.removeprefix(under): commit for commit, name in pairs}

    def point(self, ref: str, commit: str) -> None:
        """Sets a ref; an empty commit removes it."""
        self.run("update-ref", *(("-d", ref) if not commit else (ref, commit)))

    def is_before(self, older: str, newer: str) -> bool:
        """Whether a commit is in the history of another; each is in its own."""
        asked = self.run("merge-base", "--is-ancestor", older, newer, ok=(0, 1), lasting=False)
        return asked.code == 0

    def is_related(self, one: str, other: str) -> bool:
        """Whether two commits have a common past."""
        return self.run("merge-base", one, other, ok=(0, 1), lasting=False).code == 0

    def changes(self, old: str, new: str) -> Iterator[Change]:
        """What differs between two commits; everything where the older is empty."""
        if not old:
            listed = self.run("ls-tree", "-r", "-z", "--full-tree", new, lasting=False).out
            for record in listed.split(b"\0")[:-1]:
                about, _, name = record.partition(b"\t")
                yield Change(name.decode("utf-8", "replace"), about.split()[2].decode(), "")
            return
        raw = self.run(
            "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", old, new,
            lasting=False,
        ).out.split(b"\0")[:-1]  # fmt: skip
        for about, name in zip(raw[::2], raw[1::2], strict=True):
            _, _, before, after, _ = about.decode().split(" ")
            was, now = (oid.strip("0") and oid for oid in (before, after))
            yield Change(name.decode("utf-8", "replace"), now, was)

    def commit(self, draft: Draft) -> str:
        """The commit of what is added to a history; it is on the disk, and no ref shows it."""
        made = self.run("fast-import", "--quiet", "--force", "--done", given=draft.stream())
        commit = made.out.decode().strip()
        wanted = self.tried("config", "--global", "--get-regexp", gitsign.WANTED)
        how = gitsign.settings(wanted.out.decode("utf-8", "replace"), self.folder)
        if how is None:
            return commit
        parents = ("-p", draft.base) if draft.base else ()
        words = ("commit-tree", "-S", *parents, "-m", draft.message, f"{commit}^{{tree}}")
        signed = self.tried(*words, lasting=True, settings=how)
        if signed.code:
            said, _ = failure(signed.said)
            raise UnreachableError(  # a key is unlocked for other things too, and then this works
                f"the commit could not be signed: {said}",
                hint="unlock the key and sync again, or set git's commit.gpgsign to false",
            )
        return signed.out.decode().strip()

    def tidy(self) -> None:
        """Packs what lies about loose, once it is much; nothing is thrown away."""
        loose = self.folder / "objects" / f"{_FOLDERS_OF_LOOSE:02x}"
        packs = self.folder / "objects" / "pack"
        many = _count(loose, "") > _LOOSE_IN_IT or _count(packs, ".pack") > _PACKS
        if many:  # geometric: each object is packed again only as the whole doubles
            self.tried("repack", "-d", "-q", "--geometric=2", lasting=True)
            self.tried("pack-refs", "--all", "--prune", lasting=True)

    def _ready(self) -> None:
        if (self.folder / "HEAD").is_file():
            for place in ("", "refs/**/"):
                for lock in self.folder.glob(f"{place}*.lock"):
                    lock.unlink(missing_ok=True)  # of a process that is dead: we hold the lock
            for report in self.folder.glob("fast_import_crash_*"):
                report.unlink(missing_ok=True)
            return
        fresh = self.folder.with_name(f".{self.folder.name}-{secrets.token_hex(4)}")
        git = Git(fresh, self._env, DURABLE, self._keep)
        try:
            git.run(("init", "--bare", "--quiet", "--template="), seconds=SECONDS, largest=LARGEST)
            if self.folder.exists():
                self.folder.rename(f"{self.folder}.damaged-{secrets.token_hex(4)}")
            fresh.rename(self.folder)
        except NoGitError as error:
            raise UnreachableError(error.message, hint="install git") from error
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def under(refs: Mapping[str, str], prefix: str) -> dict[str, str]:
    """Those of all refs, by their names below `ALL`, that lie under a prefix, by what follows it.

    Each git that is asked costs 5 ms; so all are asked for at once.
    """
    start = prefix.removeprefix(ALL)
    return {name[len(start) :]: each for name, each in refs.items() if name.startswith(start)}


def blob_id(content: bytes) -> str:
    """What git calls these bytes."""
    return sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _count(folder: Path, ending: str) -> int:
    with suppress(OSError):
        return sum(name.endswith(ending) for name in os.listdir(folder))  # noqa: PTH208 (names)
    return 0


def _unwritable(folder: Path, error: OSError) -> str:
    return f"{folder} cannot be written: {error.strerror or error}"
