"""How much each page is in use by this person: a few hundred names with a weight that fades.

Every opening adds to a page's score, and every score halves in `HALF_LIFE`. So
the page of every week stands before the page of last winter, however often that
was opened then. Only a score and the moment it was true are kept, since a
fading sum needs no list of what it was made of.

One line a page: score, moment, name. Read for every question, so it is one read
and no import but `os`; written when a page is opened, beside and then in place.

Source: the exponential form of frecency in
https://wiki.mozilla.org/User:Jesse/NewFrecency
"""

from __future__ import annotations

import os

from flowhelp.search.asked import escaped, locked, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

Entry = tuple[float, int]
"""Score, and the moment in Unix seconds that it was true."""

NAME = "habits"
"""The file, in the folder of records."""

HALF_LIFE = 30 * 86_400
"""Seconds."""

HALF_USED = 3.0
"""The score that weighs one half: as much as three openings of today."""

_HIGHEST = 1 << 53
"""More than any score or moment can be."""

_PATIENCE = 0.5
"""Seconds to wait for another opening to be kept."""

MOST = 500
"""Names that are kept; of more, those in least use are dropped."""


def score(entry: Entry, now: int) -> float:
    """The score as it has faded by then; a moment yet to come, of a wrong clock, is now.

    Returns:
        At least 0.
    """
    value, at = entry
    return float(value * 0.5 ** (max(0, now - at) / HALF_LIFE))


def weight(entry: Entry, now: int) -> float:
    """How much a page is in use, for ranking.

    Returns:
        0 to 1, without reaching 1: `score / (score + HALF_USED)`.
    """
    faded = score(entry, now)
    return faded / (faded + HALF_USED)


def with_opening(
    entries: Mapping[str, Entry], name: str, now: int, amount: float = 1.0
) -> dict[str, Entry]:
    """The entries after one more opening, at most `MOST`, most in use first.

    Args:
        entries: By name; not changed.
        name: `source:id`.
        now: In Unix seconds.
        amount: How much this opening counts, above 0.
    """
    changed = dict(entries)
    changed[name] = (score(entries.get(name, (0.0, now)), now) + amount, now)
    best = sorted(changed, key=lambda known: score(changed[known], now), reverse=True)
    return {known: changed[known] for known in best[:MOST]}


def text_of(entries: Mapping[str, Entry]) -> str:
    """The entries as the file holds them, one a line, in their order."""
    return "".join(f"{value:.4f}\t{at}\t{escaped(name)}\n" for name, (value, at) in entries.items())


def entries_of(text: str) -> dict[str, Entry]:
    """The entries that a text holds; damaged lines are left out."""
    found: dict[str, Entry] = {}
    for line in text.split("\n"):
        try:
            value, at, name = line.split("\t")
            faded, moment = float(value), int(at)
        except ValueError:
            continue
        if 0 < faded < _HIGHEST and 0 <= moment < _HIGHEST:
            found[plain(name) if "\\" in name else name] = faded, moment
    found.pop("", None)
    return found


def read(path: str) -> dict[str, Entry]:
    """The entries of a file by name; none where there is no such file."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 (pathlib takes longer than the reading)
            return entries_of(file.read().decode(errors="replace"))
    except OSError:
        return {}


def opened(path: str, name: str, now: int, amount: float = 1.0) -> None:
    """Keep that a page was opened. Where that cannot be done, nobody is disturbed.

    Args:
        path: The file; its folder is made when it is not there.
        name: `source:id`.
        now: In Unix seconds.
        amount: How much this opening counts, above 0.
    """
    beside = f"{path}.new"  # one name for all: only who has the lock writes it
    try:
        os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)  # noqa: PTH103, PTH120
        lock = locked(path, _PATIENCE)
        try:
            text = text_of(with_opening(read(path), name, now, amount))
            _write(beside, text.encode(errors="replace"))
            os.replace(beside, path)  # noqa: PTH105
        finally:
            os.close(lock)
    except OSError:
        return


def _write(path: str, content: bytes) -> None:
    """All of it or an error: a short file would put the habits of years out of mind."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(file, left) :]
    finally:
        os.close(file)
