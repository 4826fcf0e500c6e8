"""What a person typed → what is searched for. Anything that does not parse is words.

`-word` leaves pages out when it has three letters and a vowel, no digit and no capital inside,
and other words stand beside it; `-9`, `-rf`, `--force` and `-20C` are words. So is every one
after the name of a program with long options (`find -name`, `java -jar`), and in a line with
another flag.
"""

from __future__ import annotations

from flowhelp.search.analysis import fold
from flowhelp.search.questions import kind_of_question

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_FILTERS = ("tag", "type", "source", "role", "alert")
_SIGNS = '":*-'
"""A question without any of them is words only."""

_PIECE = r'(-?)(?:(\w+):)?"([^"]*)"|(\S+)'
_NAME = r"-((?=.{3})[^\W\d_]+(?:-[^\W\d_]+)*)"
_PREFIX = r"([^\W_](?:[\w./:-]*[^\W_]))\*"
_FLAG = r"--\w.*|-\w{1,2}|-\d.*"
_LONG_OPTIONS = frozenset(
    "convert dig ffmpeg ffprobe find gcc go java javac ld magick nomad openssl packer ps qemu "
    "tar terraform vault xrandr".split()
)
"""Programs whose long options have one dash."""


class Query:
    """A question, taken apart; not changed once made.

    Attributes:
        text: The words and phrases without filters, left-out words and prefixes.
        phrases: Several words that stood in quotes; they must follow each other, if that
            leaves anything.
        tag, type, source, role, alert: Filters, in lower case but for `alert`; empty is any.
        without: Words and phrases that no answer may hold.
        prefixes: Beginnings of terms, folded, in lower case: `kub` of `Kub*`, `max_c` of `max-c*`.
        kind: "how", "what" or "", as `kind_of_question` says.
    """

    __slots__ = (
        "alert", "kind", "phrases", "prefixes", "role", "source", "tag", "text", "type", "without",
    )  # fmt: skip

    def __init__(  # noqa: PLR0913 (its fields)
        self,
        text: str = "",
        phrases: tuple[str, ...] = (),
        *,
        tag: str = "",
        type: str = "",  # noqa: A002 (as it is typed)
        source: str = "",
        role: str = "",
        alert: str = "",
        without: tuple[str, ...] = (),
        prefixes: tuple[str, ...] = (),
        kind: str = "",
    ) -> None:
        self.text = text
        self.phrases = phrases
        self.tag = tag
        self.type = type
        self.source = source
        self.role = role
        self.alert = alert
        self.without = without
        self.prefixes = prefixes
        self.kind = kind

    @property
    def filtered(self) -> bool:
        """Whether some pages are left out however well they match."""
        return bool(
            self.tag or self.type or self.source or self.role or self.phrases or self.without
        )

    def relaxed(self) -> Query:
        """The same words, in any order."""
        same = Query(self.text)
        for name in self.__slots__:
            setattr(same, name, () if name == "phrases" else getattr(self, name))
        return same

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Query) and all(
            getattr(self, name) == getattr(other, name) for name in self.__slots__
        )

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in self.__slots__))

    def __repr__(self) -> str:
        said = ((name, getattr(self, name)) for name in self.__slots__)
        return f"Query({', '.join(f'{name}={value!r}' for name, value in said if value)})"


def parse_query(typed: str, **filters: str) -> Query:
    """The question in `typed`: words, `"phrases"`, `-not`, `prefix*` and `tag:` `type:` `source:`
    `role:` `alert:`, whose values may stand in quotes.

    Args:
        typed: As it was typed. A lone quote or an unknown prefix is a word like others.
        filters: The same filters by name, as options give them; an empty one means nothing.
    """
    found = {name: value for name, value in filters.items() if value}
    if not any(sign in typed for sign in _SIGNS):
        text = " ".join(typed.split())
        return _query(text, found)
    read = _Reading(found)
    for dash, name, quoted, word in _pieces(typed):
        if word:
            read.word(word)
        else:
            read.quoted(dash, name, quoted)
    return read.query()


class _Reading:
    """A question on the way from left to right."""

    def __init__(self, filters: dict[str, str]) -> None:
        self.filters = filters
        self.settled = frozenset(filters)
        self.words: list[tuple[str, str]] = []  # as typed, and the word it leaves out if it does
        self.phrases: list[str] = []
        self.prefixes: list[str] = []

    def word(self, word: str) -> None:
        name, colon, value = word.partition(":")
        if not (colon and value and self._filters(name.lower(), value)):
            self._other(word)

    def _filters(self, name: str, value: str) -> bool:
        """Whether that is a filter; the second of a kind is words, but an option wins quietly."""
        if name not in _FILTERS or (name in self.filters and name not in self.settled):
            return False
        self.filters.setdefault(name, value)
        return True

    def _other(self, word: str) -> None:
        from re import fullmatch, sub  # noqa: PLC0415 (plain questions do without)

        if beginning := fullmatch(_PREFIX, word):
            self.prefixes.append(sub(r"\W+", "_", fold(beginning[1]).lower()))
        else:
            named = fullmatch(_NAME, word)
            self.words.append((word, named[1] if named and _sayable(named[1]) else ""))

    def quoted(self, dash: str, name: str, quoted: str) -> None:
        if not dash and quoted.strip() and self._filters(name.lower(), quoted.strip()):
            return
        if name:
            self.words += [(word, "") for word in f"{dash}{name}: {quoted}".split()]
        elif quoted.strip():
            self.words.append((quoted, quoted if dash else ""))
            if len(quoted.split()) > 1 and not dash:
                self.phrases.append(quoted)

    def query(self) -> Query:
        plain = self._is_command() or not (self.prefixes or any(not name for _, name in self.words))
        text = " ".join(word for word, name in self.words if plain or not name)
        without = () if plain else tuple(name for _, name in self.words if name)
        return _query(text, self.filters, tuple(self.phrases), without, tuple(self.prefixes))

    def _is_command(self) -> bool:
        """Whether dashes begin options here."""
        from re import fullmatch  # noqa: PLC0415 (plain questions do without)

        first = next((word for word, name in self.words if not name), "")
        return first.lower() in _LONG_OPTIONS or any(
            fullmatch(_FLAG, word) for word, _ in self.words
        )


def _pieces(typed: str) -> Iterator[tuple[str, str, str, str]]:
    """(dash, filter's name, quoted text, "") or ("", "", "", word) of each piece."""
    from re import findall  # noqa: PLC0415 (plain questions do without)

    yield from findall(_PIECE, typed)


def _sayable(word: str) -> bool:
    """Whether it reads as a word: `docker`, not `xvf` and not `pgoDt`."""
    plain = fold(word).lower()
    return word in {word.lower(), word.upper(), word.title()} and (
        not plain.isascii() or any(letter in "aeiouy" for letter in plain)
    )


def _query(
    text: str,
    filters: dict[str, str],
    phrases: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    prefixes: tuple[str, ...] = (),
) -> Query:
    return Query(
        text,
        phrases,
        tag=filters.get("tag", "").lower(),
        type=filters.get("type", "").lower(),
        source=filters.get("source", "").lower(),
        role=filters.get("role", "").lower(),
        alert=filters.get("alert", ""),
        without=without,
        prefixes=prefixes,
        kind=kind_of_question(text),
    )
