"""A repository elsewhere, as far as records need it: refs, fetching, a push that never forces."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flowhelp.errors import InputError
from flowhelp.gitprogram import Ran, cleaned, failure
from flowhelp.ids import DeviceId
from flowhelp.sync.gitstore import Store
from flowhelp.sync.target import DeniedError, UnreachableError

STALE = 60.0
"""Seconds after which a lock that only this device can have made is of a dead program."""

PUBLIC = "refs/flowhelp/"
THERE = "refs/there/"

_RECEIVE = "--receive-pack=git -c core.fsync=committed,loose-object,reference receive-pack"
"""A repository on this machine's own disks flushes what it takes as ours does."""

_RACED = ("non-fast-forward", "fetch first", "stale info", "already exists", "cannot lock ref",
          "failed to update ref", "incorrect old value")  # fmt: skip
_FORBIDDEN = ("denied", "authentication failed", "could not read username", "returned error: 403",
              "returned error: 401", "read-only", "insufficient permission", "deny updating",
              "not permitted", "not allowed", "dubious ownership",
              "host key verification")  # fmt: skip


class Outcome(Enum):
    """What became of a push."""

    KEPT = auto()
    RACED = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Pushed:
    """An outcome, and the words of whoever refused."""

    outcome: Outcome
    words: str = ""


