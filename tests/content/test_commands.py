"""Commands apart from what comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content.commands import language, read_code

LANGUAGES = st.sampled_from(
    ["", "sh", "bash", "console", "sql", "ruby", "r", "yaml", "text", "ps1"]
)
LINES = st.lists(
    st.sampled_from(
        [
            "$ ls -l", "# apt update", "ls", "  cat <<EOF", "EOF", "a \\", "b && ", "# remark",
            "echo 'a", "it's", "NAME   READY", "{", "}", "for x in y; do", "done", "",
            "PS C:\\> dir",
            "2031-01-01 12:00 started", "| a | b |", "select 1;", "def a", "user@box:~$ id",
            "total 4",
        ]
    )
    | st.text(max_size=40)
).map("\n".join)  # fmt: skip
LEADS = st.sampled_from(["", "Run this:", "The output looks like this:", "Edit the file."])


@given(LANGUAGES, LINES, LEADS)
def test_every_word_of_a_command_stems_from_the_block(info: str, text: str, lead: str) -> None:
    code = read_code(info, text, lead=lead)

    for command in code.commands:
        assert command.text.strip()
        for line in command.text.split("\n"):
            for word in line.split():
                assert word in text


@given(LANGUAGES, LINES, LEADS)
def test_content_holds_nothing_to_type(info: str, text: str, lead: str) -> None:
    code = read_code(info, text, lead=lead)

    assert not (code.content and (code.commands or code.output))


@given(st.text(max_size=50))
def test_any_info_string_names_a_language_or_none(info: str) -> None:
    assert language(info) == language(info).lower()


@pytest.mark.parametrize(
    ("info", "name"),
    [
        ('sh {"name":"x"}', "sh"), ("{.bash}", "bash"), ("bash:title", "bash"), ("", ""),
        ("Console", "console"), ("sh{name=x}", "sh"),
    ],
)  # fmt: skip
def test_the_language_is_the_first_word(info: str, name: str) -> None:
    assert language(info) == name


def test_a_statement_typed_at_a_database_is_not_for_a_shell() -> None:
    code = read_code("", "  $ sudo pgb-console\n  pgbouncer=# SHOW STATS;\n")

    assert [(each.lang, each.text) for each in code.commands] == [
        ("", "sudo pgb-console"),
        ("sql", "SHOW STATS;"),
    ]
