"""What a text may do to a terminal: nothing.

Text from a file or the network can carry escape sequences that move the
cursor, fill the clipboard or retitle the window, and format characters that
show words in another order than they are in. Here every such character becomes
a visible sign. Joiners, variation selectors and emoji stay as they are.

Pure: no terminal is touched from this module.

Source: Unicode 15.1 general categories Cc, Cf, Zl, Zp and Cs; UTR 36 §3.3;
https://trojansource.codes for the bidirectional overrides.
"""

from __future__ import annotations

from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

_HIDDEN = (
    "["
    "\x00-\x08\x0b-\x1f"  # C0 without tab and line feed
    "\x7f-\x9f"  # DEL and C1
    "\u00ad"  # soft hyphen: takes no room, and stays in what is copied
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional marks and overrides
    "\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"  # invisible format characters
    "\u2028\u2029"  # line and paragraph separators
    "\ud800-\udfff"  # lone surrogates: bytes that were not text
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # shorthand and musical format controls
    "\U00013430-\U00013455"  # hieroglyph format controls
    "\U000e0000-\U000e007f"  # tags: text that nobody sees
    "]"
)
_BREAKS = r"[ \t]*[\n\t][ \t\n]*"
_FIRST_SHOWN_AND_HIDDEN = "\U00013430"
"""Below it, everything hidden is something that Python does not call printable."""

_PICTURES = 0x2400
_DELETE, _DELETE_PICTURE = 0x7F, "␡"
_SPACE = 0x20
_BASIC = 0x10000


def visible(text: str) -> str:
    """`text` with nothing in it that a terminal would obey.

    Control characters become their picture (``␛``) or their number
    (``⟨U+202E⟩``); tab and line feed stay, CR LF becomes a line feed.
    Doing it twice changes nothing more.
    """
    if text.isprintable() and (text.isascii() or max(text) < _FIRST_SHOWN_AND_HIDDEN):
        return text
    return _pattern(_HIDDEN).sub(_sign, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """`text` made visible, on one line: breaks and tabs become one space."""
    shown = visible(text)
    return _pattern(_BREAKS).sub(" ", shown) if "\n" in shown or "\t" in shown else shown


def json_escaped(json: str) -> str:
    """A JSON text whose strings hold the same values, escaped where a terminal would obey."""
    plain = json.isascii() and json.isprintable()
    return json if plain else _pattern(_HIDDEN).sub(_json_escape, json)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Compiled when it is first needed, which for most texts is never."""
    import re  # noqa: PLC0415

    return re.compile(text)


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < _SPACE:
        return chr(_PICTURES + code)
    return _DELETE_PICTURE if code == _DELETE else f"⟨U+{code:04X}⟩"


def _json_escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < _BASIC:
        return f"\\u{code:04x}"
    code -= _BASIC
    return f"\\u{0xD800 | code >> 10:04x}\\u{0xDC00 | code & 0x3FF:04x}"
