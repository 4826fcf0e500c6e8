"""What the index keeps of a page: plain values that can cross a process.

Apart from `page`, which makes them, so that an answer loads no nouns of content.
"""

from __future__ import annotations

import zlib

from flowhelp.search.packing import clean, pack, pack_rows, unpack, unpack_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


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
    body: bytes
    steps: int
    findings: int

    def __init__(self, **values: object) -> None:
        for name, value in values.items():
            setattr(self, name, value)


class Body:
    """What is shown of a page.

    Attributes:
        description: One paragraph, or empty.
        warnings: (signal, text) of each safety message that holds for the whole page.
        steps: Every step and substep, in the page's order.
        lines: (position of its step or -1, a plain line), in the page's order.
    """

    __slots__ = ("description", "lines", "steps", "warnings")

    def __init__(
        self,
        description: str,
        warnings: Sequence[tuple[str, str]],
        steps: Sequence[StepRow],
        lines: Sequence[tuple[int, str]],
    ) -> None:
        self.description = description
        self.warnings = warnings
        self.steps = steps
        self.lines = lines


def pack_named(title: Iterable[str], names: Iterable[str], slug: Iterable[str]) -> str:
    """Three lists of terms as one text, for `str.find`: each term between spaces, `|` between."""
    return f" {' '.join(title)} | {' '.join(names)} | {' '.join(slug)} "


def pack_body(body: Body) -> bytes:
    """What is shown of a page, in few bytes."""
    steps = pack_rows(map(_cells, body.steps))
    warnings = pack_rows(map(clean, row) for row in body.warnings)
    lines = "\n".join(f"{owner} {line}" for owner, line in body.lines)
    text = "\0".join((clean(body.description), warnings, steps, lines))
    return zlib.compress(text.encode("utf-8", "replace"), 6)


def unpack_body(packed: bytes) -> Body:
    """What `pack_body` was given."""
    text = zlib.decompress(packed).decode("utf-8", "replace")
    description, warnings, steps, lines = text.split("\0", 3)
    return Body(
        description,
        [(signal, said) for signal, said in unpack_rows(warnings)],
        [_step(cells) for cells in unpack_rows(steps)],
        [
            (int(owner), words)
            for owner, _, words in (line.partition(" ") for line in lines.split("\n"))
            if words
        ],
    )


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
