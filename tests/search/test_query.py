"""What was typed → what is searched for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.query import Query, parse_query


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("renew a certificate", Query("renew a certificate")),
        ("Tag:Web nginx type:guide", Query("nginx", tag="web", type="guide")),
        ("alert:KubePodCrash", Query("", alert="KubePodCrash")),
        ('say "boil water" now', Query("say boil water now", ("boil water",))),
        ('the "file"', Query("the file")),
        ('a lone " quote', Query('a lone " quote')),
        ("tag: x", Query("tag: x")),
        ("http://example.org", Query("http://example.org")),
        ("", Query()),
    ],
)
def test_filters_and_phrases_are_taken_out(typed: str, query: Query) -> None:
    assert parse_query(typed) == query


def test_an_option_wins_over_what_was_typed() -> None:
    assert parse_query("tea tag:web", tag="Ops") == Query("tea", tag="ops")


@given(st.text(max_size=60))
def test_nothing_typed_is_an_error(typed: str) -> None:
    parse_query(typed)
