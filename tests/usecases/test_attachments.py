"""Files that prove something."""

from __future__ import annotations

import os
import stat
from hashlib import sha256
from pathlib import Path

import pytest

from flowhelp.usecases import attachments
from flowhelp.usecases.attachments import NotAttachableError, UnkeptError, attach
from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.walk import WalkSession
from tests.usecases.libraries import TEA, workspace, write


def session(tmp_path: Path, *, keep: bool = True) -> WalkSession:
    """A walk that has begun."""
    shop = workspace(tmp_path, write(tmp_path / "lib", {"tea.md": TEA}))
    entry = resolve(shop, "tea")
    return start(shop, entry, load(shop, entry), Start(keep=keep))


def files(tmp_path: Path) -> list[Path]:
    """What is kept."""
    return sorted(path for path in (tmp_path / "data" / "attachments").rglob("*") if path.is_file())


def test_a_file_is_kept_by_its_content_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    walk = session(tmp_path)
    step = walk.walk.plan.steps[0]
    photo = tmp_path / "lock tag.JPG"
    photo.write_bytes(b"\xff\xd8 a photo")
    name = sha256(b"\xff\xd8 a photo").hexdigest()

    first = attach(walk, step, photo)
    photo.rename(tmp_path / "copy.bin")
    again = attach(walk, step, tmp_path / "copy.bin")

    assert (first.name, first.sha256, first.media, first.size) == (
        "lock tag.JPG",
        name,
        "image/jpeg",
        10,
    )
    assert (again.name, again.sha256, again.media) == ("copy.bin", name, "application/octet-stream")
    assert [path.name for path in files(tmp_path)] == [name]
    assert files(tmp_path)[0].read_bytes() == b"\xff\xd8 a photo"
    assert stat.S_IMODE(files(tmp_path)[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(files(tmp_path)[0].parent.stat().st_mode) == 0o700


def test_a_rehearsal_keeps_nothing(tmp_path: Path) -> None:
    walk = session(tmp_path, keep=False)
    (tmp_path / "a").write_bytes(b"a")

    fact = attach(walk, walk.walk.plan.steps[0], tmp_path / "a")

    assert fact.sha256 == sha256(b"a").hexdigest()
    assert not (tmp_path / "data" / "attachments").exists()


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    walk = session(tmp_path)
    (tmp_path / "real").write_bytes(b"secret")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "empty").write_bytes(b"")
    os.mkfifo(tmp_path / "pipe")
    refused = {
        "link": "is a link",
        "loop": "is a link",
        "empty": "is empty",
        "pipe": "is no plain file",
        "lib": "is no plain file",
        "nothing": "cannot be read",
        "nul\0": "cannot be read",
        "/dev/null": "is no plain file",
    }

    for name, why in refused.items():
        with pytest.raises(NotAttachableError, match=why):
            attach(walk, walk.walk.plan.steps[0], tmp_path / name)
    assert not (tmp_path / "data" / "attachments").exists()


def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = session(tmp_path)
    monkeypatch.setattr(attachments, "LARGEST", 4)
    (tmp_path / "film").write_bytes(b"12345")

    with pytest.raises(NotAttachableError, match="is larger than"):
        attach(walk, walk.walk.plan.steps[0], tmp_path / "film")


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    walk = session(tmp_path)
    (tmp_path / "data" / "attachments").write_text("in the way", encoding="utf-8")
    (tmp_path / "a").write_bytes(b"a")

    with pytest.raises(UnkeptError, match="a cannot be kept"):
        attach(walk, walk.walk.plan.steps[0], tmp_path / "a")
