"""Records in a git repository when programs are killed, answers are lost and disks are full."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from flowhelp.gitprogram import Git
from flowhelp.sync.git import GitTarget
from flowhelp.sync.target import DeniedError, Parcel, UnreachableError
from tests.sync.conformance import ADA, BEN, Chain, everything, offer
from tests.sync.test_git import place, ref, run
from tests.torture import only_on_request

__all__ = ["place"]

OFFERING = """
import os, sys
from pathlib import Path
from flowhelp.gitprogram import Git
from flowhelp.sync.git import GitTarget
from tests.sync.conformance import ADA, Chain, offer
target = GitTarget(sys.argv[1], Path(sys.argv[2]), os.environ)
chain, numbers = Chain(ADA), range(int(sys.argv[3]), int(sys.argv[4]) + 1)
for number in numbers:
    chain.parcel(number)
print("ready", flush=True)
offer(target, chain, list(numbers))
"""

CUTTING = """#!{python}
import os, subprocess, sys
left = int(os.environ["CUT_AFTER"])
running = subprocess.Popen(["sh", "-c", sys.argv[-1]], stdout=subprocess.PIPE)
while left > 0 and (read := os.read(running.stdout.fileno(), left)):
    os.write(1, read)
    left -= len(read)
os.close(1)
running.stdout.read()
sys.exit(running.wait())
"""


def until_kept(target: GitTarget, chain: Chain, numbers: list[int]) -> None:
    """Offers again as long as a program of before is in the way."""
    for _ in range(50):
        with suppress(UnreachableError):
            return offer(target, chain, numbers)
    return offer(target, chain, numbers)


def children(parent: int) -> Iterator[int]:
    """Everything that a process started, but for what stands for the other machine."""
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit():
                father = (entry / "stat").read_text().rpartition(")")[2].split()[1]
                words = (entry / "cmdline").read_bytes().split(b"\0")
                there = any(b"receive-pack" in word and word[:2] != b"--" for word in words)
                if int(father) == parent and not there:
                    yield int(entry.name)
                    yield from children(int(entry.name))


def killed_after(seconds: float, *args: str) -> bool:
    """Whether an offer in a process of its own was killed, with every git it had started."""
    program = (sys.executable, "-c", OFFERING, *args)
    top = Path(__file__).parents[2]
    with subprocess.Popen(program, stdout=subprocess.PIPE, cwd=top) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"ready\n"
        with suppress(subprocess.TimeoutExpired):
            running.wait(timeout=seconds)
        if running.poll() is not None:
            assert running.returncode == 0
            return False
        running.send_signal(signal.SIGSTOP)
        for child in (*children(running.pid), running.pid):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
    return True


def kill_often(place: Path, tmp_path: Path, *, times: int, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - repeatable
    ada, kills = Chain(ADA), 0
    for turn in range(times):
        first = turn * 5 + 1
        kills += killed_after(
            dice.random() * 0.15, place.as_uri(), str(tmp_path / "ada"), str(first), str(first + 4)
        )
        until_kept(
            GitTarget(place.as_uri(), tmp_path / "ada", os.environ),
            ada,
            list(range(first, first + 5)),
        )

    ben = GitTarget(place.as_uri(), tmp_path / "ben", os.environ)
    wanted = [ada.parcel(number) for number in range(1, times * 5 + 1)]
    assert kills > times // 4
    assert everything(ben, BEN) == {each.key: each.content for each in wanted}
    run(place, "fsck", "--strict")
    run(next((tmp_path / "ada").glob("*.git")), "fsck", "--strict")


def test_a_push_that_is_killed_with_all_its_programs_is_made_again(
    place: Path, tmp_path: Path
) -> None:
    kill_often(place, tmp_path, times=6, seed=1)


@pytest.mark.torture
def test_a_push_that_is_killed_a_hundred_times_is_made_again(
    place: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    kill_often(place, tmp_path, times=100, seed=2)


def over_ssh(place: Path, tmp_path: Path, cut: int, name: str = "ada") -> GitTarget:
    """The place as a host that is reached by ssh, whose answers end after so many bytes."""
    program = tmp_path / "ssh-to-here"
    if not program.exists():
        program.write_text(CUTTING.format(python=sys.executable), encoding="utf-8")
        program.chmod(0o755)
    env = {**os.environ, "GIT_SSH_COMMAND": str(program), "CUT_AFTER": str(cut)}
    return GitTarget(f"ssh://git@example.org{place}", tmp_path / name, env)


def test_over_ssh_it_is_the_same(place: Path, tmp_path: Path) -> None:
    ada = Chain(ADA)
    offer(over_ssh(place, tmp_path, 1 << 30), ada, [1, 2, 3])

    found = everything(over_ssh(place, tmp_path, 1 << 30, "ben"), BEN)

    assert found == {ada.parcel(n).key: ada.parcel(n).content for n in (1, 2, 3)}


def test_answers_that_are_cut_off_anywhere_lose_nothing_and_double_nothing(
    place: Path, tmp_path: Path
) -> None:
    ada, lost = Chain(ADA), 0
    for turn, cut in enumerate([0, 1, 4, 40, 200, 280, 300, 310, 320, 330, 340, 360, 400]):
        numbers = [turn * 2 + 1, turn * 2 + 2]
        try:
            offer(over_ssh(place, tmp_path, cut), ada, numbers)
        except UnreachableError:
            lost += 1
        until_kept(over_ssh(place, tmp_path, 1 << 30), ada, numbers)

    assert lost > 5
    assert len(everything(over_ssh(place, tmp_path, 1 << 30, "ben"), BEN)) == 26


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)), capture_output=True,
        check=False,
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip("needs the right to mount")
    yield folder
    subprocess.run(("umount", "-l", str(folder)), check=True)


@pytest.mark.parametrize("here", [False, True])
def test_a_full_disk_here_or_there_loses_nothing(
    place: Path, small: Path, tmp_path: Path, here: bool
) -> None:
    team = small / "team.git"
    ballast = small / "ballast"
    if not here:
        place.rename(tmp_path / "away.git")
        subprocess.run(("cp", "-r", str(tmp_path / "away.git"), str(team)), check=True)
    address = (place if here else team).as_uri()
    ada = Chain(ADA)
    target = GitTarget(address, small if here else tmp_path / "ada", os.environ)
    offer(target, ada, [1])
    with suppress(OSError), ballast.open("wb", buffering=0) as full:
        while full.write(os.urandom(4096)):
            pass

    with pytest.raises((UnreachableError, DeniedError)):
        offer(target, ada, [2, 3])
    ballast.unlink()
    offer(target, ada, [2, 3])

    ben = GitTarget(address, tmp_path / "ben", os.environ)
    assert len(everything(ben, BEN)) == 3


def test_a_disk_that_is_read_only_is_denied(small: Path, tmp_path: Path) -> None:
    team = small / "team.git"
    team.mkdir()
    run(team, "init", "-q", "--bare")
    target = GitTarget(team.as_uri(), tmp_path / "ada", os.environ)
    offer(target, Chain(ADA), [1])
    subprocess.run(("mount", "-o", "remount,ro", str(small)), check=True)

    with pytest.raises(DeniedError):
        offer(target, Chain(ADA), [2])

    assert len(everything(GitTarget(team.as_uri(), tmp_path / "ben", os.environ), BEN)) == 1


def test_a_lock_that_a_power_cut_left_over_there_is_cleared(place: Path, tmp_path: Path) -> None:
    ada = Chain(ADA)
    target = GitTarget(place.as_uri(), tmp_path / "ada", os.environ)
    offer(target, ada, [1])
    lock = place / f"{ref(ADA)}.lock"
    lock.touch()
    old = time.time() - 3600
    os.utime(lock, (old, old))

    offer(target, ada, [2])

    assert not lock.exists()


def test_much_that_lies_about_is_packed_and_nothing_is_lost(place: Path, tmp_path: Path) -> None:
    ada = Chain(ADA)
    target = GitTarget(place.as_uri(), tmp_path / "ada", os.environ)
    offer(target, ada, [1])
    store = next((tmp_path / "ada").glob("*.git"))
    stream = b"".join(b"blob\ndata 5\n%05d\n" % n for n in range(4_000))
    loose = ("-c", "fastimport.unpackLimit=100000", "fast-import", "--quiet")
    subprocess.run(("git", f"--git-dir={store}", *loose), input=stream, check=True)

    offer(target, ada, [2])

    counts = dict(line.split(": ") for line in run(store, "count-objects", "-v").splitlines())
    assert int(counts["count"]) < 100
    assert int(counts["in-pack"]) > 4_000
    offer(target, ada, [3])
    assert len(everything(GitTarget(place.as_uri(), tmp_path / "ben", os.environ), BEN)) == 3


def test_a_git_that_takes_its_time_is_given_all_of_its_input(tmp_path: Path) -> None:
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nsleep 1; wc -c\n", encoding="utf-8")
    slow.chmod(0o755)
    env = {**os.environ, "PATH": f"{slow.parent}:{os.environ['PATH']}"}
    given = b"x" * (1 << 20)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", env["PATH"])
        ran = Git(tmp_path, env).run(("x",), seconds=20, largest=1 << 30, given=given)

    assert int(ran.out) == 1 << 20


def test_bytes_that_are_no_lines_travel_all_the_same(place: Path, tmp_path: Path) -> None:
    odd = Parcel(f"2031/05/jo é.{ADA}.1-1.jsonl", b"\x00\xff\n\nno end", ADA, 1, 1)
    target = GitTarget(place.as_uri(), tmp_path / "ada", os.environ)
    target.offer([odd], Chain(ADA).head(1))

    found = everything(GitTarget(place.as_uri(), tmp_path / "ben", os.environ), BEN)

    assert found == {odd.key: odd.content}
