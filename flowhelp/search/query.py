"""What a person typed → what is searched for. Anything that does not parse is words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_PIECE = re.compile(r'"([^"]*)"|(\S+)')
_FILTERS = ("tag", "type", "source", "role", "alert")


@dataclass(frozen=True, slots=True)
class Query:
    """A question, taken apart.

    Attributes:
        text: The words and phrases without the filters, for searching.
        phrases: Several words that stood in quotes; they must follow each other, if that
            leaves anything.
        tag, type, source, role, alert: Filters, in lower case but for `alert`; empty is any.
    """

    text: str = ""
    phrases: tuple[str, ...] = ()
    tag: str = ""
    type: str = ""
    source: str = ""
    role: str = ""
    alert: str = ""

    @property
    def filtered(self) -> bool:
        """Whether some pages are left out however well they match."""
        return bool(self.tag or self.type or self.source or self.role or self.phrases)

    def relaxed(self) -> Query:
        """The same words, in any order."""
        return replace(self, phrases=())


def parse_query(typed: str, **filters: str) -> Query:
    """The question in `typed`: words, `"phrases"` and `tag:` `type:` `source:` `role:` `alert:`.

    Args:
        typed: As it was typed. A lone quote or an unknown prefix is a word like others.
        filters: The same filters by name, as options give them; an empty one means nothing.
    """
    found: dict[str, str] = {name: value for name, value in filters.items() if value}
    words: list[str] = []
    phrases: list[str] = []
    for phrase, word in _PIECE.findall(typed):
        name, colon, value = word.partition(":")
        if phrase.strip():
            words.append(phrase)
            if len(phrase.split()) > 1:
                phrases.append(phrase)
        elif colon and value and name.lower() in _FILTERS:
            found.setdefault(name.lower(), value)
        elif word:
            words.append(word)
    kept = {name: found.get(name, "").lower() for name in _FILTERS if name != "alert"}
    return Query(" ".join(words), tuple(phrases), alert=found.get("alert", ""), **kept)
