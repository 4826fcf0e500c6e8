"""A git repository whose history moved, was forced, refused or damaged; or that went away."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from flowhelp.sync.gitstore import Store
from flowhelp.sync.target import UnreachableError
from tests.sync.matrix.conftest import Named, long
from tests.sync.matrix.githttp import certified, hosting
from tests.sync.matrix.machines import TARGET, Machine
from tests.sync.matrix.places import GitPlace
from tests.sync.matrix.proxy import Proxy, Wire, between
from tests.sync.matrix.records import some_runs
from tests.sync.matrix.recovery import held, no_secret, private_stays, recovered, said

BAD, AWAY = 4, 5


@pytest.fixture
def place(tmp_path: Path) -> GitPlace:
    return GitPlace(tmp_path / "hub.git")


@pytest.fixture
def ada(named: Named, place: GitPlace) -> Machine:
    """A machine with something to bring, and something that was brought before, in two pushes."""
    ada = named("ada")
    ada.joins("git", place.location)
    for first in (0, 6):
        ada.writes(some_runs(first))
        ada.syncs()
    ada.writes(some_runs(12))
    return ada


@pytest.fixture
def ben(named: Named, place: GitPlace) -> Machine:
    """Another machine, which did nothing."""
    ben = named("ben")
    ben.joins("git", place.location)
    return ben


def own_ref(place: GitPlace) -> str:
    """The only ref there is."""
    (device,) = place.refs()
    return f"refs/flowhelp/{device}"


def hook(place: GitPlace, name: str, text: str) -> Path:
    """A program that the repository runs at a push."""
    path = place.folder / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}", encoding="utf-8")
    path.chmod(0o755)
    return path


def stranger(place: GitPlace) -> str:
    """A commit that has nothing to do with anything."""
    tree = place.git("mktree", given=b"").decode().strip()
    return place.git("commit-tree", "-m", "elsewhere", tree).decode().strip()


@long
def test_a_copied_disk_gets_a_new_name_and_both_histories_are_there(
    place: GitPlace, ada: Machine, ben: Machine, named: Named, tmp_path: Path
) -> None:
    waiting = set(ada.leaving()) - set(place.lines())
    shutil.copytree(tmp_path / "ada", tmp_path / "twin")
    twin = named("twin")
    twin.writes(some_runs(60))
    ada.writes(some_runs(90))
    ada.syncs()

    done = twin.says("sync")

    assert done.exit_code == 0, done.output
    assert f"{TARGET} has records of another machine under this one's name" in done.stderr
    no_secret(done)
    for each in (ada, twin):
        each.writes(some_runs(120 + 30 * (each is twin)))
        each.syncs()
        assert each.verdict().exit_code == 0, each.verdict().output
    everything = {*ada.leaving(), *twin.leaving()}
    assert waiting < everything, "what waited when the disk was copied is brought by one of them"
    assert place.lines() == Counter(everything)
    private_stays(place)
    ben.syncs()
    assert ben.pulled() == everything
    assert "is there twice, and differs" in ben.says("log", "verify", "--json").stdout


@long
@pytest.mark.parametrize("how", ["back", "gone", "unrelated", "replaced"])
def test_what_somebody_forced_over_the_own_history_is_brought_again(
    place: GitPlace, ada: Machine, ben: Machine, how: str
) -> None:
    ref = own_ref(place)
    if how == "gone":
        place.git("update-ref", "-d", ref)
    elif how == "back":
        place.git("update-ref", ref, f"{ref}~1")
    elif how == "unrelated":
        place.git("update-ref", ref, stranger(place))
    else:
        tree = place.git("mktree", given=b"").decode().strip()
        over = place.git("commit-tree", "-m", "over", "-p", f"{ref}~1", tree).decode().strip()
        place.git("update-ref", ref, over)

    done = ada.says("sync")

    no_secret(done)
    assert done.exit_code == 0, done.output
    held(place, ada)
    ben.syncs()
    place.came(ben, ada)


@long
@pytest.mark.parametrize("how", ["emptied", "gone", "back"])
def test_what_is_not_shown_any_more_is_brought_again_though_nothing_is_new(
    place: GitPlace, ada: Machine, ben: Machine, how: str
) -> None:
    ada.syncs()
    if how == "emptied":
        shutil.rmtree(place.folder)
        GitPlace(place.folder)
    elif how == "gone":
        place.git("update-ref", "-d", own_ref(place))
    else:
        place.git("update-ref", own_ref(place), f"{own_ref(place)}~2")

    recovered(place, ben, ada)


@long
@pytest.mark.parametrize("how", ["back", "unrelated"])
def test_a_history_of_others_that_was_rewritten_is_named_and_what_is_here_stays(
    place: GitPlace, ada: Machine, ben: Machine, named: Named, how: str
) -> None:
    ben.syncs()
    known = ben.pulled()
    ref = own_ref(place)
    place.git("update-ref", ref, f"{ref}~1" if how == "back" else stranger(place))
    cem = named("cem")
    cem.joins("git", place.location)
    cem.writes(some_runs(30))
    cem.syncs()

    done = ben.says("sync")

    assert done.exit_code == 0, done.output
    no_secret(done)
    device = ref.rpartition("/")[2]
    assert f"the history of device {device} was" in done.stderr
    assert ben.pulled() == known | set(cem.leaving())
    # What was set back may have been put back from a copy, and is held against nobody.
    kept = f"the history of device {device} was" in ben.says("log", "verify", "--json").stdout
    assert kept == (how == "unrelated")
    assert ada.verdict().exit_code == 0


@long
def test_a_hook_that_refuses_all_is_quoted_and_later_takes_all(
    place: GitPlace, ada: Machine, ben: Machine
) -> None:
    refusing = hook(place, "pre-receive", "printf 'Ask the \\033[31mlibrarian\\n' >&2; exit 1\n")

    said(ada.says("sync"), BAD, "librarian")

    refusing.unlink()
    recovered(place, ben, ada)


@long
def test_a_hook_that_refuses_one_record_keeps_the_others(
    place: GitPlace, ada: Machine, ben: Machine
) -> None:
    refusing = hook(
        place, "update",
        "[ $(git ls-tree -r --name-only $3 | grep -c /lee) -gt 2 ] || exit 0\n"
        "echo 'lee is on leave' >&2\nexit 1\n",
    )  # fmt: skip

    done = ada.says("sync")

    no_secret(done)
    assert done.exit_code == BAD
    (line, hint) = done.stderr.splitlines()
    assert line.startswith(f"flowhelp: {TARGET} refused ")
    assert line.endswith("lee is on leave")
    assert hint == f"hint: mend it there, then flowhelp sync {TARGET} --again"
    stuck = ada.standing()["stuck"]
    assert [each["reason"] for each in json.loads(json.dumps(stuck))] == ["lee is on leave"]
    refusing.unlink()
    assert ada.says("sync", TARGET, "--again").exit_code == 0
    recovered(place, ben, ada)


@long
def test_a_repository_that_went_away_is_waited_for(
    place: GitPlace, ada: Machine, ben: Machine, tmp_path: Path
) -> None:
    away = place.folder.rename(tmp_path / "away.git")

    said(ada.says("sync"), AWAY, "hub: ")
    said(ben.says("sync"), AWAY, "hub: ")

    away.rename(place.folder)
    recovered(place, ben, ada)


@long
def test_a_repository_that_may_not_be_written_is_denied_until_it_may(
    named: Named, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk))
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount")
    try:
        place = GitPlace(disk / "hub.git")
        ada, ben = named("ada"), named("ben")
        for each in (ada, ben):
            each.joins("git", place.location)
        ada.writes(some_runs(0))
        subprocess.run(("mount", "-o", "remount,ro", str(disk)), check=True)

        said(ada.says("sync"), BAD, "hub: ")

        subprocess.run(("mount", "-o", "remount,rw", str(disk)), check=True)
        recovered(place, ben, ada)
    finally:
        subprocess.run(("umount", "-l", str(disk)), check=True)


@long
def test_a_damaged_object_is_named_and_a_new_repository_gets_everything(
    place: GitPlace, ada: Machine, ben: Machine, named: Named
) -> None:
    cem = named("cem")
    cem.joins("git", place.location)
    cem.writes(some_runs(30))
    cem.syncs()
    name = place.git("rev-parse", f"{own_ref_of(ada)}:head.json").decode().strip()
    damaged = place.folder / "objects" / name[:2] / name[2:]
    if not damaged.exists():
        place.git("unpack-objects", given=b"")
    content = damaged.read_bytes()
    damaged.chmod(0o600)
    damaged.write_bytes(content[: len(content) // 2] + b"\xff" * 9)

    done = ben.says("sync")

    no_secret(done)
    assert "cannot be taken" in done.stderr
    assert ben.pulled() == set(cem.leaving())
    shutil.rmtree(place.folder)
    GitPlace(place.folder)
    recovered(place, ben, ada, cem)


def test_no_room_for_temporary_files_is_no_bug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "store.git", os.environ)
    with store.held():
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))

        with pytest.raises(UnreachableError, match="git cannot be told what to do: no such file"):
            store.run("rev-parse", "HEAD")


def own_ref_of(machine: Machine) -> str:
    """The ref of that machine."""
    standing = machine.says("log", "checkpoint", "--json")
    return f"refs/flowhelp/{json.loads(standing.stdout)['device']}"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate with")
    return certified(tmp_path_factory.mktemp("host"))


@pytest.fixture
def wire(tmp_path: Path, certificate: Path) -> Iterator[Proxy]:
    """The way to a host that serves the folder of the place."""
    with hosting(tmp_path, certificate) as host, between(host.server_port) as proxy:
        yield proxy


def over(wire: Proxy, machine: Machine, certificate: Path) -> Machine:
    """That machine, which talks to the host by that wire."""
    config = f"[http]\n\tsslCAInfo = {certificate}\n"
    (machine.folder / ".gitconfig").write_text(config, encoding="utf-8")
    machine.joins("git", f"https://127.0.0.1:{wire.port}/hub.git")
    return machine


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server is silent after a second."""
    settings = ("http.lowSpeedLimit=100", "http.lowSpeedTime=1")
    monkeypatch.setattr("flowhelp.sync.gitstore.DURABLE", settings)


