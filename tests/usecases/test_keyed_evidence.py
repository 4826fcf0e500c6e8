"""A walk keyed in whose steps calculate, and take files."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from flowhelp.usecases.keyed import AnswersError
from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.walk import WalkSession
from tests.usecases.libraries import workspace, write
from tests.usecases.test_keyed import key

AXES = """---
use: continuous
---
# Measure the axes

1. Measure the backlash.
   - **Record:** X: ___ µm
   - **Record:** Y: ___ µm
   - **Record:** Mean: ___ µm (= (x + y) / 2, ≤ 10)
2. Look at the screw.
   - **Record:** Found: ___ (photo)
   - **Attach:** drawing of the screw
   - **Wait:** 5 min
   - **Wait:** 10 min
"""
MEASURED: tuple[dict[str, Any], ...] = (
    {"do": "record", "step": "1", "field": "x", "value": "12"},
    {"do": "record", "step": "1", "field": "y", "value": "11"},
    {"do": "done", "step": "1", "reason": "worn"},
)


@pytest.fixture
def session(tmp_path: Path) -> WalkSession:
    """A walk that has begun."""
    shop = workspace(tmp_path, write(tmp_path / "lib", {"axes.md": AXES}))
    entry = resolve(shop, "axes")
    return start(shop, entry, load(shop, entry), Start())


def test_values_are_calculated_and_files_kept(session: WalkSession, tmp_path: Path) -> None:
    (tmp_path / "rust.jpg").write_bytes(b"rust")

    record = key(
        session,
        tmp_path,
        *MEASURED,
        {"do": "record", "step": "2", "field": "found", "value": "rust.jpg"},
        {"do": "forgo", "step": "2", "what": "drawing of the screw", "reason": "it is lost"},
        {"do": "wait", "step": "2", "waited": "5 min"},
        {"do": "wait", "step": "2", "waited": "10 min"},
        {"do": "done", "step": "2"},
    )

    first, second = record["steps"]
    assert [(each["value"], each["source"]) for each in first["readings"]] == [
        (12.0, "manual"),
        (11.0, "manual"),
        (11.5, "calculated"),
    ]
    assert [(each["kind"], each["field"]) for each in record["deviations"]] == [
        ("out_of_limits", "mean"),
        ("override", "drawing of the screw"),
    ]
    assert second["readings"][0]["value"] == "rust.jpg"
    assert [(each["name"], each["field"]) for each in second["files"]] == [("rust.jpg", "found")]
    assert [each["waited_s"] for each in second["timers"]] == [300, 600]
    digest = sha256(b"rust").hexdigest()
    assert second["files"][0]["sha256"] == digest
    assert (tmp_path / "data" / "attachments" / digest[:2] / digest).read_bytes() == b"rust"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"do": "record", "step": "1", "field": "mean", "value": "5"}, "is calculated, and not"),
        (
            {"do": "record", "step": "1", "field": "x", "value": "5", "source": "calculated"},
            "only what the page calculates",
        ),
    ],
)
def test_a_calculated_value_is_not_keyed_in(
    session: WalkSession, tmp_path: Path, line: dict[str, Any], why: str
) -> None:
    with pytest.raises(AnswersError, match=why):
        key(session, tmp_path, *MEASURED[:2], line)
    assert "readings" not in session.record["steps"][0]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"do": "record", "step": "2", "field": "found", "value": "no.jpg"}, "cannot be read"),
        ({"do": "record", "step": "2", "field": "found", "value": ".."}, "is no plain file"),
        ({"do": "forgo", "step": "2", "what": "drawing of the screw"}, "needs a reason"),
        ({"do": "forgo", "step": "2", "what": "a film", "reason": "none"}, "does not ask for"),
        ({"do": "done", "step": "2"}, "has to be recorded"),
    ],
)
def test_a_file_that_is_none_writes_nothing_at_all(
    session: WalkSession, tmp_path: Path, line: dict[str, Any], why: str
) -> None:
    with pytest.raises(AnswersError, match=why):
        key(session, tmp_path, *MEASURED, line)
    assert not (tmp_path / "data" / "attachments").exists()


def test_a_file_is_wanted_before_the_step_is_done(session: WalkSession, tmp_path: Path) -> None:
    (tmp_path / "rust.jpg").write_bytes(b"rust")
    found = {"do": "record", "step": "2", "field": "found", "value": "rust.jpg"}
    waits = [{"do": "wait", "step": "2", "waited": each} for each in ("5 min", "10 min")]

    with pytest.raises(AnswersError, match=r"a file has to be attached.*drawing of the screw"):
        key(session, tmp_path, *MEASURED, found, {"do": "done", "step": "2"})
    attach = {"do": "attach", "step": "2", "file": "rust.jpg"}
    done = {"do": "done", "step": "2"}
    record = key(session, tmp_path, *MEASURED, found, attach, *waits, done)

    assert len(record["steps"][1]["files"]) == 2
