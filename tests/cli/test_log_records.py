"""`flowhelp log export`, `import`, `correct`, `checkpoint` and `verify`, with real keys."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flowhelp.paths import Places
from flowhelp.usecases.start import actor
from flowhelp.usecases.workspace import Workspace
from tests.cli.conftest import Run
from tests.keys import needs_keygen, new_key
from tests.pasts import eventful, run_id, started, whole, write_past

NAMED = """\
Erased {count} of kim; their hashes stay.
1 walk of others name them, as a second person or a signer: these stay as they are.
"""


@pytest.fixture(autouse=True)
def _past(places: Path) -> None:
    """Two walks that may leave, and a private one between them."""
    folders = Places(places / "config", places / "data", places / "cache")
    secret = replace(started(3, 1, title="Between us"), record="private")
    with Workspace(folders, folder=places, env={}, shipped=False) as shop:
        write_past(shop, whole(1, 0, 3.0), [secret], eventful(2, 2))


def test_what_is_exported_and_imported_elsewhere_is_the_same_to_the_byte(
    run: Run, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = run("log", "export").stdout
    own = json.loads(run("log", "verify", "--json").stdout)["head"]
    (places / "out.jsonl").write_text(text, encoding="utf-8")
    monkeypatch.setenv("FLOWHELP_DATA", str(places / "other"))

    said = json.loads(run("log", "import", "out.jsonl", "--json").stdout)
    again = json.loads(run("log", "import", "-", "--json", said=text).stdout)

    assert said["heads"] == [own]
    assert said["new"] == again["known"] > 10
    assert again["new"] == 0
    assert run("log", "export", "--device", own["device"]).stdout == text
    assert run("log", "verify").exit_code == 0
    assert run("log").stdout == "Nothing was walked yet.\n"


@pytest.mark.parametrize(
    "files",
    [
        ("first", "all"),
        ("all", "first"),
        ("first", "last"),
        ("private", "all"),
        ("all", "private", "last", "first"),
    ],
)
def test_what_came_in_parts_goes_on_as_one(
    run: Run, places: Path, monkeypatch: pytest.MonkeyPatch, files: tuple[str, ...]
) -> None:
    texts = {
        "all": run("log", "export").stdout,
        "first": run("log", "export", run_id(1)).stdout,
        "last": run("log", "export", run_id(2)).stdout,
        "private": run("log", "export", "--private").stdout,
    }
    device = json.loads(texts["all"].splitlines()[-1])["device"]
    monkeypatch.setenv("FLOWHELP_DATA", str(places / "second"))
    for name in files:
        assert run("log", "import", "-", said=texts[name]).exit_code == 0

    whole_again = run("log", "export", "--device", device).stdout
    monkeypatch.setenv("FLOWHELP_DATA", str(places / "third"))
    found = run("log", "import", "-", said=whole_again)

    assert (found.exit_code, found.stderr) == (0, "")
    assert whole_again == texts["private" if "private" in files else "all"]
    assert run("log", "export", "--device", device).stdout == whole_again
    assert run("log", "verify").exit_code == 0


def test_what_was_pulled_and_then_brought_as_a_file_goes_on_as_one(
    run: Run, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, part = run("log", "export").stdout, run("log", "export", run_id(2)).stdout
    (places / "usb").mkdir()
    assert run("sync", "add", "usb", "folder", str(places / "usb")).exit_code == 0
    assert run("sync").exit_code == 0
    for name in ("config", "data"):
        monkeypatch.setenv(f"FLOWHELP_{name.upper()}", str(places / f"second-{name}"))
    assert run("sync", "add", "usb", "folder", str(places / "usb")).exit_code == 0
    assert run("sync").exit_code == 0
    assert run("log", "import", "-", said=part).exit_code == 0

    device = json.loads(text.splitlines()[-1])["device"]

    assert run("log", "export", "--device", device).stdout == text


def test_lines_are_events_and_the_last_one_is_the_head(run: Run) -> None:
    lines = [json.loads(line) for line in run("log", "export").stdout.splitlines()]

    assert [line["schema"] for line in lines][-1] == "flowhelp.head/1"
    assert {line["schema"] for line in lines[:-1]} == {"flowhelp.event/1", "flowhelp.withheld/1"}
    (hole,) = [line for line in lines if line["schema"] == "flowhelp.withheld/1"]
    assert (hole["first"], hole["last"], hole["why"]) == (8, 8, "private")


def test_what_is_private_leaves_only_when_that_is_said(run: Run) -> None:
    for form in ("jsonl", "csv", "md", "html"):
        assert "Between us" not in run("log", "export", "--format", form).stdout
    assert "Between us" in run("log", "export", "--private").stdout

    refused = run("log", "export", run_id(3))

    assert refused.exit_code == 2
    assert "private" in refused.stderr
    assert refused.stdout == ""
    assert "Between us" in run("log", "export", "--private", "-f", "md", run_id(3)).stdout


def test_an_export_without_its_end_is_taken_and_not_believed(
    run: Run, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = run("log", "export").stdout
    lines = text.splitlines(keepends=True)[:-1]
    forged = lines[-1].replace("2031-05", "2031-04")
    assert forged != lines[-1]
    monkeypatch.setenv("FLOWHELP_DATA", str(places / "other"))

    taken = run("log", "import", "-", said="".join([*lines[:-1], forged]))

    assert taken.exit_code == 0
    assert "its walks count as unverified" in taken.stderr
    assert {each["standing"] for each in team_of(run)} == {"unverified"}
    again = run("log", "import", "-", said=text)
    assert again.exit_code == 4
    assert "it is not what is here of the same events" in again.stderr
    assert run("log", "verify").exit_code == 4


def test_xapi_says_it_where_there_is_nothing_to_tell(run: Run) -> None:
    for words in ((run_id(2),), ("--private", run_id(3))):
        found = run("log", "export", "--format", "xapi", *words)
        assert (found.exit_code, found.stdout) == (2, "")
        assert "xAPI has nothing to tell of it" in found.stderr
    assert run("log", "export", "--format", "xapi", "-o", "-").stdout.startswith("[{")


def test_a_changed_export_is_refused_and_named(
    run: Run, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = run("log", "export").stdout.splitlines(keepends=True)
    monkeypatch.setenv("FLOWHELP_DATA", str(places / "other"))
    del lines[3]

    found = run("log", "import", "-", said="".join(lines))

    assert found.exit_code == 4
    assert "event 4 of device" in found.stderr
    assert not (places / "other" / "team.db").exists()
    assert run("log", "import", "-", said="").exit_code == 4


def test_csv_has_one_head_and_the_readings_of_all(run: Run, places: Path) -> None:
    assert run("log", "export", "--format", "csv", "-o", "all.csv").exit_code == 0

    text = (places / "all.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))

    assert {row["run"] for row in rows} == {run_id(1), run_id(2)}
    assert [row["value"] for row in rows if row["reading"]] == ["3", "9", "4"]


def test_reports_carry_the_head_and_the_count(run: Run) -> None:
    head = json.loads(run("log", "verify", "--json").stdout)["head"]
    for form in ("md", "html"):
        text = run("log", "export", "--format", form, run_id(1)).stdout
        assert head["sha256"] in text
        assert f"event {head['seq']}" in text


def test_html_is_one_file_that_loads_and_runs_nothing(run: Run, places: Path) -> None:
    folders = Places(places / "config", places / "data", places / "cache")
    with Workspace(folders, folder=places, env={}, shipped=False) as shop:
        write_past(shop, [started(9, 3, title="<script>alert(1)</script> & <b>")])

    text = run("log", "export", "--format", "html").stdout

    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in text
    assert "default-src 'none'" in text
    assert not [word for word in ("src=", "href=", "url(", "@import") if word in text]
    assert text.count("<article>") == 3
    assert "size:A4" in text


def test_a_reading_is_corrected_and_the_original_stays(run: Run, places: Path) -> None:
    answers = places / "answers.jsonl"
    answers.write_text(
        '{"do":"record","step":"1","field":"gauge_pg_2","value":"0.5"}\n{"do":"done","step":"1"}\n',
        encoding="utf-8",
    )
    page = places / "plant" / "gauge.md"
    page.write_text("# Read the gauge\n\n1. Read.\n   - **Record:** Gauge PG-2: ___ bar (0–1)\n")
    record = json.loads(run("walk", "gauge", "--answers", str(answers), "--json").stdout)

    words = ("log", "correct", record["id"], "1", "--value", "0.7", "--reason", "misread")
    assert run(*words).stdout == "Corrected; the original stays.\n"
    assert run(*words).stdout == "That is what it was already.\n"

    (step,) = json.loads(run("log", record["id"], "--json").stdout)["steps"]
    assert [each["value"] for each in step["readings"]] == [0.5, 0.7]
    assert step["readings"][1]["reason"] == "misread"
    assert run("log", "verify").exit_code == 0
    assert run("log", "correct", record["id"], "1", "--value", "0.8").exit_code == 2


def test_a_kept_head_finds_a_tail_that_was_cut_off(run: Run, places: Path) -> None:
    (places / "head.jsonl").write_text(run("log", "checkpoint").stdout, encoding="utf-8")
    cut(places, kept=10)
    (places / "data" / "heads.jsonl").unlink()
    assert run("log", "verify").exit_code == 0  # by itself, a shorter chain is whole

    found = run("log", "verify", "--heads", "head.jsonl", "--json")

    assert found.exit_code == 4
    said = json.loads(found.stdout)["flaws"]
    (flaw,) = [each for each in said if each["kind"] != "future-dated"]
    assert (flaw["kind"], flaw["seq"]) == ("truncated", 11)


@pytest.mark.parametrize("form", ["jsonl", "csv", "md", "html", "xapi"])
def test_every_form_of_export_carries_the_end_of_the_chain(
    run: Run, places: Path, form: str
) -> None:
    assert run("log", "export", "--format", form, "-o", "told").exit_code == 0
    cut(places, kept=2)
    assert run("log", "verify").exit_code == 0  # by itself, a shorter chain is whole

    found = run("log", "verify", "--heads", "told", "--json")

    assert found.exit_code == 4
    said = json.loads(found.stdout)["flaws"]
    assert ("truncated", 3) in [(flaw["kind"], flaw["seq"]) for flaw in said]


def test_what_a_sync_laid_into_a_folder_carries_the_end_too(run: Run, places: Path) -> None:
    (places / "usb").mkdir()
    assert run("sync", "add", "usb", "folder", str(places / "usb")).exit_code == 0
    assert run("sync").exit_code == 0
    (head,) = (places / "usb").glob("*/head-1.json")
    cut(places, kept=2)
    (places / "data" / "heads.jsonl").unlink(missing_ok=True)
    (places / "data" / "sync.db").unlink()

    assert run("log", "verify").exit_code == 0
    assert run("log", "verify", "--heads", str(head)).exit_code == 4


@pytest.mark.parametrize("form", ["jsonl", "csv", "md", "html"])
def test_the_chain_of_another_machine_is_checked_by_its_published_end(
    run: Run, places: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    text = run("log", "export").stdout
    assert run("log", "export", "--format", form, "-o", "told").exit_code == 0
    monkeypatch.setenv("FLOWHELP_DATA", str(places / "other"))

    assert run("log", "verify", "--heads", "told").exit_code == 3
    assert "nothing of device" in run("log", "verify", "--heads", "told").stderr
    assert run("log", "import", "-", said=text).exit_code == 0
    whole = run("log", "verify", "--heads", "told")
    assert whole.exit_code == 0
    assert whole.stdout.startswith("The journal is empty.\n")
    assert " events of others, checked.\n" in whole.stdout

    with closing(sqlite3.connect(places / "other" / "team.db")) as db:
        db.execute("delete from pulled where seq = (select max(seq) from pulled)")
        db.execute("delete from head")
        db.commit()
    assert run("log", "verify").exit_code == 0  # by itself, a shorter chain is whole
    found = run("log", "verify", "--heads", "told")
    assert found.exit_code == 4
    assert "a record of others is not what it was" in found.stderr


@pytest.mark.parametrize("text", ["", "nothing here\n", "[" * 9_000, "head_device,head_seq\nx\n"])
def test_a_file_without_a_head_is_no_proof(run: Run, places: Path, text: str) -> None:
    (places / "told").write_text(text, encoding="utf-8")

    found = run("log", "verify", "--heads", "told")

    assert found.exit_code == 3
    assert "told holds no published head" in found.stderr
    assert found.stdout == ""


def test_a_head_that_was_told_is_kept_here_too(run: Run, places: Path) -> None:
    assert run("log", "checkpoint").exit_code == 0
    assert json.loads(run("log", "verify", "--json").stdout)["heads"] == 1
    cut(places, kept=10)
    assert (places / "data" / "heads.jsonl").is_file()

    found = run("log", "verify")

    assert found.exit_code == 4
    assert "event 11 of device" in found.stderr


@needs_keygen
def test_a_head_is_signed_with_the_key_of_who_is_enrolled(run: Run, places: Path) -> None:
    key = new_key(places / "key")
    assert run("people", "add", actor().id, "--key", str(key)).exit_code == 0
    told = run("log", "checkpoint", "--sign").stdout
    (places / "head.jsonl").write_text(told, encoding="utf-8")
    assert "BEGIN SSH SIGNATURE" in told
    assert json.loads(run("log", "verify", "--json").stdout)["signatures"] == 1

    head = json.loads(told)
    other = {**head, "seq": head["seq"] - 1}
    (places / "head.jsonl").write_text(json.dumps(other) + "\n", encoding="utf-8")
    assert run("log", "verify", "--heads", "head.jsonl").exit_code == 4
    (places / "config" / "allowed_signers").unlink()
    found = run("log", "verify")
    assert found.exit_code == 4
    assert "nobody who is allowed to sign" in found.stderr


@needs_keygen
def test_a_head_is_signed_with_the_key_of_git(
    run: Run, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("log", "checkpoint", "--sign").exit_code == 3
    key = new_key(places / "key")
    (places / ".gitconfig").write_text(
        f"[user]\n\temail = kim@example.org\n\tsigningkey = {key}.pub\n[gpg]\n\tformat = ssh\n",
        encoding="utf-8",
    )
    (places / "config").mkdir(exist_ok=True)
    (places / "config" / "config.toml").write_text("sign_heads = true\n", encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    told = json.loads(run("log", "checkpoint").stdout)

    assert "BEGIN SSH SIGNATURE" in told["signature"]
    allowed = (places / "config" / "allowed_signers").read_text(encoding="utf-8")
    assert allowed.startswith('kim@example.org namespaces="flowhelp-head" ssh-ed25519 ')
    assert run("log", "verify").exit_code == 0


def test_a_person_is_erased_from_what_was_imported_and_not_from_the_own_chain(
    run: Run, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = run("log", "export").stdout
    assert json.loads(run("people", "erase", "kim", "--json").stdout) == {
        "person": "kim", "erased": 0, "staying": 2, "named": 0,
    }  # fmt: skip
    assert "its chain would be broken" in run("people", "erase", "kim").stdout
    monkeypatch.setenv("FLOWHELP_DATA", str(places / "other"))
    assert run("log", "import", "-", said=text).exit_code == 0

    assert run("people", "erase", "nobdy").exit_code == 3
    assert run("people", "erase", "kim").stdout == NAMED.format(count="1 walk")

    device = json.loads(text.splitlines()[-1])["device"]
    left = run("log", "export", "--device", device).stdout
    assert run_id(1) not in left
    assert '"why":"erased"' in left
    assert run("log", "verify").exit_code == 0
    assert run("log", "import", "-", said=text).exit_code == 0
    assert run("log", "export", "--device", device).stdout == left


def test_what_was_erased_stays_so_where_the_file_of_others_is_lost(
    run: Run, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = run("log", "export").stdout
    monkeypatch.setenv("FLOWHELP_DATA", str(places / "other"))
    assert run("log", "import", "-", said=text).exit_code == 0
    assert run("people", "erase", "kim").stdout == NAMED.format(count="1 walk")
    for path in (places / "other").glob("team.db*"):
        path.unlink()

    assert run("log", "import", "-", said=text).exit_code == 0

    everybody = run("log", "--team", "--json").stdout
    assert run_id(2) in everybody
    assert run_id(1) not in everybody
    assert run("log", "verify").stdout.startswith("1 event, unbroken.\n")
    assert run("log").stdout == "Nothing was walked yet.\n"
    assert "erased" not in run("log", "export").stdout  # it tells of what was done elsewhere
    (places / "usb").mkdir()
    assert run("sync", "add", "usb", "folder", str(places / "usb")).exit_code == 0
    assert run("sync").exit_code == 0
    assert run("people", "erase", "kim").stdout == NAMED.format(count="0 walks")
    assert run("doctor").exit_code == 0


def team_of(run: Run) -> list[dict[str, Any]]:
    """The walks of everybody."""
    said = map(json.loads, run("log", "--team", "--json").stdout.splitlines())
    return [each for each in said if each["schema"] == "flowhelp.team.run/1"]


def cut(places: Path, *, kept: int) -> None:
    """Take the events after that one out of the journal, as somebody with a database tool can."""
    with closing(sqlite3.connect(places / "data" / "journal.db")) as db:
        db.execute("drop trigger event_is_never_deleted")
        db.execute("delete from event where seq > ?", (kept,))
        db.commit()
