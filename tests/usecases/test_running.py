"""Offering and running the commands of a step, and what is written down of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from flowhelp.execution.runner import NoInterpreterError
from flowhelp.journal.events import CommandEnded, CommandStarted
from flowhelp.usecases.checks import (
    NoSuggestionError,
    UntrustedSuggestionError,
    check,
    check_offer,
    suggestions,
)
from flowhelp.usecases.given import values
from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.params import answer
from flowhelp.usecases.running import (
    NoSuchCommandError,
    NotRunnableError,
    Screen,
    offer,
    run,
    unknown,
)
from flowhelp.usecases.sources import add, trust
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.walk import WalkSession, resume
from flowhelp.usecases.workspace import Workspace
from flowhelp.walkthrough.walk import State
from tests.usecases.libraries import OPENED, places, write

PAGE = """---
params:
  name: {type: text}
  token: {type: secret, env: SOME_TOKEN}
  pick: {type: choice, from: "printf 'b\\\\na\\\\nb\\\\n\\\\033[31mred\\\\n'"}
  slow: {type: choice, from: "sleep 60"}
  none: {type: choice, from: "exit 3"}
---
# Greet

1. Say it.

   ```sh
   /usr/bin/printf 'hello %s\\n' {{name}}
   ```

   - **Expect:** output contains "hello"
   - **Attach:** output

2. Remove it.

   ```sh
   rm -rf ./nothing-here
   ```

3. Use the token.

   ```sh
   echo start {{token}}; printf '%s' {{token}} > /dev/null; exit 4
   ```

   - **Attach:** output

4. Check.
   - **Verify (3 times, every 2 s):**

     ```sh
     echo x >> tries; test "$(wc -l < tries)" -ge 2
     ```

5. Look at '{{name}}'.

   ```sh
   echo '{{name}}'
   ```

6. Count.
   - **Verify:** `exit 1`

7. Warn.
   - **Verify:** `exit 2`

8. Ask.
   - **Verify:** the lamp is green
"""


def opened(tmp_path: Path, env: Mapping[str, str] | None = None) -> Workspace:
    """A workspace whose person is in a folder of her own."""
    there = tmp_path / "elsewhere"
    there.mkdir(exist_ok=True)
    own = {name: value for name, value in os.environ.items() if name != "CI"}
    found = Workspace(places(tmp_path), folder=there, env={**own, **(env or {})}, shipped=False)
    OPENED.append(found)
    return found


def library(tmp_path: Path, text: str = PAGE, *, trusted: bool = True) -> None:
    """A library `lib` with one page, added and perhaps trusted."""
    write(tmp_path / "lib", {"greet.md": text})
    first = opened(tmp_path)
    add(first, str(tmp_path / "lib"))
    if trusted:
        trust(opened(tmp_path), "lib")


def begun(shop: Workspace, **params: str) -> WalkSession:
    entry = resolve(shop, "greet")
    return start(shop, entry, load(shop, entry), Start(params=params))


def shown() -> tuple[list[str], Screen]:
    said: list[str] = []
    return said, Screen(said.append)


def commands(session: WalkSession) -> list[CommandStarted | CommandEnded]:
    recorded = session.workspace.journal.read(session.walk.run)
    return [e.event for e in recorded if isinstance(e.event, CommandStarted | CommandEnded)]


def test_an_offer_shows_what_would_run_and_writes_nothing(tmp_path: Path) -> None:
    library(tmp_path)
    session = begun(opened(tmp_path), name="Ann B")

    offered = offer(session, session.walk.plan.steps[0])

    assert offered.may_run
    assert offered.yes_by_default
    assert not offered.known
    assert offered.prepared.script == b"/usr/bin/printf 'hello %s\\n' \"${FH_NAME}\""
    assert [(g.name, g.variable, g.shown) for g in offered.prepared.given] == [
        ("name", "FH_NAME", "Ann B")
    ]
    assert offered.folder == tmp_path / "elsewhere"
    assert commands(session) == []
    with pytest.raises(NoSuchCommandError):
        offer(session, session.walk.plan.steps[0], 1)


def test_a_run_stands_between_two_facts_with_the_hash_of_its_output(tmp_path: Path) -> None:
    library(tmp_path)
    session = begun(opened(tmp_path), name="Ann")
    said, screen = shown()

    ran = run(session, offer(session, session.walk.plan.steps[0]), screen)

    began, ended = commands(session)
    assert isinstance(began, CommandStarted)
    assert isinstance(ended, CommandEnded)
    assert began.text_sha256 == sha256(b"/usr/bin/printf 'hello %s\\n' \"${FH_NAME}\"").hexdigest()
    assert (began.lang, began.consent, began.index) == ("sh", "asked", 0)
    assert (ended.exit, ended.ended, ended.matched) == (0, "exit", True)
    assert ended.out_sha256 == sha256(b"hello Ann\n").hexdigest()
    assert ended.out_bytes == len(b"hello Ann\n")
    assert ended.output == "hello Ann\n"
    assert "".join(said) == "hello Ann\r\n"
    assert ran.good


def test_output_that_differs_is_a_hint_and_no_wall(tmp_path: Path) -> None:
    library(tmp_path, PAGE.replace('contains "hello"', 'contains "bye"').replace("Attach", "Why"))
    session = begun(opened(tmp_path), name="Ann")

    ran = run(session, offer(session, session.walk.plan.steps[0]), shown()[1])

    assert ran.expected is not None
    assert ran.expected.difference == ("the output does not contain 'bye'",)
    ended = commands(session)[-1]
    assert isinstance(ended, CommandEnded)
    assert (ended.matched, ended.output) == (False, "")


def test_what_destroys_is_warned_of_and_enter_means_no(tmp_path: Path) -> None:
    library(tmp_path)
    session = begun(opened(tmp_path))

    offered = offer(session, session.walk.plan.steps[1])

    assert offered.may_run
    assert not offered.yes_by_default
    assert "rm removes folders with all in them" in offered.dangers
    assert not offered.can_keep
    run(session, offered, shown()[1], always=True)
    assert not offer(session, session.walk.plan.steps[1]).known


def test_enter_means_no_where_the_page_has_a_high_risk(tmp_path: Path) -> None:
    library(tmp_path, PAGE.replace("---\nparams", "---\nrisk: high\nparams"))
    session = begun(opened(tmp_path), name="a")

    assert not offer(session, session.walk.plan.steps[0]).yes_by_default


CARRIED = """# Drain

