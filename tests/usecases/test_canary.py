"""Reading, indexing, searching, showing, printing and walking run nothing at all."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.usecases.libraries import write

HIDDEN = """---
title: "Canary $(touch {0}-title)"
aliases: ["$(touch {0}-alias)", "`touch {0}-alias2`"]
shell: "sh -c 'touch {0}-shell'"
cwd: "$(touch {0}-cwd)"
time_limit: "$(touch {0}-limit)"
owner: "$(touch {0}-owner)"
requires: ["skill:$(touch {0}-skill)@1"]
params:
  a: {{type: choice, from: "touch {0}-from"}}
  b: {{type: text, default: "$(touch {0}-default)", env: "BASH_ENV"}}
  c: {{type: text, pattern: "$(touch {0}-pattern)", help: "`touch {0}-help`"}}
  "$(touch {0}-name)": {{type: text}}
---
# Canary page

![image $(touch {0}-alt)]($(touch {0}-image).png)
<!-- flowhelp: run touch {0}-comment -->
<script>touch {0}-script</script>

## Before you start

- [ ] `touch {0}-before` is not run.

## Steps

1. Look at `touch {0}-span` and {{{{a}}}} and [here](file:///bin/sh?touch%20{0}-link).

   ```sh {{"name":"$(touch {0}-info)","autorun":true}}
   touch {0}-block
   ```

   - **Expect:** `$(touch {0}-expect)`
   - **Verify:** `touch {0}-verify`
   - **If not:** [x]($(touch {0}-ifnot))
   - **Undo:** `touch {0}-undo`
   - **Attach:** `$(touch {0}-attach)`
   - **Do:** [Other](other.md) with a = $(touch {0}-with)
   - **Watch:** [Film](https://127.0.0.1:9/`touch {0}-watch`)
   - **Record:** Found $(touch {0}-field): ___ (scan $(touch {0}-scan))

2. Second.

   ```console
   $ touch {0}-prompt
   # touch {0}-root
   ```

   - **Verify:**

     ```sh
     touch {0}-verify-block
     ```

3. **If:** `$(touch {0}-if) = 1`

   ```python
   import os; os.system("touch {0}-python")
   ```
"""
CARD = """# card

> Canary card.
> More information: <https://$(touch {0}-more).example>.

- Do it `touch {0}-example`:

`touch {{{{$(touch {0}-value)}}}} {0}-card`
"""
FAKES = ("sh", "bash", "zsh", "touch", "xdg-open", "open", "less", "vi", "curl", "python3")


@pytest.fixture
def trap(tmp_path: Path) -> dict[str, str]:
    """A library full of commands, and an environment in which every program leaves a trace."""
    mark = str(tmp_path / "pwned")
    files = {
        "canary.md": HIDDEN.format(mark),
        "other.md": f"# Other\n\n1. `touch {mark}-other`\n2. Go.\n",
        "card.md": CARD.format(mark),
        "$(touch pwned-file).md": "# Named\n\n1. One.\n2. Two.\n",
        "; touch pwned-semicolon;.md": "# Named too\n\n1. One.\n2. Two.\n",
        "flowhelp.toml": f'run = true\n[synonyms]\n"$(touch {mark}-synonym)" = ["a"]\n',
    }
    write(tmp_path / "lib", files)
    fakes = tmp_path / "fakes"
    fakes.mkdir()
    for name in FAKES:
        fake = fakes / name
        fake.write_text(f"#!/bin/sh\n: > {mark}-program-{name}\n")
        fake.chmod(0o755)
    return {
        "PATH": f"{fakes}:/usr/bin:/bin",
        "HOME": str(tmp_path / "home"),
        "FLOWHELP_CONFIG": str(tmp_path / "config"),
        "FLOWHELP_DATA": str(tmp_path / "data"),
        "FLOWHELP_CACHE": str(tmp_path / "cache"),
        "FLOWHELP_PATH": str(tmp_path / "lib"),
        "LC_ALL": "C.UTF-8",
        "PAGER": "touch",
        "EDITOR": "touch",
        "BROWSER": "touch",
    }


def test_nothing_is_run_by_looking_at_a_page_or_walking_it(
    trap: dict[str, str], tmp_path: Path
) -> None:
    answers = tmp_path / "answers.jsonl"
    answers.write_text(json.dumps({"do": "leave", "step": "B1"}) + "\n")
    calls = [
        ("index",), ("list",), ("howto", "canary"), ("howto", "canary", "--json", "--explain"),
        ("show", "canary"), ("show", "canary", "--format", "html"), ("show", "canary", "--json"),
        ("show", "card"), ("inspect", str(tmp_path / "lib/canary.md")),
        ("inspect", "--json", *(str(path) for path in sorted((tmp_path / "lib").glob("*.md")))),
        ("print", "canary", "-o", str(tmp_path / "form.html")),
        ("walk", "canary", "--plain", "--dry-run"), ("walk", "canary", "--plain"),
        ("walk", "card", "--plain"), ("walk", "canary", "--answers", str(answers)),
        ("walk", "canary", "--new", "--plain", "--set", "c=$(touch pwned-set)"), ("log",),
        ("resume",), ("doctor",), ("source", "list"),
    ]  # fmt: skip
    worked = 0
    for call in calls:
        done = subprocess.run(
            [sys.executable, "-m", "flowhelp", *call],
            env=trap, cwd=tmp_path, input=b"\n\n\nn\ny\ns\nno reason\n?\nc\n\n\n\n\nq\n",
            capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode != 1, (call, done.stderr.decode())
        worked += done.returncode == 0
        traces = [path for path in tmp_path.rglob("*pwned*") if path.parent.name != "lib"]
        assert traces == [], (call, traces)

    assert worked >= 12
    subprocess.run(["sh", "-c", "true"], env=trap, check=True)
    assert [path.name for path in tmp_path.glob("*pwned*")] == ["pwned-program-sh"]
