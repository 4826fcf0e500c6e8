"""Safety messages: how serious they are, and what they say (FORMAT.md §6.3).

The bold signal word decides; the marker of a GitHub or GitLab alert counts
only where there is no word, because its colours mean something else there.
"""

from __future__ import annotations

import re

from flowhelp.content.model import Alert

_MARKER = re.compile(r"^\[!(\w+)\][-+]?[ \t]*")
_SIGNAL = re.compile(
    r"^(?:[^\w*_<\[]{0,4}\s*)?(?:\*\*|__)\s*[^\w*_]{0,4}(DANGER|WARNING|CAUTION|NOTICE)\b"
)
_BOLD = re.compile(
    r"^[^\w*_<\[]{0,4}(?:\*\*|__)\s*[^\w*_]{0,4}"
    r"(note|tip|info|hint|warning|caution|danger|important|attention|notice|achtung|hinweis|"
    r"warnung|vorsicht|gefahr|remarque|attention|danger|avertissement)\s*"
    r"(?:[:!.]+\s*(?:\*\*|__)|(?:\*\*|__)\s*[:!.])",
    re.IGNORECASE,
)

_BY_MARKER = {
    "CAUTION": "WARNING",
    "WARNING": "WARNING",
    "DANGER": "WARNING",
    "IMPORTANT": "NOTICE",
    "NOTE": "INFO",
    "TIP": "INFO",
    "INFO": "INFO",
}
_BY_WORD = {
    "warning": "WARNING", "caution": "CAUTION", "danger": "DANGER", "important": "NOTICE",
    "attention": "NOTICE", "notice": "NOTICE", "warnung": "WARNING", "vorsicht": "CAUTION",
    "gefahr": "DANGER", "achtung": "NOTICE", "avertissement": "WARNING",
}  # fmt: skip


def alert_in(text: str, *, quoted: bool) -> Alert | None:
    """The safety message or note that this Markdown is, or None for any other text.

    Args:
        text: The words of a quote or paragraph, without `>` marks.
        quoted: Whether it stands in a quote, where a signal word alone is enough.
    """
    text = text.strip()
    marker = _MARKER.match(text) if quoted else None
    words = text[marker.end() :].strip() if marker else text
    if match := _SIGNAL.match(words):
        if quoted or re.match(r".{0,4}(?:\*\*|__)\W{0,4}[A-Z]+(?:/[A-Z]+)?\W", words):
            return Alert(match[1], words)
    elif marker:
        return Alert(_BY_MARKER.get(marker[1].upper(), "INFO"), words)
    if match := _BOLD.match(words):
        return Alert(_BY_WORD.get(match[1].lower(), "INFO"), words)
    return None
