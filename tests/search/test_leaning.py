"""What is known of the person who asks."""

from __future__ import annotations

from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.leaning import NEUTRAL, Leaning
from tests.search.pages import Used

KEYS = st.sampled_from(["folder:/a", "folder:/b"])
NAMES = st.sampled_from(["tea", "coffee"])
SYSTEMS = st.sampled_from(["", "linux", "macos"])
TYPES = st.sampled_from(["procedure", "guide", "reference", "course", "checklist", "decision"])
STATUSES = st.sampled_from(["draft", "review", "active", "deprecated", "retired"])
LEANINGS = st.builds(
    Leaning,
    SYSTEMS,
    KEYS | st.just(""),
    st.builds(Used, st.dictionaries(st.tuples(KEYS, NAMES), st.floats(0, 1))) | st.none(),
    st.sampled_from(["how", "what", ""]),
)
PAGES = st.fixed_dictionaries(
    {"key": KEYS, "name": NAMES, "page_type": TYPES, "status": STATUSES, "platform": SYSTEMS}
)


def moved(leaning: Leaning, **other: str) -> dict[str, float]:
    """The factors of an active page of another library, by their reasons."""
    page = {
        "key": "folder:/a", "name": "tea", "page_type": "procedure", "status": "active",
        "platform": "",
    }  # fmt: skip
    return dict(leaning.factors(**page | other))


@given(LEANINGS, PAGES)
def test_all_of_it_together_moves_a_page_by_less_than_a_half(
    leaning: Leaning, page: dict[str, str]
) -> None:
    factor = prod(factor for _, factor in leaning.factors(**page))

    least = 0.6 if page["status"] not in {"deprecated", "retired"} else 0.4
    assert least < factor < 1.5


@given(PAGES)
def test_of_a_stranger_only_what_the_page_says_of_itself_counts(page: dict[str, str]) -> None:
    reasons = [reason for reason, _ in NEUTRAL.factors(**page)]

    assert reasons == [page["status"]] * (page["status"] in {"deprecated", "retired"})


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_use_never_counts_less(one: float, other: float) -> None:
    less, more = sorted((one, other))

    def factor(use: float) -> float:
        leaning = Leaning(habits=Used({("folder:/a", "tea"): use}))
        return prod(moved(leaning).values())

    assert factor(less) <= factor(more)


def test_a_page_for_another_system_steps_back() -> None:
    assert moved(Leaning(platform="linux"), platform="macos") == {"for macos": 0.85}
    assert moved(Leaning(platform="linux"), platform="linux") == {}
    assert moved(Leaning(platform="linux")) == {}
    assert moved(NEUTRAL, platform="macos") == {}


def test_a_habit_belongs_to_one_page_of_one_library() -> None:
    leaning = Leaning(habits=Used({("folder:/a", "tea"): 1.0}))

    assert moved(leaning) == {"in use by you": 1.15}
    assert moved(leaning, key="folder:/b") == {}
    assert moved(leaning, name="coffee") == {}


@pytest.mark.parametrize(
    ("kind", "page_type", "said"),
    [
        ("how", "procedure", "a procedure"),
        ("how", "checklist", "a checklist"),
        ("how", "reference", ""),
        ("what", "reference", "a reference"),
        ("what", "procedure", ""),
        ("", "procedure", ""),
    ],
)
def test_the_question_prefers_the_type_of_page_that_it_asks_for(
    kind: str, page_type: str, said: str
) -> None:
    assert list(moved(Leaning(kind=kind), page_type=page_type)) == [said] * bool(said)


def test_pages_of_the_project_come_forward() -> None:
    assert moved(Leaning(project="folder:/a")) == {"of this project": 1.05}
    assert moved(Leaning(project="folder:/a"), key="folder:/b") == {}
