"""What was typed → what is searched for."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.query import Query, parse_query


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("renew a certificate", Query("renew a certificate")),
        ("Tag:Web nginx type:guide", Query("nginx", tag="web", type="guide")),
        ('tag:"on call" nginx', Query("nginx", tag="on call")),
        ('role:"" tea', Query("role: tea")),
        ("alert:KubePodCrash", Query("", alert="KubePodCrash")),
        ('say "boil water" now', Query("say boil water now", ("boil water",))),
        ('the "file"', Query("the file")),
        ('a lone " quote', Query('a lone " quote')),
        ("tag: x", Query("tag: x")),
        ("tag:a tag:b", Query("tag:b", tag="a")),
        ('note:"two words"', Query("note: two words")),
        ("http://example.org", Query("http://example.org")),
        ("how do I  renew", Query("how do I renew", kind="how")),
        ("", Query()),
    ],
)
def test_filters_and_phrases_are_taken_out(typed: str, query: Query) -> None:
    assert parse_query(typed) == query


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("restart -docker", Query("restart", without=("docker",))),
        ("-docker restart", Query("restart", without=("docker",))),
        ("restart -Docker -NGINX", Query("restart", without=("Docker", "NGINX"))),
        ("restart -docker-compose", Query("restart", without=("docker-compose",))),
        ('restart -"docker compose"', Query("restart", without=("docker compose",))),
        ("neustart -über", Query("neustart", without=("über",))),
    ],
)
def test_a_dash_before_a_word_leaves_pages_out(typed: str, query: Query) -> None:
    assert parse_query(typed) == query
    assert parse_query(typed).filtered


@pytest.mark.parametrize(
    "typed",
    [
        "tar -x",
        "rm -rf folder",
        "kill -9",
        "git push --force",
        "tar -xzf file",
        "find -name pattern",
        "java -jar app.jar",
        "ls -la -human",
        "freezer -20C",
        "-docker",
        "a - b",
        "on-call rota",
        "-tag:web",
        "nginx -xvf",
        "what means -pgoDt",
        "like deborphan -anp1",
    ],
)
def test_options_of_commands_are_words(typed: str) -> None:
    assert parse_query(typed) == Query(typed)
    assert not parse_query(typed).filtered


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("restart kub*", Query("restart", prefixes=("kub",))),
        ("Kube*", Query(prefixes=("kube",))),
        ("Über*", Query(prefixes=("uber",))),
        ("max_conn* x", Query("x", prefixes=("max_conn",))),
        ("etc/ho*", Query(prefixes=("etc_ho",))),
        ("the rest.* x", Query("the rest.* x")),
        ("rm *.txt", Query("rm *.txt")),
        ("a* b", Query("a* b")),
        ("2 * 3", Query("2 * 3")),
        ("**bold**", Query("**bold**")),
    ],
)
def test_a_star_after_two_letters_is_any_ending(typed: str, query: Query) -> None:
    assert parse_query(typed) == query


def test_an_option_wins_over_what_was_typed() -> None:
    assert parse_query("tea tag:web", tag="Ops") == Query("tea", tag="ops")


def test_relaxing_forgets_the_order_of_words_only() -> None:
    query = parse_query('"boil water" -tea kett* tag:x')

    assert query.relaxed() == Query(
        "boil water", tag="x", without=("tea",), prefixes=("kett",), kind=""
    )
    assert query.phrases == ("boil water",)
    assert repr(Query("tea", tag="x")) == "Query(tag='x', text='tea')"
    assert len({query, parse_query('"boil water" -tea kett* tag:x')}) == 1


@given(st.text(max_size=60) | st.text(alphabet='ab-"*: tag.9', max_size=30))
def test_nothing_typed_is_an_error_and_no_word_is_lost(typed: str) -> None:
    query = parse_query(typed)

    said = " ".join((query.text, *query.without, *query.prefixes, *vars_of(query))).casefold()
    for letter in {letter for letter in typed.casefold() if letter.isascii() and letter.isalnum()}:
        assert letter in said or letter in "tag"  # `tag:` itself is the only filter drawn


def vars_of(query: Query) -> tuple[str, ...]:
    """The filters of a query."""
    return query.tag, query.type, query.source, query.role, query.alert


@given(st.lists(st.text(alphabet="abcdef", min_size=1, max_size=8), max_size=8))
def test_words_stay_as_they_are(said: list[str]) -> None:
    assert parse_query(" ".join(said)).text == " ".join(said)


def test_plain_words_are_parsed_without_regular_expressions() -> None:
    probe = (
        "import sys; from flowhelp.search.query import parse_query; parse_query('boil water');"
        "sys.exit(any(name in sys.modules for name in ('re', 'typing', 'dataclasses', 'whoosh')))"
    )

    assert subprocess.run([sys.executable, "-I", "-c", probe], check=False).returncode == 0
