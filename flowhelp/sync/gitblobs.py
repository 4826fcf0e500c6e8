"""The contents of many files of a private repository, read by one program."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

from flowhelp.gitprogram import NoGitError, end
from flowhelp.sync.gitstore import Store
from flowhelp.sync.target import UnreachableError

if TYPE_CHECKING:
    from typing import Self

    from flowhelp.gitprogram import Running


class Blobs:
    """A reader; the program is started at the first question, and ends with the block."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reader: Running | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._reader is not None:
            end(self._reader)
            self._reader = None

    def read(self, blob: str, most: int) -> bytes | None:
        """The bytes of a blob; None where it is none, or larger than `most`.

        Raises:
            UnreachableError: The program ended.
        """
        try:
            if self._reader is None:
                self._reader = self._store.git().start(("cat-file", "--batch"), given=True)
            asked, answer = self._reader.stdin, self._reader.stdout
            assert asked is not None and answer is not None  # noqa: S101, PT018
            asked.write(f"{blob}\n".encode())
            asked.flush()
            words = answer.readline().split()
            if not words:
                raise BrokenPipeError
            if words[-1] == b"missing":
                return None
            length = int(words[2])
            if length > most:
                end(self._reader)  # rather than reading it to its end
                self._reader = None
                return None
            content = answer.read(length + 1)[:-1]
        except (OSError, NoGitError) as error:
            raise UnreachableError("what was fetched cannot be read") from error
        if len(content) < length:
            raise UnreachableError("what was fetched cannot be read")
        return content if words[1] == b"blob" else None
