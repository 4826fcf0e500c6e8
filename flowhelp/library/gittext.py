"""What git lists of a commit, as values; git itself is started in git.py."""

from __future__ import annotations

from flowhelp.library.folder import ENDINGS, LEFT_OUT
from flowhelp.library.source import File, Problem
from flowhelp.library.text import LARGEST_FILE


def take(record: bytes, files: list[File], problems: list[Problem]) -> None:
    """Takes in one line of `ls-tree -l`: MODE TYPE OID SIZE, a tab, and the path."""
    about, _, name = record.partition(b"\t")
    path = name.decode("utf-8", "backslashreplace")
    if not path.lower().endswith(ENDINGS):
        return
    *folders, last = path.split("/")
    if last.startswith(".") or any(f.startswith(".") or f in LEFT_OUT for f in folders):
        return
    mode, kind, oid, size = about.split()
    if mode == b"120000":
        problems.append(Problem(path, "a link; links in git libraries are not followed"))
    elif kind != b"blob":
        problems.append(Problem(path, "a submodule; it is a library of its own"))
    elif not path.isprintable() or path.encode() != name:
        problems.append(Problem(path, "a name with control characters, or not UTF-8"))
    elif int(size) > LARGEST_FILE:
        problems.append(Problem(path, "larger than 1 MiB"))
    else:
        files.append(File(path, oid.decode()))
