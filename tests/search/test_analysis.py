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
        ("v1.29.3", ["1", "1_29", "1_29_3"]),
        ("8.3.1", ["8", "8_3", "8_3_1"]),
        ("10.0.0.1", ["10", "10_0", "10_0_0", "10_0_0_1"]),
        ("1.5mm", ["1", "1_5", "1_5mm"]),
        ("401", ["401"]),
        ("M8", ["m8"]),
        ("-20C", ["20c"]),
        ("x86_64", ["x86", "64", "x86_64"]),
        ("IPv6", ["ipv6"]),
        ("KPIs", ["kpi"]),
        ("iOS", ["os", "ios"]),
        ("foo@bar.com", ["foo", "bar", "com", "foo_bar_com"]),
        ("C++", ["c", "cpp"]),
        ("C#", ["c", "csharp"]),
        ("C", ["c"]),
        (".NET", ["net"]),
        ("node.js", ["node", "js", "node_js"]),
        ("/etc/passwd", ["etc", "passwd", "etc_passwd"]),
        ("l’imprimante", ["imprimant"]),
        ("straße", ["strass"]),
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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("再起動", ["再起", "起動"]),
        ("人", ["人"]),
        ("Nginxを再起動する", ["nginx", "を再", "再起", "起動", "動す", "する"]),
        ("서버 재시작", ["서버", "재시", "시작"]),
        ("ガスとカス", ["ガス", "スと", "とカ", "カス"]),
        ("ｶﾞｽ", ["ガス"]),
        ("重启 nginx 服务", ["重启", "nginx", "服务"]),
        ("รีสตาร์ท", ["รส", "สต", "ตา", "าร", "รท"]),
    ],
)
def test_scripts_without_spaces_are_read_two_characters_at_a_time(
    text: str, found: list[str]
) -> None:
    assert terms(text) == terms(text, "ja") == found


@given(st.text(alphabet="abC1 .,?!'kK8-_", max_size=30))
def test_plain_words_are_read_as_all_others_are(text: str) -> None:
    assert terms(text) == terms(text + " " + "." * 200)


def test_plain_words_leave_nothing_out() -> None:
    assert list(words("How do I reload nginx-proxy?")) == [
        "how", "do", "i", "reload", "nginx", "proxy",
    ]  # fmt: skip
    assert {"how", "do", "i"} <= STOP_WORDS