def broken_often(  # noqa: PLR0913, PLR0917 - what is broken
    place: GitPlace, wire: Proxy, ada: Machine, ben: Machine, wires: list[Wire], turns: int
) -> None:
    broken = 0
    for turn, each in enumerate(wires[:turns]):
        ada.writes(some_runs(6 * turn))
        wire.wires = [each] * 9
        done = ada.says("sync")
        wire.wires = []
        if done.exit_code:
            said(done, AWAY, "hub: ")
            broken += 1
    assert broken > turns // 2
    recovered(place, ben, ada)
    place.git("fsck", "--strict")


CUTS = [0, 100, 600, 1_500, 1_900, 2_300, 3_000, 5_000, 8_000]


@long
def test_a_wire_to_a_host_that_breaks_loses_nothing(
    place: GitPlace, wire: Proxy, named: Named, certificate: Path
) -> None:
    ada, ben = (over(wire, named(name), certificate) for name in ("ada", "ben"))
    broken_often(place, wire, ada, ben, [Wire(down=1_900), Wire(up=2_300)], 2)


@long
@pytest.mark.parametrize("way", ["up", "down"])
def test_a_wire_to_a_host_that_breaks_anywhere_loses_nothing(
    place: GitPlace, wire: Proxy, named: Named, certificate: Path, way: str
) -> None:
    ada, ben = (over(wire, named(name), certificate) for name in ("ada", "ben"))
    wires = [Wire(up=cut) if way == "up" else Wire(down=cut) for cut in CUTS]
    broken_often(place, wire, ada, ben, wires, len(wires))


@long
def test_a_wire_to_a_host_that_drips_is_slow_and_no_more(
    place: GitPlace, wire: Proxy, named: Named, certificate: Path
) -> None:
    ada, ben = (over(wire, named(name), certificate) for name in ("ada", "ben"))
    ada.writes(some_runs(0, long=True))
    wire.always = Wire(piece=4_000, pause=0.002)

    recovered(place, ben, ada)


@long
@pytest.mark.usefixtures("hasty")
def test_a_host_that_falls_silent_is_left(
    place: GitPlace, wire: Proxy, named: Named, certificate: Path
) -> None:
    ada, ben = (over(wire, named(name), certificate) for name in ("ada", "ben"))
    ada.writes(some_runs(0))
    for quiet in (Wire(down=2_000, half_open=True), Wire(up=1_200, half_open=True)):
        wire.always = quiet
        said(ada.says("sync"), AWAY, "hub: ")

    wire.always = Wire()
    recovered(place, ben, ada)
