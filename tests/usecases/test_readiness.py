"""What speaks against beginning a procedure."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.readiness import Concern, concerns
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.walk import WalkSession
from flowhelp.usecases.workspace import Workspace
from flowhelp.walkthrough.actions import Abandon, Complete, Finish
from tests.usecases.libraries import TEA, workspace, write

STEPS = "# Weld\n\n1. Strike the arc.\n2. Weld the seam.\n"


def said(folder: Path, head: str, steps: str = STEPS, *, equipment: str = "") -> list[Concern]:
    """What is said of a page with that head, on a Linux machine on 2 March 2026."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {"weld.md": f"---\n{head}\n---\n{steps}", "tea.md": TEA}
    opened = workspace(folder, write(folder / "lib", pages))
    opened.now = lambda: datetime(2026, 3, 2, 12, tzinfo=UTC)
    page = load(opened, resolve(opened, "weld"))
    return list(concerns(opened, page, system="linux", equipment=equipment))


@pytest.mark.parametrize(
    ("head", "words", "asks"),
    [
        ("status: draft", "it is a draft", False),
        ("status: draft\nuse: continuous", "it is a draft", True),
        ("status: deprecated\nreplaced_by: braze.md", "it is deprecated; use braze.md", False),
        ("effective: 2026-03-03", "it takes effect on 2026-03-03", False),
        ("valid_until: 2026-03-01\nuse: continuous", "it was valid until 2026-03-01", True),
        ("review_by: 2026-01-31", "its review was due on 2026-01-31", False),
        ("applies_to: {os: [macos]}", "it is for macos, and this is linux", False),
        ("people: 2", "it takes 2 people", True),
        ('requires: ["skill:loto@3"]', "it asks for the skill loto at level 3", True),
        ("requires: [cert:welder]", "it asks for the certificate welder", True),
        ("requires: [tea.md]", "tea.md was not done on this machine before", True),
    ],
)
def test_a_concern_is_one_sentence(tmp_path: Path, head: str, words: str, asks: bool) -> None:
    assert [(one.words, one.asks) for one in said(tmp_path, head)] == [(words, asks)]


@pytest.mark.parametrize(
    "head",
    [
        "use: continuous",
        "effective: 2026-03-02\nvalid_until: 2026-03-02\nreview_by: 2026-03-02",
        "applies_to: {os: [linux, macos]}",
        "review_by: soon",
        "people: 1",
    ],
)
def test_what_is_in_order_is_not_mentioned(tmp_path: Path, head: str) -> None:
    assert said(tmp_path, head) == []


def test_equipment_of_another_kind_is_mentioned(tmp_path: Path) -> None:
    head = "applies_to: {equipment: [vmc-850]}"

    assert said(tmp_path / "a", head) == []
    assert said(tmp_path / "b", head, equipment="VMC-850/07") == []
    asset = f'{head}\nparams: {{machine: {{type: asset, pattern: "VMC-[0-9]+"}}}}'
    assert said(tmp_path / "d", asset, equipment="VMC-07") == []
    (found,) = said(tmp_path / "c", head, equipment="press 3")
    assert found.words == "it is for vmc-850, and not for press 3"


def test_programs_that_are_not_here_are_named_once(tmp_path: Path) -> None:
    steps = (
        "# Weld\n\n1. Look:\n\n   ```sh\n   sh -c true | no-such-tool --x && cd /tmp\n"
        "   no-such-tool; sudo other-tool\n   ```\n\n2. Ask:\n\n   ```sql\n   select 1;\n   ```\n"
    )

    (found,) = said(tmp_path, "risk: low", steps)

    assert (found.words, found.asks) == ("not on this machine: no-such-tool, other-tool", False)


def test_what_asks_comes_first(tmp_path: Path) -> None:
    found = said(tmp_path, "review_by: 2026-01-31\npeople: 3")

    assert [one.kind for one in found] == ["people", "date"]


def test_a_page_that_was_done_is_in_order(tmp_path: Path) -> None:
    pages = {"weld.md": f"---\nrequires: [tea.md]\n---\n{STEPS}", "tea.md": TEA}
    opened = workspace(tmp_path, write(tmp_path / "lib", pages))
    weld = load(opened, resolve(opened, "weld"))

    def asked() -> list[str]:
        return [one.words for one in concerns(opened, weld, system="linux")]

    _walked(opened).perform(Abandon("no leaves"))
    assert asked() == ["tea.md was not done on this machine before"]
    session = _walked(opened)
    for step in session.walk.plan.steps:
        session.perform(Complete(step.n))
    session.perform(Finish())
    assert asked() == []


def _walked(opened: Workspace) -> WalkSession:
    entry = resolve(opened, "tea")
    return start(opened, entry, load(opened, entry), Start())
