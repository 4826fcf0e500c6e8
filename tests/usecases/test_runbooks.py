"""Real runbooks, walked to the end by somebody who wanders; every command can be looked at."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from flowhelp.content.params import placeholders
from tests.content.shared import needs_corpora
from tests.torture import only_on_request
from tests.usecases.doers import Clock
from tests.usecases.libraries import OPENED
from tests.usecases.runbooks import canaries, kind_of, read_all, sample, world

RUNBOOKS, OF_THE_SUITE = 100, 25


def all_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    """Walk so many, and look at every command of theirs."""
    shop, song = world(tmp_path, sample(many))
    OPENED.append(shop)
    monkeypatch.setenv("PATH", shop.env["PATH"])
    clock, photo = Clock(), tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8")

    found = read_all(clock.on(shop), clock, photo)

    assert found.odd == []
    assert found.pages == many
    assert sum(found.walks.values()) == many
    assert found.walks["not ended"] == 0
    assert found.runnable + sum(found.shown.values()) == found.commands
    assert found.runnable > 5 * many
    assert found.filled > many // 2
    assert not song.exists(), f"executed: {song.read_text()}"


@needs_corpora
def test_runbooks_end_and_show_every_command_with_its_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_end(tmp_path, monkeypatch, OF_THE_SUITE)


@needs_corpora
@pytest.mark.torture
def test_a_hundred_runbooks_end_and_show_every_command_with_its_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    all_end(tmp_path, monkeypatch, RUNBOOKS)


def test_a_program_that_were_run_would_be_heard(tmp_path: Path) -> None:
    path, song = canaries(tmp_path / "bin", [])

    subprocess.run(["/bin/sh", "-c", "python3"], env={"PATH": path}, check=True)

    assert song.read_text() == "python3\n"


@pytest.mark.parametrize(
    "refusal", ["it has no value for pod", "commands are only shown here (config: run = false)"]
)
def test_a_missing_value_is_no_reason_for_only_showing_a_command(refusal: str) -> None:
    assert kind_of(refusal) == ""


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("kubectl get events --field-selector involvedObject.name=<pod-name>", "pod-name"),
        ('curl -X POST "http://203.0.113.1/message?token=<app-token>"', "app-token"),
        ("export HCLOUD_TOKEN=<your-token>", "your-token"),
    ],
)
def test_a_placeholder_behind_an_equals_sign_is_asked_for(command: str, name: str) -> None:
    assert [each.name for each in placeholders(command)] == [name]
