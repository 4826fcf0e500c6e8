"""PINs: kept as scrypt hashes, compared in constant time, and tried only so often.

A wrong try is on the disk before anybody is told that it was wrong, so neither
a restart nor pulling the plug gives another one for free. Nobody sleeps: who
has tried too often is refused until a time.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flowhelp.errors import ContentError, InputError, RefusedError
from flowhelp.usecases.private import read_private, write_private

SHORTEST = 6
"""Characters. Source: NIST SP 800-63B, 5.1.1.1, https://pages.nist.gov/800-63-3/sp800-63b.html"""

FREE_TRIES = 3
FIRST_DELAY_S = 30
LONGEST_DELAY_S = 3600

_LOG_N, _R, _P = 17, 8, 1
"""Source: OWASP Password Storage Cheat Sheet, scrypt,
https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html"""

_MOST_LOG_N, _MOST_R, _MOST_P = 20, 16, 4
_SALT_BYTES, _HASH_BYTES = 16, 32
_ENOUGH_MEMORY = 1 << 31
_LONGEST = 200
_RUNS = "01234567890 09876543210 abcdefghijklmnopqrstuvwxyz qwertyuiop"


class WeakPinError(InputError):
    """A PIN that anybody would try first."""


class WrongPinError(RefusedError):
    """It is not the PIN."""


class TooManyTriesError(RefusedError):
    """Nobody may try again before a time."""


class PinsError(ContentError):
    """What is kept about PINs cannot be understood."""


def hashed(pin: str, noise: Callable[[int], int]) -> str:
    """A PIN as it is kept: `$scrypt$ln=17,r=8,p=1$salt$hash`.

    Raises:
        WeakPinError: It is too short, or too easily guessed.
    """
    _is_good(pin)
    salt = noise(8 * _SALT_BYTES).to_bytes(_SALT_BYTES, "big")
    key = _scrypt(pin, salt, _LOG_N, _R, _P)
    return f"$scrypt$ln={_LOG_N},r={_R},p={_P}${_text(salt)}${_text(key)}"


def fits(pin: str, kept: str) -> bool:
    """Whether that is the PIN, found out in a time that says nothing about it.

    Raises:
        PinsError: What is kept is no hash of ours.
    """
    try:
        _, name, costs, salt, key = kept.split("$")
        log_n, r, p = (int(part.partition("=")[2]) for part in costs.split(","))
        wanted, seed = base64.b64decode(key), base64.b64decode(salt)
    except ValueError as error:
        raise PinsError("a PIN is kept in a way that cannot be read") from error
    known = 0 < log_n <= _MOST_LOG_N and 0 < r <= _MOST_R and 0 < p <= _MOST_P
    if name != "scrypt" or not known or len(wanted) != _HASH_BYTES:
        raise PinsError("a PIN is kept in a way that this flowhelp does not know")
    return hmac.compare_digest(_scrypt(pin, seed, log_n, r, p), wanted)


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries of one person since the last right one.

    Attributes:
        wrong: How many.
        last: When the last one was; None before the first.
    """

    wrong: int = 0
    last: datetime | None = None

    def until(self, now: datetime) -> datetime | None:
        """When the next try is allowed; None for at once."""
        if self.last is None or self.wrong < FREE_TRIES:
            return None
        doubled = min(self.wrong - FREE_TRIES, 20)
        delay = timedelta(seconds=min(FIRST_DELAY_S << doubled, LONGEST_DELAY_S))
        return self.last + delay if now < self.last + delay else None


class Guard:
    """Counts the tries of everybody, in a file that only its owner may read."""

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self._path = path
        self._now = now

    def check(self, who: str, pin: str, kept: str) -> None:
        """Nothing, when that is the PIN of `who`.

        Raises:
            TooManyTriesError: It is too early to try again; the PIN was not looked at.
            WrongPinError: It is not.
            PinsError: What is kept cannot be read.
            UnsavedError: The try cannot be written down, so it is none.
        """
        with _alone(self._path):
            everybody = self._read()
            tries = everybody.get(who, Tries())
            now = self._now()
            if tries.last is not None and now < tries.last:
                # The clock was set back: the delay counts from now, or it would be a year.
                tries = Tries(tries.wrong, now)
                self._write(everybody | {who: tries})
            until = tries.until(now)
            if until is not None:
                raise TooManyTriesError(
                    f"{who} had {tries.wrong} wrong tries, and may try again at"
                    f" {until.astimezone():%H:%M:%S}",
                    hint="somebody else may sign, or an SSH key",
                )
            # Counted before it is looked at: pulling the plug now gives no free try.
            self._write(everybody | {who: Tries(tries.wrong + 1, now)})
            if not fits(pin, kept):
                raise WrongPinError(_wrong(who, tries.wrong + 1))
            self._write({name: each for name, each in everybody.items() if name != who})

    def forget(self, who: str) -> None:
        """Have `who` begin with no wrong tries, as somebody newly enrolled does."""
        with _alone(self._path):
            everybody = self._read()
            if who in everybody:
                self._write({name: each for name, each in everybody.items() if name != who})

    def _read(self) -> dict[str, Tries]:
        text = read_private(self._path)
        if text is None:
            return {}
        try:
            return {name: _tries(each) for name, each in json.loads(text).items()}
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise PinsError(
                f"{self._path} cannot be understood", hint=f"remove {self._path}"
            ) from error

    def _write(self, everybody: dict[str, Tries]) -> None:
        kept = {
            name: {"wrong": each.wrong, "last": each.last.isoformat()}
            for name, each in everybody.items()
            if each.last is not None
        }
        write_private(self._path, json.dumps(kept, indent=1, sort_keys=True) + "\n")


def _tries(fields: dict[str, Any]) -> Tries:
    return Tries(int(fields["wrong"]), datetime.fromisoformat(fields["last"]).astimezone(UTC))


def _wrong(who: str, count: int) -> str:
    left = FREE_TRIES - count
    if left > 0:
        return f"that is not the PIN of {who}; {left} more tr{'y' if left == 1 else 'ies'}"
    return f"that is not the PIN of {who}"


def _is_good(pin: str) -> None:
    if len(pin) < SHORTEST or len(pin) > _LONGEST:
        raise WeakPinError(f"a PIN has at least {SHORTEST} characters")
    if not pin.isprintable() or pin != pin.strip():
        raise WeakPinError("a PIN is made of characters that can be typed, with none to spare")
    if len(set(pin)) == 1 or pin.lower() in _RUNS or pin.lower()[::-1] in _RUNS:
        raise WeakPinError("that PIN is the first that anybody would try")


def _scrypt(pin: str, salt: bytes, log_n: int, r: int, p: int) -> bytes:
    # The same characters, whatever keyboard they were typed on.
    secret = unicodedata.normalize("NFKC", pin).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(
        secret, salt=salt, n=1 << log_n, r=r, p=p, dklen=_HASH_BYTES, maxmem=_ENOUGH_MEMORY - 1
    )


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other terminals waiting, so that tries made at once are counted one by one."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(path.with_name(f".{path.name}.lock"), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
