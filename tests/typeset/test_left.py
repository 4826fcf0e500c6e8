"""A walk that was left, in short."""

from __future__ import annotations

from flowhelp.ids import StepId
from flowhelp.journal.events import Line
from flowhelp.typeset.left import left_lines

STEPS = tuple(Line(StepId(f"s-{n}"), f"{n}", f"Do {{{{what}}}} {n}") for n in range(1, 21))
RECORD = {
    "doc": {"title": "Swap the pump"},
    "steps": [{"sid": f"s-{n}", "state": "done"} for n in range(1, 8)],
    "context": {"params": {"what": "it"}, "equipment": "P-9"},
    "started_at": "2031-06-08T12:00:00Z",
    "actor": {"name": "Lee Park"},
}


def lines(at: Line | None) -> list[str]:
    return ["".join(text for text, _ in line) for line in left_lines(RECORD, STEPS, at, 60)]


def test_the_steps_around_the_one_at_hand_are_shown_with_their_marks() -> None:
    shown = lines(STEPS[7])

    assert shown[0] == "Swap the pump"
    assert shown[1].startswith("7 of 20 steps settled · begun 2031-06-08")
    assert "equipment P-9" in " ".join(shown[1:3])
    assert (
        shown[-12:]
        == [
            "",
            "… 4 steps before",
            "⊘ 5. Do it 5",
            "⊘ 6. Do it 6",
            "⊘ 7. Do it 7",
            "◯ 8. Do it 8",
            *(f"  {n}. Do it {n}" for n in range(9, 15)),
            "… 6 steps after",
        ][-12:]
    )


def test_a_walk_that_stands_before_its_first_step_shows_the_first_ones() -> None:
    shown = lines(None)

    assert "⊘ 1. Do it 1" in shown
    assert not any("before" in line for line in shown)
