"""What a person types to add a library → a folder, or the address of a git repository.

An address is given to git as one argument after `--`, and only the kinds below
are: others run programs (`ext::`), can be read and changed on the way
(`http:`, `git:`), or are options in disguise.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from flowhelp.errors import InputError

_HOST_PATH = re.compile(r"(?:[\w][\w.-]*@)?[A-Za-z0-9][\w.-]*:(?![:/\\])[^\s:-][^\s]*")
_REF = re.compile(r"[A-Za-z0-9_][\w./+@-]*")
_INSECURE = {"http": "https", "git": "https", "ftp": "https", "ftps": "https"}


class AddressError(InputError):
    """An address that is not taken."""


def git_address(typed: str) -> str | None:
    """The address of a git repository; None when `typed` is a path of an ordinary folder.

    Args:
        typed: As a person typed it.

    Raises:
        AddressError: It is an address, but of a kind that is refused.
    """
    if typed.startswith("-"):
        raise AddressError(f"{typed!r} is no address: it begins with a dash")
    if not typed.isprintable():
        raise AddressError("an address cannot hold control characters")
    if "::" in typed.partition("/")[0]:
        raise AddressError(
            f"{typed.partition('::')[0]}:: addresses run programs, and are refused",
            hint="use https:// or ssh://",
        )
    if "://" in typed:
        return _url(typed)
    if typed.endswith(".git") and Path(typed).expanduser().is_dir():
        return Path(typed).expanduser().resolve().as_uri()
    is_remote = _HOST_PATH.fullmatch(typed) is not None and not Path(typed).exists()
    return typed if is_remote and len(typed.partition(":")[0]) > 1 else None


def checked_ref(ref: str) -> str:
    """The branch, tag or commit of that name.

    Raises:
        AddressError: It cannot be the name of one.
    """
    odd = ".." in ref or "@{" in ref or "//" in ref or ref.endswith((".lock", "/", "."))
    if ref and (odd or not _REF.fullmatch(ref)):
        raise AddressError(f"{ref!r} is no name of a branch, tag or commit")
    return ref


def short_name(location: str) -> str:
    """What a library is called when nobody says: the last part of its address."""
    last = re.split(r"[/:\\]", location.rstrip("/\\").removesuffix("/.git"))[-1]
    return last.removesuffix(".git") or "library"


def _url(typed: str) -> str:
    try:
        parts = urlsplit(typed)
        host, password = parts.hostname or "", parts.password
    except ValueError as error:
        raise AddressError(f"{typed!r} is no address") from error
    scheme = parts.scheme.lower()
    if scheme in _INSECURE:
        raise AddressError(
            f"{scheme}: can be read and changed on the way, and is refused",
            hint=f"try {_INSECURE[scheme]}:{typed.partition(':')[2]}",
        )
    if scheme not in {"https", "ssh", "file"}:
        raise AddressError(f"{scheme}: addresses are refused", hint="use https:// or ssh://")
    if password:
        raise AddressError(
            "a password in an address would be written down",
            hint="leave it out; git asks your credential helper",
        )
    if scheme != "file" and (not host or host.startswith("-")):
        raise AddressError(f"{typed!r} names no host")
    return typed
