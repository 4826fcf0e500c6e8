"""The journal is damaged, or another one is put in its place, while somebody walks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.plain.person import Person, flowhelp
from tests.terminal import env_in

PAGE = "# Start the pump\n\n1. Look at the gauge.\n2. Open the valve.\n3. Press start.\n"
DONE = "? for help): "


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Places of this test alone, and a library of one page."""
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "pump.md").write_text(PAGE, encoding="utf-8")
    return env_in(tmp_path)


def journal(env: dict[str, str]) -> Path:
    return Path(env["FLOWHELP_DATA"], "journal.db")


def test_a_page_is_followed_without_a_record_where_the_journal_is_damaged(
    env: dict[str, str],
) -> None:
    journal(env).parent.mkdir(parents=True, exist_ok=True)
    journal(env).write_bytes(b"no journal" * 999)

    with Person("walk", "pump", "--plain", env=env) as person:
        person.sees("meanwhile flowhelp walk pump --dry-run follows it without a record\n")

    with Person("walk", "pump", "--plain", "--dry-run", env=env) as person:
        for _ in range(3):
            person.sees(DONE)
            person.types("")
        person.sees("q leaves: ")
        person.types("")
        person.sees("The walk is over: completed.")
    assert journal(env).read_bytes() == b"no journal" * 999


def test_who_walks_while_another_journal_is_put_in_place_is_not_fooled(
    env: dict[str, str],
) -> None:
    with Person("walk", "pump", "--plain", env=env) as person:
        person.sees(DONE)
        person.types("")
        person.sees(DONE)
        assert flowhelp("doctor", "--backup", env=env).returncode == 0
    (copy,) = journal(env).parent.glob("backups/journal-*.db")

    with Person("walk", "pump", "--plain", "--new", env=env) as person:
        person.sees(DONE)
        assert flowhelp("doctor", "--restore", str(copy), env=env).returncode == 0
        person.types("")
        person.sees("in another journal, which was put aside: nothing more is recorded of it\n")

    assert flowhelp("log", "verify", env=env).returncode == 0
    listed = flowhelp("log", env=env).stdout.splitlines()
    assert len(listed) == 1
