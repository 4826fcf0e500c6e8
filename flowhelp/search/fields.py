r"""What a page is searched by, and its terms counted: one text that is quick to ask.

A page's counted terms read `\nTERM\tCOUNTS\nTERM\tCOUNTS\n…`, COUNTS being one
digit of base 36 for each field. Whether and how often a page has a term is
then one `str.find`, which beats any taking apart for the few terms of a question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

FIELDS = ("title", "names", "slug", "lead", "heads", "prose", "code")
"""In the order of the index's columns.

`names` holds aliases, alert names and tags; `slug` the file's own name; `lead`
the first paragraph.
"""

MOST_COUNTED = 35
"""A term that occurs more often in a field counts as often as this."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def forward(fields: Sequence[str]) -> str:
    """The terms of a page, counted.

    Args:
        fields: The terms of each of `FIELDS`, separated by spaces.
    """
    columns = [Counter(field.split()) for field in fields]
    every = sorted(set().union(*columns))
    return "\n" + "".join(
        f"{term}\t{''.join(_DIGITS[min(c[term], MOST_COUNTED)] for c in columns)}\n"
        for term in every
    )


def counts_of(counted: str, term: str) -> str:
    """The digits of one term; empty when the page does not have it."""
    start = counted.find(f"\n{term}\t")
    if start < 0:
        return ""
    start += len(term) + 2
    return counted[start : start + len(FIELDS)]


def backward(counted: str) -> list[str]:
    """The terms of each field, out of order, from what `forward` made of them."""
    fields: list[list[str]] = [[] for _ in FIELDS]
    for line in counted.split("\n"):
        term, _, digits = line.partition("\t")
        for field, digit in zip(fields, digits, strict=False):
            field.extend([term] * int(digit, 36))
    return [" ".join(field) for field in fields]
