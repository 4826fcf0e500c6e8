"""Who we are to an LRS."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowhelp.sync.credentials import (
    FILE,
    Credentials,
    NoCredentialsError,
    OpenToOthersError,
    UnreadableCredentialsError,
    credentials,
)


def nobody(_: str) -> tuple[str, str] | None:
    """A keyring that knows nobody."""
    return None


def write(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / FILE
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_the_environment_comes_first_and_what_is_for_one_target_before_that(
    tmp_path: Path,
) -> None:
    write(tmp_path, '[lab-1]\nuser = "file"\npassword = "f"\n')
    for_any = {"FLOWHELP_LRS_USER": "any", "FLOWHELP_LRS_PASSWORD": "a"}
    for_one = {"FLOWHELP_LRS_LAB_1_USER": "one", "FLOWHELP_LRS_LAB_1_PASSWORD": "o"}

    def ring(_: str) -> tuple[str, str]:
        return "ring", "r"

    assert credentials("lab-1", for_any | for_one, tmp_path, ring) == Credentials("one", "o")
    assert credentials("lab-1", for_any, tmp_path, ring) == Credentials("any", "a")
    assert credentials("lab-1", {}, tmp_path, ring) == Credentials("ring", "r")
    assert credentials("lab-1", {}, tmp_path, nobody) == Credentials("file", "f")


def test_half_of_it_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(NoCredentialsError) as caught:
        credentials("lab", {"FLOWHELP_LRS_USER": "kim"}, tmp_path, nobody)
    assert "FLOWHELP_LRS_PASSWORD" in str(caught.value.hint)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = write(tmp_path, '[lab]\nuser = "kim"\npassword = "secret"\n', mode)

    with pytest.raises(OpenToOthersError) as caught:
        credentials("lab", {}, tmp_path, nobody)

    assert caught.value.hint == f"chmod 600 {path}"
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    "text",
    ["password = secret", '[lab]\nuser = "kim"', "[lab]\nuser = 1\npassword = 2", 'lab = "secret"'],
)
def test_a_file_that_is_none_is_named_without_what_is_in_it(tmp_path: Path, text: str) -> None:
    write(tmp_path, text)

    with pytest.raises(UnreadableCredentialsError) as caught:
        credentials("lab", {}, tmp_path, nobody)

    assert FILE in caught.value.message
    assert "secret" not in f"{caught.value!r} {caught.value.hint} {caught.value.__cause__}"


def test_neither_name_nor_password_is_printed() -> None:
    assert repr(Credentials("kim", "secret")) == "Credentials()"
