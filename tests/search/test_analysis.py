"""Text → terms."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.analysis import STOP_WORDS, query_terms, terms, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Renewing certificates", ["renew", "certif"]),
        ("kubectl-rollout", ["kubectl", "rollout", "kubectl_rollout"]),
        ("KubePodCrashLooping", ["kube", "pod", "crash", "loop", "kubepodcrashlooping"]),
        ("max_connections", ["max", "connect", "max_connections"]),
        ("the user's files", ["user", "file"]),
        ("k8s", ["k8s"]),
        ("v1.29.3", ["v1", "29", "3", "v1_29_3"]),
        ("HTTPServer", ["http", "server", "httpserver"]),
        ("Überprüfung", ["uberprufung"]),
        ("/etc/hosts", ["etc", "host", "etc_hosts"]),
        ("how do I", []),
        ("x" * 65, []),
    ],
)
def test_words_are_found_by_their_parts_and_whole(text: str, found: list[str]) -> None:
    assert terms(text) == found


def test_a_question_of_stop_words_only_keeps_them() -> None:
    assert query_terms("what is it") == ["what", "is", "it"]
    assert query_terms("what is a kettle") == ["kettl"]


def test_a_question_says_each_term_once() -> None:
    assert query_terms("log logs logging") == ["log"]


@given(st.text(max_size=80))
def test_a_term_is_one_token_of_the_index(text: str) -> None:
    assert all(re.fullmatch(r"\w{1,64}", term) for term in terms(text))


@given(st.lists(st.sampled_from(["tea", "boil", "KubePod", "a-b", "max_con"]), max_size=6))
def test_a_page_and_a_question_are_taken_apart_alike(said: list[str]) -> None:
    text = " ".join(said)

    assert set(query_terms(text)) == set(terms(text))


def test_plain_words_leave_nothing_out() -> None:
    assert list(words("How do I reload nginx-proxy?")) == [
        "how", "do", "i", "reload", "nginx", "proxy",
    ]  # fmt: skip
    assert {"how", "do", "i"} <= STOP_WORDS