class Remote:
    """One address.

    Args:
        address: https://, ssh://, user@host:path, or file:// for a folder that was chosen.

    Raises:
        InputError: The address is of another kind, or an option in disguise.
    """

    def __init__(self, address: str, store: Store) -> None:
        self.address = _checked(address)
        self._store = store

    def push(self, commit: str, device: DeviceId) -> Pushed:
        """Offers a commit as a device's newest; nothing there is ever overwritten.

        Raises:
            UnreachableError: It is unknown whether it was taken, or it cannot be now.
            DeniedError: Nobody may write there, or not with these credentials.
        """
        local = (_RECEIVE,) if self.address.startswith("file:") else ()
        ran = self._store.tried(
            "push", "--porcelain", "--no-progress", "--no-signed", "--no-follow-tags",
            "--no-verify", "--recurse-submodules=no", *local, "--",
            self.address, f"{commit}:{PUBLIC}{device}",
        )  # fmt: skip
        if "cannot lock ref" in ran.said + ran.out.decode("utf-8", "replace"):
            self._unlock(device)
        for line in ran.out.decode("utf-8", "replace").splitlines():
            flag, _, rest = line.partition("\t")
            if flag in {" ", "*", "="} and not ran.code:
                return Pushed(Outcome.KEPT)
            if flag == "!":
                return self._rejected(rest.rpartition("\t")[2], ran)
        raise self._failed(ran)

    def own(self, device: DeviceId) -> str:
        """The commit that is there for a device; empty where there is none."""
        name = f"{PUBLIC}{device}"
        return self._listed(name).get(name, "")

    def _listed(self, pattern: str) -> dict[str, str]:
        ran = self._store.tried("ls-remote", "--quiet", "--", self.address, pattern)
        if ran.code:
            raise self._failed(ran)
        lines = (line.split("\t") for line in ran.out.decode("utf-8", "replace").splitlines())
        return {ref: commit for commit, ref in lines if ref.startswith(PUBLIC)}

    def take(self, device: DeviceId, ref: str) -> None:
        """Fetches what is there for one device into a ref of ours."""
        self._fetch(f"+{PUBLIC}{device}:{ref}")

    def shown(self) -> dict[str, str]:
        """What is there: commits by the rest of their ref's name."""
        listed = self._listed(f"{PUBLIC}*")
        return {ref.removeprefix(PUBLIC): commit for ref, commit in listed.items()}

    def take_all(self, shown: dict[str, str], *, but: frozenset[DeviceId]) -> dict[str, str]:
        """Fetches what is there for all devices but some into `THERE`.

        What is not there any more loses its ref here; its objects stay.

        Args:
            shown: What is there, as it was just now.
            but: Devices whose records are not wanted.

        Returns:
            What could not be taken, by ref, in git's words: one that is damaged blocks no other.
        """
        others = (f"^{PUBLIC}{device}" for device in sorted(but))
        try:
            self._fetch(f"+{PUBLIC}*:{THERE}*", *others, prune="--prune")
        except UnreachableError as error:
            return self._one_by_one(shown, but, error)
        return {}

    def _one_by_one(
        self, names: dict[str, str], but: frozenset[DeviceId], error: UnreachableError
    ) -> dict[str, str]:
        mine = self._store.refs(THERE)
        wanted = [name for name, commit in names.items() if mine.get(name) != commit]
        damaged: dict[str, str] = {}
        for name in sorted({*wanted} - but):
            try:
                self._fetch(f"+{PUBLIC}{name}:{THERE}{name}")
            except UnreachableError as why:
                if not damaged:
                    self.shown()  # what is out of reach altogether is told once, and as that
                damaged[name] = why.message
        if not names or (damaged and len(damaged) == len(names)):
            raise error
        return damaged

    def _fetch(self, *refs: str, prune: str = "--no-prune") -> None:
        ran = self._store.tried(
            "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head",
            prune, "--", self.address, *refs,
        )  # fmt: skip
        if ran.code:
            raise self._failed(ran)

    def _unlock(self, device: DeviceId) -> None:
        """Removes a lock of our own ref that a power cut left in a repository on a disk.

        Nobody else writes that ref, and our own repository is held; a minute is for a program
        that outlived whoever started it.
        """
        place = self._place()
        if place is not None:
            for folder in (place, place / ".git"):
                lock = folder / f"{PUBLIC}{device}.lock"
                with suppress(OSError):
                    if time.time() - lock.lstat().st_mtime > STALE:
                        lock.unlink()

    def _place(self) -> Path | None:
        """The folder of a repository on this machine's own disks."""
        is_local = self.address.startswith("file:")
        return Path(unquote(urlsplit(self.address).path)) if is_local else None

    def _rejected(self, summary: str, ran: Ran) -> Pushed:
        reason = summary.partition("(")[2].removesuffix(")")
        if any(word in reason for word in _RACED):
            return Pushed(Outcome.RACED)
        if "declined" in reason:
            return Pushed(Outcome.REFUSED, _words(ran.said) or cleaned(reason))
        raise self._failed(ran, reason)

    def _failed(self, ran: Ran, reason: str = "") -> DeniedError | UnreachableError:
        said, hint = failure(ran.said)
        said = _words(ran.said) or said
        text = cleaned(f"{reason}: {said}" if reason and said else reason or said or "git failed")
        # A disk that is full and one that may not be written give the same words.
        place = self._place()
        closed = place is not None and place.is_dir() and not os.access(place, os.W_OK)
        forbidden = any(word in f"{reason} {ran.said}".lower() for word in _FORBIDDEN)
        if forbidden or (reason and closed):
            return DeniedError(text, hint="check the address and your access")
        return UnreachableError(text, hint=hint)


def _words(said: str) -> str:
    """What the other side says for itself: hooks, and the programs there."""
    lines = (line.strip() for line in said.splitlines())
    told = (line.removeprefix("remote:").strip() for line in lines if line.startswith("remote:"))
    own = "error: hook declined to update"  # git's words, after those of the hook
    return cleaned(" ".join(part for part in told if part and not part.startswith(own)))


def _checked(address: str) -> str:
    try:
        host = urlsplit(address).hostname or "" if "://" in address else address.partition(":")[0]
    except ValueError as error:
        raise InputError(f"{address!r} is no address") from error
    odd = address.startswith("-") or not address.isprintable() or "::" in address.partition("/")[0]
    if odd or host.rpartition("@")[2].startswith("-"):
        raise InputError(f"{address!r} is no address of a repository", hint="https:// or ssh://")
    known = address.startswith(("https://", "ssh://", "file://"))
    if not known and ("://" in address or ":" not in address):
        raise InputError(f"{address!r} is no address of a repository", hint="https:// or ssh://")
    return address
