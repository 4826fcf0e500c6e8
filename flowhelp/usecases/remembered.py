"""Values a person gave to a page's parameters, to be offered the next time; never secrets.

One small file in the folder of records, for this person's eyes only, written
beside and then in place. Pages and values that were used longest ago are
dropped first. Losing it costs some typing, so keeping never fails loudly.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress

from flowhelp.search.asked import locked

NAME = "values"
"""The file, in the folder of records."""

MOST_PAGES = 200
MOST_VALUES = 50
"""Of one page."""

LONGEST = 300
"""Characters of a value that is kept."""

_LARGEST = 8 * 1024 * 1024
_PATIENCE_S = 0.5

Values = dict[str, dict[str, str]]
"""Page → name → value, the latest last."""


def read(folder: str) -> Values:
    """What is remembered; nothing where the file is absent or damaged."""
    try:
        with open(f"{folder}/{NAME}", "rb") as file:  # noqa: PTH123 (beside `os`, as all of it)
            found = json.loads(file.read(_LARGEST))
    except (OSError, ValueError, RecursionError):
        return {}
    pages = found.items() if isinstance(found, dict) else ()
    return {page: _values(values) for page, values in pages if isinstance(values, dict)}


def of_page(folder: str, page: str) -> dict[str, str]:
    """The values of one page by name."""
    return read(folder).get(page, {})


def keep(folder: str, page: str, given: Mapping[str, str]) -> None:
    """Remember values of a page. Where that cannot be done, nobody is disturbed.

    Args:
        folder: The folder of records; it is made when it is not there.
        page: `source:id`.
        given: Values by name; long ones are left out.
    """
    short = {name: value for name, value in given.items() if 0 < len(value) <= LONGEST}
    if not short:
        return
    path = f"{folder}/{NAME}"
    try:
        os.makedirs(folder, 0o700, exist_ok=True)  # noqa: PTH103
        lock = locked(path, _PATIENCE_S)
        try:
            pages = with_values(read(folder), page, short)
            _write(f"{path}.new", json.dumps(pages, ensure_ascii=False).encode(errors="replace"))
            os.replace(f"{path}.new", path)  # noqa: PTH105
        finally:
            os.close(lock)
    except OSError:
        return


def with_values(pages: Values, page: str, given: Mapping[str, str]) -> Values:
    """What is remembered after these values: the bounds of above, the latest last."""
    own = {name: value for name, value in pages.get(page, {}).items() if name not in given}
    others = {name: values for name, values in pages.items() if name != page}
    latest = {**own, **given}
    kept = {**others, page: dict([*latest.items()][-MOST_VALUES:])}
    return dict([*kept.items()][-MOST_PAGES:])


def erase(folder: str) -> None:
    """Forget all of it.

    Raises:
        OSError: It is still there.
    """
    with suppress(FileNotFoundError):
        os.remove(f"{folder}/{NAME}")  # noqa: PTH107


def _values(values: Mapping[str, object]) -> dict[str, str]:
    return {name: value for name, value in values.items() if isinstance(value, str)}


def _write(path: str, content: bytes) -> None:
    """All of it, or an error."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(file, left) :]
    finally:
        os.close(file)
