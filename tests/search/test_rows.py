"""What is kept of a page, as bytes and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.rows import Body, StepRow, pack_body, pack_named, unpack_body

LINES = st.text(st.characters(exclude_characters="\n\r"), max_size=12)
KEPT = st.text(st.characters(exclude_characters="\0\x1d\x1e\x1f", exclude_categories=["Cs"]))
STEPS = st.builds(
    StepRow,
    KEPT,
    KEPT,
    KEPT,
    st.sampled_from(["before", "main", "after", "rollback"]),
    st.lists(KEPT, max_size=3).map(tuple),
    st.just(" boil water "),
    st.just("  "),
)
SAID = st.lists(
    st.tuples(st.integers(-1, 5), KEPT.filter(lambda line: line and "\n" not in line)), max_size=4
)
BODIES = st.builds(Body, KEPT, st.lists(st.tuples(KEPT, KEPT), max_size=3), st.lists(STEPS), SAID)


def cells(body: Body) -> tuple[object, ...]:
    return (
        body.description,
        list(body.warnings),
        [[getattr(step, name) for name in StepRow.__slots__] for step in body.steps],
        list(body.lines),
    )


@given(BODIES)
def test_what_is_shown_of_a_page_is_read_back(body: Body) -> None:
    assert cells(unpack_body(pack_body(body))) == cells(body)


@given(st.text(), st.text(), LINES)
def test_marks_that_separate_and_half_characters_do_no_harm(
    description: str, title: str, command: str
) -> None:
    step = StepRow("1", "", title, "main", (command, command), " ", " ")

    found = unpack_body(pack_body(Body(description, [("warning", title)], [step, step], [])))

    assert [len(step.commands) for step in found.steps] == [2, 2]
    assert len(found.warnings) == 1


def test_names_have_a_space_around_each_term_and_a_bar_between() -> None:
    assert pack_named(["make", "tea"], [], ["tea"]) == " make tea |  | tea "
