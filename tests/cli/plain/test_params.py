"""A person is asked for values at a real terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.plain.person import CTRL_D, Person, flowhelp
from tests.terminal import CTRL_C, env_in

CANARY = "kanarienvogel-4711"
PAGE = """---
params:
  line: {type: choice, choices: [north, south], help: Which line it feeds}
  pressure: {type: number, unit: bar, min: 0, max: 250, default: 150}
  day: {type: date, required: false}
  token: {type: secret, env: PUMP_TOKEN, help: From the safe}
  zone: {type: text, from: "touch ran; echo eu", env: PUMP_ZONE}
---
# Start the pump

1. Tell {{user}} about {{line}} on {{today}}.
2. Set {{pressure}} and {{day}}.

   ```sh
   pumpctl --line {{line}} --pressure {{pressure}}
   ```

3. Log in to {{zone}}.

   ```sh
   login "{{token}}" <seal-number>
   ```
"""
DONE = "Done? (Enter, ? for help): "
SHIFT_TAB = "\x1b[Z"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Places of this test alone, and a library of one page."""
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "pump.md").write_text(PAGE, encoding="utf-8")
    return env_in(tmp_path)


def start(env: dict[str, str], *words: str) -> Person:
    return Person("walk", "pump", "--plain", "--new", *words, env=env)


def params(env: dict[str, str]) -> dict[str, str]:
    """The values in the record of the last run, without those of the day."""
    shown = flowhelp("log", "--json", env=env)
    assert shown.returncode == 0, shown.stderr
    record = json.loads(shown.stdout.splitlines()[0])
    found: dict[str, str] = record["context"]["params"]
    return {name: value for name, value in found.items() if name not in {"user", "today"}}


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def walk_to_the_secret(person: Person) -> None:
    """Answer what comes before the third step."""
    person.sees("line (1 to 2)")
    person.types("south")
    person.sees(DONE)
    person.types("")
    person.sees("pressure (a number, bar, 0 to 250) [")
    person.types("120,5")
    person.sees("day (a date like 2031-05-04): ")
    person.types("4.5.2031")
    person.sees(DONE)
    person.types("")


def test_each_value_is_asked_for_before_the_step_that_needs_it(env: dict[str, str]) -> None:
    with start(env) as person:
        shown = person.sees("line (1 to 2): ")
        assert "line: Which line it feeds" in shown
        assert "  1  north\n  2  south\n" in shown
        assert "Step 1" not in shown
        person.types("east")
        person.sees("No: line is one of north, south, not 'east'.")
        person.sees("line (1 to 2): ")
        person.types("2")
        assert "1. Tell" in person.sees(" about south on 20")
        person.sees(DONE)
        person.types("")
        person.sees("pressure (a number, bar, 0 to 250) [150]: ")
        person.types("251 bar")
        person.sees("No: pressure is 251, and has to be 0 to 250 bar.")
        person.sees("[150]: ")
        person.types("")
        person.sees("day (a date like 2031-05-04): ")
        person.types("")
        assert "pumpctl --line south --pressure 150" in person.sees(DONE)
        person.types("q")
        assert person.leaves() == 0
    assert params(env) == {"line": "south", "pressure": "150", "day": ""}


def test_all_values_are_asked_for_at_the_start_by_flag_or_setting(env: dict[str, str]) -> None:
    asked = ["line (1 to 2): ", "[150]: ", "05-04): ", "not shown: ", "zone: ", "seal-number: "]
    for words in (["--ask", "start"], []):
        with start(env, *words) as person:
            for prompt in asked:
                assert "Step 1" not in person.sees(prompt)
                person.types("")
            assert "Step 1 of 3" in person.sees(DONE)
            person.types("")
            person.sees("Step 2")
            assert "line (" not in person.sees(DONE)
            person.presses(CTRL_D)
            assert person.leaves() == 0
        folder = Path(env["FLOWHELP_CONFIG"])
        folder.mkdir(exist_ok=True)
        (folder / "config.toml").write_text('ask = "start"\n', encoding="utf-8")
        asked[1] = "pressure (a number, bar, 0 to 250) [150]: "


@pytest.mark.parametrize("key", ["<", SHIFT_TAB])
def test_going_back_to_the_question_before(env: dict[str, str], key: str) -> None:
    with start(env) as person:
        person.sees("line (1 to 2): ")
        person.types(key)
        person.sees("This is the first question.")
        person.sees("line (1 to 2): ")
        person.types("1")
        person.sees(DONE)
        person.types("")
        person.sees("[150]: ")
        person.types("90")
        person.sees("day (a date like 2031-05-04): ")
        person.types(key)
        person.sees("[90]: ")
        person.types(key)
        person.sees("line (1 to 2) [north]: ")
        person.types("south")
        person.sees("[90]: ")
        person.types("91")
        person.sees("05-04): ")
        person.types("")
        assert "pumpctl --line south --pressure 91" in person.sees(DONE)
        person.types("q")
        assert person.leaves() == 0
    assert params(env) == {"line": "south", "pressure": "91", "day": ""}


