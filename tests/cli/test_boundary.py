"""The edge: errors become words and numbers."""

from __future__ import annotations

import errno
import io
import sys
from collections.abc import Callable

import pytest
import typer
from typer.testing import CliRunner

from flowhelp.cli import boundary, output
from flowhelp.cli.exits import ExitCode, exit_code_for
from flowhelp.cli.group import Boundary
from flowhelp.errors import (
    ContentError,
    FlowhelpError,
    InputError,
    MissingError,
    RefusedError,
    UnavailableError,
)

KINDS = {
    InputError: 2,
    RefusedError: 2,
    MissingError: 3,
    ContentError: 4,
    UnavailableError: 5,
}


def program(act: Callable[[], None]) -> typer.Typer:
    """A command line with one command, `go`, that does `act`."""
    app = typer.Typer(cls=Boundary, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    app.command("go")(lambda: act())  # noqa: PLW0108 (typer reads the signature)
    return app


def fail_with(error: BaseException) -> Callable[[], None]:
    """An act that ends like this."""

    def act() -> None:
        raise error

    return act


@pytest.mark.parametrize(("kind", "code"), KINDS.items())
def test_what_is_foreseen_is_two_lines_and_a_number(kind: type[FlowhelpError], code: int) -> None:
    error = kind("nothing is called 'x'", hint="flowhelp list")

    result = CliRunner().invoke(program(fail_with(error)), ["go"])

    assert result.exit_code == code == exit_code_for(error)
    assert result.stdout == ""
    assert result.stderr == "flowhelp: nothing is called 'x'\nhint: flowhelp list\n"


def test_a_message_cannot_fake_a_hint_or_command_the_terminal() -> None:
    error = InputError("bad name 'x\nhint: rm -rf ~\x1b[2J'")

    result = CliRunner().invoke(program(fail_with(error)), ["go"])

    assert result.stderr == "flowhelp: bad name 'x hint: rm -rf ~␛[2J'\n"


def test_a_bug_keeps_its_traceback() -> None:
    result = CliRunner().invoke(program(fail_with(ZeroDivisionError("bug"))), ["go"])

    assert result.exit_code == ExitCode.BUG
    assert isinstance(result.exception, ZeroDivisionError)


def test_a_traceback_is_made_visible(capsys: pytest.CaptureFixture[str]) -> None:
    error = ValueError("from a file: \x1b[2J")

    boundary.crash(ValueError, error, None)

    assert capsys.readouterr().err == "ValueError: from a file: ␛[2J\n"


def test_ctrl_c_is_130() -> None:
    result = CliRunner().invoke(program(fail_with(KeyboardInterrupt())), ["go"])

    assert result.exit_code == ExitCode.INTERRUPTED
    assert result.stderr == ""


def test_the_end_of_input_is_no_answer() -> None:
    result = CliRunner().invoke(program(fail_with(EOFError())), ["go"])

    assert result.exit_code == ExitCode.USAGE
    assert result.stderr.startswith("flowhelp: the input ended")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["go", "--frob"], "flowhelp: no such option: --frob\nhint: root go --help\n"),
        (["go", "one"], "flowhelp: got unexpected extra argument(s) (one)\nhint: root go --help\n"),
        (["--frob"], "flowhelp: no such option: --frob\nhint: root --help\n"),
    ],
)
def test_a_wrong_use_is_said_in_the_same_two_lines(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(program(lambda: None), arguments, prog_name="root")

    assert result.exit_code == ExitCode.USAGE
    assert result.stderr == said


FULL = (
    "flowhelp: the output cannot be written: no space left on device\n"
    "hint: make room, or write elsewhere\n"
)


class Broken(io.StringIO):
    """A stdout that fails like this."""

    encoding = "utf-8"

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def flush(self) -> None:
        raise OSError(self._number, "broken")

    def write(self, text: str) -> int:
        raise OSError(self._number, text)


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (errno.EPIPE, ExitCode.OK, ""),
        (
            errno.ENOSPC,
            ExitCode.UNAVAILABLE,
            FULL,
        ),
    ],
)
def test_output_that_nobody_takes(
    number: int,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def act() -> None:
        monkeypatch.setattr(sys, "stdout", Broken(number))
        output.line("lost")

    with pytest.raises(SystemExit) as ended:
        typer.main.get_command(program(act)).main(["go"])

    assert ended.value.code == code
    assert capsys.readouterr().err == said


def test_a_disk_error_elsewhere_is_not_taken_for_lost_output() -> None:
    error = OSError(errno.ENOSPC, "No space left on device", "journal.db")

    result = CliRunner().invoke(program(fail_with(error)), ["go"])

    assert result.exception is error


def test_progress_is_for_people_who_watch(capsys: pytest.CaptureFixture[str]) -> None:
    with boundary.progress("indexing") as show:
        show(1, 2)

    assert capsys.readouterr().err == ""


def test_progress_is_wiped_away(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen(io.StringIO):
        encoding = "utf-8"

        def isatty(self) -> bool:
            return True

    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)

    with boundary.progress("indexing") as show:
        show(1, 2)
        show(2, 2)

    assert screen.getvalue() == (
        "\rindexing [############------------] 1/2\rindexing [########################] 2/2\r\x1b[K"
    )


def test_quiet_is_quiet_about_talk_and_not_about_errors(capsys: pytest.CaptureFixture[str]) -> None:
    boundary.hush(quiet=True)
    boundary.talk("by the way")
    boundary.complain("wrong")
    boundary.hush(quiet=False)
    boundary.talk("by the way \x1b[2J")

    assert capsys.readouterr().err == "flowhelp: wrong\nby the way ␛[2J\n"
