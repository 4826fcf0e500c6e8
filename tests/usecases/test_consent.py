"""What a person agreed to for good is known by its bytes."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from flowhelp.ids import StepId
from flowhelp.usecases.consent import Agreed, Consents, ConsentUnsavedError

AGREED = Agreed(
    "folder:/lib", "b" * 40, StepId("s-1"), "sh", "ls {{x}}", ("sh", "-c"), 'ls "$FH_X"'
)


def test_one_changed_part_is_another_consent(tmp_path: Path) -> None:
    consents = Consents(tmp_path / "data/consents", {})
    consents.keep(AGREED.key)

    assert consents.known(AGREED.key)
    for part in fields(Agreed):
        value = getattr(AGREED, part.name)
        other: Any = (*value, "-x") if isinstance(value, tuple) else value + " "
        assert not consents.known(replace(AGREED, **{part.name: other}).key), part.name


def test_no_two_meanings_share_a_key() -> None:
    one = replace(AGREED, lang='sh","', template="ls")
    other = replace(AGREED, lang="sh", template='","ls')

    assert one.key != other.key


def test_it_is_kept_for_the_person_alone(tmp_path: Path) -> None:
    path = tmp_path / "data/consents"
    Consents(path, {}).keep(AGREED.key)
    Consents(path, {}).keep(AGREED.key)

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text() == f"\n{AGREED.key}\n"
    Consents(path, {}).forget()
    assert not Consents(path, {}).known(AGREED.key)


def test_a_file_that_others_may_write_counts_for_nothing(tmp_path: Path) -> None:
    path = tmp_path / "consents"
    Consents(path, {}).keep(AGREED.key)
    path.chmod(0o622)

    assert not Consents(path, {}).known(AGREED.key)


def test_a_line_that_was_cut_is_no_consent_and_harms_no_other(tmp_path: Path) -> None:
    path = tmp_path / "consents"
    path.write_text(AGREED.key[:40])
    path.chmod(0o600)
    other = replace(AGREED, blob="c")

    Consents(path, {}).keep(other.key)

    assert Consents(path, {}).known(other.key)
    assert not Consents(path, {}).known(AGREED.key)


@pytest.mark.parametrize("value", ["true", "1", "yes", "anything"])
def test_a_machine_that_tests_trusts_nothing_by_itself(tmp_path: Path, value: str) -> None:
    path = tmp_path / "consents"
    Consents(path, {}).keep(AGREED.key)
    there = Consents(path, {"CI": value})

    assert not there.usable
    assert not there.known(AGREED.key)
    with pytest.raises(ConsentUnsavedError):
        there.keep(AGREED.key)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ConsentUnsavedError, match="cannot be written"):
        Consents(tmp_path / "file/consents", {}).keep(AGREED.key)
