"""Bytes → text, or the reason why not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.library.source import UnreadableError
from flowhelp.library.text import page_text


def test_the_byte_order_mark_and_foreign_ends_of_line_go() -> None:
    assert page_text(b"\xef\xbb\xbf# A\r\nb\rc\n") == "# A\nb\nc\n"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"x" * ((1 << 20) + 1), "larger than 1 MiB"),
        ("a".encode("utf-16"), "encoded as UTF-16"),
        (b"\xfe\xff\0a", "encoded as UTF-16"),
        (b"a\0b", "binary: it holds a NUL byte"),
        (b"a\nb\xff", r"not UTF-8 \(line 2\)"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        page_text(raw)


@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_a_reason(raw: bytes) -> None:
    try:
        text = page_text(raw)
    except UnreadableError as error:
        text = error.message
    assert "\r" not in text
    assert "\0" not in text
