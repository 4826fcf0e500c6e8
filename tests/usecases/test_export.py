"""Runs for other tools."""

from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from flowhelp.errors import MissingError
from flowhelp.ids import StepId
from flowhelp.journal.events import Line, ParamSet, RunStarted
from flowhelp.sync.statements import parcels
from flowhelp.typeset.exports import FORMS
from flowhelp.usecases.export import (
    NothingToTellError,
    NotSavedError,
    ThereIsAFileError,
    as_csv,
    as_json,
    as_xapi,
    evidence,
    file_name,
    place_of,
    save,
)
from flowhelp.usecases.workspace import Workspace
from tests.pasts import eventful, run_id, whole, write_past
from tests.sync.xapirules import check
from tests.usecases.libraries import workspace


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    """A workspace with two runs."""
    shop = workspace(tmp_path)
    write_past(shop, whole(1, 0, 3.0), eventful(2, 1))
    return shop


def test_json_is_the_record_with_what_proves_it(shop: Workspace) -> None:
    data = json.loads(as_json(evidence(shop, run_id(1))))

    assert data["id"] == run_id(1)
    assert data["proof"]["run_sha256"] == shop.journal.head_of(run_id(1))
    head = shop.journal.head()
    assert head is not None
    assert data["proof"]["head"]["sha256"] == head.sha256


def test_rows_are_readings_and_steps_without_any(shop: Workspace) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(evidence(shop, run_id(2))), newline="")))

    assert [(row["step"], row["state"], row["reading"], row["value"], row["within"],
             row["corrected"]) for row in rows] == [
        ("1", "skipped", "", "", "", ""),
        ("2", "done", "gauge", "9", "no", ""),
        ("2", "done", "gauge", "4", "yes", "yes"),
    ]  # fmt: skip
    assert rows[2]["reason"] == "read the wrong gauge"


def test_rows_have_the_parameters_in_a_column_and_in_the_titles(shop: Workspace) -> None:
    first, *rest = whole(3, 2, 3.0)
    assert isinstance(first, RunStarted)
    lines = (Line(StepId("s-a"), "1", "Start {{compressor}} of {{plant}}"), *first.steps[1:])
    begun = replace(first, params=(("compressor", "K1"), ("line", "a")), steps=lines)
    secret = ParamSet(run=first.run, at=first.at, name="token", value="hush", secret=True)
    write_past(shop, [begun, secret, *rest])

    text = as_csv(evidence(shop, run_id(3)))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))

    assert {row["params"] for row in rows} == {"compressor=K1; line=a"}
    assert rows[0]["title"] == "Start K1 of {{plant}}"
    assert "work_order,params,run_sha256," in text
    assert "hush" not in text


def test_words_never_become_formulas(shop: Workspace) -> None:
    found = evidence(shop, run_id(1))
    found.record["steps"][0]["title"] = "=HYPERLINK(0)"
    found.record["steps"][1]["readings"][0]["value"] = -3.5

    rows = list(csv.DictReader(io.StringIO(as_csv(found), newline="")))

    assert rows[0]["title"] == "'=HYPERLINK(0)"
    assert rows[1]["value"] == "-3.5"


@pytest.mark.parametrize("ending", FORMS)
def test_each_form_writes_text_with_the_hash_of_the_run(shop: Workspace, ending: str) -> None:
    found = evidence(shop, run_id(1))

    text = FORMS[ending].write(found)

    assert text.endswith("\n")
    assert found.run_head in text


def test_xapi_is_a_list_of_the_statements_that_a_sync_sends(shop: Workspace) -> None:
    found = evidence(shop, run_id(1))

    (statement,) = json.loads(as_xapi(found))

    check(statement)
    assert as_xapi(found) == f"[{parcels(found.rows)[0].content.decode()}]\n"
    with pytest.raises(NothingToTellError, match="has not ended"):
        as_xapi(evidence(shop, run_id(2)))


def test_no_run_is_no_evidence(shop: Workspace) -> None:
    with pytest.raises(MissingError):
        evidence(shop, "ffffffff")


def test_what_is_no_file_is_written_into_and_a_link_leads_to_its_file(tmp_path: Path) -> None:
    pipe, link, file = tmp_path / "pipe", tmp_path / "link", tmp_path / "report.md"
    os.mkfifo(pipe)
    file.write_text("old", encoding="utf-8")
    link.symlink_to(file)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    save(pipe, "one", instead=True)
    save(link, "two", instead=True)

    assert os.read(reader, 9) == b"one"
    os.close(reader)
    assert pipe.is_fifo()
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == "two"


def test_a_file_is_named_after_its_page_and_run() -> None:
    assert file_name({"doc": {"id": "db/fail över!"}, "id": run_id(1)}, "md") == (
        "fail-över-00000001.md"
    )
    assert file_name({"doc": {"id": "x/.."}, "id": run_id(1)}, "csv") == "run-00000001.csv"


def test_a_file_is_written_whole_and_another_one_stays(shop: Workspace, tmp_path: Path) -> None:
    path = place_of(shop, " report.md ")
    assert path.parent == shop.folder

    save(path, "one")
    with pytest.raises(ThereIsAFileError):
        save(path, "two")
    assert path.read_text(encoding="utf-8") == "one"

    save(path, "three", instead=True)
    assert path.read_text(encoding="utf-8") == "three"
    assert [each.name for each in path.parent.iterdir()] == ["report.md"]
    with pytest.raises(NotSavedError):
        save(tmp_path / "nowhere" / "x.md", "text")
