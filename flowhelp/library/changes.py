"""Files of a source against the index's stamps → added, changed, removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flowhelp.library.source import File


@dataclass(frozen=True, slots=True)
class Changes:
    """What has to be read again, and what is gone; each by path, ascending."""

    added: tuple[File, ...]
    changed: tuple[File, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def changes(files: Iterable[File], known: Mapping[str, str]) -> Changes:
    """What differs between the files there are and the stamps that are known.

    Args:
        files: What the source holds now.
        known: Path → stamp, as the index has it.
    """
    present = {file.path: file for file in files}
    ordered = [present[path] for path in sorted(present)]
    return Changes(
        added=tuple(file for file in ordered if file.path not in known),
        changed=tuple(
            file for file in ordered if file.path in known and known[file.path] != file.stamp
        ),
        removed=tuple(sorted(path for path in known if path not in present)),
    )
