"""A folder as a source: what is taken in, what is refused, and noticing changes."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from flowhelp.ids import SourceName
from flowhelp.library.folder import FolderSource
from flowhelp.library.source import SourceKind, SourceSpec, UnreadableError

LATER = 3_600_000_000_000


def source(folder: Path, *, later: int = LATER) -> FolderSource:
    """The folder as it looks an hour from now, when nothing in it counts as just changed."""
    spec = SourceSpec(SourceName("lib"), SourceKind.FOLDER, str(folder))
    return FolderSource(spec, now_ns=lambda: time.time_ns() + later)


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"# {name}\n", encoding="utf-8")


def paths(found: FolderSource) -> list[str]:
    return [file.path for file in found.listing().files]


def problems(found: FolderSource) -> list[tuple[str, str]]:
    return [(problem.path, problem.message) for problem in found.listing().problems]


def test_markdown_files_are_found_in_every_folder_but_hidden_ones(tmp_path: Path) -> None:
    put(tmp_path, "b.md", "a/deep/c.MDX", "a/d.markdown", "a/index.html.md", "e.txt")
    put(tmp_path, ".git/x.md", ".draft.md", "node_modules/y.md", "a/.hidden/z.md")

    assert paths(source(tmp_path)) == ["a/d.markdown", "a/deep/c.MDX", "a/index.html.md", "b.md"]
    assert problems(source(tmp_path)) == []


def test_a_library_may_itself_be_a_hidden_folder(tmp_path: Path) -> None:
    put(tmp_path / ".flowhelp", "a.md")

    assert paths(source(tmp_path / ".flowhelp")) == ["a.md"]


def test_links_that_lead_out_are_refused_and_those_that_stay_are_read(tmp_path: Path) -> None:
    library = tmp_path / "lib"
    put(library, "docs/a.md")
    put(tmp_path, "secret.md", "outside/b.md")
    (library / "in.md").symlink_to("docs/a.md")
    (library / "out.md").symlink_to("../secret.md")
    (library / "passwd.md").symlink_to("/etc/passwd")
    (library / "away").symlink_to("../outside")
    (library / "round").symlink_to(".")

    assert paths(source(library)) == ["docs/a.md", "in.md"]
    assert problems(source(library)) == [
        ("away", "a link that leads out of its library"),
        ("out.md", "a link that leads out of its library"),
        ("passwd.md", "a link that leads out of its library"),
    ]
    with pytest.raises(UnreadableError, match="leads out"):
        source(library).read("passwd.md")
    with pytest.raises(UnreadableError, match="leads out"):
        source(library).read("../secret.md")


def test_a_folder_beside_it_with_a_longer_name_is_outside(tmp_path: Path) -> None:
    put(tmp_path, "lib-secret/a.md", "lib/b.md")
    (tmp_path / "lib/link.md").symlink_to("../lib-secret/a.md")

    assert paths(source(tmp_path / "lib")) == ["b.md"]


def test_what_is_no_plain_file_is_reported_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "gone.md").symlink_to("nowhere.md")
    (tmp_path / "folder.md").mkdir()

    assert paths(source(tmp_path)) == []
    assert problems(source(tmp_path)) == [
        ("gone.md", "no such file or directory"),
        ("pipe.md", "not a plain file"),
    ]
    with pytest.raises(UnreadableError, match="not a plain file"):
        source(tmp_path).read("pipe.md")


def test_names_that_could_steer_a_terminal_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2Jb.md").write_text("# A\n", encoding="utf-8")
    (tmp_path / os.fsdecode(b"caf\xe9.md")).write_text("# B\n", encoding="utf-8")

    assert paths(source(tmp_path)) == []
    assert [message for _, message in problems(source(tmp_path))] == [
        "a name with control characters",
        "a name that is not UTF-8",
    ]


def test_a_folder_that_is_not_there_is_a_problem_and_no_failure(tmp_path: Path) -> None:
    gone = source(tmp_path / "gone")

    assert problems(gone) == [("", "the folder cannot be read: no such file or directory")]
    snapshot = gone.listing().snapshot
    assert gone.still(snapshot)
    put(tmp_path / "gone", "a.md")
    assert not gone.still(snapshot)


def test_a_file_larger_than_a_mebibyte_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"x" * ((1 << 20) + 1))

    with pytest.raises(UnreadableError, match="larger than 1 MiB"):
        source(tmp_path).read("a.md")


def test_nothing_changed_is_seen_without_reading(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "b/c.md")
    found = source(tmp_path)

    assert found.still(found.listing().snapshot)


@pytest.mark.parametrize("change", ["rewritten", "added", "removed", "renamed", "deep", "restored"])
def test_every_kind_of_change_is_seen(tmp_path: Path, change: str) -> None:
    put(tmp_path, "a.md", "b/c.md")
    snapshot = source(tmp_path).listing().snapshot
    times = (tmp_path / "a.md").stat()

    match change:
        case "rewritten":
            put(tmp_path, "a.md")
        case "added":
            put(tmp_path, "b/new.md")
        case "removed":
            (tmp_path / "a.md").unlink()
        case "renamed":
            (tmp_path / "a.md").rename(tmp_path / "z.md")
        case "deep":
            put(tmp_path, "b/d/e/f.md")
        case _:
            (tmp_path / "a.md").write_text("# A.md\n", encoding="utf-8")
            os.utime(tmp_path / "a.md", ns=(times.st_atime_ns, times.st_mtime_ns))

    assert not source(tmp_path).still(snapshot)


def test_a_file_changed_just_now_is_looked_at_again(tmp_path: Path) -> None:
    put(tmp_path, "a.md")
    found = source(tmp_path, later=0)

    first, second = found.listing(), source(tmp_path).listing()

    assert not found.still(first.snapshot)
    assert first.files[0].stamp != second.files[0].stamp


def test_a_file_from_the_future_does_not_count_as_just_changed(tmp_path: Path) -> None:
    put(tmp_path, "a.md")
    os.utime(tmp_path / "a.md", (4e9, 4e9))
    found = source(tmp_path)

    assert found.still(found.listing().snapshot)


@pytest.mark.parametrize("snapshot", [b"", b"noise", b"flowhelp-watch-1 9\nx", b"\xff" * 50])
def test_noise_is_no_snapshot(tmp_path: Path, snapshot: bytes) -> None:
    assert not source(tmp_path).still(snapshot)


def test_a_large_folder_is_looked_at_beside_other_work(tmp_path: Path) -> None:
    for number in range(1_100):
        folder = tmp_path / f"a-folder-with-a-name-{number % 7}"
        folder.mkdir(exist_ok=True)
        (folder / f"a-page-with-a-name-{number}.md").touch()
    found = source(tmp_path)
    snapshot = found.listing().snapshot
    answers = [found.watching(snapshot), found.watching(snapshot)]
    assert [answer() for answer in answers] == [True, True]

    (folder / f"a-page-with-a-name-{number}.md").write_text("x", encoding="utf-8")

    assert not found.watching(snapshot)()
    assert not found.still(snapshot)
