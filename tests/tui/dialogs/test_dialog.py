"""What every dialog has: the list of its keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from flowhelp.content import Alert, Param
from flowhelp.tui.dialogs.alert import AlertDialog
from flowhelp.tui.dialogs.ask import Ask
from flowhelp.tui.dialogs.choose import Choose
from flowhelp.tui.dialogs.confirm import Confirm
from flowhelp.tui.dialogs.dialog import Dialog
from flowhelp.tui.dialogs.keys import KeysDialog
from flowhelp.tui.dialogs.params import ParamsDialog
from flowhelp.tui.dialogs.tell import Tell
from flowhelp.usecases.params import Question
from tests.tui.hand import at
from tests.tui.worlds import opened


def _form() -> ParamsDialog:
    async def none(question: Question) -> Sequence[str]:
        del question
        return ()

    question = Question(Param("machine"), "", "")
    return ParamsDialog([question], lambda name, typed: name and typed and "", none)


MAKERS: dict[str, tuple[Callable[[], Dialog[Any]], str]] = {
    "alert": (lambda: AlertDialog(Alert("WARNING", "Hot.")), "Say that you have read it."),
    "ask": (lambda: Ask("Why?"), "Take what is typed."),
    "choose": (lambda: Choose("Which?", ["one", "two"]), "Take the one with that number."),
    "confirm": (lambda: Confirm("Go on?"), "Answer nothing; stay as it is."),
    "params": (_form, "Take all of it and go on."),
    "tell": (lambda: Tell("Well", ()), "Back to the screen."),
}
KINDS = pytest.mark.parametrize("name", list(MAKERS))


@KINDS
async def test_f1_in_a_dialog_shows_its_keys_and_goes_back_to_it(tmp_path: Path, name: str) -> None:
    make, words = MAKERS[name]

    async with at(opened(tmp_path), size=(60, 16)) as hand:
        dialog = make()
        hand.app.push_screen(dialog)
        await hand.sees("f1: keys")
        await hand.presses("f1")
        await hand.on(KeysDialog)
        await hand.sees("In this dialog", words)
        await hand.presses("f1")
        await hand.until(lambda: hand.app.screen is dialog, name)


@KINDS
async def test_a_question_mark_is_typed_where_there_is_a_line_for_it(
    tmp_path: Path, name: str
) -> None:
    make, _ = MAKERS[name]

    async with at(opened(tmp_path)) as hand:
        dialog = make()
        hand.app.push_screen(dialog)
        await hand.sees("f1: keys")
        await hand.presses("question_mark")
        if isinstance(dialog.focused, Input):
            assert dialog.focused.value == "?"
            assert hand.app.screen is dialog
        else:
            await hand.on(KeysDialog)
            await hand.sees("In this dialog")


def test_no_dialog_is_forgotten() -> None:
    assert {kind.__module__.rpartition(".")[2] for kind in Dialog.__subclasses__()} == set(MAKERS)
