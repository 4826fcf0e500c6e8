"""Bytes of a file → its text, or the reason why it has none."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from flowhelp.library.source import LARGEST_FILE, UnreadableError

__all__ = ["LARGEST_FILE", "page_text"]


def page_text(raw: bytes) -> str:
    r"""The text of a file, without its byte order mark, with `\n` ends of line.

    Raises:
        UnreadableError: It is too large, binary, or not UTF-8.
    """
    if len(raw) > LARGEST_FILE:
        raise UnreadableError("larger than 1 MiB")
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise UnreadableError("encoded as UTF-16", hint="save it as UTF-8")
    if b"\0" in raw:
        raise UnreadableError("binary: it holds a NUL byte")
    try:
        text = raw.removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableError(f"not UTF-8 (line {line})", hint="save it as UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
