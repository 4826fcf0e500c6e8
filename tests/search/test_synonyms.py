"""Words for the same thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.analysis import is_stop_word
from flowhelp.search.synonyms import (
    MOST_GROUPS,
    WEIGHT,
    built_in,
    groups,
    pairs,
    read_synonyms,
    synonyms_of,
)

TOML = '[defaults]\nlang = "de"\n'


def test_a_group_is_a_line() -> None:
    found, wrong = groups("delete, Remove # a remark\n\n# all remark\nk8s > kubernetes, kube\n")

    assert found == ((("delete", "remove"),) * 2, (("k8s",), ("kubernetes", "kube")))
    assert wrong == ()


@pytest.mark.parametrize("line", ["alone", "two words, one", "a,,b", "> b", "a >", "a, a", "-, +"])
def test_what_is_no_group_is_told(line: str) -> None:
    assert groups(f"tea, infusion\n{line}\n") == (
        ((("tea", "infusion"), ("tea", "infusion")),),
        (line,),
    )


def test_a_one_way_group_is_not_found_backwards() -> None:
    table = pairs(groups("k8s > kubernetes\ndelete, remove, erase")[0])

    assert synonyms_of("k8s", table) == (("kubernet", WEIGHT),)
    assert synonyms_of("kubernetes", table) == ()
    assert synonyms_of("deleting", table) == (("remov", WEIGHT), ("eras", WEIGHT))
    assert synonyms_of("kettle", table) == ()


def test_words_are_stemmed_by_the_language_of_the_pages() -> None:
    table = pairs(groups("löschen, entfernen\ne-mail, mail")[0], "de")

    assert table["losch"] == ("entfern",)
    assert table["mail"] == ("e_mail",)


def test_the_shipped_table_has_no_line_that_is_not_understood() -> None:
    table = pairs(built_in())

    assert len(built_in()) > 150
    assert all(others and term not in others for term, others in table.items())
    assert not any(is_stop_word(word) for asked, _ in built_in() for word in asked)
    assert "remov" in table["delet"]
    assert "delet" in table["remov"]
    assert max(map(len, table.values())) <= 8


@pytest.mark.parametrize(
    "toml",
    [
        'synonyms = ["delete, remove", "k8s > kubernetes"]\n' + TOML,
        TOML + '[synonyms]\ndelete = ["remove"]\nremove = "delete"\nk8s = "kubernetes"\n',
    ],
)
def test_a_library_adds_its_own(toml: str) -> None:
    found, problem = read_synonyms(toml)

    assert problem == ""
    assert pairs(found) == {"delet": ("remov",), "remov": ("delet",), "k8s": ("kubernet",)}


@pytest.mark.parametrize(
    ("toml", "problem"),
    [
        ("synonyms = [", "flowhelp.toml cannot be read: invalid value (at end of document)"),
        ("synonyms = 3", "synonyms in flowhelp.toml: '3' is not a group such as 'delete, remove'"),
        (
            'synonyms = ["tea, infusion", "lonely"]',
            "synonyms in flowhelp.toml: 'lonely' is not a group such as 'delete, remove'",
        ),
        (
            'synonyms = ["""a, b\nc, d"""]',
            "synonyms in flowhelp.toml: 'a, b\\nc, d' is not a group such as 'delete, remove'",
        ),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_used(toml: str, problem: str) -> None:
    found, said = read_synonyms(toml)

    assert said == problem
    assert len(found) == ("infusion" in toml)


def test_a_dictionary_is_not_a_table() -> None:
    many = ", ".join(f'"word{n}, other{n}"' for n in range(MOST_GROUPS + 1))
    found, problem = read_synonyms(f"synonyms = [{many}]")

    assert len(found) == MOST_GROUPS
    assert problem == "synonyms in flowhelp.toml: only the first 1000 groups are used"


def test_a_library_without_synonyms_has_none() -> None:
    assert read_synonyms(TOML) == ((), "")
    assert read_synonyms("") == ((), "")


@given(st.text(max_size=80))
def test_no_text_is_an_error(text: str) -> None:
    groups(text)
    read_synonyms(text)
    read_synonyms("x = " + "[" * 5000 + text)
