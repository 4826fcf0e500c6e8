"""Secrets out of streams and texts."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from flowhelp.execution.redact import Redactor, redacted

CANARY = "hunter2-Pä$$'w\"rd"


def test_a_secret_is_masked_however_it_is_spelled() -> None:
    raw = CANARY.encode()
    encoded = [base64.b64encode(b"x" * n + raw + b"tail").decode() for n in range(6)]
    in_quotes = CANARY.replace("'", "'\\''")
    spelled = [CANARY, quote(CANARY), json.dumps(CANARY), raw.hex(), in_quotes, *encoded]

    for text in spelled:
        assert "••••••" in redacted(f"a {text} z", [CANARY]), text


@given(st.lists(st.integers(1, 5), max_size=30), st.text("ab", min_size=1, max_size=6))
def test_a_secret_cut_in_pieces_is_found(cuts: list[int], secret: str) -> None:
    text = f"x{secret}y{secret}{secret}".encode()
    redactor, out, at = Redactor([secret]), b"", 0
    for cut in [*cuts, len(text)]:
        out += redactor.feed(text[at : at + cut])
        at += cut
    out += redactor.close()

    assert out == Redactor([secret]).feed(text) + b""
    assert secret.encode() not in out


def test_without_secrets_nothing_changes_or_waits() -> None:
    assert Redactor([]).feed(b"abc") == b"abc"
    assert Redactor([""]).feed(b"abc") == b"abc"
    assert redacted("abc", []) == "abc"