def test_a_value_is_offered_the_next_time(env: dict[str, str]) -> None:
    with start(env) as person:
        walk_to_the_secret(person)
        person.sees("not shown: ")
        person.presses(CTRL_C)
        assert person.leaves() == 130
    with start(env) as person:
        person.sees("line (1 to 2) [south]: ")
        person.types("?")
        assert "In brackets is the value of last time." in person.sees("line (1 to 2) [south]: ")
        person.types("")
        person.sees(DONE)
        person.types("")
        person.sees("[120.5]: ")
        person.types("")
        person.sees("[2031-05-04]: ")
        person.presses(CTRL_D)
        assert person.leaves() == 0
    kept = Path(env["FLOWHELP_DATA"], "values")
    assert kept.stat().st_mode & 0o777 == 0o600
    with start(env, "--dry-run", "--set", "line=north") as person:
        person.sees(DONE)
        person.types("q")
        person.leaves()
    assert "north" not in kept.read_text()


def test_a_value_may_stay_open_and_is_not_asked_for_at_every_step(env: dict[str, str]) -> None:
    with start(env) as person:
        person.sees("line (1 to 2): ")
        person.types("")
        person.sees("line stays open.")
        assert "about {{line}} on" in person.sees(DONE)
        person.types("")
        assert "line (1" not in person.sees("[150]: ")
        person.types("")
        person.sees("05-04): ")
        person.types("")
        assert "pumpctl --line {{line}} --pressure 150" in person.sees(DONE)
        person.types("q")
        assert person.leaves() == 0


def test_help_says_what_would_fit_and_runs_nothing(env: dict[str, str], tmp_path: Path) -> None:
    with start(env) as person:
        walk_to_the_secret(person)
        person.sees("not shown: ")
        person.types("?")
        shown = person.sees("not shown: ")
        assert "token: kept in memory only, never written down" in shown
        assert "The environment can set it as PUMP_TOKEN." in shown
        person.types("")
        person.sees("zone: ")
        person.types("?")
        person.sees(
            "A command of the page lists values; ?? runs it:\n   touch ran; echo eu\nzone: "
        )
        person.types("q; rm -rf /")
        person.sees("seal-number: ")
        person.types("-rf")
        person.sees("No: seal-number may not begin with '-', which reads as an option.")
        person.sees("seal-number: ")
        person.types("7")
        assert "3. Log in to q; rm -rf /." in person.sees(DONE)
        person.types("q")
        assert person.leaves() == 0
    assert not list(tmp_path.rglob("ran"))


def test_a_secret_is_typed_unseen_and_written_nowhere(env: dict[str, str], tmp_path: Path) -> None:
    with start(env) as person:
        walk_to_the_secret(person)
        person.sees("token, not shown: ")
        person.types(CANARY)
        person.sees("zone: ")
        assert person.echoes()
        person.types("eu")
        person.sees("seal-number: ")
        person.types("<")
        person.sees("zone [eu]: ")
        person.types("<")
        person.sees("token, not shown: ")
        person.types(f"{CANARY}-2")
        person.sees("zone [eu]: ")
        person.types("")
        person.sees("seal-number: ")
        person.types("7")
        shown = person.sees(DONE)
        assert 'login "{{token}}" 7' in shown
        person.types("c")
        person.sees(DONE)
        person.types("")
        person.sees("Enter finishes")
        person.types("")
        assert person.leaves() == 0
        assert CANARY not in person.screen
    record = flowhelp("log", "--json", env=env).stdout
    assert record.count('"token"') == 0
    places = [path for path in files(tmp_path) if CANARY in path.read_bytes().decode("latin-1")]
    assert places == []
    assert any("journal" in path.name for path in files(tmp_path))


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_the_terminal_shows_again_what_is_typed_when_a_secret_is_broken_off(
    env: dict[str, str], key: bytes
) -> None:
    with start(env) as person:
        walk_to_the_secret(person)
        person.sees("token, not shown: ")
        assert not person.echoes()
        person.presses(key)
        assert person.leaves() in {0, 130}
        assert person.echoes()


