"""Which values a walk asks for, and what becomes of the answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content import Param
from flowhelp.journal.events import ParamSet
from flowhelp.usecases import params as use
from flowhelp.usecases import remembered
from flowhelp.usecases.facts import facts, used_facts
from flowhelp.usecases.given import ValueMissingError, filled_for, hidden, unfilled, values
from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.params import answer, pass_over, question, questions
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.walk import WalkSession, resume
from flowhelp.walkthrough.actions import Leave
from flowhelp.walkthrough.filling import ParamRefusedError
from tests.usecases.libraries import workspace, write

CANARY = "kanarienvogel-4711"
PAGE = """---
params:
  line: {type: choice, choices: [north, south]}
  pressure: {type: number, unit: bar, default: 150, max: 250}
  token: {type: secret, env: PUMP_TOKEN}
  zone: {type: text, env: PUMP_ZONE}
  file: {type: path, required: false}
  spare: {type: text}
---
# Start the pump

> [!WARNING]
> **WARNING — Heat.** The line {{line}} is hot.

1. Tell {{user}} in {{repo}}.
2. Set it.

   ```sh
   pumpctl --pressure {{pressure}} --zone {{zone}} $PUMP_ID {{file}}
   ```

3. Log in.
   - **If:** `zone = eu and os = linux`

   ```sh
   login "{{token}}" <seal-number> $PUMP_PASSWORD
   ```

## Rollback

