"""Near words."""

from __future__ import annotations

import pytest

from flowhelp.search.typos import nearby

VOCABULARY = {"certificate", "restore", "kettle", "tea", "network"}


def known(guesses: list[str]) -> list[str]:
    return [guess for guess in guesses if guess in VOCABULARY]


@pytest.mark.parametrize(
    "typed", ["certificat", "certifiicate", "certifjcate", "cetrificate", "xertificate"]
)
def test_one_edit_away_is_near(typed: str) -> None:
    assert nearby(typed, known) == ["certificate"]


@pytest.mark.parametrize("typed", ["crtfcate", "te", "kettle9", "kettle"])
def test_more_or_too_short_or_right_is_not(typed: str) -> None:
    assert nearby(typed, known) == []


def test_no_more_is_asked_at_once_than_any_sqlite_takes() -> None:
    asked: list[int] = []

    def note(guesses: list[str]) -> list[str]:
        asked.append(len(guesses))
        return []

    nearby("w" * 60, note)

    assert max(asked) <= 900
