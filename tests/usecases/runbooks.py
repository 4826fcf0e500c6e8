"""A random walker on real runbooks, who looks at every command and runs none.

    python -m tests.usecases.runbooks [NUMBER]

prints how many commands could be run after consent, and why the others are only shown.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from random import Random

from flowhelp.content import Step
from flowhelp.errors import FlowhelpError, InputError, MissingError
from flowhelp.paths import Places
from flowhelp.usecases.library import catalog, load
from flowhelp.usecases.params import Question, answer, questions
from flowhelp.usecases.running import offer
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.walk import WalkSession, resume
from flowhelp.usecases.workspace import Workspace
from flowhelp.walkthrough import Action
from flowhelp.walkthrough.actions import (
    Back,
    Complete,
    Fail,
    Finish,
    Leave,
    NotApplicable,
    Note,
    RollBack,
    Skip,
)
from flowhelp.walkthrough.children import ChildDemand
from flowhelp.walkthrough.demands import Demand, demands
from flowhelp.walkthrough.steering import Accept
from tests.content.shared import CORPORA
from tests.usecases.doers import Clock, Doer

FOLDERS = ("prom-runbooks", "gitlab-runbooks", "scoutflo-sre", "k8s-tasks", "hetzner")
TYPED = ("web-1", "1", "5", "10.0.0.1", "10.0.0.0/24", "host.example.org", "8080", "./a/file",
         "https://example.org/a", "a@example.org", "2031-05-04", "08:00", "2031-05-04T08:00Z",
         "5 min", "yes", "1.2.3", "1 GB", "a", "A-1", "abc123", "us-east-1", "1.5")  # fmt: skip
"""What somebody types who tries until something fits."""

REASONS = {
    "another language": r"(?P<what>\S+) is not run from here",
    "no values for this language": r"values cannot be handed to (?P<what>\S+) safely",
    "placeholder to be filled by hand": r".+ has to be filled in by hand",
    "read as code": r".+ cannot be given safely: .+ (?:reads? (?:it|its words|what it becomes|the"
    r" values it is given)|reads its first word)\b.*",
    "read as code later": r".+ cannot be given safely: (?:it goes into .+|it becomes .+|which"
    r" program reads it is not known|the loop takes it apart.*|a test that counts .*)",
    "place in the shell's grammar": r".+ cannot be given safely: (?:it stands .+)",
    "no place for a value": r".+ stands where no value can be given",
    "taken apart by the script": r".+ is taken apart by \$\{.+",
    "reserved variable": r".+ may not be handed over as .+, which programs read",
    "too long": r"it is too long to run from here, or holds a NUL",
    "not understood": r"(?:a|an|its|the end of a|\$'…'|quotes|brackets)\b.*|.+ is not followed here"
    r"|\$'…' differs.*",
}
"""Why a command is only shown, by TRUST.md; nothing else may be said of one."""


@dataclass
class Found:
    """What came of it.

    Attributes:
        runnable: Commands that would run after consent; `dangerous` how many of them Enter
            does not agree to.
        shown: Why commands are only shown → how many.
        odd: What must not be: values that are missing after all were given, unknown reasons.
    """

    pages: int = 0
    walks: Counter[str] = field(default_factory=Counter)
    commands: int = 0
    runnable: int = 0
    filled: int = 0
    dangerous: int = 0
    shown: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    odd: list[str] = field(default_factory=list)


def sample(number: int) -> list[Path]:
    """So many runbooks with fenced blocks, evenly taken; as many of each folder as it has."""
    pools = [_with_blocks(CORPORA / folder) for folder in FOLDERS]
    chosen: list[Path] = []
    for place, pages in enumerate(sorted(pools, key=len)):
        wanted = min(len(pages), (number - len(chosen)) // (len(pools) - place))
        chosen += [pages[at * len(pages) // wanted] for at in range(wanted)]
    return chosen


def _with_blocks(folder: Path) -> list[Path]:
    """Its pages with fenced blocks, in order; of one in several languages only the English."""
    return [
        path
        for path in sorted(folder.rglob("*.md*"))
        if path.suffix in {".md", ".mdx"}
        and not re.search(r"\.(?!en)[a-z]{2}\.mdx?$", path.name)
        and "```" in path.read_text(encoding="utf-8", errors="replace")
    ]


def library(folder: Path, pages: Iterable[Path]) -> Path:
    """A library of those pages."""
    for path in pages:
        place = folder / path.relative_to(CORPORA)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    return folder


def canaries(folder: Path, pages: Iterable[Path]) -> tuple[str, Path]:
    """A PATH on which every program that the pages may mean writes a file; and that file."""
    folder.mkdir()
    song = folder.parent / "song"
    words = {"sh", "bash", "zsh", "fish", "python3", "env", "sudo", "printf", "cat"}
    for path in pages:
        words.update(re.findall(r"\b[a-z][a-z0-9_-]{1,30}\b", path.read_text(errors="replace")))
    for name in words:
        program = folder / name
        program.write_text(f"#!/bin/sh\necho {name} >> '{song}'\n", encoding="utf-8")
        program.chmod(stat.S_IRWXU)
    return str(folder), song


class Reader(Doer):
    """Somebody who reads commands and has them run by nobody."""

    def act(self, session: WalkSession, step: Step, number: int) -> None:
        """Do the next sensible thing, the commands apart."""
        missing = demands(session.walk, step)
        if session.walk.use == "continuous" and step.sid in session.walk.failures:
            session.perform(Finish())
        elif missing:
            self.meet(session, step, missing[0], number)
        else:
            session.perform(Complete(step.sid, "once more"))

    def meet(self, session: WalkSession, step: Step, asked: Demand, number: int) -> None:
        """Do what is asked for; a procedure that is not there is left out."""
        try:
            super().meet(session, step, asked, number)
        except MissingError:
            if not isinstance(asked, ChildDemand):
                raise
            session.perform(Accept(step.sid, "it is not here"))


def read_all(shop: Workspace, clock: Clock, photo: Path) -> Found:
    """Walk every page of a workspace at random to its end, and look at all its commands."""
    found = Found()
    for entry in catalog(shop).entries:
        luck = Random(entry.path)  # noqa: S311 - repeatable
        procedure = load(shop, entry)
        found.pages += 1
        session = start(shop, entry, procedure, Start(asks=luck.random() < 0.5))
        plan = session.walk.plan
        for step in chain(plan.steps, plan.groups):
            for said in preview(session, step, found):
                found.odd.append(f"{entry.path} {step.n}: {said}")
        try:
            wander(session, Reader(clock, photo), luck)
        except AssertionError as error:
            found.odd.append(f"{entry.path}: {error}")
            continue
        record = shop.journal.read(session.walk.run)
        found.walks[getattr(record[-1].event, "outcome", "not ended")] += 1
    return found


def preview(session: WalkSession, step: Step, found: Found) -> Iterator[str]:
    """Give a step its values, and look at its commands; says what must not be."""
    for asked in questions(session, step, again=True):
        fill(session, asked)
    for index in range(len(step.commands)):
        found.commands += 1
        offered = offer(session, step, index)
        found.filled += bool(offered.prepared.given)
        if offered.may_run:
            found.runnable += 1
            found.dangerous += any(not each.endswith("is not trusted") for each in offered.dangers)
            continue
        kind = kind_of(offered.refusal)
        found.shown[kind] += 1
        found.words[offered.refusal] += 1
        if not kind:
            yield f"{offered.refusal!r} is no reason that is documented"


def kind_of(refusal: str) -> str:
    """Which kind of reason it is; empty for none that is known."""
    found = ((kind, re.fullmatch(words, refusal, re.DOTALL)) for kind, words in REASONS.items())
    return next(
        (f"{kind}: {match['what']}" if "what" in match.groupdict() else kind)
        for kind, match in chain(found, [("", re.match("", ""))])
        if match
    )


def fill(session: WalkSession, asked: Question) -> None:
    """Answer a question with the first thing that fits.

    Raises:
        AssertionError: Nothing does.
    """
    for typed in filter(None, (asked.default, *asked.param.choices, *TYPED)):
        try:
            answer(session, asked.name, typed)
        except InputError:
            continue
        return
    raise AssertionError(f"nothing fits {asked.param}")


def wander(session: WalkSession, reader: Reader, luck: Random) -> None:
    """Walk to the end, now and then doing something else; looks at nothing twice."""
    patience = 40 + 2 * len(session.walk.plan.steps)
    for number in range(20 * patience):
        session.open_next()
        if session.walk.ended is not None:
            return
        step = session.walk.next_step
        if step is not None and number < patience and luck.random() < 0.3:
            with suppress(FlowhelpError):  # a rule forbids it; the walk is where it was
                session.perform(luck.choice(astray(step)))
            if session.walk.paused:
                session = resume(session.workspace, session.walk.run)
        elif step is None:
            session.perform(Finish())
        else:
            for asked in questions(session, step):
                fill(session, asked)
            if session.walk.next_step == step:
                reader.act(session, step, number)
    raise AssertionError(f"stuck at {session.walk.next_step}")


def astray(step: Step) -> list[Action]:
    """What a person may also do at a step."""
    return [
        Skip(step.sid, "no time", "Kim"),
        NotApplicable(step.sid, "not here"),
        Fail(step.sid, "it broke"),
        Back(),
        Leave(),
        Note("look here", step.sid),
        RollBack(),
    ]


def world(folder: Path, pages: list[Path]) -> tuple[Workspace, Path]:
    """A workspace with those pages and nothing but canaries to run; and where they would sing."""
    path, song = canaries(folder / "bin", pages)
    there = folder / "elsewhere"
    there.mkdir()
    env: Mapping[str, str] = {
        "PATH": path, "HOME": str(there), "FLOWHELP_PATH": str(library(folder / "lib", pages)),
    }  # fmt: skip
    places = Places(folder / "config", folder / "data", folder / "cache")
    return Workspace(places, folder=there, env=env, shipped=False), song


def main(number: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="flowhelp-runbooks-") as temporary:
        folder = Path(temporary)
        shop, song = world(folder, sample(number))
        os.environ["PATH"] = shop.env["PATH"]
        clock = Clock()
        photo = folder / "photo.jpg"
        photo.write_bytes(b"\xff\xd8")
        with clock.on(shop):
            found = read_all(shop, clock, photo)
        sung = song.exists()
    lines = [
        f"{found.pages} runbooks, walks: {dict(found.walks)}",
        f"executed: {'SOMETHING' if sung else 'nothing'}",
        f"{found.commands:5} commands, {found.filled} of them with values",
        f"{found.runnable:5} run after consent ({found.dangerous} destructive or of high risk)",
        *(f"{count:5} only shown: {kind}" for kind, count in found.shown.most_common()),
        "", *(f"{count:5} {words[:90]!r}" for words, count in found.words.most_common(25)),
        "", *found.odd,
    ]  # fmt: skip
    print("\n".join(lines))  # noqa: T201 - the table


if __name__ == "__main__":
    main(int((sys.argv[1:] or ["100"])[0]))
