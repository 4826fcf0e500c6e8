"""Placeholders, and what only looks like one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content import Param
from flowhelp.content.params import Form, params_of, placeholders

INNER = st.text(alphabet="abcXYZ_-./ |", max_size=12).filter(lambda word: "}" not in word)
FORMS = [
    "${{{{ {} }}}}",
    "{{{{ .{} }}}}",
    "{{{{#{}}}}}",
    "{{{{/{}}}}}",
    "{{{{>{}}}}}",
    "{{{{!{}}}}}",
]


@given(INNER, st.sampled_from(FORMS), st.booleans())
def test_other_peoples_templates_are_never_touched(inner: str, form: str, examples: bool) -> None:
    text = form.format(inner)

    assert params_of((), [text], [text.replace("<", "")], examples=examples) == ()


@given(st.lists(st.text(max_size=60), max_size=4), st.booleans())
def test_any_text_gives_parameters_with_names_that_differ(texts: list[str], examples: bool) -> None:
    names = [param.name for param in params_of((), texts, texts, examples=examples)]

    assert len(set(names)) == len(names)
    assert all(names)


def test_declared_parameters_come_first_and_keep_their_declaration() -> None:
    declared = Param("host", "host", help="which")

    found = params_of([declared], ["{{other}}"], ["ssh {{host}} {{path/to/x}}"])

    assert found[0] is declared
    assert [param.name for param in found] == ["host", "other", "path/to/x"]


@pytest.mark.parametrize("text", ["{{os}}", "{{user}}", "{{today}}", "{{repo}}", r"\{\{x\}\}"])
def test_facts_and_literal_braces_are_not_asked_for(text: str) -> None:
    assert params_of((), [text], [text]) == ()


def test_what_a_command_sets_is_not_asked_for_later() -> None:
    found = params_of((), [], ["export ZONE=a", "echo $ZONE $REGION $HOME"])

    assert found == (Param("REGION", env="REGION"),)


@pytest.mark.parametrize(
    ("written", "param"),
    [
        ("{{name}}", Param("name")),
        ("{{ name }}", Param("name")),
        ("{{path/to/x}}", Param("path/to/x", "path")),
        ("{{a|b}}", Param("a_b", "choice", choices=("a", "b"))),
        ("{{1..5}}", Param("1..5", "int", min=1, max=5)),
        ("<kebab-name>", Param("kebab-name")),
        ("<two words>", Param("two_words")),
        ("$REGION", Param("REGION", env="REGION")),
        ("${REGION}", Param("REGION", env="REGION")),
        ("{{db_password}}", Param("db_password", "secret")),
        ("<your-api-key>", Param("your-api-key", "secret")),
        ("$GITHUB_TOKEN", Param("GITHUB_TOKEN", "secret", env="GITHUB_TOKEN")),
        ("<secret-name>", Param("secret-name")),
        ("<monkey>", Param("monkey")),
        ("{{path/to/token}}", Param("path/to/token", "path")),
    ],
)
def test_every_written_form(written: str, param: Param) -> None:
    assert params_of((), [], [f"run {written} now"]) == (param,)


@pytest.mark.parametrize(
    ("written", "param"),
    [
        ("{{path/to/a path/to/b ...}}", Param("path/to/a_path/to/b_...", "path")),
        ("{{two words}}", Param("two words")),
        ("{{100}}", Param("100")),
        ("{{https://example.com}}", Param("https_//example.com", "url")),
        ("{{jpg|png|...}}", Param("jpg_png_...", help="such as jpg, png")),
    ],
)
def test_forms_of_tldr(written: str, param: Param) -> None:
    assert params_of((), [], [f"run {written} now"], examples=True) == (param,)


@pytest.mark.parametrize(
    "command",
    [
        "<Ctrl c>",
        "<Enter>",
        "<q>",
        "{{<ArrowLeft>|<ArrowRight>}}",
        "git restore {{[-S|--staged]}}",
        "<b>bold</b>",
        "cat <EOF",
        "awk '{print $NF}'",
        '. /etc/os-release && echo "$VERSION_CODENAME"',
        "docker ps --format '{{json .}} {{name}}'",
    ],
)
def test_what_only_looks_like_a_value(command: str) -> None:
    assert params_of((), [], [command], examples=True) == ()


def test_a_file_in_code_has_the_braces_of_its_own_language() -> None:
    found = params_of((), [], [], contents=["user: {{ ansible_user }}", "host: {{host}}"])

    assert found == (Param("host"),)


def test_an_option_in_two_spellings_is_no_value() -> None:
    (place,) = placeholders("git restore {{[-S|--staged]}}")

    assert place.form is Form.SPELLING
    assert place.spellings == ("-S", "--staged")


@given(st.text(alphabet="ab {}<>|[]$AB-./\n'", max_size=60), st.booleans())
def test_places_are_in_order_and_apart(text: str, examples: bool) -> None:
    places = placeholders(text, examples=examples)

    assert all(one.end <= other.start for one, other in pairwise(places))
    assert all(text[place.start] in "{<$" for place in places)
