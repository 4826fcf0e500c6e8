"""What has to hold whatever went wrong, and what may be said while it does."""

from __future__ import annotations

import base64

from typer.testing import Result

from tests.sync.lrs import PASSWORD, USER
from tests.sync.matrix.machines import Machine
from tests.sync.matrix.places import Place
from tests.sync.matrix.records import MARKER

_SECRETS = (PASSWORD, base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode())


def recovered(place: Place, reader: Machine, *writers: Machine) -> None:
    """After one more sync of each, everything is there once, and everybody has it.

    Args:
        place: Where it goes to.
        reader: Another machine, which did nothing itself.
        writers: Who did something.
    """
    for each in writers:
        each.syncs()
    held(place, *writers)
    reader.syncs()
    place.came(reader, *writers)
    assert reader.verdict().exit_code == 0, reader.verdict().stderr


def held(place: Place, *writers: Machine) -> None:
    """Everything these did is there once, to the byte; nothing private is; their chains hold."""
    place.agrees(*writers)
    private_stays(place)
    for each in writers:
        standing = each.standing()
        assert (standing["unsent"], standing["stuck"], standing["failure"]) == (0, [], None)
        assert each.verdict().exit_code == 0, each.verdict().stderr


def private_stays(place: Place) -> None:
    """Nothing private is there, in any byte of it."""
    assert MARKER.encode() not in place.everything()


def said(done: Result, code: int, words: str) -> None:
    """One sentence says what is wrong, and one line what to do next; and no secret does."""
    assert done.exit_code == code, done.output
    lines = done.stderr.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["flowhelp", "hint"], done.stderr
    assert words in lines[0]
    assert all(line.isprintable() for line in lines)
    no_secret(done)


def no_secret(done: Result) -> None:
    """Neither a traceback nor what nobody is to know was printed."""
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.output
    for secret in (*_SECRETS, MARKER):
        assert secret not in done.output
