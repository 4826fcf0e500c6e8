"""Labels, and what is nearly one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content.labels import KEYS, label_at, nearest

CASES = st.sampled_from([str.lower, str.upper, str.title])
FORMS = st.sampled_from(["**{}:**", "**{}**:", "**{} :**", "__{}:__", "**{} (x):**"])


@given(st.sampled_from(sorted(KEYS)), CASES, FORMS)
def test_every_alias_is_a_label_in_every_form(alias: str, case: type[str], form: str) -> None:
    found = label_at(form.format(case(alias)) + " words")

    assert found is not None
    assert found.key == KEYS[alias]


@given(st.text(max_size=80) | st.text(alphabet="*_:().aE ", max_size=40))
def test_any_text_is_a_label_or_not(text: str) -> None:
    found = label_at(text)

    assert found is None or 0 < found.length <= len(text)


@given(st.text(max_size=30))
def test_a_near_miss_is_never_a_label_itself(word: str) -> None:
    assert nearest(word) == "" or word not in KEYS


@pytest.mark.parametrize("word", ["note", "notes", "warning", "tip", "example", "result", "note 1"])
def test_ordinary_bold_words_are_left_alone(word: str) -> None:
    assert label_at(f"**{word.title()}:** words") is None


def test_a_result_is_an_end_in_decisions_alone() -> None:
    found = label_at("**Result:** solved", nodes=True)

    assert found is not None
    assert found.key == "end"
