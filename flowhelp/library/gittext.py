"""What git is given, and what it answers, as values; git itself is started in git.py."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from flowhelp.library.folder import ENDINGS, LEFT_OUT
from flowhelp.library.source import File, Problem
from flowhelp.library.text import LARGEST_FILE

SAFE = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.symlinks=false",
    "transfer.fsckObjects=true",
    "fetch.fsckObjects=true",
    "fetch.recurseSubmodules=false",
    "submodule.recurse=false",
    "protocol.ext.allow=never",
    "safe.bareRepository=explicit",
    "credential.interactive=false",
    "gc.auto=0",
    "maintenance.auto=false",
)
"""Settings of every call: nothing of a repository's own runs, and no question is asked."""

LONGEST_MESSAGE = 300
"""Characters of what git says that are passed on."""

_HOPELESS = ("not found", "does not exist", "denied", "authentication", "username", "password",
             "does not appear", "couldn't find", "not our ref", "not allowed", "fsck")  # fmt: skip


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


def environment(env: Mapping[str, str], args: Sequence[str]) -> dict[str, str]:
    """The process's own, without what would point git elsewhere, plus TRUST.md's settings.

    Args:
        env: Of this process.
        args: Of git, without settings. Only a fetch gets the person's own proxies and
            credential helpers, and only a `file://` address in it opens the `file` protocol.
    """
    kept = {key: value for key, value in env.items() if not key.startswith("GIT_")}
    if args[0] == "fetch":
        kept["GIT_SSH_COMMAND"] = env.get("GIT_SSH_COMMAND", "ssh -o BatchMode=yes")
    else:
        kept["GIT_CONFIG_GLOBAL"] = os.devnull
    is_local = any(arg.startswith("file://") for arg in args)
    return kept | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS_REQUIRE": "never",
        "GIT_ALLOW_PROTOCOL": "file" if is_local else "https:ssh",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
    }


def failure(message: str) -> tuple[str, str]:
    """Git's own words in one line, and the hint whether trying again helps.

    Args:
        message: Everything git wrote to stderr. It may quote the server, so control
            characters are taken out here already.
    """
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    said = [line for line in lines if line.startswith(("ssh:", "fatal:", "error:"))] or lines[-1:]
    text = said[0].removeprefix("fatal:").removeprefix("error:").strip() if said else ""
    clean = "".join(char if char.isprintable() else " " for char in text)[:LONGEST_MESSAGE]
    hopeless = any(word in message.lower() for word in _HOPELESS)
    again = "trying again later may help"
    return clean, "check the address and your access" if hopeless else again
