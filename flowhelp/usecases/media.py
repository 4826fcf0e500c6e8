"""Pictures, recordings and videos of a page: where they are, what they hold, who else shows them.

A page leads to files inside its own library and to addresses on the web, and nowhere else.
Nothing is fetched from the web.
"""

from __future__ import annotations

import os
import posixpath
import re
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from flowhelp.errors import ContentError, RefusedError, UnavailableError
from flowhelp.usecases.library import resolve

if TYPE_CHECKING:
    from flowhelp.library.catalog import Entry
    from flowhelp.usecases.workspace import Workspace

LARGEST = 16 << 20
"""Bytes of a picture or recording that is shown here."""

LARGEST_COPY = 256 << 20
"""Bytes of a file of a cloned library that is put on the disk for a player."""

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_WEB = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
_TITLE = re.compile(r"""\s+(["']).*\1\Z""", re.DOTALL)
_ROOTED = ("/", "\\", "~")


class Kind(Enum):
    """What it is, by the end of its name."""

    PICTURE = "picture"
    DRAWING = "drawing"
    RECORDING = "recording"
    VIDEO = "video"
    OTHER = "file"
    WEB = "address on the web"


_KINDS = {
    **dict.fromkeys("png jpg jpeg gif webp".split(), Kind.PICTURE),
    "svg": Kind.DRAWING,
    "cast": Kind.RECORDING,
    **dict.fromkeys("mp4 m4v webm mkv mov avi ogv mp3 m4a ogg wav flac pdf".split(), Kind.VIDEO),
}


class UnfitTargetError(RefusedError):
    """The page leads somewhere it may not lead."""


class UnreadableMediaError(ContentError):
    """The file is gone, too large, or no plain file."""


class UnwrittenCopyError(UnavailableError):
    """The file of a cloned library cannot be put where a player finds it."""


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, recording, video or address.

    Attributes:
        kind: What it is.
        address: Where a person finds it: an absolute path, `library:path`, or the whole address.
        source: The library it is read from; empty for a lone file.
        root: The folder that it may not lead out of, for a lone file.
        path: Inside of that, with `/`.
    """

    kind: Kind
    address: str
    source: str = ""
    root: str = ""
    path: str = ""

    @property
    def opens_outside(self) -> bool:
        """Whether a program of the system may be given it; what could run as one never is."""
        return self.kind is not Kind.OTHER


def media_at(workspace: Workspace, target: str, page: str = "") -> Media:
    """What a page means by `target`.

    Args:
        workspace: Its libraries.
        target: As the page writes it, perhaps with a title behind it.
        page: The page, as `resolve` takes it; empty where a person named the file herself.

    Raises:
        UnfitTargetError: It leads out of the library, or to something that is no file.
        FlowhelpError: There is no such page.
    """
    wanted = _TITLE.sub("", target.strip())
    if _WEB.fullmatch(wanted) and wanted.isprintable():
        return Media(Kind.WEB, wanted)
    if not wanted or not wanted.isprintable() or _SCHEME.match(wanted):
        raise UnfitTargetError(f"{_shown(target)} is neither a file nor an address on the web")
    if not page:
        path = os.path.realpath(workspace.folder / Path(wanted).expanduser())
        folder, name = os.path.split(path)
        return Media(kind_of(name), path, root=folder, path=name)
    return _beside(workspace, resolve(workspace, page), wanted)


def content(workspace: Workspace, media: Media, most: int = LARGEST) -> bytes:
    """The bytes of it.

    Raises:
        UnreadableMediaError: It is gone, has more than `most` bytes, or leads out of its library.
    """
    from flowhelp.library.folder import read_inside
    from flowhelp.library.source import UnreadableError

    try:
        if media.source:
            return workspace.sources[media.source].read(media.path, most)
        return read_inside(media.root, media.path, most)
    except UnreadableError as error:
        raise UnreadableMediaError(f"{media.address}: {error.message}", hint=error.hint) from error


def open_outside(workspace: Workspace, media: Media) -> None:
    """Let the system's own program show it. Only after the person has seen `address` and agreed.

    Raises:
        UnfitTargetError: It might be run rather than shown.
        UnreadableMediaError: It is gone.
        UnwrittenCopyError: It is in a cloned library, and cannot be put on the disk.
        NoOpenerError: There is no such program.
    """
    from flowhelp.execution.opener import open_with_system

    if not media.opens_outside:
        raise UnfitTargetError(f"{media.address} is not opened from here", hint="open it yourself")
    target = media.address if media.kind is Kind.WEB else _on_disk(workspace, media)
    open_with_system(target, workspace.env)


def _beside(workspace: Workspace, entry: Entry, wanted: str) -> Media:
    """A path beside a page."""
    bare = unquote(wanted.partition("#")[0].partition("?")[0])
    nowhere = posixpath.normpath(bare) == "."
    if nowhere or not bare.isprintable() or bare.startswith(_ROOTED) or "\\" in bare:
        raise UnfitTargetError(f"{_shown(wanted)} leads out of the library")
    if not entry.source:
        folder = os.path.dirname(os.path.realpath(entry.address))  # noqa: PTH120
        path = _inside(posixpath.normpath(bare), wanted)
        return Media(kind_of(path), f"{folder.rstrip('/')}/{path}", root=folder, path=path)
    path = _inside(posixpath.normpath(posixpath.join(posixpath.dirname(entry.path), bare)), wanted)
    address = workspace.sources[entry.source].address(path)
    return Media(kind_of(path), address, source=entry.source, path=path)


def _inside(path: str, wanted: str) -> str:
    if path in {"", ".", ".."} or path.startswith("../"):
        raise UnfitTargetError(f"{_shown(wanted)} leads out of the library")
    return path


def kind_of(path: str) -> Kind:
    """What a file is, by the end of its name."""
    return _KINDS.get(path.rpartition(".")[2].lower(), Kind.OTHER)


def _shown(text: str) -> str:
    return repr(text if len(text) < 100 else f"{text[:100]}…")  # noqa: PLR2004 (one line)


def _on_disk(workspace: Workspace, media: Media) -> str:
    """The path of a plain file with its bytes."""
    spec = workspace.sources[media.source].spec if media.source else None
    if spec is None or spec.kind != "git":
        root = spec.location if spec else media.root
        real = os.path.realpath(f"{root}/{media.path}")
        if (
            not real.startswith(os.path.realpath(root).rstrip("/") + "/")
            or not Path(real).is_file()
        ):
            raise UnreadableMediaError(f"{media.address}: no such file in its library")
        return real
    raw = content(workspace, media, LARGEST_COPY)
    ending = media.path.rpartition(".")[2].lower()
    copy = workspace.places.cache / "media" / f"{sha256(raw).hexdigest()[:32]}.{ending}"
    try:
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy.write_bytes(raw)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnwrittenCopyError(f"{copy} cannot be written: {reason}") from error
    return str(copy)
