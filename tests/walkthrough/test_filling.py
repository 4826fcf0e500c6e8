"""Values in commands, for reading."""

from __future__ import annotations

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content import Param
from flowhelp.walkthrough.filling import ParamRefusedError, checked, filled


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ls {{dir}}", "ls /srv"),
        ("ls <dir>", "ls /srv"),
        ("ls {{ dir }}", "ls /srv"),
        ("echo {{words}}", "echo 'a b'"),
        ('echo "{{dir}}"', 'echo "/srv"'),
        ('echo "{{words}}"', 'echo "{{words}}"'),
        ("cat <<EOF\n{{words}}\nEOF", "cat <<EOF\n{{words}}\nEOF"),
        ("echo {{unknown}}", "echo {{unknown}}"),
        ("echo ${{dir}}", "echo ${{dir}}"),
        ("echo {{ .Dir }}", "echo {{ .Dir }}"),
        ("echo <host name>", "echo db-1"),
    ],
)
def test_values_are_shown_where_they_are_safe(text: str, shown: str) -> None:
    assert filled(text, {"dir": "/srv", "words": "a b", "host_name": "db-1"}) == shown


def test_words_are_filled_without_quotes() -> None:
    assert filled("Tell {{who}} <b>", {"who": "the lead", "b": "x"}, code=False) == (
        "Tell the lead <b>"
    )


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20))
def test_a_value_is_one_word_to_a_shell(value: str) -> None:
    assert shlex.split(filled("x {{v}}", {"v": value})) == ["x", value]


def test_a_shell_reads_one_argument() -> None:
    value = 'a\'; rm -rf "$HOME" `id` $(id) *\n'
    command = filled("printf %s {{v}}", {"v": value})

    shown = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)

    assert shown.stdout == value


@pytest.mark.parametrize(
    ("param", "value"),
    [
        (Param("x"), ""),
        (Param("x"), "-rf"),
        (Param("x"), "a\nb"),
        (Param("x"), "a\0b"),
        (Param("x", "choice", choices=("a", "b")), "c"),
        (Param("x", "number", min=0, max=5), "6"),
        (Param("x", "int"), "1.5"),
        (Param("x", pattern="INC-[0-9]+"), "INC-"),
        (Param("x", "secret"), "hunter2"),
    ],
)
def test_values_that_do_not_fit_are_refused(param: Param, value: str) -> None:
    with pytest.raises(ParamRefusedError):
        checked(param, value)


@pytest.mark.parametrize(
    ("param", "value", "kept"),
    [
        (Param("x"), " a b ", "a b"),
        (Param("x", "number", min=-5, unit="bar"), "-1,5 bar", "-1.5"),
        (Param("x", pattern="INC-[0-9]+"), "INC-7", "INC-7"),
    ],
)
def test_values_that_fit_are_kept(param: Param, value: str, kept: str) -> None:
    assert checked(param, value) == kept
