"""The hot door: what it takes, that it says what Typer's door says, and what it does not load."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.cli.hot import COMMANDS, read_question
from flowhelp.entry import _HOT
from tests.cli.doors import TYPERS, command, piped, watched, world

PAGES = {
    "tea.md": "---\ntags: [kitchen]\nalerts: [KettleDown]\n---\n# Boil water for tea\n\n"
    "Tea wakes you up – and warms.\n\n1. Boil the water.\n\n   ```sh\n   kettle --on\n   ```\n"
    "2. Steep the leaves, größer als zuvor.\n",
    "pump.md": "# Swap the water pump\n\n1. Close the valve.\n2. Lift the pump out.\n",
    "cjk.md": "# 水を沸かす\n\n1. やかんに水を入れる。\n",
    **{f"page{n}.md": f"# Water page {n}\n\n1. Pour the water.\n" for n in range(12)},
}
QUESTIONS = [
    ["boil", "water"], ["boil water"], ["bol", "watr"], ["zzyzx"], [], [""], ["  "], ["water"],
    ["größer"], ["水を沸かす"], ["\x1b[2J water"], ["\udce9t\udce9"], ['"boil water"', "tea"],
    ["tag:kitchen water"], ["*", "NEAR(", "water"], ["-n", "2", "water"], ["water", "--limit", "1"],
    ["water", "-n", "100"], ["water", "-n", "101"], ["water", "-n", "007"], ["-n", "0", "water"],
    ["-n", "x", "y"], ["-n2", "water"], ["--limit=2", "water"], ["-n", "2", "-n", "1", "water"],
    ["water", "-n"], ["--first", "water"], ["--first", "--first", "water"], ["--json", "water"],
    ["--explain", "water"], ["--explain", "--json", "-n", "1", "water"],
    ["--alert", "KettleDown"], ["--alert", "Nobody"], ["--alert"], ["--alert", "--first"],
    ["--source", "nowhere", "water"], ["--tag", "kitchen", "water"], ["--tag", "", "water"],
    ["--type", "procedure", "water"], ["--role", "nurse", "water"], ["--help"], ["water", "--help"],
    ["--", "-water"], ["-water"], ["-"], ["--color", "always", "water"], ["-q", "water"], ["--bog"],
]  # fmt: skip
SEEN = [
    ["boil", "water"], ["bol", "watr"], ["zzyzx"], [], ["größer"], ["水を沸かす"],
    ["--first", "water"],
    ["--explain", "water"], ["--json", "water"], ["-n", "3", "water"], ["--source", "no", "water"],
]  # fmt: skip
SETTINGS = {
    "limit": 'limit = 1\ncolor = "always"\n',
    "unknown": "pager = 1\n[table]\nx = 1\n",
    "wrong": "limit = 0\n",
    "no toml": "limit 0\n",
}
HEAVY = frozenset(
    "argparse asyncio click dataclasses datetime inspect json logging markdown_it multiprocessing"
    " pathlib pydantic rich subprocess tempfile tomllib typer typing unittest whoosh"
    " flowhelp.content flowhelp.journal flowhelp.library.folder flowhelp.library.registry"
    " flowhelp.usecases.reindex flowhelp.cli.app flowhelp.typeset.styles".split()
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world with a library that has been read."""
    folder = tmp_path_factory.mktemp("doors")
    (folder / "procedures").mkdir()
    for name, text in PAGES.items():
        (folder / "procedures" / name).write_text(text, encoding="utf-8")
    time.sleep(0.06)  # beyond what counts as just changed
    for _ in range(2):
        assert piped(["howto", "water"], folder).code == 0
    return folder


@pytest.mark.parametrize("words", QUESTIONS, ids=repr)
def test_both_doors_say_the_same_where_nobody_watches(words: list[str], home: Path) -> None:
    assert piped(["howto", *words], home) == piped(["howto", *words], home, TYPERS)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
@pytest.mark.parametrize("words", SEEN, ids=repr)
def test_both_doors_show_the_same_at_a_terminal(words: list[str], home: Path) -> None:
    assert watched(["howto", *words], home) == watched(["howto", *words], home, TYPERS)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
@pytest.mark.parametrize(
    "extra", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"COLUMNS": "40", "LINES": "12"}], ids=repr
)
def test_both_doors_heed_the_terminal(extra: dict[str, str], home: Path) -> None:
    assert watched(["howto", "water"], home, extra) == watched(
        ["howto", "water"], home, extra | TYPERS
    )


