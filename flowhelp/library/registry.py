"""The list of libraries that were added, as a file a person may read: `sources.json`."""

from __future__ import annotations

import os

from flowhelp.errors import ContentError, UnavailableError
from flowhelp.ids import SourceName
from flowhelp.library.spec import KINDS, SourceKind, SourceSpec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Any

_TEXTS = ("name", "kind", "location", "ref", "pin", "commit")

_HEAD, _BETWEEN, _TAIL = (
    '{\n  "sources": [\n    {\n',
    "\n    },\n    {\n",
    "\n    }\n  ]\n}\n",
)
_EMPTY, _INDENT = '{\n  "sources": []\n}\n', '      "'
_WORDS = {"true": True, "false": False}


class RegistryError(ContentError):
    """`sources.json` is not what flowhelp wrote."""


class UnsavedError(UnavailableError):
    """The list of libraries cannot be written."""


def read(path: str | os.PathLike[str]) -> tuple[SourceSpec, ...]:
    """The libraries of that file, in the order they were added; none when there is no file.

    Raises:
        RegistryError: It cannot be read or understood.
    """
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 (pathlib takes 4 ms to load)
            text = file.read()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise _broken(path, getattr(error, "strerror", None) or "not UTF-8") from error
    try:
        entries = plain_entries(text)
        if entries is None:
            import json  # noqa: PLC0415 (takes 2 ms to load)

            entries = json.loads(text)["sources"]
        return tuple(_spec(entry) for entry in entries)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _broken(path, "not a list of libraries") from error


def plain_entries(text: str) -> list[dict[str, Any]] | None:
    """What a list says that stands exactly as `write` writes it; None for any other JSON."""
    if text == _EMPTY:
        return []
    if "\\" in text or not (text.startswith(_HEAD) and text.endswith(_TAIL)):
        return None
    found: list[dict[str, Any]] = []
    for block in text[len(_HEAD) : -len(_TAIL)].split(_BETWEEN):
        entry: dict[str, Any] = {}
        for line in block.split(",\n"):
            key, _, value = line.removeprefix(_INDENT).partition('": ')
            inner = value[1:-1]
            is_text = value == f'"{inner}"' and '"' not in inner and inner.isprintable()
            if not line.startswith(_INDENT) or not (is_text or value in _WORDS):
                return None
            if not (key.isascii() and key.isalpha()):
                return None
            entry[key] = inner if is_text else _WORDS[value]
        found.append(entry)
    return found


def write(path: Path, specs: Iterable[SourceSpec]) -> None:
    """Puts those libraries in that file, at once or not at all.

    Raises:
        UnsavedError: It cannot be written.
    """
    import json  # noqa: PLC0415 (as in `read`)

    body = json.dumps({"sources": [_entry(spec) for spec in specs]}, indent=2, ensure_ascii=False)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(path, body + "\n")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnsavedError(
            f"{path} cannot be written: {reason}", hint=f"ls -ld {path.parent}"
        ) from error


def _replace(path: Path, text: str) -> None:
    """Writes beside the file and renames, so that a power cut leaves the old or the new one."""
    import tempfile  # noqa: PLC0415 (only where something is written)
    from contextlib import suppress  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    fd, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(fd, "w", encoding="utf-8") as file:  # noqa: PTH123 (a descriptor)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(beside).unlink()
        raise
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _entry(spec: SourceSpec) -> dict[str, Any]:
    texts = {key: str(value) for key in _TEXTS if (value := getattr(spec, key))}
    return texts | {"trusted": spec.trusted}


def _spec(entry: dict[str, Any]) -> SourceSpec:
    texts = {key: entry.get(key, "") for key in _TEXTS}
    if not texts["location"] or not all(isinstance(text, str) for text in texts.values()):
        raise ValueError
    return SourceSpec(
        name=SourceName(texts["name"] or "library"),
        kind=KINDS[KINDS.index(SourceKind(texts["kind"]))],
        location=texts["location"],
        ref=texts["ref"],
        pin=texts["pin"],
        commit=texts["commit"],
        trusted=entry.get("trusted") is True,
    )


def _broken(path: str | os.PathLike[str], reason: str) -> RegistryError:
    return RegistryError(
        f"{path} cannot be read: {reason.lower()}", hint=f"mend it, or remove {path} and add again"
    )
