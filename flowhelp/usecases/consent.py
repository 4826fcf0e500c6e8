"""What a person agreed to run once and for all, remembered by content and by nothing else.

The key is a hash of what would run and where it comes from: the library, the
bytes of the page, the step, the command, its interpreter and the script. One
changed byte of any of them is another key, and asks again. A path is no part
of it, so a file that is put in the place of another gains nothing.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from hashlib import sha256
from pathlib import Path

from flowhelp.errors import UnavailableError
from flowhelp.ids import StepId

_VERSION = "flowhelp.consent/1"
_KEY = re.compile(r"[0-9a-f]{64}")
_LARGEST = 4 << 20


class ConsentUnsavedError(UnavailableError):
    """That the person agreed for good cannot be kept."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a consent is for, in full.

    Attributes:
        source: Which library, by its address (`SourceSpec.key`).
        blob: The name git has for the bytes of the page.
        sid: The step.
        lang: The language of the block; `template` its text as the page has it.
        interpreter: The program and the options that would run it.
        script: The bytes that would run, as text.
    """

    source: str
    blob: str
    sid: StepId
    lang: str
    template: str
    interpreter: tuple[str, ...]
    script: str

    @property
    def key(self) -> str:
        """SHA-256 of all of it, 64 hex digits; no two meanings give the same bytes."""
        told = json.dumps([_VERSION, *astuple(self)], ensure_ascii=True, separators=(",", ":"))
        return sha256(told.encode()).hexdigest()


class Consents:
    """The kept consents of this person on this machine."""

    def __init__(self, path: Path, env: Mapping[str, str]) -> None:
        """Those of that file; in a CI nothing is known and nothing kept."""
        self._path = path
        self._usable = env.get("CI", "").casefold() in {"", "0", "false", "no"}

    @property
    def usable(self) -> bool:
        """Whether anything can be agreed to for good here."""
        return self._usable

    def known(self, key: str) -> bool:
        """Whether the person agreed to exactly this for good."""
        return self._usable and key in self._read()

    def keep(self, key: str) -> None:
        """Remember it; it is on the disk when this returns.

        Raises:
            ConsentUnsavedError: It cannot be written, or this is a CI.
        """
        if not self._usable:
            raise ConsentUnsavedError("nothing is agreed to for good in a CI")
        if key in self._read():
            return
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
            handle = os.open(self._path, flags, 0o600)
            try:
                # The line break in front ends a line that a power cut left unfinished.
                os.write(handle, f"\n{key}\n".encode())
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise ConsentUnsavedError(
                f"{self._path} cannot be written: {reason}", hint="agree once, each time"
            ) from error

    def forget(self) -> None:
        """Forget every one of them."""
        self._path.unlink(missing_ok=True)

    def _read(self) -> frozenset[str]:
        """The keys of the file; none where others may write it, or where it cannot be read."""
        try:
            with self._path.open("rb") as file:
                about = os.fstat(file.fileno())
                mine = not hasattr(os, "getuid") or about.st_uid == os.getuid()
                if not mine or about.st_mode & 0o022:
                    return frozenset()
                text = file.read(_LARGEST).decode("ascii", "replace")
        except OSError:
            return frozenset()
        return frozenset(line for line in text.splitlines() if _KEY.fullmatch(line))
