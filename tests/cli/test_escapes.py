"""No text commands the terminal: 18 payloads, in every place of a page, through every command."""

from __future__ import annotations

import errno
import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.transcripts.world import COMMAND, environment, needs_command

PAYLOADS = {
    "title": "\x1b]0;owned\x07",
    "clipboard": "\x1b]52;c;cm0gLXJmIH4=\x07",
    "clear": "\x1b[2J\x1b[H",
    "colour": "\x1b[8mhidden\x1b[0m",
    "reset": "\x1bc",
    "link": "\x1b]8;;https://evil.example\x1b\\text\x1b]8;;\x1b\\",
    "device string": "\x1bP$q\x22p\x1b\\",
    "other screen": "\x1b[?1049h",
    "report": "\x1b[6n",
    "print": "\x1b[5i",
    "c1 sequence": "\x9b2J",
    "c1 string": "\x9d0;owned\x9c",
    "bell and backspace": "\x07\x08\x08\x08",
    "feeds": "\x0b\x0c",
    "bidi override": "\u202egnp.exe\u202c",
    "bidi isolates": "\u2066x\u2069\u200f",
    "tags": "\U000e0072\U000e006d",
    "separators": "\u2028\u2029\x85\x7f",
}
OURS = re.compile(rb"\x1b\[[0-9;]*m|\r\x1b\[K|\r")
OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
ENTITIES = "".join(f"&#x{ord(sign):x};" for sign in "\u202e\x9b\u2028")


def page(payload: str) -> str:
    """A page with the payload in every place that is shown somewhere."""
    p = payload
    return f"""---
description: "about {p}"
owner: "me{p}"
tags: ["tag{p}"]
aliases: ["alias{p}"]
unknown{p}: "value{p}"
params:
  place: {{help: "help{p}", choices: ["one{p}", two]}}
---
# Poisoned page {p}{ENTITIES}

Lead {p} with **bold {p}** and `code {p}` and [link {p}](https://e.org/{p} "title {p}").

> [!WARNING]
> Danger {p}

## Steps {p}

1. Poisoned step {p}{ENTITIES}

   ```sh {p}
   echo poisoned {p}
   ```

   - **Expect:** expected {p}
   - **Record:** Gauge {p}: ___ bar{p} (0–1)
   - Yes {p} → [On {p}](#steps)
2. Second poisoned step.

| Head {p} | b |
|---|---|
| cell {p} | c |

<!-- comment {p} -->
<b>html {p}</b>
"""


COMMANDS = (
    ("howto", "poisoned step"),
    ("howto", "poisoned step", "--explain"),
    ("howto", "poisoned step", "--json"),
    ("show", "poisoned"),
    ("show", "poisoned#1"),
    *(("show", "poisoned", "--format", form) for form in ("term", "md", "html", "json", "text")),
    ("show", "poisoned", "--color", "always"),
    ("inspect", "poisoned"),
    ("inspect", "poisoned", "--json"),
    ("list",),
    ("list", "--json"),
    ("index",),
    ("doctor",),
)


