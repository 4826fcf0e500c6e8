"""What is taken as the address of a library."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.library.address import AddressError, checked_ref, git_address, short_name


@pytest.mark.parametrize(
    "typed",
    ["https://example.org/a/b.git", "ssh://git@example.org/a", "git@example.org:a/b.git",
     "file:///srv/a.git", "example.org:team/runbooks"],
)  # fmt: skip
def test_these_are_git_repositories(typed: str) -> None:
    assert git_address(typed) == typed


@pytest.mark.parametrize("typed", ["procedures", "../a", "/srv/docs", "~/docs", "c:/docs", "."])
def test_these_are_folders(typed: str) -> None:
    assert git_address(typed) is None


def test_a_bare_repository_in_a_folder_is_one_too(tmp_path: Path) -> None:
    (tmp_path / "a.git").mkdir()

    assert git_address(str(tmp_path / "a.git")) == (tmp_path / "a.git").as_uri()


@pytest.mark.parametrize(
    "typed",
    ["--upload-pack=touch x", "-oProxyCommand=x", "ext::sh -c x", "fd::17", "http://example.org/a",
     "git://example.org/a", "https://me:secret@example.org/a", "ssh://-oProxyCommand=x/a",
     "rsync://example.org/a", "https://", "https://exa\x1b[2Jmple.org/", "https://[::1"],
)  # fmt: skip
def test_these_are_refused(typed: str) -> None:
    with pytest.raises(AddressError):
        git_address(typed)


def test_a_password_is_not_repeated_in_the_refusal() -> None:
    with pytest.raises(AddressError) as refused:
        git_address("https://me:hunter2@example.org/a")

    assert "hunter2" not in f"{refused.value.message} {refused.value.hint}"


@pytest.mark.parametrize("ref", ["", "main", "v1.2.3", "release/2031", "a" * 40])
def test_these_may_name_a_commit(ref: str) -> None:
    assert checked_ref(ref) == ref


@pytest.mark.parametrize(
    "ref", ["--upload-pack=x", "-x", "a..b", "a:b", "+a", "a b", "a@{1}", "a.lock", "a\n", "^a"]
)
def test_these_may_not(ref: str) -> None:
    with pytest.raises(AddressError):
        checked_ref(ref)


@given(st.text(max_size=40))
def test_an_address_is_never_an_option(typed: str) -> None:
    try:
        address = git_address(typed)
    except AddressError:
        return
    assert address is None or not address.startswith("-")


@pytest.mark.parametrize(
    ("location", "name"),
    [("https://example.org/team/runbooks.git", "runbooks"), ("git@example.org:docs", "docs"),
     ("/srv/lib/", "lib"), ("file:///srv/lib/.git", "lib"), ("/", "library")],
)  # fmt: skip
def test_a_library_is_called_by_the_last_part_of_its_address(location: str, name: str) -> None:
    assert short_name(location) == name
