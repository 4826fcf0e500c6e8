"""What the index keeps of a page: plain values that can cross a process.

Apart from `page`, which makes them, so that an answer loads no nouns of content.
"""

from __future__ import annotations

import zlib

from flowhelp.search.packing import clean, pack, pack_rows, unpack, unpack_rows
from flowhelp.search.sealing import IndexLostError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_DICTIONARY = 32_000
"""Bytes that zlib looks back."""


class StepRow:
    """One step as the index keeps it.

    Attributes:
        n, sid, title, role: As the page has them.
        commands: Its commands.
        title_terms: The terms of its title, with a space around each.
        terms: All other terms of it, likewise.
    """

    __slots__ = ("commands", "n", "role", "sid", "terms", "title", "title_terms")

    def __init__(  # noqa: PLR0913, PLR0917 (its fields)
        self,
        n: str,
        sid: str,
        title: str,
        role: str,
        commands: tuple[str, ...],
        title_terms: str,
        terms: str,
    ) -> None:
        self.n = n
        self.sid = sid
        self.title = title
        self.role = role
        self.commands = commands
        self.title_terms = title_terms
        self.terms = terms


class Page:
    """One procedure as the index keeps it.

    Attributes:
        wanted_id, title, type, lang, status, tags, aliases, alerts, roles: Of its head.
        platform: The system it is for, or empty (`linux`, `macos`, `windows` …).
        codes: Term → code (`fields.codes_of`).
        lengths: Terms in each of `FIELDS`.
        named: The terms of title, names and slug (`pack_named`).
        pairs: Its neighbouring terms (`pairs.pack_pairs`).
        exact: (words as terms, kind) that find it when they are the whole question.
        mentions: Names of programs and pages that it speaks of, in lower case.
        words: Its plain words with their terms: a line each, `word<TAB>term`.
        body: What is shown of it (`pack_body`).
        steps: How many steps it has.
        findings: How many errors an author should mend.
    """

    __slots__ = (
        "alerts",
        "aliases",
        "body",
        "codes",
        "exact",
        "findings",
        "lang",
        "lengths",
        "mentions",
        "named",
        "pairs",
        "platform",
        "roles",
        "status",
        "steps",
        "tags",
        "title",
        "type",
        "wanted_id",
        "words",
    )  # fmt: skip

    wanted_id: str
    title: str
    type: str
    lang: str
    status: str
    platform: str
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    alerts: tuple[str, ...]
    roles: tuple[str, ...]
    codes: dict[str, int]
    lengths: tuple[int, ...]
    named: str
    pairs: bytes
    exact: tuple[tuple[str, str], ...]
    mentions: tuple[str, ...]
    words: str
    body: tuple[bytes, bytes]
    steps: int
    findings: int

    def __init__(self, **values: object) -> None:
        for name, value in values.items():
            setattr(self, name, value)


class Body:
    """What is shown of a page; its lines are unpacked when they are first asked for.

    Attributes:
        description: One paragraph, or empty.
        warnings: (signal, text) of each safety message that holds for the whole page.
        steps: Every step and substep, in the page's order.
    """

    __slots__ = ("_packed", "_text", "_words", "description", "steps", "warnings")

    def __init__(
        self,
        description: str,
        warnings: Sequence[tuple[str, str]],
        steps: Sequence[StepRow],
        lines: Iterable[tuple[int, str]] | None = None,
        packed: tuple[bytes, bytes] = (b"", b""),
    ) -> None:
        self.description = description
        self.warnings = warnings
        self.steps = steps
        self._text = None if lines is None else "\n".join(f"{at} {line}" for at, line in lines)
        self._words, self._packed = packed

    @property
    def text(self) -> str:
        """The page's plain lines in its order, each after the position of its step or -1."""
        if self._text is None:
            self._text = _lines_of(self._words, self._packed).decode("utf-8", "replace")
        return self._text

    @property
    def lines(self) -> list[tuple[int, str]]:
        """(position of its step or -1, a plain line), in the page's order."""
        found = (line.partition(" ") for line in self.text.split("\n"))
        return [(int(owner), words) for owner, _, words in found if words]


def pack_named(title: Iterable[str], names: Iterable[str], slug: Iterable[str]) -> str:
    """Three lists of terms as one text, for `str.find`: each term between spaces, `|` between."""
    return f" {' '.join(title)} | {' '.join(names)} | {' '.join(slug)} "


def pack_body(body: Body) -> tuple[bytes, bytes]:
    """What is shown of a page, in few bytes: first what every answer needs, then its lines."""
    steps = pack_rows(map(_cells, body.steps))
    warnings = pack_rows(map(clean, row) for row in body.warnings)
    text = "\0".join((clean(body.description), warnings, steps)).encode("utf-8", "replace")
    # Lines repeat what the steps say: those are the dictionary they are packed with.
    press = zlib.compressobj(zdict=text[-_DICTIONARY:])
    packed = press.compress(body.text.encode("utf-8", "replace")) + press.flush()
    return zlib.compress(text), packed


def unpack_body(packed: tuple[bytes, bytes]) -> Body:
    """What `pack_body` was given.

    Raises:
        IndexLostError: It is not what it was.
    """
    shown, lines = packed
    try:
        text = zlib.decompress(shown)  # which holds a checksum of its own
    except (TypeError, zlib.error) as error:
        raise IndexLostError("the text of a page is not what was written") from error
    description, warnings, steps = text.decode("utf-8", "replace").split("\0")
    return Body(
        description,
        [(signal, said) for signal, said in unpack_rows(warnings)],
        [_step(cells) for cells in unpack_rows(steps)],
        packed=(text[-_DICTIONARY:], lines),
    )


def _lines_of(words: bytes, packed: bytes) -> bytes:
    press = zlib.decompressobj(zdict=words)
    try:
        text = press.decompress(packed)
    except (TypeError, zlib.error) as error:
        raise IndexLostError("the lines of a page are not what was written") from error
    if not press.eof:
        raise IndexLostError("the lines of a page are cut off")
    return text


def _cells(step: StepRow) -> tuple[str, ...]:
    return (
        clean(step.n),
        clean(step.sid),
        clean(step.title),
        step.role,
        pack(step.commands),
        step.title_terms,
        step.terms,
    )


def _step(cells: Sequence[str]) -> StepRow:
    n, sid, title, role, commands, title_terms, terms = cells
    return StepRow(n, sid, title, role, unpack(commands), title_terms, terms)
