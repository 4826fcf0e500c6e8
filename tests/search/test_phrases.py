"""Whether a page holds a phrase."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.phrases import holds, may_hold
from flowhelp.search.rows import Page, unpack_body
from tests.search.pages import page

TEXT = """---
title: Rotate the signing keys
aliases: [renew key pair]
---

When a token was leaked
from a server, act at once.

1. Stop all of the old servers.
2. Delete the key:

   ```sh
   gpg --delete-secret-keys $OLD
   ```

3. Tell the team. Start the new ones.
"""
WORDS = st.sampled_from(["stop", "the", "old", "server", "key", "delete", "of", "new"])


def has(found: Page, *phrases: str) -> bool:
    """Whether it holds them all; the quick look must not have said no to that."""
    sure = holds(found.named, unpack_body(found.body), phrases, found.lang)
    assert may_hold(found.named, found.pairs, phrases, found.lang) or not sure
    return sure


@pytest.mark.parametrize(
    "phrase",
    [
        "old servers",
        "stop all of the old servers",
        "stop old servers",
        "stopping the old server",
        "OLD SERVERS",
        "leaked from a server",
        "leaked server",
        "signing keys",
        "rotate signing keys",
        "renew key pair",
        "gpg --delete-secret-keys",
        "delete the key",
        "servers",
        "tell the team",
    ],
)
def test_words_that_follow_each_other_are_a_phrase(phrase: str) -> None:
    assert has(page(TEXT), phrase)


@pytest.mark.parametrize(
    "phrase",
    [
        "old stop",
        "servers old",
        "old keys",
        "stop the servers",
        "keys rotate",
        "delete the old key",
        "signing key pair",
        "zeppelin",
        "old zeppelin",
    ],
)
def test_words_that_only_stand_on_the_page_are_none(phrase: str) -> None:
    assert not has(page(TEXT), phrase)


def test_all_phrases_must_be_there() -> None:
    assert has(page(TEXT), "old servers", "tell the team")
    assert not has(page(TEXT), "old servers", "tell the boss")


def test_a_phrase_of_stop_words_asks_for_nothing() -> None:
    assert has(page(TEXT), "to be or not to be")


def test_a_phrase_is_read_in_the_language_of_the_page() -> None:
    german = page(
        "---\ntitle: Wartung\nlang: de\n---\n\n1. Alle alten Drucker der Etage ausschalten.\n"
    )

    assert has(german, "alte Drucker")
    assert has(german, "Drucker der Etage")
    assert may_hold(german.named, german.pairs, ["alte Drucker"], "de")
    assert not has(german, "Etage ausschalten Drucker")


@given(st.lists(WORDS, min_size=1, max_size=8), st.data())
def test_any_run_of_words_of_a_line_is_found(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))

    found = page(f"# Title\n\n1. {' '.join(words)}\n")

    assert has(found, " ".join(words[start:end]))
    assert may_hold(found.named, found.pairs, [" ".join(words[start:end])], "en")
