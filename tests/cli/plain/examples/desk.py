"""A desk to walk the examples at: their library, programs that only note how they were called."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Any

from tests.cli.plain.person import Person, flowhelp
from tests.content.test_format_examples import examples
from tests.terminal import CTRL_C, env_in

SCRIPTS = Path(__file__).parent
PATIENCE_S = 20.0
LOCKOUT = """---
use: continuous
params:
  machine: {type: asset}
---
# Lock out and tag out

1. Switch `{{machine}}` off at the main switch.
2. Hang your lock and your tag on it.
   - **Sign (performed):** technician
"""
"""What the weekly maintenance leads to; the paper has no text of it."""

STUB = """#!/bin/sh
{{ printf '%s\\0' "$@"; printf '\\n'; }} >> '{noted}'
{says}
"""
TYPED = re.compile(r"⟦(.*?)⟧")
MASKS = (
    (re.compile(r"\brun [0-9a-f]{8}\b"), "run …"),
    (re.compile(r"(flowhelp (?:log|resume)) [0-9a-f]{8}\b"), r"\1 …"),
    (re.compile(r"Waiting: .+? left, until [^\n]+?\."), "Waiting: … left, until …."),
    (re.compile(r"after \d+\.\d s\."), "after … s."),
    (re.compile(r"waited \d+ s of"), "waited … s of"),
    (re.compile(r"  · its review was due on [-\d]+\.\n"), ""),
    (re.compile(r"About \d+ min left, by [^\n]+\.\n"), ""),
    (re.compile(r", (?:just now|\d+ s ago)\.\n"), ", ….\n"),
    (re.compile(r"\n{12,}"), "\n{scrolled away}\n"),
)
"""What differs from one day to the next, and what stands for it in a script."""


class Desk:
    """One person's desk: her places, her libraries, her programs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "desk"
        self.library = folder / "library"
        self.programs = folder / "programs"
        for each in (self.folder, self.library, self.programs):
            each.mkdir()
        for path, _, text in examples():
            self.writes(path, f"{text}\n")
        self.writes("safety/lockout-tagout.md", LOCKOUT)
        self.env = env_in(self.folder, self.library)
        self.env["PATH"] = f"{self.programs}:{self.env['PATH']}"

    def writes(self, path: str, text: str) -> None:
        """Put a page into the library."""
        page = self.library / path
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")

    def has(self, program: str, says: str = ":") -> None:
        """Put a program on the PATH that notes its arguments, and does what `says` says."""
        place = self.programs / program
        place.write_text(STUB.format(noted=place.with_suffix(".argv"), says=says), encoding="utf-8")
        place.chmod(0o755)

    def calls(self, program: str) -> list[list[bytes]]:
        """The arguments of each call of a program, byte for byte; empty where it never ran."""
        noted = (self.programs / program).with_suffix(".argv")
        if not noted.exists():
            return []
        return [line.split(b"\0")[:-1] for line in noted.read_bytes().split(b"\n")[:-1]]

    def runs(self, *words: str) -> str:
        """What the program says without a terminal; it has to end well."""
        shown = flowhelp(*words, env=self.env)
        assert shown.returncode == 0, shown.stderr
        return shown.stdout

    def person(self, *words: str) -> Person:
        """Somebody at a terminal of this desk, after the library was read."""
        self.runs("index")
        return Person(*words, env=self.env)

    def enrols(self, pin: str, *words: str) -> None:
        """Have somebody enrolled with a PIN."""
        with Person("people", "add", *words, env=self.env) as person:
            person.sees("New PIN of ")
            person.types(pin)
            person.sees("The same again: ")
            person.types(pin)
            assert person.leaves() == 0

    def follows(self, script: str, *words: str, ends: int = 0) -> str:
        """Go through a whole session as written down; return what was shown.

        Args:
            script: A file beside this one: what the terminal shows, to the letter but for
                `MASKS`, and in ⟦ ⟧ what the person types: a line, or ^C.
            words: What is called.
            ends: The exit code.
        """
        parts = TYPED.split((SCRIPTS / script).read_text(encoding="utf-8"))
        with self.person(*words) as person:
            read, echo = 0, ""
            for shown, typed in zip(parts[::2], [*parts[1::2], None], strict=True):
                read = self._sees(person, read, echo + shown)
                echo = (typed or "") if person.echoes() else ""
                if typed == "^C":
                    person.presses(CTRL_C)
                elif typed is not None:
                    person.types(typed)
            assert person.leaves() == ends
            assert self._masked(person.screen[read:]) == ""
            return person.screen

    def record(self, page: str) -> dict[str, Any]:
        """The record of the last run of a page, as `flowhelp log RUN --json` has it."""
        listed = [json.loads(line) for line in self.runs("log", "--json").splitlines()]
        run = next(each["id"] for each in listed if each["doc"]["path"] == page)
        found: dict[str, Any] = json.loads(self.runs("log", run, "--json"))
        assert found == next(each for each in listed if each["id"] == run)
        return found

    def _sees(self, person: Person, read: int, wanted: str) -> int:
        """Wait until exactly that is shown; where it ends."""
        end = time.monotonic() + PATIENCE_S
        while (seen := self._masked(person.screen[read:])) != wanted and time.monotonic() < end:
            if not person.listen(0.2) and not wanted.startswith(seen.rstrip("\n")):
                break
        differing = unified_diff(wanted.splitlines(), seen.splitlines(), "script", "screen", "", "")
        assert seen == wanted, "\n".join(differing)
        return len(person.screen)

    def _masked(self, text: str) -> str:
        text = text.replace(str(self.folder), "{desk}")
        for pattern, instead in MASKS:
            text = pattern.sub(instead, text)
        return text


def lines(*words: str | Sequence[str]) -> list[list[bytes]]:
    """Calls of a program, as `Desk.calls` has them."""
    return [[part.encode() for part in each] for each in words]
