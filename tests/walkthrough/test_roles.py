"""Who a hold waits for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flowhelp.content import Procedure
from flowhelp.content.parse import parse_page
from flowhelp.journal.events import HoldSet
from flowhelp.walkthrough import decide
from flowhelp.walkthrough.actions import Open
from flowhelp.walkthrough.demands import ReleaseDemand, demands
from flowhelp.walkthrough.roles import hold_role
from tests.walkthrough.worlds import NOW, begun

INSPECTS = "shift lead inspects guards, tools and rags, and then releases."


def held(*labels: str, head: str = "", before: str = "") -> Procedure:
    """A page whose second step has these labels."""
    lines = "".join(f"   - {label}\n" for label in labels)
    front = f"---\n{head}\n---\n" if head else ""
    text = f"{front}# Mix\n\n1. Start.\n{before}2. Release it.\n{lines}3. Sweep.\n"
    return parse_page(text, path="mix.md")


@pytest.mark.parametrize(
    ("labels", "head", "before", "role"),
    [
        ((f"**Hold (line lead):** {INSPECTS}",), "", "", "line lead"),
        ((f"**Hold:** {INSPECTS}", "**Sign (released):** Shift-Lead"), "", "", "Shift-Lead"),
        ((f"**Hold:** {INSPECTS}",), "applies_to: {roles: [shift, shift-lead]}", "", "shift-lead"),
        ((f"**Hold:** The {INSPECTS}",), "owner: Shift Lead", "", "Shift Lead"),
        ((f"**Hold:** {INSPECTS}",), "reviewers: [shift-lead]", "", "shift-lead"),
        ((f"**Hold:** {INSPECTS}",), "", "   - **Sign (performed):** shift lead\n", "shift lead"),
        ((f"**Hold:** {INSPECTS}",), "", "   - **Hold (shift lead):** looks\n", "shift lead"),
        ((f"**Hold:** {INSPECTS}",), "", "   - **Second person:** shift lead\n", "shift lead"),
        (("**Hold:** the duty officer",), "", "", "the duty officer"),
        ((f"**Hold:** {INSPECTS}", "**Sign (released):** the boss"), "", "", ""),
        ((f"**Hold:** {INSPECTS}",), "owner: shift leaders", "", ""),
        (("**Verify:** it is clean",), "", "", ""),
    ],
)
def test_only_the_role_is_taken_from_a_hold(
    labels: tuple[str, ...], head: str, before: str, role: str
) -> None:
    page = held(*labels, head=head, before=before)

    assert hold_role(page, page.steps[1]) == role


def test_the_record_has_the_role_beside_the_whole_condition() -> None:
    walk = begun(held(f"**Hold:** {INSPECTS}", "**Sign (released):** shift lead"))

    (opened, fact) = decide(walk, Open("2"), at=NOW)

    assert isinstance(fact, HoldSet)
    assert (fact.role, fact.condition) == ("shift lead", INSPECTS)
    assert opened.run == walk.run


def test_a_refusal_names_who_is_waited_for() -> None:
    page = held(f"**Hold:** {INSPECTS}", head="owner: shift-lead")
    walk = begun(page)

    (demand, *_) = demands(walk, page.steps[1])
    (nobody, *_) = demands(replace(walk), held(f"**Hold:** {INSPECTS}").steps[1])

    assert isinstance(demand, ReleaseDemand)
    assert isinstance(nobody, ReleaseDemand)
    assert demand.words == "it is held, and waits for a release by shift-lead"
