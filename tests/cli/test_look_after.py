"""`flowhelp list`, `index`, `paths` and `doctor`."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_list_piped_is_one_page_a_line(run: Run) -> None:
    result = run("list", "--source", "plant")

    assert result.stdout == (
        "broken\tBroken head\tprocedure\tplant\n"
        "lamp\tReplace the warning lamp\tprocedure\tplant\n"
        "pumps/swap-feed-pump\tSwap the feed pump\tprocedure\tplant\n"
    )


def test_list_filters_by_type_and_tag(run: Run, plant: Path) -> None:
    (plant / "round.checklist.md").write_text(
        "---\ntags: [Daily]\n---\n# Round\n\n- [ ] Doors\n- [ ] Lights\n", encoding="utf-8"
    )

    tagged = json.loads(run("list", "--tag", "daily", "--json").stdout)

    assert tagged["id"] == "round.checklist"
    assert tagged["type"] == "checklist"
    assert run("list", "--type", "quiz").stdout == ""
    assert run("list", "--type", "quiz").stderr == "flowhelp: no page passes these filters\n"
    assert run("list", "--type", "quiz", "-q").stderr == ""


def test_an_unknown_library_is_said(run: Run) -> None:
    result = run("list", "--source", "nowhere")

    assert result.exit_code == 3
    assert result.stderr.startswith("flowhelp: there is no library 'nowhere'\nhint: ")


def test_index_says_what_changed_and_what_is_left_out(run: Run, plant: Path) -> None:
    run("index")
    (plant / "new.md").write_text("# New\n", encoding="utf-8")
    (plant / "odd.md").write_bytes(b"\xff")

    told = json.loads(run("index", "--json").stdout)

    assert told["changed"] == told["removed"] == 0
    assert told["took"] >= 0
    assert told["problems"] == [
        {"source": "plant", "path": "odd.md", "message": "not UTF-8 (line 1)"}
    ]
    assert "left out  plant:odd.md: not UTF-8 (line 1)\n" in run("index").stdout


def test_paths_name_every_place(run: Run, places: Path, plant: Path) -> None:
    named = json.loads(run("paths", "--json").stdout)

    assert named["settings"] == str(places / "config" / "config.toml")
    assert named["journal"] == str(places / "data" / "journal.db")
    assert named["libraries"][0] == {"name": "plant", "kind": "path", "location": str(plant)}
    assert f"journal  {places / 'data' / 'journal.db'}\n" in run("paths").stdout


def checks(run: Run) -> dict[str, dict[str, str]]:
    """What the doctor says, by subject; of several, the last."""
    lines = run("doctor", "--json").stdout.splitlines()
    return {check["subject"]: check for check in map(json.loads, lines)}


def test_a_healthy_installation_is_good(run: Run) -> None:
    result = run("doctor")

    assert result.exit_code == 0
    assert "broken " not in result.stdout
    assert checks(run)["journal"]["said"] == "nothing is recorded yet"


def test_an_unusable_place_is_broken_and_nothing_is_to_be_deleted(
    run: Run, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (places / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("FLOWHELP_DATA", str(places / "file" / "data"))

    result = run("doctor", "--json")
    data = next(c for c in map(json.loads, result.stdout.splitlines()) if c["subject"] == "data")

    assert result.exit_code == 5
    assert data["said"] == f"{places / 'file'} is not a folder"
    assert data["mend"] == "move it away, or set FLOWHELP_DATA to a folder of your own"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_place_that_cannot_be_written_is_broken(run: Run, places: Path) -> None:
    (places / "data").mkdir(mode=0o500)

    assert checks(run)["data"]["health"] == "broken"


def test_settings_that_mean_nothing_are_a_warning(run: Run, places: Path) -> None:
    (places / "config").mkdir()
    (places / "config" / "config.toml").write_text('colour = "blue"\n', encoding="utf-8")

    found = checks(run)["settings"]

    assert (found["health"], found["said"]) == ("warning", "'colour' means nothing here")


def test_settings_that_cannot_be_read_stop_the_others_and_not_the_doctor(
    run: Run, places: Path
) -> None:
    (places / "config").mkdir()
    (places / "config" / "config.toml").write_text("color = [\n", encoding="utf-8")

    assert run("howto", "lamp").exit_code == 4
    found = run("doctor")
    assert found.exit_code == 5
    assert "broken   settings: " in found.stdout
    assert "good     index: " in found.stdout


def test_a_color_that_is_set_counts_unless_the_command_line_says_otherwise(
    run: Run, places: Path
) -> None:
    (places / "config").mkdir()
    (places / "config" / "config.toml").write_text('color = "always"\n', encoding="utf-8")

    assert "\x1b[" in run("show", "lamp", "-f", "term").stdout
    assert "\x1b[" not in run("show", "lamp", "-f", "term", "--color", "never").stdout


def test_a_limit_that_is_set_counts(run: Run, places: Path) -> None:
    (places / "config").mkdir()
    (places / "config" / "config.toml").write_text("limit = 1\n", encoding="utf-8")

    assert len(run("howto", "the", "server").stdout.splitlines()) == 1


def test_a_hidden_page_is_said(run: Run, places: Path, plant: Path) -> None:
    other = places / "other"
    other.mkdir()
    (other / "lamp.md").write_text("# Another lamp\n", encoding="utf-8")
    run("source", "add", str(other))

    found = checks(run)["names"]

    assert found["said"] == "lamp of other is hidden by that of plant"
    assert found["mend"] == "flowhelp show other:lamp"
    assert plant.exists()


def test_a_library_that_is_gone_is_broken_and_can_be_removed(run: Run, places: Path) -> None:
    (places / "other").mkdir()
    run("source", "add", "other")
    (places / "other").rmdir()

    found = checks(run)["library other"]

    assert found["health"] == "broken"
    assert found["mend"] == "flowhelp source remove other"
    assert run("howto", "warning lamp", "--first").exit_code == 0
    assert run("source", "remove", "other").exit_code == 0


def test_a_current_folder_that_was_removed_is_no_error(
    run: Run, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (places / "gone").mkdir()
    monkeypatch.chdir(places / "gone")
    (places / "gone").rmdir()

    assert run("howto", "warning lamp", "--first").exit_code == 0


def test_a_cache_that_cannot_be_written_is_said_and_answers(
    run: Run, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (places / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("FLOWHELP_CACHE", str(places / "file" / "cache"))

    result = run("howto", "warning lamp", "--first", "--source", "plant")

    assert result.stdout.startswith("lamp\t")
    assert "the search index cannot be kept" in result.stderr
