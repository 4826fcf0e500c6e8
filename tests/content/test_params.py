"""Placeholders, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content import Param
from flowhelp.content.params import params_of

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
