"""What is read from the journal to be cut: only what is new, however long the history is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flowhelp.ids import DeviceId
from flowhelp.sync.cutting import devices, lines, new_rows
from tests.sync.worlds import Machine, run_of


class Watched:
    """A journal; how SQLite finds what is asked of it is noted."""

    def __init__(self, machine: Machine) -> None:
        self._journal = machine.journal
        self.ways: list[str] = []

    def asked(self, question: str, *values: str | int) -> Iterator[tuple[Any, ...]]:
        """The rows that answer a `select`."""
        found = self._journal.asked(f"explain query plan {question}", *values)
        self.ways += [str(detail) for *_, detail in found]
        return self._journal.asked(question, *values)

    def renew(self, old: DeviceId) -> DeviceId:
        """Another name."""
        return self._journal.renew(old)


def test_new_events_are_cut_without_a_look_at_the_history(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    for number in range(20):
        machine.journal.append(run_of(number))
    watched = Watched(machine)
    (device,) = devices(machine.journal)

    rows = new_rows(watched, device, 60)
    assert lines(rows, watched, device)
    machine.close()

    assert any("event_by_run (run=?" in way for way in watched.ways)
    assert not [way for way in watched.ways if "SCAN" in way or "event_by_tag" in way]
