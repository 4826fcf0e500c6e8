"""Where a page's pictures and recordings are, and where they may not be."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from flowhelp.execution.opener import NoOpenerError, open_with_system
from flowhelp.usecases.media import (
    Kind,
    UnfitTargetError,
    UnreadableMediaError,
    content,
    media_at,
    open_outside,
)
from flowhelp.usecases.sources import add
from flowhelp.usecases.workspace import Workspace
from tests.usecases.libraries import OPENED, places, write

PAGE = "# Page\n\n1. Look.\n"


def opened(tmp_path: Path, **env: str) -> Workspace:
    there = tmp_path / "elsewhere"
    there.mkdir(exist_ok=True)
    found = Workspace(places(tmp_path), folder=there, env={**os.environ, **env}, shipped=False)
    OPENED.append(found)
    return found


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    """A library with a page in a folder, and pictures here and there."""
    write(
        tmp_path / "lib",
        {"db/page.md": PAGE, "db/a b.png": "inside", "top.cast": "top", "x.sh": "echo"},
    )
    write(tmp_path, {"secret.png": "outside"})
    (tmp_path / "lib/db/link.png").symlink_to(tmp_path / "secret.png")
    add(opened(tmp_path), str(tmp_path / "lib"))
    return opened(tmp_path)


@pytest.mark.parametrize(
    ("target", "path", "kind"),
    [
        ("a b.png", "db/a b.png", Kind.PICTURE),
        ("a%20b.png 'A title'", "db/a b.png", Kind.PICTURE),
        ("./a b.png#part", "db/a b.png", Kind.PICTURE),
        ("../top.cast?raw=1", "top.cast", Kind.RECORDING),
    ],
)
def test_a_path_is_beside_the_page(shop: Workspace, target: str, path: str, kind: Kind) -> None:
    found = media_at(shop, target, "page")

    assert (found.path, found.kind) == (path, kind)
    assert content(shop, found)


@pytest.mark.parametrize(
    "target",
    ["../../secret.png", "/etc/passwd", "%2e%2e/%2e%2e/secret.png", "..\\..\\x.png", "~/x.png",
     "file:///etc/passwd", "javascript:alert(1)", "vscode://x", "\\\\host\\share", "", "..", ".",
     "a\nb.png", "a\u202egnp.png", "http://", "https://a b"],
)  # fmt: skip
def test_nothing_leads_out_of_the_library(shop: Workspace, target: str) -> None:
    with pytest.raises(UnfitTargetError):
        media_at(shop, target, "page")


def test_a_link_that_leads_out_is_not_read(shop: Workspace) -> None:
    found = media_at(shop, "link.png", "page")

    with pytest.raises(UnreadableMediaError, match="leads out of its library"):
        content(shop, found)
    with pytest.raises(UnreadableMediaError):
        open_outside(shop, found)


def test_what_is_gone_or_too_large_is_said(shop: Workspace, tmp_path: Path) -> None:
    (tmp_path / "lib/db/large.png").write_bytes(b"x" * ((1 << 20) + 1))

    with pytest.raises(UnreadableMediaError, match="no such file"):
        content(shop, media_at(shop, "gone.png", "page"))
    with pytest.raises(UnreadableMediaError, match="larger than 1 MiB"):
        content(shop, media_at(shop, "large.png", "page"), 1 << 20)
    assert len(content(shop, media_at(shop, "large.png", "page"))) > 1 << 20


def test_a_lone_file_has_its_own_folder(shop: Workspace, tmp_path: Path) -> None:
    write(tmp_path / "lone", {"p.md": PAGE, "p.png": "here"})
    page = str(tmp_path / "lone/p.md")

    assert content(shop, media_at(shop, "p.png", page)) == b"here"
    with pytest.raises(UnfitTargetError):
        media_at(shop, "../secret.png", page)
    assert content(shop, media_at(shop, str(tmp_path / "secret.png"))) == b"outside"


def test_a_cloned_library_is_read_by_its_blobs(tmp_path: Path) -> None:
    write(tmp_path / "repo", {"page.md": PAGE, "x.png": "blob", "v.mp4": "film", "y blob": "z"})
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b",
                  "commit", "-qm", "x"]):  # fmt: skip
        subprocess.run(["git", *words], cwd=tmp_path / "repo", check=True)
    allowed = {"GIT_ALLOW_PROTOCOL": "file"}
    add(opened(tmp_path, **allowed), f"file://{tmp_path}/repo")
    shop = opened(tmp_path, **allowed)

    assert content(shop, media_at(shop, "x.png", "page")) == b"blob"
    with pytest.raises(UnreadableMediaError):
        content(shop, media_at(shop, "gone blob", "page"))
    assert content(shop, media_at(shop, "x.png", "page")) == b"blob"


def opener(tmp_path: Path) -> dict[str, str]:
    """An `xdg-open` that writes down what it was given."""
    write(tmp_path / "bin", {"xdg-open": f'#!/bin/sh\nprintf %s "$1" > {tmp_path}/given.new\n'
                             f"mv {tmp_path}/given.new {tmp_path}/given\n"})  # fmt: skip
    (tmp_path / "bin/xdg-open").chmod(0o755)
    return {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}


def given(tmp_path: Path) -> str:
    for _ in range(200):
        if (tmp_path / "given").exists():
            return (tmp_path / "given").read_text()
        subprocess.run(["sleep", "0.02"], check=True)
    return ""


def test_a_video_and_an_address_are_given_to_the_system(shop: Workspace, tmp_path: Path) -> None:
    write(tmp_path / "lib/db", {"v.mp4": "film"})
    shop.env = {**shop.env, **opener(tmp_path)}

    open_outside(shop, media_at(shop, "v.mp4", "page"))
    assert given(tmp_path) == str((tmp_path / "lib/db/v.mp4").resolve())

    (tmp_path / "given").unlink()
    open_outside(shop, media_at(shop, "https://example.org/a?b=c#d", "page"))
    assert given(tmp_path) == "https://example.org/a?b=c#d"


def test_what_could_run_is_never_opened(shop: Workspace) -> None:
    with pytest.raises(UnfitTargetError, match="not opened from here"):
        open_outside(shop, media_at(shop, "../x.sh", "page"))
    with pytest.raises(NoOpenerError):
        open_with_system("--version", {"PATH": os.environ["PATH"]})
    with pytest.raises(NoOpenerError, match="there is no xdg-open"):
        open_with_system("/x", {"PATH": "/nonexistent"}, platform="linux")
