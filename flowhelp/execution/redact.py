"""Secrets out of everything that is shown or kept.

A secret is given to a program in its environment and nowhere else. What the
program prints may hold it, also in another spelling; a stream is searched so
that a secret cut in two by a buffer is found as well.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MASK = "••••••"
"""What stands in the place of a secret."""


class Redactor:
    """Takes known secrets out of bytes that come in pieces."""

    def __init__(self, secrets: Iterable[str]) -> None:
        """Know those secrets; an empty one is none."""
        spelled = {each for secret in secrets if secret for each in _spellings(secret)}
        self._needles = tuple(sorted(spelled, key=len, reverse=True))
        self._held = b""

    def feed(self, piece: bytes) -> bytes:
        """What is sure to hold no secret, in order; the rest waits for what follows."""
        if not self._needles:
            return piece
        clean, self._held = self._masked(self._held + piece)
        return clean

    def close(self) -> bytes:
        """What still waited; the stream is over."""
        rest, self._held = self._held, b""
        return rest

    def _masked(self, text: bytes) -> tuple[bytes, bytes]:
        """The text without secrets, and the end of it that may be the beginning of one."""
        kept: list[bytes] = []
        while text:
            places = [(at, needle) for needle in self._needles if (at := text.find(needle)) >= 0]
            waiting = self._waiting(text)
            at, needle = min(
                places, key=lambda place: (place[0], -len(place[1])), default=(-1, b"")
            )
            if at < 0 or len(text) - waiting < at:
                cut = len(text) - waiting
                kept.append(text[:cut])
                return b"".join(kept), text[cut:]
            kept += [text[:at], MASK.encode()]
            text = text[at + len(needle) :]
        return b"".join(kept), b""

    def _waiting(self, text: bytes) -> int:
        """How many bytes at the end may be the beginning of a secret."""
        most = 0
        for needle in self._needles:
            for length in range(min(len(needle) - 1, len(text)), most, -1):
                if text.endswith(needle[:length]):
                    most = length
                    break
        return most


def redacted(text: str, secrets: Iterable[str]) -> str:
    """`text` with a mask in the place of each secret, however it is spelled."""
    redactor = Redactor(secrets)
    raw = text.encode("utf-8", "surrogatepass")
    clean = redactor.feed(raw) + redactor.close()
    return clean.decode("utf-8", "surrogatepass")


def _spellings(secret: str) -> Iterable[bytes]:
    """The secret as programs write it: plain, behind a terminal, escaped, encoded."""
    raw = secret.encode("utf-8", "surrogateescape")
    yield raw
    yield raw.replace(b"\n", b"\r\n")
    yield from (line for line in raw.split(b"\n") if len(line) >= _LONG_ENOUGH)
    yield quote(raw, safe="").encode()
    yield quote_plus(raw).encode()
    yield json.dumps(secret)[1:-1].encode()
    yield json.dumps(secret, ensure_ascii=False)[1:-1].encode("utf-8", "surrogateescape")
    yield secret.replace("'", "'\\''").encode("utf-8", "surrogateescape")
    yield secret.replace("'", "'\"'\"'").encode("utf-8", "surrogateescape")
    if len(raw) >= _LONG_ENOUGH:
        yield raw.hex().encode()
        for shift in range(3):
            # Inside other bytes, base64 begins at one of three places in a group of four.
            encoded = base64.b64encode(b"\0" * shift + raw).rstrip(b"=")
            whole = encoded[
                -(-shift * 8 // 6) : len(encoded) - (1 if (shift + len(raw)) % 3 else 0)
            ]
            yield whole
            yield whole.translate(bytes.maketrans(b"+/", b"-_"))


_LONG_ENOUGH = 6
"""Bytes from which on another spelling of a secret cannot be met by chance."""
