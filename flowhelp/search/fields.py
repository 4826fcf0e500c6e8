"""What a page is searched by, and how often a term occurs in each part of it, in two bytes.

A posting is a page's number in its segment and such a code. Sixteen bits hold
what the score needs: of a title it is enough to know up to three, and the
code of a page is worth little, so two bits do.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FIELDS = ("title", "names", "slug", "lead", "heads", "prose", "code")
"""`names` holds aliases, keywords, alert names and tags; `slug` the file's own name; `lead`
the first paragraph; `prose` what is neither heading nor code, step titles included.
"""

_BITS = (2, 3, 1, 2, 2, 4, 2)
"""Of each field, in order, from the lowest bit on; 16 together."""

MOST_COUNTED = tuple((1 << bits) - 1 for bits in _BITS)
"""A term that occurs more often in a field counts as often as this."""

_SHIFTS = tuple(sum(_BITS[:at]) for at in range(len(_BITS)))
_read: dict[int, tuple[tuple[int, int], ...]] = {}


def codes_of(fields: Sequence[Sequence[str]]) -> dict[str, int]:
    """Term → its code, for the terms of each of `FIELDS`, in their order."""
    codes: dict[str, int] = {}
    for terms, shift, most in zip(fields, _SHIFTS, MOST_COUNTED, strict=True):
        one, full = 1 << shift, most << shift
        for term in terms:
            code = codes.get(term, 0)
            if code & full != full:
                codes[term] = code + one
    return codes


def counts_of(code: int) -> tuple[tuple[int, int], ...]:
    """(number of the field, how often) of each field that has the term."""
    known = _read.get(code)
    if known is None:
        known = _read[code] = tuple(_counts(code))
    return known


def _counts(code: int) -> Iterator[tuple[int, int]]:
    for field, (shift, most) in enumerate(zip(_SHIFTS, MOST_COUNTED, strict=True)):
        if count := code >> shift & most:
            yield field, count
