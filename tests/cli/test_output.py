"""The one writer to stdout."""

from __future__ import annotations

import io
import json
import sys

import pytest

from flowhelp.cli import output
from flowhelp.typeset.styles import Color, Style


@pytest.fixture(autouse=True)
def _as_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    output.choose_color(Color.AUTO)


class Terminal(io.StringIO):
    """A stdout that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_a_pipe_gets_no_colours(capsys: pytest.CaptureFixture[str]) -> None:
    output.line("title", style=Style.TITLE)
    output.spans("a ", ("b", Style.GOOD))

    assert capsys.readouterr().out == "title\na b\n"


def test_a_terminal_gets_ours_and_never_those_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)

    output.line("\x1b[41mtitle", style=Style.TITLE)

    assert screen.getvalue() == "\x1b[1;4m␛[41mtitle\x1b[0m\n"


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_the_environment_turns_colours_off(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv(name, value)

    assert not output.colored()
    output.choose_color(Color.ALWAYS)
    assert output.colored()


def test_color_never_beats_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())
    output.choose_color(Color.NEVER)

    assert output.styled("x", Style.DANGER) == "x"


def test_fields_stay_in_their_columns(capsys: pytest.CaptureFixture[str]) -> None:
    output.fields("db/a", "Two\twords\nand a line", "")

    assert capsys.readouterr().out == "db/a\tTwo words and a line\t\n"


def test_json_is_one_line_that_is_safe_to_look_at(capsys: pytest.CaptureFixture[str]) -> None:
    value = {"title": "é \x1b]52;c;eA==\x07 \u202e \U000e0041 \x9b31m"}

    output.json_line(value)

    written = capsys.readouterr().out
    assert json.loads(written) == value
    assert written == ('{"title":"é \\u001b]52;c;eA==\\u0007 \\u202e \\udb40\\udc41 \\u009b31m"}\n')


def test_an_old_encoding_loses_a_sign_and_never_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="latin-1"))

    output.line("é ✓")
    output.json_line({"tick": "✓"})
    output.flush()

    assert raw.getvalue() == 'é ?\n{"tick":"\\u2713"}\n'.encode("latin-1")


def test_a_prompt_returns_the_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\r\n"))

    assert output.prompt("go on? \x1b[2J") == "yes"
    assert capsys.readouterr().out == "go on? ␛[2J"
    with pytest.raises(EOFError):
        output.prompt("again? ")


def test_a_closed_stdout_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)

    output.line("nobody reads this")
    output.flush()

    assert not output.terminal()
