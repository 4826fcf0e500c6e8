"""What a person may set: `config.toml` as frozen values.

Every key has a default, and `KEYS` says in one sentence what it does. An
unknown key never stops the program; `flowhelp doctor` names it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flowhelp.errors import ContentError

KEYS = {
    "color": "when to use colour: auto, always or never",
    "limit": "how many answers howto gives, 1 to 100; without it 5 on a terminal, else 10",
    "keep_searches": "whether questions and openings are kept on this machine: true or false",
}
"""Key → what it does."""

_COLORS = ("auto", "always", "never")
_MOST_ANSWERS = 100


class SettingsError(ContentError):
    """`config.toml` cannot be understood."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is set, or the default of what is not.

    Attributes:
        color: auto, always, or never.
        limit: Answers of `howto`, 1 to 100; None for 5 on a terminal and 10 elsewhere.
        keep_searches: Whether questions and what was opened are kept, here and nowhere else.
        unknown: Keys that mean nothing, in the order of the file.
    """

    color: str = "auto"
    limit: int | None = None
    keep_searches: bool = True
    unknown: tuple[str, ...] = field(default=())


def load(path: Path) -> Settings:
    """The settings of that file; all defaults where there is none.

    Raises:
        SettingsError: It cannot be read, is not TOML, or a value is not allowed.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise SettingsError(
            f"{path} cannot be read: {reason.lower()}", hint=f"mend or remove {path}"
        ) from error
    try:
        return parse(text)
    except SettingsError as error:
        raise SettingsError(f"{path}: {error.message}", hint=f"edit {path}") from error


def parse(text: str) -> Settings:
    """The settings of a TOML text.

    Raises:
        SettingsError: It is not TOML, or a value is not allowed.
    """
    import tomllib  # noqa: PLC0415 - most people set nothing, and pay nothing

    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"it is not TOML: {error}") from error
    known = {key: _allowed(key, value) for key, value in found.items() if key in KEYS}
    return Settings(**known, unknown=tuple(key for key in found if key not in KEYS))


def _allowed(key: str, value: Any) -> Any:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    allowed = {
        "color": value in _COLORS,
        "limit": is_whole and 1 <= value <= _MOST_ANSWERS,
        "keep_searches": isinstance(value, bool),
    }
    if not allowed[key]:
        raise SettingsError(f"{key!r} cannot be {value!r}; it is {KEYS[key]}")
    return value
