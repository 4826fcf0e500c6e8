"""How much a change of a page means."""

from __future__ import annotations

import pytest

from flowhelp.content.parse import parse_page
from flowhelp.walkthrough.levels import level_between

PAGE = """---
params:
  pump: {type: text, help: Which one}
---
# Seal

1. Stop the pump and close its valve V-12 slowly.

   Wait until the needle of the gauge stands still and the hiss has stopped.

   ```sh
   stop pump # gently
   ```

   - **Expect:** the hiss stops.
   - **Record:** Pressure: ___ bar (0–1)
2. Swap the seal of the pump.
   - **Hold (fitter):** looks.
3. Sweep.
"""


@pytest.mark.parametrize(
    ("old", "new", "level"),
    [
        ("", "", "none"),
        ("Which one", "Which pump it is", "none"),
        ("Stop the pump and", "Stop the pump, and", "editorial"),
        ("stands still and the", "stands still, and the", "editorial"),
        ("Wait until the needle of the gauge stands still", "Look at the gauge", "minor"),
        ("the hiss stops.", "it is silent.", "minor"),
        ("# gently", "# slowly", "minor"),
        ("the hiss has stopped.", "the hiss has stopped for 3 minutes.", "minor"),
        ("3. Sweep.", "3. Sweep.\n4. Optional: dust.", "minor"),
        ("3. Sweep.", "3. Sweep.\n4. Dust.", "major"),
        ("3. Sweep.\n", "", "major"),
        ("(0–1)", "(0–2)", "major"),
        ("bar (0–1)", "psi (0–1)", "major"),
        ("stop pump #", "stop pumps #", "major"),
        ("(fitter)", "(lead)", "major"),
        ("V-12", "V-13", "major"),
        ("type: text", "type: number", "major"),
        ("3. Sweep.", "> [!WARNING]\n> **WARNING — Slip.** Dry it.\n\n3. Sweep.", "major"),
        ("1. Stop", "1. Sweep.\n2. Stop", "major"),
    ],
)
def test_a_change_has_the_level_of_what_it_changes(old: str, new: str, level: str) -> None:
    before = parse_page(PAGE, path="seal.md")
    now = parse_page(PAGE.replace(old, new, 1) if old else PAGE, path="seal.md")

    assert level_between(before, now) == level


def test_steps_in_another_order_are_a_major_change() -> None:
    one, other = (
        "1. Stop the pump.\n2. Close the valve.\n",
        "1. Close the valve.\n2. Stop the pump.\n",
    )

    pages = [parse_page(f"# P\n\n{text}3. Go.\n", path="p.md") for text in (one, other)]

    assert level_between(*pages) == "major"
