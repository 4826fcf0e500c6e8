"""The list of commands."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from flowhelp import __version__
from flowhelp.cli.app import COMMANDS, app


def test_the_version() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout == f"flowhelp {__version__}\n"


def test_no_command_prints_the_help() -> None:
    result = CliRunner().invoke(app, [], prog_name="flowhelp")

    assert result.exit_code == 0
    assert result.stdout == CliRunner().invoke(app, ["--help"], prog_name="flowhelp").stdout
    assert "Usage: flowhelp [OPTIONS] COMMAND [ARGS]..." in result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    result = CliRunner().invoke(app, [name, "--help"], prog_name="flowhelp")

    said = " ".join(result.stdout.split())
    assert result.exit_code == 0
    assert COMMANDS[name].summary.rstrip(".") in said
    assert f"Example: {COMMANDS[name].example}" in said
    assert COMMANDS[name].example.startswith(f"flowhelp {name}")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["wlak", "1"], "flowhelp walk 1"),
        (["how", "to", "renew"], "flowhelp howto to renew"),
        (["disk", "is full; rm"], "flowhelp howto disk 'is full; rm'"),
    ],
)
def test_an_unknown_command_is_told_the_likeliest_one(words: list[str], hint: str) -> None:
    result = CliRunner().invoke(app, words)

    assert result.exit_code == 2
    assert result.stderr == f"flowhelp: there is no command {words[0]!r}\nhint: {hint}\n"


def test_color_and_quiet_stand_before_or_after_the_command() -> None:
    for words in (["--color", "never", "-q", "paths"], ["paths", "--color", "never", "-q"]):
        assert CliRunner().invoke(app, words).exit_code == 0


def test_a_wrong_colour_is_refused() -> None:
    result = CliRunner().invoke(app, ["paths", "--color", "red"], prog_name="flowhelp")

    assert result.exit_code == 2
    assert result.stderr == (
        "flowhelp: invalid value for '--color': 'red' is not one of 'auto', 'always', 'never'\n"
        "hint: flowhelp paths --help\n"
    )
