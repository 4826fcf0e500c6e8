"""Who we are to an LRS: a name and a password, from where only their owner can read them.

They are never part of an address, an argument, a message or a record.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flowhelp.errors import ContentError, MissingError, RefusedError

_LARGEST = 64 * 1024
_OTHERS = 0o077
FILE = "lrs.toml"
"""In the folder of the settings: a table for each target, with user and password."""

Lookup = Callable[[str], "tuple[str, str] | None"]
"""Name of a target → user and password, as a keyring has them."""


class NoCredentialsError(MissingError):
    """Nobody said who we are to the LRS."""


class OpenToOthersError(RefusedError):
    """The file with the password can be read by others."""


class UnreadableCredentialsError(ContentError):
    """The file with the password is there, and is not what it should be."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A name and a password. Neither is shown where this is printed."""

    user: str = field(repr=False)
    password: str = field(repr=False)


def credentials(
    name: str, env: Mapping[str, str], folder: Path, keyring: Lookup | None = None
) -> Credentials:
    """Who we are to a target: by the environment, else the keyring, else the file.

    Args:
        name: Of the target. `FLOWHELP_LRS_NAME_USER` is for it alone, `FLOWHELP_LRS_USER` for
            any; `_PASSWORD` likewise.
        env: The environment.
        folder: Of the settings; `lrs.toml` in it has a table `[NAME]` with `user` and `password`.
        keyring: What to ask; None for the package `keyring`, where it is installed.

    Raises:
        NoCredentialsError: None of them knows.
        OpenToOthersError: The file can be read by others.
        UnreadableCredentialsError: The file is not what it should be.
    """
    own = re.sub(r"[^A-Z0-9]", "_", name.upper())
    for prefix in (f"FLOWHELP_LRS_{own}", "FLOWHELP_LRS"):
        user, password = env.get(f"{prefix}_USER"), env.get(f"{prefix}_PASSWORD")
        if user and password:
            return Credentials(user, password)
    found = (keyring or _keyring)(name) or _from_file(folder / FILE, name)
    if found is None:
        raise NoCredentialsError(
            f"nobody said who we are to {name!r}",
            hint=f"set FLOWHELP_LRS_USER and FLOWHELP_LRS_PASSWORD, or write {folder / FILE}",
        )
    return Credentials(*found)


def _keyring(name: str) -> tuple[str, str] | None:
    try:
        import keyring  # noqa: PLC0415 - it need not be there, and takes 100 ms
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        return None
    try:
        found = keyring.get_credential(f"flowhelp:{name}", None)
    except KeyringError:
        # A machine without a desktop has the package and no keyring; the file is asked next.
        return None
    return (found.username, found.password) if found else None


def _from_file(path: Path, name: str) -> tuple[str, str] | None:
    try:
        with path.open("rb") as file:
            _guard(path, os.fstat(file.fileno()))
            content = file.read(_LARGEST).decode("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = (getattr(error, "strerror", None) or "it is not UTF-8 text").lower()
        raise UnreadableCredentialsError(f"{path} cannot be read: {reason}") from error
    table = _table(path, content).get(name)
    if table is None:
        return None
    user, password = (
        (table.get("user"), table.get("password")) if isinstance(table, dict) else ("", "")
    )
    if not (isinstance(user, str) and isinstance(password, str) and user and password):
        raise UnreadableCredentialsError(
            f"[{name}] in {path} has no user and password", hint=f"edit {path}"
        )
    return user, password


def _guard(path: Path, found: os.stat_result) -> None:
    own = getattr(os, "getuid", lambda: found.st_uid)()
    if os.name == "posix" and (stat.S_IMODE(found.st_mode) & _OTHERS or found.st_uid != own):
        raise OpenToOthersError(
            f"{path} can be read by others, and holds a password", hint=f"chmod 600 {path}"
        )


def _table(path: Path, content: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - takes 8 ms to load

    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError:
        # Without the parser's words, which may hold a part of the file.
        raise UnreadableCredentialsError(f"{path} is not TOML", hint=f"edit {path}") from None
