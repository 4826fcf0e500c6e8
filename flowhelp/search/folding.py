"""Letters without their marks, so that a word is found however its accents were typed."""

from __future__ import annotations

_PLAIN = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O"}
    | {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "ı": "i"}
)
"""Letters that Unicode does not take apart."""

_VOICED = "\u3099\u309a"
"""Marks of Japanese kana that make another sound, and so another word."""


class _Letters(dict[int, "str | int | None"]):
    """What becomes of each letter, found out when it is first met."""

    def __missing__(self, code: int) -> str | int | None:
        from unicodedata import category  # noqa: PLC0415 (most text is ASCII)

        dropped = category(chr(code))[0] == "M" and chr(code) not in _VOICED
        found = self[code] = None if dropped else _PLAIN.get(code, code)
        return found


_letters = _Letters()


def folded(text: str) -> str:
    """The text without accents and vowel points: `Überprüfen` reads as `Uberprufen`.

    Wide, narrow and raised forms of letters and digits become the plain ones.
    """
    from unicodedata import normalize  # noqa: PLC0415 (most text is ASCII)

    return normalize("NFC", normalize("NFKD", text).translate(_letters))
