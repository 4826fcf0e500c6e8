"""What a person may set: `config.toml` as frozen values.

Every key has a default, and `KEYS` says in one sentence what it does. An
unknown key never stops the program; `flowhelp doctor` names it.
"""

from __future__ import annotations

from flowhelp.errors import ContentError
from flowhelp.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from typing import Any

KEYS = {
    "color": "when to use colour: auto, always or never",
    "limit": "how many answers howto gives, 1 to 100; without it 5 on a terminal, else 10",
    "ask": "when a walk asks for values: start, or needed for before the step that needs each",
    "run": "whether commands of pages may run at all: true or false",
    "instructions": "names of libraries whose commands are only shown",
    "theme": "colours of the full screen: dark, light, contrast, terminal or terminal-light",
    "pictures": "how the full screen draws pictures: auto, kitty, sixel or blocks",
    "keys": "a table: name of a key binding of the full screen (? lists them) = its keys",
    "auto_sync": "whether what was done is sent by itself after a walk: true or false",
    "sign_heads": "whether the end of the journal is signed with your SSH key when it is published",
    "keep_searches": "whether questions and openings are kept on this machine: true or false",
}
"""Key → what it does."""

_COLORS = ("auto", "always", "never")
_ASKED = ("start", "needed")
THEMES = ("dark", "light", "contrast", "terminal", "terminal-light")
"""What `theme` may be."""
PICTURES = ("auto", "kitty", "sixel", "blocks")
"""What `pictures` may be."""

_MOST_ANSWERS = 100
_MOST_DIGITS = 4


class SettingsError(ContentError):
    """`config.toml` cannot be understood."""


class Settings(Value):
    """What is set, or the default of what is not.

    Attributes:
        color: auto, always, or never.
        limit: Answers of `howto`, 1 to 100; None for 5 on a terminal and 10 elsewhere.
        ask: When a walk asks for the values of a page: at its start, or when first needed.
        auto_sync: Whether a walk that has ended is sent by itself, and what others did taken in.
        run: Whether commands of pages may run, after the person agreed; else they are shown.
        instructions: Libraries whose commands are only shown.
        keep_searches: Whether questions and what was opened are kept, here and nowhere else.
        sign_heads: Whether ends of chains are signed when they are published.
        pictures: One of `PICTURES`.
        theme: One of `THEMES`.
        keys: Names of key bindings, each with the keys it has instead of its own.
        unknown: Keys that mean nothing, in the order of the file.
    """

    __slots__ = (
        "ask", "auto_sync", "color", "instructions", "keep_searches", "keys", "limit", "pictures",
        "run", "sign_heads", "theme", "unknown",
    )  # fmt: skip

    def __init__(  # noqa: PLR0913 (what there is to set)
        self,
        color: str = "auto",
        limit: int | None = None,
        *,
        ask: str = "needed",
        auto_sync: bool = False,
        keep_searches: bool = True,
        run: bool = True,
        sign_heads: bool = False,
        instructions: tuple[str, ...] | list[str] = (),
        theme: str = "dark",
        pictures: str = "auto",
        keys: dict[str, str] | tuple[()] = (),
        unknown: tuple[str, ...] = (),
    ) -> None:
        self.color = color
        self.limit = limit
        self.ask = ask
        self.auto_sync = auto_sync
        self.keep_searches = keep_searches
        self.run = run
        self.sign_heads = sign_heads
        self.instructions = tuple(instructions)
        self.theme = theme
        self.pictures = pictures
        self.keys = dict(keys)
        self.unknown = unknown


def load(path: str | os.PathLike[str]) -> Settings:
    """The settings of that file; all defaults where there is none.

    Raises:
        SettingsError: It cannot be read, is not TOML, or a value is not allowed.
    """
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 (pathlib takes 4 ms to load)
            text = file.read()
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
    found = plain_values(text)
    if found is None:
        import tomllib  # noqa: PLC0415 - takes 8 ms to load, and few files need it

        try:
            found = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"it is not TOML: {error}") from error
    known = {key: _allowed(key, value) for key, value in found.items() if key in KEYS}
    return Settings(**known, unknown=tuple(key for key in found if key not in KEYS))


def plain_values(text: str) -> dict[str, Any] | None:
    """What a TOML text of the plainest kind says; None for any other.

    Every line is empty, a comment, or a bare key with a word in quotes, a
    whole number, true or false, as most files of settings are.

    Source: https://toml.io/en/v1.0.0
    """
    found: dict[str, Any] = {}
    if not text.replace("\n", "").isprintable():
        return None
    for line in text.split("\n"):
        stripped = line.strip(" ")
        if not stripped or stripped.startswith("#"):
            continue
        key, _, value = (part.strip(" ") for part in stripped.partition("="))
        if key in found or not (key.isascii() and key.replace("_", "").isalnum()):
            return None
        taken = _plain(value)
        if taken is None:
            return None
        found[key] = taken
    return found


def _plain(value: str) -> str | int | bool | None:
    """A value as it is most often written; None for one that has to be read with care."""
    if value in {"true", "false"}:
        return value == "true"
    if value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS:
        return int(value) if value == str(int(value)) else None
    inner = value[1:-1]
    is_word = inner.isascii() and inner.isalnum() and value == f'"{inner}"'
    return inner if is_word else None


def _allowed(key: str, value: Any) -> Any:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    allowed = {
        "color": value in _COLORS,
        "limit": is_whole and 1 <= value <= _MOST_ANSWERS,
        "ask": value in _ASKED,
        "auto_sync": isinstance(value, bool),
        "keep_searches": isinstance(value, bool),
        "run": isinstance(value, bool),
        "sign_heads": isinstance(value, bool),
        "instructions": isinstance(value, list) and all(isinstance(each, str) for each in value),
        "theme": value in THEMES,
        "pictures": value in PICTURES,
        "keys": isinstance(value, dict) and all(isinstance(each, str) for each in value.values()),
    }
    if not allowed[key]:
        raise SettingsError(f"{key!r} cannot be {value!r}; it is {KEYS[key]}")
    return value
