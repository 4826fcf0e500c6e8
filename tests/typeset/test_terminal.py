"""What reaches a terminal."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.typeset.terminal import json_escaped, one_line, visible

EVERY_CHARACTER = [chr(code) for code in range(sys.maxunicode + 1)]
KEPT_FORMATS = {
    "\u200c",  # zero-width non-joiner: Persian and Indic spelling
    "\u200d",  # zero-width joiner: emoji families
}
SHOWN_FORMATS = {  # of category Cf, and yet they have a shape
    *"\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2",
    *"\U000110bd\U000110cd",
}


def obeyed(character: str) -> bool:
    """Whether a terminal may do something else with it than show it."""
    if character in "\n\t":
        return False
    category = unicodedata.category(character)
    if category == "Cf":
        return character not in KEPT_FORMATS | SHOWN_FORMATS
    return category in {"Cc", "Cs", "Zl", "Zp"}


def test_no_code_point_that_a_terminal_obeys_gets_through() -> None:
    passed = [character for character in EVERY_CHARACTER if visible(character) == character]

    assert not [f"U+{ord(character):04X}" for character in passed if obeyed(character)]


def test_what_a_person_writes_stays_as_it_is() -> None:
    changed = [character for character in EVERY_CHARACTER if visible(character) != character]

    wanted = {"\u2065"} | {
        chr(code) for code in range(0xE0000, 0xE0080)
    }  # tags, in part unassigned
    wanted |= {chr(code) for code in range(0x13430, 0x13456)}  # hieroglyphs' joiners
    assert not [f"U+{ord(c):04X}" for c in changed if not obeyed(c) and c not in wanted]


def test_a_sign_stands_for_each_hidden_character() -> None:
    assert visible("\x1b[31mred\x07") == "␛[31mred␇"
    assert visible("a\x7fb\x9bc") == "a␡b⟨U+009B⟩c"
    assert visible("safe\u202egnp.exe") == "safe⟨U+202E⟩gnp.exe"
    assert visible("\U000e0041\ud800\u2028") == "⟨U+E0041⟩⟨U+D800⟩⟨U+2028⟩"
    assert visible("one\r\ntwo\rthree") == "one\ntwo␍three"


@pytest.mark.parametrize("text", ["👩‍👩‍👧‍👦", "❤️", "می‌خواهم", "naïve café 漢字", "tab\tand\nline"])
def test_joiners_emoji_and_scripts_stay(text: str) -> None:
    assert visible(text) == text


@given(st.text(st.characters()))
def test_doing_it_twice_changes_nothing_more(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert one_line(one_line(text)) == one_line(text)
    assert "\n" not in one_line(text)
    assert "\t" not in one_line(text)


@given(st.text(st.characters()))
def test_escaped_json_holds_the_same_text(text: str) -> None:
    written = json_escaped(json.dumps(text, ensure_ascii=False))

    assert json.loads(written) == text
    assert visible(written) == written


def test_every_code_point_survives_json() -> None:
    text = "".join(
        character for character in EVERY_CHARACTER if not "\ud800" <= character <= "\udfff"
    )

    assert json.loads(json_escaped(json.dumps(text, ensure_ascii=False))) == text
