"""The shape of the house: sizes, doors, and how fast the front door opens."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]
PACKAGE = HERE / "flowhelp"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION = 300, 40

# A library → the only places that may import it, as the beginnings of paths in the package.
KEEPERS = {
    "aiohttp": ("tui/web/",),
    "click": (),
    "httpx": ("sync/lrs.py", "sync/connections.py"),
    "keyring": ("sync/credentials.py",),
    "marshal": (),
    "pickle": (),
    "shelve": (),
    "markdown_it": (
        "content/",
        "cli/html.py",
        "typeset/page.py",
        "typeset/words.py",
    ),  # these name one of its types
    "rich": ("cli/", "typeset/emoji.py", "typeset/layout.py", "tui/"),
    "sqlite3": ("journal/", "search/index"),
    "pty": ("execution/",),
    "subprocess": ("execution/", "gitprogram.py"),
    "textual": ("tui/",),
    "PIL": ("tui/",),
    "textual_image": ("tui/",),
    "textual_serve": ("tui/",),
    "typer": ("cli/", "entry.py"),
    "whoosh": ("search/",),
    "yaml": ("content/",),
}
HEAVY = (
    "asyncio",
    "flowhelp.content.markdown",
    "flowhelp.journal",
    "flowhelp.library",
    "flowhelp.search",
    "httpx",
    "markdown_it",
    "pydantic",
    "rich",
    "sqlite3",
    "textual",
    "tomllib",
    "whoosh",
    "yaml",
)


def named(path: Path) -> str:
    """A module's path in the package, for messages."""
    return path.relative_to(PACKAGE).as_posix()


def imported(tree: ast.AST) -> Iterator[str]:
    """The libraries that a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def attributes(tree: ast.AST, owner: str) -> set[str]:
    """Which attributes of `owner` (`sys`, `sys.stdout`) are used."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == owner
    }


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_is_small_and_says_what_it_is_for(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    assert ast.get_docstring(tree)
    assert len(source.splitlines()) <= LONGEST_MODULE
    for function in functions:
        assert (function.end_lineno or 0) - function.lineno < LONGEST_FUNCTION, function.name


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_library_is_imported_only_where_it_belongs(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))

    for library in imported(tree):
        assert named(path).startswith(KEEPERS.get(library, ("",))), library


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_nobody_else_writes_to_the_screen(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    written = {
        stream
        for stream in ("stdout", "stderr", "__stdout__", "__stderr__")
        if attributes(tree, f"sys.{stream}") & {"buffer", "flush", "write", "writelines"}
    }
    calls = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }

    allowed = {"cli/output.py": {"stdout"}, "cli/boundary.py": {"stderr"}}
    assert written <= allowed.get(named(path), set())
    assert not calls & {"print", "input", "breakpoint", "eval", "exec", "compile"}
    assert not attributes(tree, "typer") & {"echo", "secho", "prompt", "confirm"}
    assert not attributes(tree, "os") & {"system", "popen", "execv", "execvp", "spawnv"}


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_nothing_is_left_for_later_and_no_text_is_read_as_markup(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))

    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "markup":
            assert isinstance(node.value, ast.Constant)
            assert node.value.value is False
        if isinstance(node, ast.Name):
            assert node.id != "NotImplementedError"


def test_the_command_line_starts_without_what_it_may_not_need() -> None:
    probe = (
        "import sys, flowhelp.entry, flowhelp.cli.app\n"
        f"print(*sorted(set(sys.modules) & set({HEAVY!r})))"
    )

    found = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True)

    assert found.stdout.split() == []


def test_the_door_itself_loads_nothing() -> None:
    probe = (
        "import sys; before = set(sys.modules); import flowhelp.entry\n"
        "print(*sorted(set(sys.modules) - before))"
    )

    found = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True)

    added = {name for name in found.stdout.decode().split() if "flowhelp" in name}
    assert added == {"flowhelp", "flowhelp.entry"}


@pytest.mark.parametrize("words", [["howto", "tea"], ["--help"]])
def test_the_full_screen_is_loaded_for_nothing_else(words: list[str], tmp_path: Path) -> None:
    names = ("CONFIG", "DATA", "CACHE")
    env = {**os.environ, **{f"FLOWHELP_{name}": str(tmp_path / name) for name in names}}

    found = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "flowhelp", *words],
        check=False, capture_output=True, text=True, cwd=tmp_path, env=env,
    )  # fmt: skip

    loaded = {line.rpartition("|")[2].strip() for line in found.stderr.splitlines()}
    assert "flowhelp.entry" in loaded
    assert not {name for name in loaded if name.split(".")[0] == "textual" or ".tui" in name}


def test_the_rooms_know_only_what_is_below_them() -> None:
    lint = Path(sys.executable).with_name("lint-imports")

    checked = subprocess.run(
        [lint, "--no-cache"], cwd=HERE, check=False, capture_output=True, text=True
    )

    assert checked.returncode == 0, checked.stdout
