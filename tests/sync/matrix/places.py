"""Places that records go to, and what is really there: read without any of flowhelp's own code."""

from __future__ import annotations

import base64
import json
import subprocess
import urllib.request
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar, Protocol
from urllib.parse import urljoin

from tests.sync.lrs import PASSWORD, USER
from tests.sync.matrix.machines import Machine

_EVENT = "flowhelp.event/1"
_RECORD = "/ext/record"
_PROOF = "/ext/proof"


class Place(Protocol):
    """A target seen from outside."""

    kind: ClassVar[str]

    @property
    def location(self) -> str:
        """What a machine is told."""
        ...

    def everything(self) -> bytes:
        """All the bytes that anybody could find there."""
        ...

    def agrees(self, *writers: Machine) -> None:
        """Everything these did is there once, to the byte, and nothing else."""
        ...

    def doubled(self) -> list[str]:
        """What is there more than once."""
        ...

    def came(self, reader: Machine, *writers: Machine) -> None:
        """The reader has all that these did, as they did it."""
        ...


class _OfLines:
    """A place whose parcels are lines of chains."""

    kind: ClassVar[str]

    def files(self) -> Iterator[tuple[str, bytes]]:
        """What is there under which name, as far as it is records."""
        raise NotImplementedError

    def lines(self) -> Counter[str]:
        """The hashes of all lines that are events: of each its bytes."""
        return Counter(
            sha256(line).hexdigest()
            for _, content in self.files()
            for line in content.split(b"\n")
            if line and json.loads(line)["schema"] == _EVENT
        )

    def doubled(self) -> list[str]:
        return [sha for sha, count in self.lines().items() if count > 1]

    def agrees(self, *writers: Machine) -> None:
        assert self.lines() == Counter(sha for each in writers for sha in each.leaving())

    def came(self, reader: Machine, *writers: Machine) -> None:
        assert reader.pulled() == {sha for each in writers for sha in each.leaving()}


class GitPlace(_OfLines):
    """A bare repository on this machine."""

    kind: ClassVar[str] = "git"

    def __init__(self, folder: Path, location: str = "") -> None:
        self.folder = folder
        self.location = location or str(folder)
        if not folder.exists():
            folder.mkdir(parents=True)
            self.git("init", "-q", "--bare")

    def git(self, *words: str, given: bytes = b"") -> bytes:
        """What git prints there."""
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "gc.auto=0")
        command = ("git", *identity, *words)
        done = subprocess.run(
            command, cwd=self.folder, check=True, capture_output=True, input=given
        )
        return done.stdout

    def refs(self) -> dict[str, str]:
        """Commits by device."""
        listed = self.git("for-each-ref", "--format=%(refname:lstrip=2) %(objectname)",
                          "refs/flowhelp").decode()  # fmt: skip
        return dict(line.split(" ") for line in listed.splitlines())

    def files(self) -> Iterator[tuple[str, bytes]]:
        names: list[tuple[str, str]] = []
        for commit in self.refs().values():
            for entry in self.git("ls-tree", "-r", "-z", commit).split(b"\0")[:-1]:
                about, _, name = entry.partition(b"\t")
                if name.startswith(b"records/"):
                    names.append((name.decode(), about.split()[2].decode()))
        asked = "".join(f"{blob}\n" for _, blob in names).encode()
        rest = self.git("cat-file", "--batch", given=asked) if names else b""
        for path, _ in names:
            line, _, rest = rest.partition(b"\n")
            length = int(line.split()[2])
            yield path, rest[:length]
            rest = rest[length + 1 :]

    def everything(self) -> bytes:
        """Every object, those that no ref shows too, and every other file."""
        objects = self.git("cat-file", "--batch-all-objects", "--batch")
        kept = (each for each in self.folder.rglob("*") if each.is_file())
        return b"\n".join([objects, *(bytes(each) + b"\n" + each.read_bytes() for each in kept)])


class FolderPlace(_OfLines):
    """A folder on this machine."""

    kind: ClassVar[str] = "folder"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.location = str(folder)

    def files(self) -> Iterator[tuple[str, bytes]]:
        for path in sorted(self.folder.glob("*/*.jsonl")):
            if not path.name.startswith(".new-"):  # never read by anybody, and swept later
                yield path.name, path.read_bytes()

    def everything(self) -> bytes:
        kept = (each for each in self.folder.rglob("*") if each.is_file())
        return b"\n".join(bytes(each) + b"\n" + each.read_bytes() for each in kept)


class LrsPlace:
    """A record store at an address of this machine."""

    kind: ClassVar[str] = "xapi"

    def __init__(self, url: str, location: str = "") -> None:
        self.url = url
        self.location = location or url

    def statements(self) -> list[dict[str, Any]]:
        """All it has, page by page, each with its bytes."""
        found: list[dict[str, Any]] = []
        for page in self._pages():
            found += json.loads(page)["statements"]
        return found

    def everything(self) -> bytes:
        return b"\n".join(self._pages())

    def doubled(self) -> list[str]:
        counts = Counter(str(each["id"]).lower() for each in self.statements())
        return [key for key, count in counts.items() if count > 1]

    def agrees(self, *writers: Machine) -> None:
        wanted = Counter(text for each in writers for text in each.ended().values())
        found = self.statements()
        assert Counter(_extension(each, _RECORD) for each in found) == wanted
        assert self.doubled() == []
        ends = {sha for each in writers for sha in each.leaving()}
        assert {_extension(each, _PROOF)["sha256"] for each in found} <= ends

    def came(self, reader: Machine, *writers: Machine) -> None:
        wanted: dict[str, str] = {}
        for each in writers:
            wanted |= each.ended()
        assert reader.records() == wanted

    def _pages(self) -> Iterator[bytes]:
        who = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {who}", "X-Experience-API-Version": "1.0.3"}
        link = f"{self.url}/statements?limit=100&ascending=true"
        while link:
            asked = urllib.request.Request(link, headers=headers)  # noqa: S310 - loopback
            with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
                page = answer.read()
            yield page
            more = json.loads(page).get("more")
            link = urljoin(link, more) if more else ""


def _extension(statement: dict[str, Any], name: str) -> Any:
    found = statement["context"]["extensions"]
    return next(value for key, value in found.items() if key.endswith(name))