1. Call {{caller}}.
"""

Begin = Callable[..., WalkSession]


@pytest.fixture
def begin(tmp_path: Path) -> Begin:
    """Begins a walk of the page, with a person to ask."""
    library = write(tmp_path / "library", {"pump.md": PAGE})

    def go(env: dict[str, str] | None = None, how: Start | None = None) -> WalkSession:
        there = workspace(tmp_path, library)
        there.env = {"FLOWHELP_PATH": str(library), **(env or {})}
        entry = resolve(there, "pump")
        return start(there, entry, load(there, entry), how or Start(asks=True))

    return go


def names(session: WalkSession, n: str = "", *, again: bool = False) -> list[str]:
    """What is asked for before the step with that number, or for the whole path."""
    step = session.walk.plan.find(n) if n else None
    return [each.name for each in questions(session, step, again=again)]


def test_a_step_asks_for_what_it_refers_to_and_its_messages(begin: Begin) -> None:
    session = begin()

    assert names(session, "1") == ["line", "repo"]
    assert names(session, "2") == ["pressure", "zone", "file", "PUMP_ID"]
    assert names(session, "3") == ["token", "zone", "seal-number", "PUMP_PASSWORD"]


def test_the_whole_path_asks_for_all_but_the_rollback_and_the_unused(begin: Begin) -> None:
    session = begin()
    declared = ["line", "pressure", "token", "zone", "file"]

    assert names(session) == [*declared, "PUMP_ID", "seal-number", "PUMP_PASSWORD", "repo"]
    session.held.ask = use.START
    assert names(session, "1") == names(session)


def test_an_answer_is_written_down_and_not_asked_for_again(begin: Begin) -> None:
    session = begin()

    assert answer(session, "line", "2") == "south"
    assert answer(session, "pressure", " 12,5 bar") == "12.5"
    assert answer(session, "file", "") == ""

    assert session.walk.params["line"] == "south"
    assert names(session, "2") == ["zone", "PUMP_ID"]
    assert question(session, "pressure").default == "12.5"
    assert session.record["context"]["params"]["pressure"] == "12.5"


def test_an_answer_that_does_not_fit_changes_nothing(begin: Begin) -> None:
    session = begin()
    before = session.walk

    for name, typed in (("line", "3"), ("pressure", "251"), ("zone", "-x"), ("zone", "")):
        with pytest.raises(ParamRefusedError):
            answer(session, name, typed)

    assert session.walk == before


def test_what_was_passed_over_is_asked_for_again_only_on_request(begin: Begin) -> None:
    session = begin()
    pass_over(session, "line")

    assert names(session, "1") == ["repo"]
    assert names(session, "1", again=True) == ["line", "repo"]
    answer(session, "line", "north")
    assert session.held.passed == set()


def test_defaults_are_offered_to_a_person_and_taken_without_one(begin: Begin) -> None:
    asked = question(begin(), "pressure")

    assert (asked.default, asked.origin, asked.expected) == (
        "150",
        "page",
        "a number, bar, at most 250",
    )
    assert begin(how=Start()).walk.params["pressure"] == "150"


def test_a_home_folder_is_written_out(begin: Begin) -> None:
    session = begin({"HOME": "/home/jo"})

    assert answer(session, "file", "~/a b") == "/home/jo/a b"
    assert answer(session, "file", "x/~") == "x/~"


def test_a_secret_is_in_memory_only(begin: Begin, tmp_path: Path) -> None:
    session = begin()

    answer(session, "token", CANARY)
    answer(session, "token", f"{CANARY}-2")

    facts_written = session.workspace.journal.read(session.walk.run)
    told = [each.event for each in facts_written if isinstance(each.event, ParamSet)]
    assert [(event.name, event.value, event.secret) for event in told] == [("token", "", True)]
    assert "token" not in session.walk.params
    assert hidden(session)["token"] == values(session)["token"] == f"{CANARY}-2"
    assert CANARY not in repr(session.held)
    assert "token" not in session.record["context"]["params"]
    session.perform(Leave())
    assert not [f for f in tmp_path.rglob("*") if f.is_file() and CANARY.encode() in f.read_bytes()]
    again = resume(session.workspace, session.walk.run)
    assert "token" in names(again, "3")


def test_a_refused_secret_is_not_said_again(begin: Begin) -> None:
    with pytest.raises(ParamRefusedError) as error:
        answer(begin(), "token", f"-{CANARY}")

    assert CANARY not in error.value.message + str(error.value.hint)


def test_a_password_inside_an_address_is_in_memory_only(begin: Begin, tmp_path: Path) -> None:
    session = begin()
    address = f"postgres://jo:{CANARY}@db-1/x"

    answer(session, "zone", address)

    assert "zone" not in session.walk.params
    assert values(session)["zone"] == address
    assert "zone" not in names(session, "2")
    with pytest.raises(ParamRefusedError, match="zone has a password in it"):
        begin(how=Start({"zone": address}))
    assert not [f for f in tmp_path.rglob("*") if f.is_file() and CANARY.encode() in f.read_bytes()]
    answer(session, "zone", "eu")
    assert values(session)["zone"] == "eu"


def test_the_environment_answers_and_only_what_is_declared_is_written_down(
    begin: Begin, tmp_path: Path
) -> None:
    env = {
        "PUMP_TOKEN": CANARY,
        "PUMP_ZONE": "us",
        "PUMP_ID": "id-4712",
        "PUMP_PASSWORD": f"{CANARY}-3",
    }
    session = begin(env)

    assert names(session, "2") == ["pressure", "file"]
    assert names(session, "3") == ["seal-number"]
    assert session.walk.params["zone"] == "us"
    assert "PUMP_ID" not in session.walk.params
    assert values(session)["PUMP_ID"] == "id-4712"
    assert set(hidden(session)) == {"token", "PUMP_PASSWORD"}
    session.perform(Leave())
    for word in (CANARY, "id-4712"):
        found = [f for f in tmp_path.rglob("*") if f.is_file() and word.encode() in f.read_bytes()]
        assert found == []


def test_a_command_says_what_it_misses(begin: Begin) -> None:
    session = begin()
    command = session.walk.plan.find("3")
    assert command is not None
    text = command.commands[0].text

    assert unfilled(session, text) == ("token", "seal-number", "PUMP_PASSWORD")
    with pytest.raises(ValueMissingError) as error:
        filled_for(session, text)
    assert error.value.message == (
        "the command cannot run without a value for token, seal-number, PUMP_PASSWORD"
    )
    assert error.value.hint == (
        "PUMP_TOKEN=VALUE in the environment --set seal-number=VALUE "
        "PUMP_PASSWORD=VALUE in the environment"
    )
    for name in ("token", "seal-number", "PUMP_PASSWORD"):
        answer(session, name, "x1")
    assert filled_for(session, text)["seal-number"] == "x1"


def test_facts_are_pinned_at_the_start(begin: Begin, tmp_path: Path) -> None:
    session = begin()

    assert used_facts(session.walk.plan.procedure) == {"user", "repo", "os"}
    assert session.walk.params["os"] in {"linux", "macos", "windows"}
    assert session.walk.params["user"]
    assert "repo" not in session.walk.params
    assert "today" not in session.walk.params
    assert "repo" in names(session, "1") or (tmp_path / ".git").exists()
    assert resume(session.workspace, session.walk.run).walk.params == session.walk.params


def test_a_fact_that_cannot_be_told_may_be_given(begin: Begin) -> None:
    session = begin(how=Start({"repo": "billing"}, asks=True))

    assert session.walk.params["repo"] == "billing"
    assert "repo" not in names(session, "1")


def test_the_repository_is_the_checkout_of_the_current_folder(begin: Begin, tmp_path: Path) -> None:
    session = begin()
    inner = tmp_path / "billing" / "deep" / "er"
    inner.mkdir(parents=True)
    (tmp_path / "billing" / ".git").mkdir()
    session.workspace.here = str(inner)

    assert facts(session.workspace, session.walk.plan.procedure)["repo"] == "billing"


def test_a_declared_name_is_no_fact(begin: Begin) -> None:
    page = begin().walk.plan.procedure

    assert used_facts(replace(page, params=(*page.params, Param("user")))) == {"repo", "os"}


def test_values_are_offered_the_next_time_this_page_is_walked(begin: Begin) -> None:
    session = begin(how=Start({"line": "south"}, asks=True))
    answer(session, "zone", "eu")

    later = begin()
    offered = {name: question(later, name) for name in ("line", "zone", "pressure")}
    assert (offered["line"].default, offered["line"].origin) == ("south", "last time")
    assert offered["zone"].default == "eu"
    assert offered["pressure"].origin == "page"
    assert "line" in names(later, "1")


def test_a_rehearsal_remembers_nothing(begin: Begin) -> None:
    session = begin(how=Start({"line": "south"}, keep=False, asks=True))
    answer(session, "zone", "eu")

    assert remembered.read(session.workspace.places.data_folder) == {}


def test_a_remembered_value_that_fits_no_more_is_not_offered(begin: Begin) -> None:
    session = begin()
    folder = session.workspace.places.data_folder
    page = f"{session.walk.started.doc.source}:pump" if session.walk.started else ""
    remembered.keep(folder, page, {"line": "east", "pressure": "999"})

    assert question(session, "line").default == ""
    assert question(session, "pressure").default == "150"


@given(
    st.lists(st.tuples(st.integers(0, 260), st.text(max_size=4), st.text(max_size=4)), max_size=30)
)
def test_what_is_remembered_is_bounded_and_the_latest_is_kept(
    given_values: list[tuple[int, str, str]],
) -> None:
    pages: remembered.Values = {}
    for number, name, value in given_values:
        pages = remembered.with_values(pages, str(number), {name: value})
        assert pages[str(number)][name] == value
        assert [*pages][-1] == str(number)
    many = {f"n{number}": "x" for number in range(90)}
    full = pages
    for number in range(remembered.MOST_PAGES + 5):
        full = remembered.with_values(full, f"p{number}", many)
    assert len(full) == remembered.MOST_PAGES
    assert all(len(kept) <= remembered.MOST_VALUES for kept in full.values())


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"a": 1}', b"\xff", b"[" * 100_000])
def test_a_damaged_file_of_values_costs_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / remembered.NAME).write_bytes(content)

    assert remembered.of_page(str(tmp_path), "a") == {}
    remembered.keep(str(tmp_path), "a", {"x": "1", "long": "y" * 400, "none": ""})
    assert remembered.of_page(str(tmp_path), "a") == {"x": "1"}
    assert (tmp_path / remembered.NAME).stat().st_mode & 0o777 == 0o600
    remembered.erase(str(tmp_path))
    assert remembered.read(str(tmp_path)) == {}


def test_values_that_cannot_be_kept_disturb_nobody(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")

    remembered.keep(str(tmp_path / "data"), "a", {"x": "1"})


def test_a_parameter_that_a_value_is_calculated_from_is_asked_for(tmp_path: Path) -> None:
    page = (
        "---\nparams:\n  factor: {type: number}\n  other: {type: number}\n---\n# Weigh it\n\n"
        "1. Put it on.\n   - **Record:** Mass: ___ g\n"
        "   - **Record:** Net: ___ g (= mass * factor)\n2. Take it off.\n"
    )
    shop = workspace(tmp_path, write(tmp_path / "library", {"weigh.md": page}))
    entry = resolve(shop, "weigh")
    session = start(shop, entry, load(shop, entry), Start(asks=True))

    asked = questions(session, session.walk.plan.steps[0])

    assert [each.name for each in asked] == ["factor"]