def obeyed(shown: bytes) -> list[str]:
    """What a terminal would obey in these bytes, our own colours aside."""
    text = OURS.sub(b"", shown).decode("utf-8", "surrogateescape")
    return [f"U+{ord(sign):04X}" for sign in OBEYED.findall(text)]


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_command_lets_it_through(run: Run, plant: Path, payload: str) -> None:
    (plant / "poisoned.md").write_text(page(payload), encoding="utf-8")

    for words in COMMANDS:
        result = run(*words)
        assert obeyed(result.stdout_bytes + result.stderr_bytes) == [], words
        assert result.exit_code == 0, (words, result.stderr)


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_error_message_lets_it_through(run: Run, payload: str) -> None:
    for words in (
        ("howto", f"zzyzx{payload}"),
        ("howto", "x", "--source", payload),
        ("show", f"no{payload}"),
        ("show", f"lamp#{payload}"),
        ("show", "lamp", "--at", payload),
        ("inspect", f"no{payload}.md"),
        ("list", "--type", payload),
        ("source", "add", f"no{payload}"),
        ("source", "remove", f"no{payload}"),
        ("walk", f"no{payload}"),
        (f"no{payload}",),
        ("list", f"--no{payload}"),
        ("show", "lamp", "--format", payload),
    ):
        result = run(*words)
        assert obeyed(result.stdout_bytes + result.stderr_bytes) == [], words
        assert result.exception is None or isinstance(result.exception, SystemExit), words


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_walk_and_no_record_lets_it_through(
    run: Run, plant: Path, places: Path, payload: str
) -> None:
    (plant / "poisoned.md").write_text(page(payload), encoding="utf-8")
    answers = places / "answers.jsonl"
    actions = (
        {"do": "note", "step": "1", "text": f"note {payload}"},
        {"do": "skip", "step": "1", "reason": f"reason {payload}"},
        {"do": "leave"},
    )
    answers.write_text("\n".join(map(json.dumps, actions)), encoding="utf-8")

    for words in (
        ("walk", "poisoned", "--set", "place=two", "--answers", str(answers)),
        ("walk", "poisoned", "--new", "--set", f"place=one{payload}", "--answers", str(answers)),
        ("walk", "poisoned", "--new", "--set", f"no{payload}=1", "--answers", str(answers)),
        ("log",),
        ("log", "--json"),
        ("log", f"no{payload}"),
        ("resume", f"no{payload}"),
    ):
        result = run(*words)
        assert obeyed(result.stdout_bytes + result.stderr_bytes) == [], words
        assert result.exception is None or isinstance(result.exception, SystemExit), words


def test_no_setting_lets_it_through(run: Run, places: Path) -> None:
    (places / "config").mkdir()
    settings = places / "config" / "config.toml"
    payload = PAYLOADS["clear"].replace("\x1b", "\\u001b")

    for text in (f'color = "{payload}"', f'"un{payload}known" = 1', "\x1b[2J"):
        settings.write_text(text, encoding="utf-8")
        for words in (("howto", "lamp"), ("doctor",)):
            result = run(*words)
            assert obeyed(result.stdout_bytes + result.stderr_bytes) == [], words


def on_a_terminal(words: list[str], home: Path, *, typed: bytes = b"") -> tuple[bytes, int]:
    """What a terminal of 80×24 receives from the installed command, and its exit code."""
    main, side = pty.openpty()
    process = subprocess.Popen(
        [COMMAND, *words],
        cwd=home,
        env=environment(home) | {"COLUMNS": "80", "LINES": "24"},
        stdin=side,
        stdout=side,
        stderr=side,
        start_new_session=True,
    )
    os.close(side)
    os.write(main, typed)
    received, until = b"", time.monotonic() + 60
    while time.monotonic() < until:
        if select.select([main], [], [], 1.0)[0]:
            try:
                part = os.read(main, 65536)
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                break
            if not part:
                break
            received += part
    os.close(main)
    return received, process.wait(timeout=30)


@needs_command
@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
@pytest.mark.parametrize(
    "words",
    [
        ["howto", "poisoned step", "--explain"],
        ["show", "poisoned"],
        ["show", "poisoned", "--format", "md"],
        ["inspect", "poisoned"],
        ["list"],
        ["walk", "poisoned", "--plain"],
        ["show", "no\x1b[2J"],
    ],
    ids=lambda words: " ".join(words[:1] + words[2:]),
)
def test_a_real_terminal_receives_only_our_colours(words: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "procedures"
    folder.mkdir()
    (folder / "poisoned.md").write_text(page("".join(PAYLOADS.values())), encoding="utf-8")

    received, code = on_a_terminal(words, tmp_path, typed=b"?\nq\n")

    assert obeyed(received) == []
    assert code == (3 if words[-1].startswith("no") else 0)
    assert code or b"\x1b[1" in received or "md" in words


@needs_command
@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
def test_no_color_leaves_a_terminal_plain(tmp_path: Path) -> None:
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "tea.md").write_text("# Tea\n\n1. Boil.\n2. Pour.\n", "utf-8")

    received, code = on_a_terminal(["--color", "never", "-q", "show", "tea"], tmp_path)

    assert code == 0
    assert (
        received
        == b"Tea\r\ntea \xc2\xb7 procedure \xc2\xb7 2 steps\r\n\r\n1. Boil.\r\n2. Pour.\r\n"
    )
