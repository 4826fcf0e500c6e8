"""Which library: its name, where it lies, and whether it is trusted."""

from __future__ import annotations

from flowhelp.ids import SourceName
from flowhelp.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import ClassVar


class SourceKind(str):
    """Where a library comes from; in `Catalog` an earlier kind hides a later one.

    Not an enumeration: that module takes as long to load as a question takes to be understood.
    """

    __slots__ = ()

    PROJECT: ClassVar[SourceKind]
    PATH: ClassVar[SourceKind]
    FOLDER: ClassVar[SourceKind]
    GIT: ClassVar[SourceKind]
    BUNDLED: ClassVar[SourceKind]


KINDS = tuple(map(SourceKind, ("project", "path", "folder", "git", "bundled")))
for _kind in KINDS:
    setattr(SourceKind, _kind.upper(), _kind)


class SourceSpec(Value):
    """One library of this installation.

    Attributes:
        name: What a person calls it.
        kind: Found in the project, named by `FLOWHELP_PATH`, added, cloned, or shipped.
        location: The absolute folder, or the URL of a git library.
        ref: The branch or tag of a git library; its default branch when empty.
        pin: The commit a git library stays at, or empty.
        commit: The commit that was fetched last, or empty.
        trusted: Whether a person said that its commands may be offered to run.
    """

    __slots__ = ("commit", "kind", "location", "name", "pin", "ref", "trusted")

    def __init__(  # noqa: PLR0913, PLR0917 (what there is to say of a library)
        self,
        name: SourceName,
        kind: SourceKind,
        location: str,
        ref: str = "",
        pin: str = "",
        commit: str = "",
        *,
        trusted: bool = False,
    ) -> None:
        self.name = name
        self.kind = kind
        self.location = location
        self.ref = ref
        self.pin = pin
        self.commit = commit
        self.trusted = trusted

    @property
    def key(self) -> str:
        """What stays the same when the library is renamed or found in another way."""
        if self.kind == SourceKind.GIT:
            return f"git:{self.location}@{self.ref}"
        return f"folder:{self.location}"

    def address(self, path: str) -> str:
        """Where a person finds that file: an absolute path, or `name:path` inside a clone."""
        if self.kind == SourceKind.GIT:
            return f"{self.name}:{path}"
        return f"{self.location.rstrip('/')}/{path}"


def unique_name(wanted: str, taken: Iterable[str]) -> SourceName:
    """`wanted`, made fit to stand before a `:`, with a number where it is taken."""
    kept = "".join(char if char.isalnum() or char in "._-" else "-" for char in wanted)
    base = kept.strip("-.") or "library"
    names = set(taken)
    name, number = base, 2
    while name in names:
        name, number = f"{base}-{number}", number + 1
    return SourceName(name)


def with_unique_names(specs: Iterable[SourceSpec]) -> tuple[SourceSpec, ...]:
    """Those libraries, each place once and each name once; the first keeps it."""
    kept: dict[str, SourceSpec] = {}
    names: set[str] = set()
    for spec in specs:
        if spec.key not in kept:
            name = unique_name(spec.name, names)
            names.add(name)
            kept[spec.key] = spec.but(name=name)
    return tuple(kept.values())
