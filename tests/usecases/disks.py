"""What a disk holds when the power fails: told of every sync by the shim, keeps all it may hold.

Three images of each moment: everything that was written (a `kill -9`), nothing but
what was synced, and a mixture of both, block by block. A name is on the disk when the
folder it stands in was synced.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

OFF, COUNT = 0, 1
BLOCK = 4096
Files = dict[str, bytes]


@dataclass(frozen=True)
class Image:
    """What may be on the disk.

    Attributes:
        moment: How many syncs there had been, begun and ended ones.
        kind: written, synced or torn.
        files: Path below the root → content.
        acknowledged: How many events had been acknowledged.
    """

    moment: int
    kind: str
    files: Files
    acknowledged: int

    def lay_out(self, root: Path) -> None:
        """Write it down below an empty folder."""
        for name, content in self.files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


class Disk:
    """Everything below one folder, watched."""

    def __init__(self, root: Path, acknowledged: Callable[[], int], seed: int) -> None:
        self.images: list[Image] = []
        self.moments = 0
        self._root = root
        self._acknowledged = acknowledged
        self._chance = Random(seed)  # noqa: S311 - power cuts, not secrets
        self._names: dict[str, int] = {}
        self._synced: dict[int, bytes] = {}
        self._contents: dict[bytes, bytes] = {}
        self._shim = ctypes.CDLL(None)
        self._told = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_int)(self._tell)

    def watch(self) -> None:
        """Begin."""
        self._shim.shim_arm(COUNT, ctypes.c_long(0), str(self._root).encode())
        self._shim.shim_on_sync(self._told)

    def rest(self) -> None:
        """End."""
        self._shim.shim_on_sync(None)
        self._shim.shim_arm(OFF, ctypes.c_long(0), b"")

    def _tell(self, descriptor: int, over: int) -> None:
        written = self._tree()
        if over:
            self._sync(descriptor, written)
        self.moments += 1
        contents = {name: content for name, (_, content) in written.items()}
        self._keep("written", contents)
        self._keep("synced", self._on_the_disk())
        self._keep("torn", self._torn(written))

    def _keep(self, kind: str, files: Files) -> None:
        self.images.append(Image(self.moments, kind, files, self._acknowledged()))

    def _tree(self) -> dict[str, tuple[int, bytes]]:
        """Every file as programs see it: its inode and content."""
        found = {}
        for folder, _, names in os.walk(self._root):
            for name in names:
                path = Path(folder, name)
                inode = path.stat().st_ino
                found[str(path.relative_to(self._root))] = (inode, self._content(path))
        return found

    def _content(self, path: Path) -> bytes:
        """What is in a file, held once; the ballast is only there, and nobody reads it."""
        content = b"" if path.suffix == ".ballast" else path.read_bytes()
        return self._contents.setdefault(content, content)

    def _sync(self, descriptor: int, written: dict[str, tuple[int, bytes]]) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").resolve()
        name = str(path.relative_to(self._root))
        if not path.is_dir():
            if name in written:
                inode, content = written[name]
                self._synced[inode] = content
            return
        inside = "" if name == "." else f"{name}/"
        own = [each for each in self._names if _is_directly(each, inside)]
        for each in own:
            del self._names[each]
        for entry in os.scandir(path):
            self._names[inside + entry.name] = entry.inode()

    def _on_the_disk(self) -> Files:
        """What was synced, under names that were; a file that never was is empty."""
        return {
            name: self._synced.get(inode, b"")
            for name, inode in self._names.items()
            if not (self._root / name).is_dir() and self._is_reached(name)
        }

    def _is_reached(self, name: str) -> bool:
        around = [str(each) for each in Path(name).parents][:-1]
        return all(each in self._names for each in around)

    def _torn(self, written: dict[str, tuple[int, bytes]]) -> Files:
        found: Files = {}
        synced = self._on_the_disk()
        for name in sorted({*written, *synced}):
            if name in synced and name in written:
                inode, new = written[name]
                old = synced[name]
                same = self._names[name] == inode
                found[name] = self._mixed(old, new) if same else self._one_of(old, new)
            elif self._one_of(b"y", b""):
                found[name] = self._mixed(b"", written[name][1]) if name in written else (
                    synced[name]
                )  # fmt: skip
        return found

    def _one_of(self, old: bytes, new: bytes) -> bytes:
        return self._chance.choice((old, new))

    def _mixed(self, old: bytes, new: bytes) -> bytes:
        """Each block as it was or as it is, and the file as long as it was or is.

        Cutting a file short changes none of its blocks.
        """
        if old == new:
            return new
        size = len(self._one_of(old, new))
        blocks = []
        for at in range(0, size, BLOCK):
            block = (self._one_of(old, new) if at < len(new) else old)[at : at + BLOCK]
            blocks.append(block.ljust(min(BLOCK, size - at), b"\0"))
        return b"".join(blocks)


def _is_directly(name: str, inside: str) -> bool:
    return name.startswith(inside) and "/" not in name[len(inside) :]
