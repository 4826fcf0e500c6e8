"""The pictures that sites put in place of words between colons, such as `:warning:`.

Pure. They are resolved and not dropped, for some say what no other word of the line says. Only
names of rich's table are known, so that what merely looks like one stays as it is written.
"""

from __future__ import annotations

import re

from flowhelp.typeset.terminal import visible

_CODE = re.compile(r"(?<![\w:/]):(?=[\d_+-]{0,40}[a-z+])[a-z\d_+-]{1,40}:(?![\w:/])")
"""Times and ratios have colons on both sides as well, but neither letters nor room around them."""


def with_emoji(text: str) -> str:
    """The text with the pictures that it names."""
    return _CODE.sub(_picture, text) if text.count(":") > 1 else text


def _picture(match: re.Match[str]) -> str:
    from rich.emoji import Emoji  # noqa: PLC0415 - only for text that may name one

    found = Emoji.replace(match[0])
    # One that is joined of several takes who knows how many columns.
    return found if visible(found) == found else match[0]
