"""`flowhelp serve`: its options, and what it says before anything listens."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flowhelp.tui import serving
from flowhelp.tui.listening import Stand
from tests.cli.conftest import Run

WARNING = (
    "flowhelp: others can reach {place}, and there is no login: whoever has the address acts as "
    "you, sees your records and may run commands on this machine\n"
    "hint: flowhelp serve, behind a proxy with TLS and a login\n"
)
OPEN_IT = "Open that address in a browser. Ctrl-C here ends it; every walk is kept.\n"


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Stand, str]]:
    """Where a server would have been, and for which walk; none is started."""
    made: list[tuple[Stand, str]] = []

    def serve(where: Stand, *, told: Any, said: Any, walk: str = "") -> None:
        del said
        made.append((where, walk))
        told("http://127.0.0.1:8000/token/")

    monkeypatch.setattr(serving, "serve", serve)
    return made


def test_the_address_is_the_only_thing_on_stdout(run: Run, served: list[tuple[Stand, str]]) -> None:
    result = run("serve")

    assert result.exit_code == 0, result.output
    assert result.stdout == "http://127.0.0.1:8000/token/\n"
    assert result.stderr == OPEN_IT
    assert served == [(Stand("127.0.0.1", 8000, ("127.0.0.1",)), "")]


def test_the_address_as_data(run: Run, served: list[tuple[Stand, str]]) -> None:
    result = run("serve", "lamp", "--json", "-q")

    assert json.loads(result.stdout) == {"url": "http://127.0.0.1:8000/token/"}
    assert result.stderr == ""
    assert served[0][1] == "lamp"


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("--host", "0.0.0.0"), "0.0.0.0 (port 8000)"),  # noqa: S104 (what is warned of)
        (("--host", "192.0.2.7", "--port", "0"), "192.0.2.7 (port any)"),
        (("--url", "https://help.example.org"), "https://help.example.org"),
    ],
)
def test_others_are_let_in_only_when_somebody_says_so(
    run: Run, served: list[tuple[Stand, str]], words: tuple[str, str], place: str
) -> None:
    refused = run("serve", *words)

    assert refused.exit_code == 2
    assert refused.stdout == ""
    assert refused.stderr == WARNING.format(place=place) + (
        "flowhelp: others could reach it, and nobody is here to be asked\n"
        "hint: --yes, if they may\n"
    )
    assert served == []

    agreed = run("serve", *words, "--yes", "-q")

    assert agreed.exit_code == 0
    assert agreed.stderr == WARNING.format(place=place)
    assert len(served) == 1


@pytest.mark.parametrize(("typed", "times"), [("y\n", 1), ("\n", 0), ("no\n", 0)])
def test_a_person_is_asked_and_silence_is_no(
    run: Run,
    served: list[tuple[Stand, str]],
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    times: int,
) -> None:
    monkeypatch.setattr("flowhelp.cli.output.interactive", lambda: True)

    result = run("serve", "--host", "192.0.2.7", said=typed)

    assert result.exit_code == 0
    assert len(served) == times
    assert result.stdout.startswith("Serve it all the same? [y/N] ")
    assert ("Nothing is served.\n" in result.stderr) is (times == 0)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ("--host", ""),
            2,
            "flowhelp: no host to listen at is named\nhint: --host 127.0.0.1\n",
        ),
        (
            ("--url", "help"),
            2,
            "flowhelp: help is not the address of a site\nhint: --url https://help.example.org\n",
        ),
        (("nix",), 3, "flowhelp: there is no procedure 'nix'\nhint: flowhelp howto nix\n"),
    ],
)
def test_what_cannot_be_served_is_said_before_anything_listens(
    run: Run, served: list[tuple[Stand, str]], words: tuple[str, ...], code: int, said: str
) -> None:
    result = run("serve", *words)

    assert (result.exit_code, result.stdout, result.stderr) == (code, "", said)
    assert served == []


def test_without_its_part_the_way_to_install_it_is_said(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "find_spec", {}.get)

    result = run("serve")

    assert result.exit_code == 5
    assert result.stdout == ""
    assert result.stderr == (
        "flowhelp: the part that serves a browser is not installed\n"
        "hint: pip install 'flowhelp[web]'\n"
    )
