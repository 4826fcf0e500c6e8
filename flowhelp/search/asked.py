"""What was searched for on this machine, and what was opened then: one line a fact, append-only.

It is the memory behind `flowhelp log searches`. It stays here: nothing in this
file is synced, sent, or put into a record of a walk. A question may hold what
should not have been typed, so the file is its owner's alone, holds at most
1 MiB, and `clear` erases it.

Each fact is one write of one line that begins with its line break and ends with
a dot of its own: processes may write at once, and a line that a full disk cut
short is told apart and costs no other. When the file has half its size it
becomes the older half, by one rename, and the older half of before is gone.

A question is answered with this module loaded, so it imports nothing but `os`.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NAME = "searches.log"
"""The file, in the folder of records; the older half has `.1` behind its name."""

MOST_BYTES = 1 << 20
"""Of both halves together, but for one line."""

MOST_NAMES = 3
LONGEST = 500
"""Characters kept of a question or a name."""

SEARCH, OPENING = "s", "o"
_SEARCH_FIELDS, _OPENING_FIELDS = 5, 5
_END = "."
_BETWEEN_TRIES = 0.001
"""Seconds."""

_ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))
_PLAIN = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}
_APPEND = (
    os.O_WRONLY
    | os.O_APPEND
    | os.O_CREAT
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)


class Search:
    """Somebody asked.

    Attributes:
        at: When, in whole seconds of Unix time.
        terminal: Where, as `usecases.answers.terminal` names it.
        question: As it was typed, at most `LONGEST` characters.
        answers: How many pages answered at all.
        names: `source:id` of the first few, best first.
    """

    __slots__ = ("answers", "at", "names", "question", "terminal")

    def __init__(
        self, at: int, terminal: str, question: str, answers: int, names: Sequence[str] = ()
    ) -> None:
        self.at = at
        self.terminal = terminal
        self.question = question
        self.answers = answers
        self.names = tuple(names)


class Opening:
    """Somebody opened a page.

    Attributes:
        at: When, in whole seconds of Unix time.
        terminal: Where, as `usecases.answers.terminal` names it.
        by: What opened it: show, walk.
        name: `source:id`.
    """

    __slots__ = ("at", "by", "name", "terminal")

    def __init__(self, at: int, terminal: str, by: str, name: str) -> None:
        self.at = at
        self.terminal = terminal
        self.by = by
        self.name = name


def line_of(fact: Search | Opening) -> str:
    """The fact as its line, without a line break; too long words are cut."""
    if isinstance(fact, Search):
        names = fact.names[:MOST_NAMES]
        head = (SEARCH, str(fact.at), fact.terminal, str(fact.answers), fact.question, *names)
    else:
        head = (OPENING, str(fact.at), fact.terminal, fact.by, fact.name)
    return "\t".join([*(escaped(part[:LONGEST]) for part in head), _END])


def fact_of(line: str) -> Search | Opening | None:
    """The fact that a line holds; None for an empty, damaged or unknown one."""
    kind, *parts = line.split("\t")
    if not parts or parts.pop() != _END:
        return None
    head = [plain(part) for part in parts]
    try:
        if kind == SEARCH and len(head) + 1 >= _SEARCH_FIELDS:
            at, terminal, answers, question, *names = head
            return Search(int(at), terminal, question, int(answers), names)
        if kind == OPENING and len(head) + 1 == _OPENING_FIELDS:
            at, terminal, by, name = head
            return Opening(int(at), terminal, by, name)
    except ValueError:
        return None
    return None


def escaped(text: str) -> str:
    """The text without tabs and line breaks, so that it can be one of several on a line."""
    if text.isprintable() and "\\" not in text:
        return text
    for char, code in _ESCAPES:
        text = text.replace(char, code)
    return text


def plain(text: str) -> str:
    """What was escaped, as it was."""
    if "\\" not in text:
        return text
    import re  # noqa: PLC0415 (only where something was escaped)

    return re.sub(r"\\[\\tnr]", lambda code: _PLAIN[code[0]], text)


def note(folder: str, fact: Search | Opening) -> None:
    """Write a fact down. Where that cannot be done it is not kept, and nobody is disturbed.

    Args:
        folder: The folder of records; made when it is not there.
        fact: What happened.
    """
    path = os.path.join(folder, NAME)  # noqa: PTH118 (pathlib takes longer than the write)
    line = f"\n{line_of(fact)}".encode(errors="replace")
    try:
        try:
            file = os.open(path, _APPEND, 0o600)
        except FileNotFoundError:
            os.makedirs(folder, 0o700, exist_ok=True)  # noqa: PTH103 (the same)
            file = os.open(path, _APPEND, 0o600)
        try:
            os.write(file, line)
            full = os.lseek(file, 0, os.SEEK_CUR) > MOST_BYTES // 2
        finally:
            os.close(file)
        if full:
            drop_older_half(folder)
    except OSError:
        return


def drop_older_half(folder: str) -> None:
    """Make the file the older half when it is large enough to be; what that was before is gone.

    One rename, so that whatever dies meanwhile loses nothing of the newer half,
    and a process that has the file open writes to it under its new name.

    Raises:
        OSError: The folder cannot be written.
    """
    path = os.path.join(folder, NAME)  # noqa: PTH118
    lock = locked(path)
    try:
        # Asked again behind the lock: another process may just have done it.
        if os.stat(path).st_size > MOST_BYTES // 2:  # noqa: PTH116
            os.replace(path, f"{path}.1")  # noqa: PTH105
    finally:
        os.close(lock)


def locked(path: str, patience: float = 0.0) -> int:
    """A handle that keeps others out of the same call for that path until it is closed.

    It ends with its process, whatever ends that.

    Args:
        path: What is locked; the lock lies beside it.
        patience: How long to try, in seconds; what is kept here is worth no long wait.

    Raises:
        OSError: Somebody else has it all that time, or there is no place for it.
    """
    handle = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        _lock(handle, patience)
    except ImportError:  # on Windows, where two at once may cost a line
        return handle
    except OSError:
        os.close(handle)
        raise
    return handle


def _lock(handle: int, patience: float) -> None:
    from fcntl import LOCK_EX, LOCK_NB, flock  # noqa: PLC0415 (not for each fact)
    from time import monotonic, sleep  # noqa: PLC0415

    end = monotonic() + patience
    while True:
        try:
            flock(handle, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            if monotonic() >= end:
                raise
            sleep(_BETWEEN_TRIES)
        else:
            return


def read(folder: str) -> Iterator[Search | Opening]:
    """What happened, in the order it was written; what is damaged is left out."""
    path = os.path.join(folder, NAME)  # noqa: PTH118
    for half in (f"{path}.1", path):
        try:
            with open(half, "rb") as file:  # noqa: PTH123
                lines = file.read().split(b"\n")
        except OSError:
            continue
        for line in lines:
            fact = fact_of(line.decode(errors="replace"))
            if fact is not None:
                yield fact


def clear(folder: str) -> None:
    """Erase it all; nothing happens where there is nothing.

    Raises:
        OSError: It cannot be erased.
    """
    path = os.path.join(folder, NAME)  # noqa: PTH118
    for half in (path, f"{path}.1"):
        try:
            os.remove(half)  # noqa: PTH107
        except FileNotFoundError:
            continue
