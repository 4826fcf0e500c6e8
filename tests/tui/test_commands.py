"""Commands of a step that run inside the app, and what is written down of them."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Input

from flowhelp.errors import FlowhelpError
from flowhelp.journal.events import CommandEnded, CommandStarted, Verified
from flowhelp.tui.commands import BusyTerminalError, check_beside, run_in_terminal, suggest_beside
from flowhelp.tui.widgets.terminal import Terminal
from flowhelp.usecases.checks import check_offer
from flowhelp.usecases.running import Offer, Ran, offer, unknown
from flowhelp.usecases.walk import WalkSession
from tests.tui.worlds import until, walk_of

PAGE = """---
params:
  token: {{type: secret, env: SOME_TOKEN}}
  pick: {{type: choice, from: "printf 'a\\\\nb\\\\n'"}}
---
# Page

1. Do it.

   ```sh
   {script}
   ```

   - **Verify:** `{check}`
"""


class Demo(App[int]):
    """A terminal, and something else that can have the keys."""

    def __init__(self, session: WalkSession, offered: Offer) -> None:
        super().__init__()
        self.session, self.offered = session, offered
        self.ran: Ran | None = None
        self.error: Exception | None = None

    def compose(self) -> ComposeResult:
        yield Input()
        yield Terminal()

    @property
    def terminal(self) -> Terminal:
        return self.query_one(Terminal)

    def go(self) -> None:
        self.terminal.focus()
        self.run_worker(self._run(), exit_on_error=False)

    async def _run(self) -> None:
        try:
            self.ran = await run_in_terminal(self.session, self.offered, self.terminal)
        except FlowhelpError as error:
            self.error = error


def demo(tmp_path: Path, script: str, check: str = "true") -> Demo:
    session = walk_of(tmp_path, PAGE.format(script=script, check=check))
    return Demo(session, offer(session, session.walk.plan.steps[0]))


def written(session: WalkSession) -> list[CommandStarted | CommandEnded]:
    recorded = session.workspace.journal.read(session.walk.run)
    return [e.event for e in recorded if isinstance(e.event, CommandStarted | CommandEnded)]


def ended(session: WalkSession) -> CommandEnded:
    last = written(session)[-1]
    assert isinstance(last, CommandEnded)
    return last


async def test_a_program_is_seen_in_colour_and_its_end_is_on_the_disk(tmp_path: Path) -> None:
    app = demo(tmp_path, "printf '\\033[31mred\\033[0m plain\\n'; tty; echo $TERM; exit 3")

    async with app.run_test(size=(80, 24)) as pilot:
        app.go()
        await until(pilot, lambda: app.ran is not None)

        assert app.terminal.text.startswith("red plain\n/dev/pts/")
        assert "xterm-256color" in app.terminal.text
        strip = app.terminal.render_line(0)
        style = next(iter(strip)).style
        assert style is not None
        assert style.color is not None
        assert style.color.number == 1
    assert app.ran is not None
    assert app.ran.outcome.exit == 3
    began, end = written(app.session)
    assert isinstance(began, CommandStarted)
    assert isinstance(end, CommandEnded)
    assert (end.exit, end.ended) == (3, "exit")
    assert unknown(app.session) == ()


async def test_that_it_begins_is_on_the_disk_before_it_does(tmp_path: Path) -> None:
    app = demo(tmp_path, "echo ready; read line; echo got $line")

    async with app.run_test(size=(80, 24)) as pilot:
        app.go()
        await until(pilot, lambda: "ready" in app.terminal.text)
        assert [type(each) for each in written(app.session)] == [CommandStarted]
        assert len(unknown(app.session)) == 1

        await pilot.press("h", "i", "enter")
        await until(pilot, lambda: app.ran is not None)

        assert "got hi" in app.terminal.text
        assert not app.terminal.running


async def test_control_c_is_the_programs_and_f6_is_ours(tmp_path: Path) -> None:
    app = demo(tmp_path, "echo ready; exec sleep 60")

    async with app.run_test(size=(80, 24)) as pilot:
        app.go()
        await until(pilot, lambda: "ready" in app.terminal.text)
        await pilot.press("f6")
        assert app.focused is app.query_one(Input)
        await pilot.press("x")
        assert app.query_one(Input).value == "x"

        app.terminal.focus()
        await pilot.press("ctrl+c")
        await until(pilot, lambda: app.ran is not None)

    assert ended(app.session).ended == "interrupt"


async def test_the_program_has_the_size_of_the_widget_and_is_told_of_another(
    tmp_path: Path,
) -> None:
    script = "trap 'stty size; exit 0' WINCH; stty size; while :; do sleep 0.05; done"
    app = demo(tmp_path, script)

    async with app.run_test(size=(80, 24)) as pilot:
        app.go()
        await until(pilot, lambda: app.terminal.text != "")
        first = app.terminal.text.split("\n")[0]
        region = app.terminal.scrollable_content_region
        assert first == f"{region.height} {region.width}"

        await pilot.resize_terminal(100, 30)
        await until(pilot, lambda: app.ran is not None)

        region = app.terminal.scrollable_content_region
        assert app.terminal.text.split("\n")[-1] == f"{region.height} {region.width}"


async def test_a_flood_does_not_freeze_the_app_and_is_counted_in_full(tmp_path: Path) -> None:
    app = demo(tmp_path, "yes flowhelp | head -c 5000000; echo; echo last")

    async with app.run_test(size=(80, 24)) as pilot:
        app.go()
        await pilot.press("f6")
        await pilot.press("a", "b", "c")
        assert app.query_one(Input).value == "abc"
        await until(pilot, lambda: app.ran is not None, tries=1500)

        assert app.terminal.text.endswith("last")
        assert app.terminal.text.count("\n") <= 2_100
    assert ended(app.session).out_bytes > 5_000_000


async def test_a_program_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    app = demo(tmp_path, "echo ready; sleep 60")
    assert app.offered.job is not None
    app.offered = replace(app.offered, job=replace(app.offered.job, seconds=0.3, grace=0.2))

    async with app.run_test(size=(80, 24)) as pilot:
        app.go()
        await until(pilot, lambda: app.ran is not None)

    assert (ended(app.session).exit, ended(app.session).ended) == (None, "timeout")


async def test_an_app_that_closes_ends_the_program_and_writes_down_how(tmp_path: Path) -> None:
    script = f"echo $$ > {tmp_path}/pid; trap '' HUP TERM; echo ready; while :; do sleep 1; done"
    app = demo(tmp_path, script)

    async with app.run_test(size=(80, 24)) as pilot:
        app.go()
        await until(pilot, lambda: "ready" in app.terminal.text)
        app.exit()
        await pilot.pause()

    pid = int((tmp_path / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert ended(app.session).ended == "signal"
    assert unknown(app.session) == ()


async def test_a_screen_that_stops_it_hears_how_it_ended(tmp_path: Path) -> None:
    app = demo(tmp_path, "echo ready; exec sleep 60")

    async with app.run_test(size=(80, 24)) as pilot:
        app.go()
        await until(pilot, lambda: "ready" in app.terminal.text)
        app.terminal.stop()
        await until(pilot, lambda: app.ran is not None)

    assert app.ran is not None
    assert app.ran.outcome.signal in {signal.SIGHUP, signal.SIGTERM}


async def test_what_is_not_there_is_refused_and_no_second_program_runs(tmp_path: Path) -> None:
    app = demo(tmp_path, "echo ready; read x")
    job = app.offered.job
    assert job is not None

    async with app.run_test(size=(80, 24)) as pilot:
        app.go()
        await until(pilot, lambda: "ready" in app.terminal.text)
        with pytest.raises(BusyTerminalError):
            await run_in_terminal(app.session, app.offered, app.terminal)
        await pilot.press("enter")
        await until(pilot, lambda: app.ran is not None)

        app.offered = replace(app.offered, job=replace(job, argv=("no-such-shell",)))
        app.go()
        await until(pilot, lambda: app.error is not None)

    assert "no-such-shell cannot be used" in str(app.error)
    assert ended(app.session).exit == 127


async def test_a_secret_is_seen_by_nobody(tmp_path: Path) -> None:
    app = demo(tmp_path, "echo canary-4711")
    assert app.offered.job is not None
    app.offered = replace(app.offered, job=replace(app.offered.job, secrets=("canary-4711",)))

    async with app.run_test(size=(80, 24)) as pilot:
        app.go()
        await until(pilot, lambda: app.ran is not None)

        assert app.terminal.text == "••••••"


async def test_the_second_screen_of_a_pager_goes_as_it_came(tmp_path: Path) -> None:
    app = demo(tmp_path, "echo before; seq 200 | LESS= less; echo after")

    async with app.run_test(size=(80, 24)) as pilot:
        app.go()
        await until(pilot, lambda: app.terminal.text.endswith(":"))
        await pilot.press("G")
        await until(pilot, lambda: "(END)" in app.terminal.text)
        assert "before" not in app.terminal.text
        await pilot.press("q")
        await until(pilot, lambda: app.ran is not None)

        assert app.terminal.text == "before\nafter"


async def test_a_check_runs_beside_and_is_written_down(tmp_path: Path) -> None:
    app = demo(tmp_path, "true", check="exit 1")
    step = app.session.walk.plan.steps[0]
    offered = check_offer(app.session, step)
    assert offered is not None

    async with app.run_test(size=(80, 24)):
        checked = await check_beside(app.session, step, offered, early=True)

    assert (checked.result, checked.early) == ("failed", True)
    recorded = app.session.workspace.journal.read(app.session.walk.run)
    assert any(isinstance(each.event, Verified) for each in recorded)


async def test_values_are_suggested_beside(tmp_path: Path) -> None:
    app = demo(tmp_path, "true")
    params = app.session.walk.plan.procedure.params
    param = next(each for each in params if each.name == "pick")

    async with app.run_test(size=(80, 24)):
        assert await suggest_beside(app.session, param) == ("a", "b")