@pytest.mark.parametrize("name", SETTINGS)
def test_both_doors_heed_what_is_set(name: str, home: Path, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(SETTINGS[name], encoding="utf-8")
    extra = {"FLOWHELP_CONFIG": str(tmp_path)}

    assert piped(["howto", "water"], home, extra) == piped(["howto", "water"], home, extra | TYPERS)


@pytest.mark.parametrize("text", ["{", '{"sources": []}', '{"sources": [{}]}', ""])
def test_both_doors_heed_what_was_added(text: str, home: Path, tmp_path: Path) -> None:
    (tmp_path / "sources.json").write_text(text, encoding="utf-8")
    extra = {"FLOWHELP_CONFIG": str(tmp_path)}

    assert piped(["howto", "water"], home, extra) == piped(["howto", "water"], home, extra | TYPERS)


@pytest.mark.parametrize("extra", [{}, TYPERS], ids=["hot", "typer"])
def test_a_cache_that_is_a_file_is_one_line_and_an_answer(
    extra: dict[str, str], home: Path, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("", encoding="utf-8")
    cache = {"FLOWHELP_CACHE": str(tmp_path / "cache")}

    found = piped(["howto", "-n", "1", "boil", "tea"], home, cache | extra)

    assert found.out == b"tea\tBoil water for tea\t1. Boil the water.\n"
    assert found.err.startswith(b"flowhelp: the search index cannot be kept in ")
    assert found.err.count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("extra", [{}, TYPERS], ids=["hot", "typer"])
def test_a_full_disk_under_the_answer_is_said(extra: dict[str, str], home: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command(["howto", "water"]),
            env=world(home, extra), cwd=home, check=False, stdout=full, stderr=subprocess.PIPE,
        )  # fmt: skip

    assert done.returncode == 5
    assert done.stderr == (
        b"flowhelp: the output cannot be written: no space left on device\n"
        b"hint: make room, or write elsewhere\n"
    )


@pytest.mark.parametrize("extra", [{}, TYPERS], ids=["hot", "typer"])
def test_a_reader_that_left_is_silent_success(extra: dict[str, str], home: Path) -> None:
    with subprocess.Popen(
        command(["howto", "water"]),
        env=world(home, extra), cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()

        assert running.wait(timeout=60) == 0
        assert running.stderr.read() == b""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such shell")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_without_a_stream_it_still_ends_well(closed: str, home: Path) -> None:
    line = f'"{sys.executable}" -m flowhelp howto water {closed}'

    done = subprocess.run(
        ["sh", "-c", line], env=world(home), cwd=home, check=False, capture_output=True
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert bool(done.stdout) == (">&-" not in closed.replace("2>&-", ""))


@pytest.mark.parametrize("delay", [0.01, 0.02, 0.03, 0.05, 0.08])
def test_ctrl_c_at_any_moment_is_130_without_a_traceback(delay: float, home: Path) -> None:
    with subprocess.Popen(
        command(["howto", "zzyzx", "water"]),
        env=world(home), cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as running:  # fmt: skip
        time.sleep(delay)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)

    # Done before it came, ours, or Python's own while it was still starting.
    assert running.returncode in {0, 130, -signal.SIGINT} or b"flowhelp/" not in err
    assert running.returncode != 130 or b"Traceback" not in err


def test_a_bug_keeps_its_traceback_and_its_number(home: Path) -> None:
    probe = (
        "import sys, flowhelp.usecases.find as f\n"
        "def broken(*_, **__): raise ValueError('broken \\x1b[2J')\n"
        "f.find = broken; sys.argv = ['flowhelp', 'howto', 'water']\n"
        "from flowhelp.entry import main; main()"
    )

    done = subprocess.run(
        [sys.executable, "-c", probe], env=world(home), cwd=home, check=False, capture_output=True
    )

    assert done.returncode == 1
    assert done.stderr.endswith("ValueError: broken ␛[2J\n".encode())


def test_it_takes_only_what_can_be_read_in_one_way() -> None:
    assert read_question(["renew", "tls cert"]) == ("renew tls cert", {})
    assert read_question(["a", "-n", "3", "--first", "--alert", "X", "b"]) == (
        "a b", {"limit": 3, "first": True, "alert": "X"},
    )  # fmt: skip
    for doubtful in ("-n3", "--limit=3", "-q", "--", "-", "--help", "--no", "--alert", "-n"):
        assert read_question(["a", doubtful]) is None


@given(st.lists(st.text(st.characters(exclude_characters="-")), max_size=5))
def test_words_without_a_dash_are_a_question(words: list[str]) -> None:
    assert read_question(words) == (" ".join(words), {})


def test_the_door_knows_the_commands_it_sends_there() -> None:
    assert set(COMMANDS) == _HOT


def loaded(home: Path, words: list[str]) -> dict[str, list[str]]:
    """Module → what it was imported for, innermost first."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *command(words)[1:]],
        env=world(home), cwd=home, check=True, capture_output=True, text=True,
    )  # fmt: skip
    rows = [line.rpartition("|")[2].removesuffix("\n")[1:] for line in done.stderr.splitlines()]
    found: dict[str, list[str]] = {}
    for number, row in enumerate(rows):
        depth, owners = len(row) - len(row.lstrip()), []
        for later in rows[number + 1 :]:
            indent = len(later) - len(later.lstrip())
            if indent < depth:
                depth = indent
                owners.append(later.strip())
        found[row.strip()] = owners
    return found


def test_a_plain_question_loads_nothing_that_its_answer_does_not_need(home: Path) -> None:
    found = loaded(home, ["howto", "boil", "water"])
    ours = {
        name: owners
        for name, owners in found.items()
        if "site" not in owners and not any(owner.startswith("encodings") for owner in owners)
    }

    assert "flowhelp.search.index" in ours
    heavy = {name: owners for name, owners in ours.items() if name in HEAVY}
    # The index is searched with what it needs for that; see tests/search.
    excused = {
        name
        for name, owners in heavy.items()
        if any(owner.startswith(("flowhelp.search", "sqlite3", "whoosh")) for owner in owners)
    }
    assert set(heavy) - excused == set()
