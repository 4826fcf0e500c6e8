"""Labels: a bold keyword with a colon, and what the keyword means (FORMAT.md §6.1).

Only the words listed here are labels; any other bold word is prose, and one
that is nearly a label is a finding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ENGLISH = {
    "expect": "expect; expected; expected result; expected output; you should see",
    "verify": "verify; check; confirm that",
    "if not": "if not; otherwise; if it fails",
    "record": "record; reading; measure; enter",
    "wait": "wait; timer",
    "hold": "hold; hold point; stop point",
    "second person": "second person; independent verification; iv; cv; verified by",
    "sign": "sign; sign-off; initials",
    "if": "if; when; only if; unless; only for",
    "go to": "go to; continue with; return to",
    "repeat": "repeat; repeat until",
    "throughout": "throughout; continuous; at all times",
    "do": "do; include; perform",
    "undo": "undo; back out",
    "attach": "attach; photo; evidence",
    "watch": "watch; video; demo",
    "key point": "key point",
    "why": "why; reason",
    "escalate": "escalate; call",
    "needs": "needs",
    "end": "end",
    "critical step": "critical step",
}
_GERMAN = {
    "expect": "erwartet; erwartetes ergebnis; sie sehen",
    "verify": "prüfen; kontrolle; bestätigen",
    "if not": "wenn nicht; sonst; andernfalls",
    "record": "messwert; eintragen; ablesen",
    "wait": "warten",
    "hold": "halt; haltepunkt",
    "second person": "zweite person; vier augen; vier-augen-prinzip",
    "sign": "unterschrift; kürzel",
    "go to": "gehe zu; weiter mit; zurück zu",
    "repeat": "wiederholen; wiederholen bis",
    "throughout": "durchgehend; jederzeit",
    "undo": "rückgängig",
    "attach": "foto; anhang; nachweis",
    "key point": "schlüsselpunkt; wichtig dabei",
    "why": "warum; grund; begründung",
    "escalate": "eskalieren; anrufen",
    "end": "ende",
    "critical step": "kritischer schritt",
}
_FRENCH = {
    "expect": "attendu; résultat attendu; vous devez voir",
    "verify": "vérifier; contrôler",
    "if not": "sinon; si non; en cas d'échec",
    "record": "relever; mesure; noter",
    "wait": "attendre; minuterie",
    "hold": "point d'arrêt",
    "second person": "deuxième personne; seconde personne",
    "sign": "signer; signature; visa",
    "go to": "aller à; continuer avec; revenir à",
    "repeat": "répéter; répéter jusqu'à",
    "throughout": "en permanence; à tout moment",
    "undo": "annuler",
    "attach": "joindre; preuve",
    "key point": "point clé",
    "why": "pourquoi; raison",
    "escalate": "escalader; appeler",
    "end": "fin",
    "critical step": "étape critique",
}

KEYS: dict[str, str] = {
    alias: key
    for lexicon in (_FRENCH, _GERMAN, _ENGLISH)
    for key, aliases in lexicon.items()
    for alias in aliases.split("; ")
}
"""Every written form, lower case, to its canonical key."""

NODE_KEYS = {"result": "end", "outcome": "end"}
"""Aliases that are labels in decision and scenario pages only."""

_LABEL = re.compile(
    r"^(?P<mark>\*\*|__)(?P<key>[^*_\n:.()]{1,40}?)[ \u00a0]{0,3}"
    r"(?:\((?P<arg>[^()\n]{0,200})\))?[ \u00a0]{0,3}"
    r"(?::(?P=mark)|(?P=mark)[ \u00a0]{0,3}:|(?P<flag>\.)(?P=mark))[ \t]*",
)
_PROSE = frozenset("note notes time times throughput".split())
"""Bold words of ordinary pages that are near a label and never meant as one."""

_NEAR = 2
"""Edits within which an unknown bold word counts as a misspelt label."""


@dataclass(frozen=True, slots=True)
class Found:
    """A label at the start of a text.

    Attributes:
        key: Canonical key, or empty when the word is only nearly a label.
        word: The word as written.
        arg: What stands in the brackets.
        length: Characters of the text that the label takes.
    """

    key: str
    word: str
    arg: str
    length: int


def label_at(text: str, *, nodes: bool = False) -> Found | None:
    """The label that this Markdown text starts with, or None.

    Args:
        text: Markdown source of a paragraph, item or line.
        nodes: Whether the page is a decision or scenario, which know more words.
    """
    match = _LABEL.match(text)
    if match is None:
        return None
    word = match["key"].strip().lower().replace("’", "'")
    key = KEYS.get(word) or (NODE_KEYS.get(word, "") if nodes else "")
    if match["flag"] and key != "critical step":
        return None
    if not key and not nearest(word):
        return None
    arg = match["arg"] or ("unless" if word == "unless" else "")
    return Found(key, match["key"].strip(), arg.strip(), match.end())


def nearest(word: str) -> str:
    """The key that a misspelt word was meant to be, or empty.

    Short words have too many neighbours, so only words of four letters and
    more are compared, the first letter must be right, and one edit is allowed
    up to five letters.
    """
    if len(word) < 4 or word in KEYS or word in _PROSE or word[-1].isdigit():  # noqa: PLR2004
        return ""
    limit = 1 if len(word) <= 5 else _NEAR  # noqa: PLR2004 - said above
    near = [alias for alias in KEYS if alias[0] == word[0] and abs(len(alias) - len(word)) <= limit]
    return next((KEYS[alias] for alias in near if _distance(word, alias, limit) <= limit), "")


def _distance(a: str, b: str, limit: int) -> int:
    """Edits between two words, a swapped pair counting as one; stops above `limit`.

    Source: the optimal string alignment distance, Boytsov 2011, section 2.2.
    """
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
