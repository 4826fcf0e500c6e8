"""The power fails at every sync of a walk: run under the shim, prints what came of it as JSON.

A walk with readings, signatures, a command, an attachment, waits, and procedures inside
procedures. What the disk may hold at each moment is opened again, resumed, compared with
what was shown, and walked to its end.

    python -m tests.usecases.cuts FOLDER WALKS EVERY SEED
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flowhelp.errors import FlowhelpError
from flowhelp.ids import EventId, RunId
from flowhelp.journal.codec import Recorded
from flowhelp.journal.events import ChildStarted, Event, FileAttached, RunStarted, Signed
from flowhelp.journal.kept import kept
from flowhelp.paths import Places
from flowhelp.usecases.children import resumed_child, root_of
from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.running import unknown
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.verifying import verify
from flowhelp.usecases.walk import WalkSession, resume, unfinished
from flowhelp.usecases.workspace import Workspace
from tests.usecases.disks import Disk, Image
from tests.usecases.doers import Clock, Doer, shown

PAGES = {
    "pump.md": """---
params:
  line: {type: text, default: a}
---
# Swap the pump

1. Stop line {{line}}.
   - **Record:** Pressure: ___ bar (1 to 2)
   - **Sign (performed):** technician
2. **Do:** [Lock out](lock.md)
3. Look that nothing runs.

   ```sh
   true
   ```

   - **Attach:** photo
4. Let it drain.
   - **Wait:** 5 min
   - **Second person:** looks into it
5. Give it back.
   - **Hold:** shift lead inspects it
   - **Sign (performed):** technician
""",
    "lock.md": """# Lock out

1. Hang the lock.
   - **Sign (performed):** technician
2. Let it run down.
   - **Wait:** 30 s
3. **Do:** [Hang the tag](tag.md)
4. Try to start it.
   - **Second person:** looks
""",
    "tag.md": """# Hang the tag

1. Write your name on it.
   - **Record:** Tag: ___ (1 to 99)
2. Hang it up.
   - **Sign (performed):** technician