def test_what_the_environment_sets_is_not_asked_for(env: dict[str, str], tmp_path: Path) -> None:
    outside = {**env, "PUMP_TOKEN": CANARY, "PUMP_ZONE": "us"}
    with start(outside) as person:
        walk_to_the_secret(person)
        shown = person.sees("seal-number: ")
        assert "token" not in shown
        assert "zone" not in shown
        person.types("7")
        assert "3. Log in to us." in person.sees(DONE)
        person.types("q")
        assert person.leaves() == 0
        assert CANARY not in person.screen
    assert params(env)["zone"] == "us"
    assert not [path for path in files(tmp_path) if CANARY.encode() in path.read_bytes()]


def test_a_secret_is_refused_on_the_command_line_and_not_said_again(
    env: dict[str, str], tmp_path: Path
) -> None:
    shown = flowhelp("walk", "pump", "--answers", "none", "--set", f"token={CANARY}", env=env)
    assert shown.returncode == 2
    answers = tmp_path / "answers.jsonl"
    answers.write_text('{"do": "done", "step": "1"}\n', encoding="utf-8")
    words = ("walk", "pump", "--answers", str(answers))

    shown = flowhelp(*words, "--set", f"token={CANARY}", env=env)
    assert shown.returncode == 2
    assert shown.stderr == (
        "flowhelp: token is secret, and is not given on a command line\n"
        "hint: leave it out: it is asked for without being shown, or comes from $PUMP_TOKEN\n"
    )
    assert CANARY not in shown.stdout
    assert not [path for path in files(tmp_path) if CANARY.encode() in path.read_bytes()]


def test_values_that_nobody_gave_do_not_stop_a_paper_run(
    env: dict[str, str], tmp_path: Path
) -> None:
    answers = tmp_path / "answers.jsonl"
    lines = [f'{{"do": "done", "step": "{number}"}}' for number in (1, 2, 3)]
    answers.write_text("\n".join(lines), encoding="utf-8")

    shown = flowhelp("walk", "pump", "--answers", str(answers), env=env)

    assert shown.returncode == 0, shown.stderr
    assert params(env) == {"pressure": "150"}


def test_asking_at_another_time_is_refused(env: dict[str, str]) -> None:
    shown = flowhelp("walk", "pump", "--ask", "later", env=env)

    assert shown.returncode == 2
    assert shown.stderr == "flowhelp: --ask is start or needed, not 'later'\n"


def test_a_step_that_an_answer_rules_out_asks_for_no_more(env: dict[str, str]) -> None:
    page = "---\nparams:\n  zone: {type: choice, choices: [eu, us]}\n---\n# Zones\n\n"
    steps = "1. Only {{office}}.\n   - **If:** `zone = eu`\n2. Go on in {{zone}}.\n"
    Path(env["FLOWHELP_PATH"], "zones.md").write_text(page + steps, encoding="utf-8")
    with Person("walk", "zones", "--plain", env=env) as person:
        person.sees("zone (1 to 2): ")
        person.types("us")
        shown = person.sees(DONE)
        assert "– 1. Only {{office}}. (does not apply)" in shown
        assert "office: " not in shown
        assert "Step 2 of 2\n2. Go on in us." in shown
        person.types("q")
        assert person.leaves() == 0


LISTING = r"touch ran; printf '%s\\n' eu us"


def test_a_command_lists_values_once_it_was_seen_and_asked_for(
    env: dict[str, str], tmp_path: Path
) -> None:
    page = f'---\nparams:\n  zone: {{type: text, from: "{LISTING}"}}\n---\n# Zones\n\n'
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "zones.md").write_text(page + "1. Go to {{zone}}.\n", encoding="utf-8")
    assert flowhelp("source", "add", str(tmp_path / "mine"), env=env).returncode == 0
    with Person("walk", "zones", "--plain", env=env) as person:
        person.sees("zone: ")
        person.types("??")
        assert "?? runs it:\n   touch ran; printf '%s\\n' eu us\n" in person.sees("us\nzone: ")
        person.types("??")
        person.sees("No: no values are suggested: mine is not trusted.")
        person.presses(CTRL_D)
        assert person.leaves() == 0
    assert flowhelp("source", "trust", "mine", env=env).returncode == 0
    with Person("walk", "zones", "--plain", "--new", env=env) as person:
        person.sees("zone: ")
        person.types("??")
        person.sees("us\nzone: ")
        assert not list(tmp_path.rglob("ran"))
        person.types("??")
        assert "  1  eu\n  2  us\n" in person.sees("\nzone: ")
        assert list(tmp_path.rglob("ran"))
        person.types("2")
        person.sees("1. Go to us.")
        person.sees(DONE)
        person.types("q")
        assert person.leaves() == 0
