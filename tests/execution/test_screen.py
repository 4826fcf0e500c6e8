"""What passes to a terminal, and what never does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.execution.screen import OutputFilter, plain

HOSTILE = [
    b"\x1b]0;title\x07",
    b"\x1b]2;title\x1b\\",
    b"\x1b]52;c;cm0gLXJmIC8=\x07",
    b"\x1b]52;c;cm0gLXJmIC8=\x1b\\",
    b"\x1b]8;;file:///etc/passwd\x07link\x1b]8;;\x07",
    b"\x1b]9;notice\x07",
    b"\x1b]777;notify;a;b\x07",
    b"\x1b]1337;File=inline=1:AAAA\x07",
    b"\x1b]4;1;rgb:ff/00/00\x07",
    b"\x1b]10;?\x07",
    b'\x1bP$q"p\x1b\\',
    b"\x1bP+q544e\x1b\\",
    b"\x1b_Ga=T;AAAA\x1b\\",
    b"\x1b^private\x1b\\",
    b"\x1bXstring\x1b\\",
    b"\x1bkscreen title\x1b\\",
    b"\x1b[21t",
    b"\x1b[8;10;10t",
    b"\x1b[5i",
    b"\x1bc",
    b"\x1b[>4;1m",
    b"\x1b[>1u",
    b"\x1b[?1$p",
    b"\x05",
    "\x9d0;title\x9c".encode(),
    "\x9b21t".encode(),
    "\x90q\x9c".encode(),
    b"\x9d0;title",
]


def passed(payload: bytes, *, real: bool = True, pieces: int = 1000) -> str:
    sieve = OutputFilter(real=real)
    return "".join(sieve.feed(payload[at : at + pieces]) for at in range(0, len(payload), pieces))


@pytest.mark.parametrize("payload", HOSTILE)
@pytest.mark.parametrize("pieces", [1, 3, 1000])
@pytest.mark.parametrize("real", [True, False])
def test_nothing_retitles_copies_notifies_asks_or_draws(
    payload: bytes, pieces: int, real: bool
) -> None:
    out = passed(b"before" + payload + b"after", real=real, pieces=pieces)

    assert out.replace("link", "").replace("\ufffd0;title", "") in {
        "beforeafter", "before\ufffdafter",
    }  # fmt: skip


@pytest.mark.parametrize(
    "allowed",
    ["\x1b[31mred\x1b[0m", "\x1b[2J\x1b[H", "\x1b[10;20H", "\x1b[?1049h", "\x1b[?25l", "a\rb\bc\t",
     "\x1b[6n", "\x1b7\x1b8", "\x1b(0lqk\x1b(B", "\x1b[1;38;2;1;2;3m", "漢字🙂é", "\a"],
)  # fmt: skip
def test_colours_and_the_cursor_pass_on_a_terminal(allowed: str) -> None:
    for pieces in (1, 2, 1000):
        assert passed(allowed.encode(), pieces=pieces) == allowed


def test_elsewhere_only_the_text_passes() -> None:
    assert passed(b"\x1b[31mred\x1b[0m\x1b[2J\a done\n", real=False) == "red done\n"


def test_what_was_switched_on_is_switched_off_and_nothing_else() -> None:
    sieve = OutputFilter(real=True)
    sieve.feed(b"\x1b[?1049h\x1b[?25l\x1b[?1000;1006h\x1b[31m\x1b[2;5r\x0e")

    back = sieve.ending()

    assert "\x1b[?1049l" in back
    assert "\x1b[?25h" in back
    assert "\x1b[?1000l\x1b[?1006l" in back
    assert "\x1b[r" in back
    assert back.endswith("\x1b[0m")
    tidy = OutputFilter(real=True)
    tidy.feed(b"\x1b[?1049h\x1b[?1049lplain")
    assert tidy.ending() == ""


@given(st.binary(max_size=200), st.integers(1, 7))
def test_bytes_come_out_the_same_however_they_are_cut(payload: bytes, pieces: int) -> None:
    assert passed(payload, pieces=pieces) == passed(payload)


@given(st.lists(st.sampled_from([*HOSTILE, b"a", b"\x1b", b"[", b"]", b"\x07", b"0", b"m", b"\\"])))
def test_no_mixture_lets_a_string_through(parts: list[bytes]) -> None:
    out = passed(b"".join(parts))

    assert not any(sign in out for sign in ("\x1b]", "\x1bP", "\x1b_", "\x1b^", "\x1bX", "\x1bc"))
    assert not any("\x80" <= sign <= "\x9f" for sign in out)


def test_lines_are_what_a_person_would_see() -> None:
    assert plain(b"\x1b[32mok\x1b[0m\r\n10%\r50%\r100%\r\nabc\b\bX\r\n") == "ok\n100%\naXc\n"
    assert plain(b"long line\rshort\n") == "shortline\n"