""",
}
KINDS = ("written", "synced", "torn")


@dataclass
class Log:
    """What was acknowledged and shown, in order."""

    ids: list[EventId] = field(default_factory=list)
    acts: list[tuple[int, Any]] = field(default_factory=list)

    def tell(self, session: WalkSession) -> None:
        """Note what is shown now, after so many events."""
        self.acts.append((len(self.ids), shown(session)))

    def follows(self, shop: Workspace) -> None:
        """Count what the journal of that workspace acknowledges."""
        append = shop.journal.append

        def counted(*given: Any, **named: Any) -> tuple[Recorded, ...]:
            written = append(*given, **named)
            self.ids += [each.id for each in written]
            return written

        shop.journal.append = counted  # type: ignore[method-assign]


class Cuts:
    """A world whose power fails."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.log = Log()
        self.clock = Clock()
        self.machine = folder / "machine"
        self.disk = Disk(self.machine, lambda: len(self.log.ids), seed)
        self._folder = folder
        self._library = folder / "library"
        self._photo = folder / "photo.jpg"

    def walks(self, times: int) -> None:
        """Walk to the end so many times, with every sync watched."""
        for where in (self.machine, self._library):
            where.mkdir(parents=True)
        for name, text in PAGES.items():
            (self._library / name).write_text(text, encoding="utf-8")
        self._photo.write_bytes(b"\xff\xd8 a photo" * 900)
        shop = self.opened(self.machine)
        shop.specs  # noqa: B018 - read before anything is watched
        self.log.follows(shop)
        self.disk.watch()
        for number in range(times):
            self._photo.write_bytes(b"\xff\xd8 a photo" * (900 + number))
            entry = resolve(shop, "pump")
            how = Start(params={"line": str(number)})
            session = start(shop, entry, load(shop, entry), how)
            self.log.tell(session)
            Doer(self.clock, self._photo, self.log.tell).walk(session)
        self.disk.rest()
        shop.close()

    def opened(self, machine: Path) -> Workspace:
        """A workspace on that machine; its index lies elsewhere, for it may be lost."""
        env = {**os.environ, "FLOWHELP_PATH": str(self._library)}
        env.pop("LD_PRELOAD", None)
        places = Places(machine / "config", machine / "data", self._folder / "cache")
        return self.clock.on(Workspace(places, folder=self._folder, env=env, shipped=False))

    def violations(self, image: Image) -> list[str]:
        """What was promised and is not so when the machine starts again."""
        machine = self._folder / "again"
        machine.mkdir()
        image.lay_out(machine)
        shop = self.opened(machine)
        try:
            found = [*self._of_events(shop, image), *self._of_walks(shop)]
        except (FlowhelpError, AssertionError, LookupError) as error:
            found = [f"{type(error).__name__}: {error}"]
        finally:
            shop.close()
            shutil.rmtree(machine)
        return [f"{image.kind} at moment {image.moment}: {each}" for each in found]

    def _of_events(self, shop: Workspace, image: Image) -> list[str]:
        """The facts: an unbroken beginning of what was written, and whole in itself."""
        there = list(shop.journal.since(0))
        count = len(there)
        ends = [end for end, _ in self.log.acts]
        found = []
        if [each.id for each in there] != self.log.ids[:count]:
            found.append("other events than were written")
        if count < image.acknowledged:
            found.append(f"{image.acknowledged} events were acknowledged, {count} are there")
        if count and verify(shop).events != count:
            found.append("not all events are verified")
        facts = [each.event for each in there]
        found += _of_children(facts)
        found += _of_files(shop, facts)
        runs = unfinished(shop)
        root = next((each.run for each in runs if not each.started.parent), None)
        if any(root_of(shop, each.run) != root for each in runs):
            found.append("a sub-procedure without the walk around it")
        if root is not None:
            before = max((at for at, end in enumerate(ends) if end <= count), default=0)
            allowed = [seen for _, seen in self.log.acts[before : before + 2]]
            if _resumed(shop, root) not in allowed:
                found.append("what is shown is not what was shown")
        return found

    def _of_walks(self, shop: Workspace) -> list[str]:
        """Walk on to the end; nobody signs twice."""
        found = []
        for each in unfinished(shop):
            if each.started.parent:
                continue
            session = resume(shop, each.run)
            if len(unknown(session)) > 1:
                found.append("more than one command whose end is unknown")
            Doer(self.clock, self._photo).walk(session)
            if session.walk.ended is None or session.walk.ended.outcome != "completed":
                found.append(f"it ended as {session.walk.ended}")
        facts = [each.event for each in shop.journal.since(0)]
        names = Counter(
            (each.run, each.sid, each.part, each.meaning)
            for each in facts
            if isinstance(each, Signed)
        )
        found += [f"signed {count} times: {name}" for name, count in names.items() if count > 1]
        if unfinished(shop):
            found.append("a walk is left over")
        verdict = verify(shop)
        if verdict.signatures != sum(names.values()):
            found.append("a signature that is over nothing")
        return [*found, *_of_children(facts), *_of_files(shop, facts)]


def _resumed(shop: Workspace, run: RunId) -> Any:
    session = resume(shop, run)
    while (child := resumed_child(session)) is not None:
        session = child
    return shown(session)


def _of_children(facts: list[Event]) -> list[str]:
    """A run has begun in another one exactly when that one says so."""
    known = {each.child for each in facts if isinstance(each, ChildStarted)}
    begun = {each.run for each in facts if isinstance(each, RunStarted) and each.parent}
    return [f"only one of two knows of {run}" for run in known ^ begun]


def _of_files(shop: Workspace, facts: list[Event]) -> list[str]:
    """What facts refer to is there, and whole."""
    places = shop.places
    wanted = {(places.pages, e.doc.sha256) for e in facts if isinstance(e, RunStarted)}
    wanted |= {(places.attachments, e.sha256) for e in facts if isinstance(e, FileAttached)}
    return [f"{each} is gone" for folder, each in wanted if kept(folder, each) is None]


def main(folder: Path, walks: int, every: int, seed: int) -> dict[str, Any]:
    """How many moments there were and were looked at, and every violation."""
    world = Cuts(folder, seed)
    world.walks(walks)
    chosen = [
        image
        for image in world.disk.images
        if every == 1 or (image.moment + KINDS.index(image.kind)) % every == seed % every
    ]
    bad = [each for image in chosen for each in world.violations(image)]
    signed = len({name for _, seen in world.log.acts for each in seen for name in map(
        str, each["signs"])})  # fmt: skip
    return {
        "moments": world.disk.moments,
        "looked at": len({image.moment for image in chosen}),
        "images": len(chosen),
        "events": len(world.log.ids),
        "signatures": signed,
        "violations": bad,
    }


if __name__ == "__main__":
    where, *numbers = sys.argv[1:]
    print(json.dumps(main(Path(where), *map(int, numbers))))  # noqa: T201 - the answer
