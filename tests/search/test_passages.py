"""The step and the line that answer, and the reasons."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.fields import FIELDS
from flowhelp.search.passages import best_line, best_step, reasons
from flowhelp.search.ranking import Score, Term, Word
from flowhelp.search.rows import Body, StepRow

TERMS = ("boil", "water", "tea", "gas")


def word(text: str, rare: float = 1.0, *others: str) -> Word:
    rares = (rare,) * len(FIELDS)
    terms = [Term(text, 1.0, 1.0, rares), *(Term(other, 0.5, 0.5, rares) for other in others)]
    return Word(text, rare, terms if rare else [])


def step(title: str, detail: str = "") -> StepRow:
    return StepRow("1", "", title, "main", (), f" {title} ", f" {detail} ")


def text(lines: list[tuple[int, str]]) -> str:
    return Body("", (), (), lines).text


BOIL, WATER = word("boil"), word("water")
STEPS = st.lists(
    st.builds(
        lambda title, detail: step(" ".join(title), " ".join(detail)),
        st.lists(st.sampled_from(TERMS), unique=True),
        st.lists(st.sampled_from(TERMS), unique=True),
    ),
    max_size=6,
)
QUESTIONS = st.lists(st.builds(word, st.sampled_from(TERMS), st.floats(0.1, 5)), max_size=3)


@given(STEPS, QUESTIONS)
def test_the_step_that_answers_has_a_word_and_covers_a_share(
    steps: list[StepRow], words: list[Word]
) -> None:
    found = best_step(steps, words)

    has = [
        any(f" {word.typed} " in step.title_terms + step.terms for word in words) for step in steps
    ]
    if found is None:
        assert not any(has)
    else:
        assert has[found[0]]
        assert 0 < found[1] <= 1 + 1e-9


def test_the_step_that_covers_most_answers_and_its_title_decides() -> None:
    steps = [step("pour", "boil"), step("pour", "boil water"), step("boil water")]

    assert best_step(steps, (BOIL, WATER)) == (2, 1.0)
    assert best_step(steps[:2], (BOIL, WATER)) == (1, 1.0)
    assert best_step(steps[:1], (BOIL, WATER)) == (0, 0.5)


def test_of_equal_steps_the_first_answers() -> None:
    assert best_step([step("boil"), step("boil")], [BOIL]) == (0, 1.0)


def test_a_rare_word_decides_between_steps() -> None:
    steps = [step("boil"), step("water")]

    assert best_step(steps, (word("boil", 0.5), word("water", 3.0))) == (1, 3.0 / 3.5)


def test_no_step_answers_where_none_has_a_word() -> None:
    assert best_step([step("tea")], [BOIL]) is None
    assert best_step([], [BOIL]) is None
    assert best_step([step("tea")], []) is None


def test_a_term_is_not_found_inside_another() -> None:
    assert best_step([step("boiler")], [BOIL]) is None


def test_a_synonym_covers_half_of_what_the_word_does() -> None:
    cook = word("boil", 1.0, "cook")

    assert best_step([step("cook")], [cook]) == (0, 0.5)
    assert best_step([step("cook"), step("boil")], [cook]) == (1, 1.0)


def test_the_line_shown_is_the_one_that_matches() -> None:
    lines = [(-1, "Tea wakes you up."), (0, "Boil the water."), (1, "Boiling water burns.")]

    assert best_line(text(lines), (BOIL, WATER), 1) == "Boiling water burns."
    assert best_line(text(lines), (BOIL, WATER), None) == "Boil the water."
    assert best_line(text(lines), [word("coffee")], None) == ""
    assert best_line("", [BOIL], None) == ""


def test_a_stem_is_seen_in_its_words() -> None:
    lines = [(-1, "Nothing here."), (0, "Apply the policies.")]

    assert best_line(text(lines), [word("polici")], None) == "Apply the policies."
    assert best_line(text([(0, "One policy.")]), [word("polici")], None) == "One policy."


def test_a_compound_is_seen_as_it_was_typed() -> None:
    typed = Word("max-connections", 1.0, [Term("max_connections", 1.0, 1.0, (1.0,) * 7)])

    assert (
        best_line(text([(0, "Raise max-connections.")]), [typed], None) == "Raise max-connections."
    )


@given(st.text("ai", max_size=3), st.lists(st.text("aiy 1", max_size=6)))
def test_a_line_is_found_whatever_the_word_is(term: str, found: list[str]) -> None:
    lines = [(at, line) for at, line in enumerate(found) if line.strip()]
    chosen = best_line(text(lines), [word(term)], None)

    assert chosen in {"", *(line for _, line in lines)}
    if len(term) < 3:
        assert bool(chosen) == any(term in line for _, line in lines)


def test_words_that_are_nowhere_choose_no_line() -> None:
    assert best_line(text([(0, "Boil.")]), [word("zzz", 0.0)], None) == ""


def score(**values: object) -> Score:
    found = Score(len(FIELDS))
    for name, value in values.items():
        setattr(found, name, value)
    return found


def test_reasons_say_what_matched_and_what_did_not() -> None:
    in_fields = [1.2, 0.0, 0.0, 0.0, 0.0, 2.5, 0.0]
    found = score(
        matched=[0], coverage=0.5, in_fields=in_fields, paired=0.7, titled=0.5, known=1
    )  # fmt: skip

    assert reasons(found, (BOIL, word("gas")), "title", "2") == (
        "exactly its title", "1 of 2 words (50%)", "prose 2.5", "title 1.2", "side by side 0.7",
        "50% of the title", "named by 1 other page", "step 2", "without gas",
    )  # fmt: skip


def test_reasons_are_silent_about_what_did_not_count() -> None:
    assert reasons(score(matched=[0], coverage=1.0), [BOIL], "", "") == ("1 of 1 words (100%)",)
    assert reasons(score(), [], "alert", "") == ("exactly its alert",)
