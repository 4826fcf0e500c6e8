"""Letters without their marks, so that a word is found however its accents were typed."""

from __future__ import annotations

_LETTERS = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O"}
    | {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "ı": "i"}
)
"""Letters that Unicode does not take apart."""

_VOICED = "\u3099\u309a"
"""Marks of Japanese kana that make another sound, and so another word."""


def fold(text: str) -> str:
    """The text without accents and vowel points: `Überprüfen` reads as `Uberprufen`.

    Wide, narrow and raised forms of letters and digits become the plain ones.
    """
    if text.isascii():
        return text
    from unicodedata import category, normalize  # noqa: PLC0415 (most text is ASCII)

    apart = normalize("NFKD", text).translate(_LETTERS)
    kept = [char for char in apart if category(char)[0] != "M" or char in _VOICED]
    return normalize("NFC", "".join(kept))