1. Find it.

   ```sh
   NODE=$(hostname)
   ```

2. Drain it.

   ```sh
   echo "$NODE"
   ```

3. Both.

   ```sh
   NODE=here; echo "$NODE"
   ```
"""


def test_a_variable_that_another_shell_had_is_told_before_the_run(tmp_path: Path) -> None:
    library(tmp_path, CARRIED)
    session = begun(opened(tmp_path))
    _, second, third = session.walk.plan.steps
    why = "$NODE was set in step 1, in another shell: "

    offered = offer(session, second)
    assert offered.dangers == (why + "give its value in the environment, or it is empty here",)
    assert (offered.yes_by_default, offered.can_keep) == (False, False)
    assert offer(session, third).dangers == ()
    given = begun(opened(tmp_path, {"NODE": "n1"}))
    assert offer(given, second).dangers == (why + "here it is what your environment has",)


def test_a_missing_value_is_named_and_nothing_runs(tmp_path: Path) -> None:
    library(tmp_path)
    session = begun(opened(tmp_path))

    offered = offer(session, session.walk.plan.steps[0])

    assert offered.refusal == "it has no value for name"
    with pytest.raises(NotRunnableError, match="no value for name"):
        run(session, offered, shown()[1])
    assert commands(session) == []


def test_a_block_that_is_not_safe_says_why(tmp_path: Path) -> None:
    library(tmp_path)
    session = begun(opened(tmp_path), name="Ann")

    offered = offer(session, session.walk.plan.steps[4])

    assert "inside single quotes" in offered.refusal


def test_consent_for_good_holds_for_these_bytes_and_no_others(tmp_path: Path) -> None:
    library(tmp_path)
    session = begun(opened(tmp_path), name="Ann")
    run(session, offer(session, session.walk.plan.steps[0]), shown()[1], always=True)

    again = begun(opened(tmp_path), name="Bob")
    assert offer(again, again.walk.plan.steps[0]).known
    assert not offer(again, again.walk.plan.steps[1]).known
    run(again, offer(again, again.walk.plan.steps[0]), shown()[1])
    first = commands(again)[0]
    assert isinstance(first, CommandStarted)
    assert first.consent == "kept"

    write(tmp_path / "lib", {"greet.md": PAGE.replace("Say it.", "Say it!")})
    os.utime(tmp_path / "lib/greet.md")
    other = begun(opened(tmp_path), name="Ann")
    assert not offer(other, other.walk.plan.steps[0]).known
    in_ci = begun(opened(tmp_path, {"CI": "true"}), name="Ann")
    assert not offer(in_ci, in_ci.walk.plan.steps[0]).can_keep


def test_of_an_untrusted_library_nothing_is_agreed_to_for_good(tmp_path: Path) -> None:
    library(tmp_path, trusted=False)
    session = begun(opened(tmp_path), name="Ann")
    offered = offer(session, session.walk.plan.steps[0])

    assert offered.may_run
    assert not offered.yes_by_default
    assert offered.dangers == ("lib is not trusted",)
    run(session, offered, shown()[1], always=True)
    assert not (tmp_path / "data/consents").exists()


@pytest.mark.parametrize("where", ["config", "library", "everything"])
def test_in_instruction_mode_nothing_can_run(tmp_path: Path, where: str) -> None:
    library(tmp_path)
    config = tmp_path / "config/config.toml"
    if where == "library":
        (tmp_path / "lib/flowhelp.toml").write_text("run = false\n")
    else:
        config.write_text("run = false\n" if where == "everything" else 'instructions = ["lib"]\n')
    session = begun(opened(tmp_path), name="Ann")

    offered = offer(session, session.walk.plan.steps[0])

    assert "only shown" in offered.refusal
    with pytest.raises(NotRunnableError):
        run(session, offered, shown()[1])


def test_a_file_that_flips_never_runs_what_was_not_shown(tmp_path: Path) -> None:
    good = "# Greet\n\n1. Say.\n\n   ```sh\n   echo good\n   ```\n\n2. Go.\n"
    bad = good.replace("echo good", "touch BAD ")
    library(tmp_path, good)
    first = begun(opened(tmp_path))
    run(first, offer(first, first.walk.plan.steps[0]), shown()[1], always=True)
    page = tmp_path / "lib/greet.md"
    fresh = tmp_path / "fresh.md"
    flipping = (
        f"import os\nwhile True:\n for text in ({good!r}, {bad!r}):\n"
        f"  open({str(fresh)!r}, 'w').write(text); os.replace({str(fresh)!r}, {str(page)!r})"
    )
    shop, entry = opened(tmp_path), resolve(opened(tmp_path), "greet")
    flipper = subprocess.Popen([sys.executable, "-c", flipping])
    ran = asked = 0
    try:
        for _ in range(400):
            session = start(shop, entry, load(shop, entry), Start(keep=False))
            offered = offer(session, session.walk.plan.steps[0])
            if offered.known:
                said, screen = shown()
                run(session, offered, screen)
                assert "".join(said) == "good\r\n"
                assert offered.prepared.script == b"echo good"
                ran += 1
            else:
                asked += 1
    finally:
        flipper.kill()
        flipper.wait()

    assert ran + asked == 400
    assert ran > 0
    assert asked > 0
    assert not (tmp_path / "elsewhere/BAD").exists()


def test_a_command_whose_end_nobody_saw_is_unknown_and_not_run_again(tmp_path: Path) -> None:
    text = "# Greet\n\n1. Say.\n\n   ```sh\n   echo once >> log; kill -9 $PPID\n   ```\n\n2. Go.\n"
    library(tmp_path, text)
    program = (
        "import sys\nfrom pathlib import Path\nsys.path.insert(0, sys.argv[2])\n"
        "from tests.usecases.test_running import begun, opened, offer, run, shown\n"
        "session = begun(opened(Path(sys.argv[1])))\n"
        "run(session, offer(session, session.walk.plan.steps[0]), shown()[1])\n"
    )
    root = Path(__file__).parents[2]
    died = subprocess.run([sys.executable, "-c", program, tmp_path, root], check=False, cwd=root)
    assert died.returncode == -9

    shop = opened(tmp_path)
    session = resume(shop, shop.journal.runs()[0])

    assert unknown(session) == ((session.walk.plan.steps[0].sid, 0),)
    assert session.walk.state(session.walk.plan.steps[0].sid) is State.OPEN
    assert (tmp_path / "elsewhere/log").read_text() == "once\n"


def test_an_interpreter_that_is_missing_is_said_and_recorded(tmp_path: Path) -> None:
    library(tmp_path)
    session = begun(opened(tmp_path, {"PATH": "/nowhere"}), name="Ann")

    with pytest.raises(NoInterpreterError):
        run(session, offer(session, session.walk.plan.steps[0]), shown()[1])

    ended = commands(session)[-1]
    assert isinstance(ended, CommandEnded)
    assert ended.exit == 127
    assert unknown(session) == ()


def test_a_secret_is_written_nowhere(tmp_path: Path) -> None:
    canary = "canary-51xq7"
    library(tmp_path)
    session = begun(opened(tmp_path), name="Ann")
    answer(session, "token", canary)
    assert values(session)["token"] == canary
    said, screen = shown()
    offered = offer(session, session.walk.plan.steps[2])

    run(session, offered, screen, always=True)

    ended = commands(session)[-1]
    assert isinstance(ended, CommandEnded)
    assert ended.output == "start ••••••\n"
    assert canary not in "".join(said) + repr(offered) + repr(session.record)
    assert all(canary not in word for word in offered.prepared.argv)
    assert ended.out_sha256 == sha256("start ••••••\n".encode()).hexdigest()
    session.workspace.close()
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert canary.encode() not in path.read_bytes(), path


def test_a_check_is_tried_again_as_the_page_says(tmp_path: Path) -> None:
    library(tmp_path)
    session = begun(opened(tmp_path))
    fourth, pauses = session.walk.plan.steps[3], []  # type: ignore[var-annotated]
    offered = check_offer(session, fourth)
    assert offered is not None

    checked = check(session, fourth, offered, pause=pauses.append)

    assert (checked.result, checked.attempts, pauses) == ("ok", 2, [2.0])
    assert checked.proves
    assert session.walk.verified[fourth.sid]


def test_a_check_that_fails_is_written_down_and_one_that_warns_passes(tmp_path: Path) -> None:
    library(tmp_path)
    session = begun(opened(tmp_path))
    sixth, seventh, eighth = session.walk.plan.steps[5:8]
    first, second = check_offer(session, sixth), check_offer(session, seventh)
    assert first is not None
    assert second is not None

    assert check(session, sixth, first).result == "failed"
    assert check(session, seventh, second).result == "warning"

    assert session.walk.verified[sixth.sid] is False
    assert session.walk.verified[seventh.sid] is True
    assert check_offer(session, eighth) is None
    steps = {each["n"]: each for each in session.record["steps"]}
    assert steps["6"]["verify"] == {"result": "failed", "method": "exit", "exit": 1}


def test_a_check_that_passes_too_early_proves_nothing(tmp_path: Path) -> None:
    library(tmp_path)
    session = begun(opened(tmp_path))
    fourth = session.walk.plan.steps[3]
    (tmp_path / "elsewhere/tries").write_text("a\nb\n")
    offered = check_offer(session, fourth)
    assert offered is not None

    before = check(session, fourth, offered, early=True)

    assert before.early
    assert not before.proves
    assert fourth.sid not in session.walk.verified
    after = check(session, fourth, offered)
    assert after.before
    assert not after.proves


def test_values_are_suggested_by_trusted_libraries_when_asked(tmp_path: Path) -> None:
    library(tmp_path)
    session = begun(opened(tmp_path))
    params = {param.name: param for param in session.walk.plan.procedure.params}

    assert suggestions(session, params["pick"]) == ("b", "a", "red")
    with pytest.raises(NoSuggestionError, match="failed"):
        suggestions(session, params["none"])
    with pytest.raises(NoSuggestionError, match="no from"):
        suggestions(session, params["name"])


def test_an_untrusted_library_suggests_nothing(tmp_path: Path) -> None:
    library(tmp_path, trusted=False)
    session = begun(opened(tmp_path))
    params = {param.name: param for param in session.walk.plan.procedure.params}

    with pytest.raises(UntrustedSuggestionError, match="lib is not trusted") as error:
        suggestions(session, params["pick"])
    assert error.value.hint == "flowhelp source trust lib"
