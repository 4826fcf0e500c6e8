"""Machines of a team, each with the real command line, a journal and places of its own."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from typer.testing import CliRunner, Result

from flowhelp import clock
from flowhelp.cli.app import app
from flowhelp.ids import RunId
from flowhelp.journal.codec import canonical
from flowhelp.journal.events import Event
from flowhelp.journal.record import run_record
from flowhelp.paths import Places
from flowhelp.usecases.workspace import Workspace
from tests.sync.lrs import PASSWORD, USER
from tests.sync.matrix.records import staying

_DICE = 53
_LEAVING = "select run, sha256 from event where run <> ''"
TARGET = "hub"


class Machine:
    """One of them; its clock can be ahead, and the dice say that it never waits by itself."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.places = Places(folder / "config", folder / "data", folder / "cache")
        self.ahead = timedelta()
        self.env = {name: text for name, text in os.environ.items() if name[:9] != "FLOWHELP_"}
        self.env |= {
            "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / ".config"),
            "FLOWHELP_LRS_USER": USER, "FLOWHELP_LRS_PASSWORD": PASSWORD,
        }  # fmt: skip

    def opened(self) -> Workspace:
        """What one run of the program works with; whoever asks for it closes it."""
        found = Workspace(self.places, folder=self.folder, env=self.env, shipped=False)
        found.now = lambda: clock.now() + self.ahead
        noise = found.noise
        found.noise = lambda count: 0 if count == _DICE else noise(count)
        return found

    def writes(self, runs: Sequence[Sequence[Event]]) -> None:
        """These runs are done here."""
        with self.opened() as shop:
            for events in runs:
                shop.journal.append(events)

    def says(self, *words: str) -> Result:
        """What the program does with these words."""
        with self.opened() as shop:
            return CliRunner().invoke(app, [*words], obj=shop, prog_name="flowhelp")

    def joins(self, kind: str, location: str) -> None:
        """The place is a target of this machine from now on."""
        done = self.says("sync", "add", TARGET, kind, location)
        assert done.exit_code == 0, done.output

    def syncs(self) -> None:
        """A sync that goes well."""
        done = self.says("sync")
        assert done.exit_code == 0, done.output
        assert done.stderr == ""

    def leaving(self) -> list[str]:
        """The hashes of the events that are for everybody, as the journal's file has them."""
        stay = staying(100_000)
        rows = asked(self.places.journal, _LEAVING)
        return [str(sha) for run, sha in rows if run not in stay]

    def ended(self) -> dict[str, str]:
        """The records that are for everybody, by their runs."""
        stay, runs = staying(100_000), "select distinct run from event where run <> ''"
        with self.opened() as shop:
            ids = [RunId(str(run)) for (run,) in asked(self.places.journal, runs)]
            return {
                run: canonical(run_record(shop.journal.read(run))) for run in ids if run not in stay
            }

    def pulled(self) -> set[str]:
        """The hashes of the events that others brought, be it in the name of a third."""
        both = "select sha256 from pulled union select sha256 from twin"
        return {str(sha) for (sha,) in asked(self.places.team, both)}

    def records(self) -> dict[str, str]:
        """The records that others brought without their events."""
        rows = asked(self.places.team, "select run, content from record")
        return {str(run): str(content) for run, content in rows}

    def standing(self) -> dict[str, object]:
        """What `sync status` says of the target."""
        found = json.loads(self.says("sync", "status", "--json").stdout)
        assert isinstance(found, dict)
        return found

    def verdict(self) -> Result:
        """What `log verify` says."""
        return self.says("log", "verify")


def asked(path: Path, question: str) -> list[tuple[str, ...]]:
    """The rows that answer, read with nothing but SQLite; none where there is no file."""
    if not path.exists():
        return []
    with closing(sqlite3.connect(path)) as db:
        return db.execute(question).fetchall()
