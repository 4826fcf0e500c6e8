"""What was agreed to at a terminal for good is run from a file of answers."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from tests.cli.plain.person import Person, flowhelp
from tests.terminal import env_in

PAGE = "# Ring\n\n1. Ring.\n\n   ```sh\n   echo ring; exit 0\n   ```\n\n2. Listen.\n"


def test_consent_that_was_given_once_at_a_terminal_holds_for_a_file(tmp_path: Path) -> None:
    env = env_in(tmp_path)
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / "ring.md").write_text(PAGE, encoding="utf-8")
    assert flowhelp("source", "add", str(tmp_path / "shelf"), env=env).returncode == 0
    assert flowhelp("source", "trust", "shelf", env=env).returncode == 0
    answers = tmp_path / "ring.jsonl"
    answers.write_text('{"do": "run", "step": "1"}\n{"do": "done", "step": "1"}\n', "utf-8")
    keyed = ("walk", "ring", "--new", "--answers", str(answers), "--json")

    refused = flowhelp(*keyed, env=env)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "line 1 of the answers: nobody has agreed to the command for good" in refused.stderr
    assert "flowhelp walk ring, then r at step 1, and answer a" in refused.stderr
    assert flowhelp("log", "--json", env=env).stdout == ""

    with Person("walk", "ring", "--plain", "--new", env=env) as person:
        person.sees("Done? (Enter, ? for help): ")
        person.types("r")
        person.sees("a: yes, and always to exactly this) ")
        person.types("a")
        person.sees("It ended well")
        person.sees("Done? (Enter, ? for help): ")
        person.types("q")
        person.leaves()

    done = flowhelp(*keyed, env=env)
    assert done.returncode == 0, done.stderr
    step = json.loads(done.stdout)["steps"][0]
    assert (step["cmd"]["exit"], step["cmd"]["out_sha256"]) == (0, sha256(b"ring\n").hexdigest())
    assert "$ echo ring; exit 0\nring\n" in done.stderr
