"""What a flow works at: the walk that is open now, and the dialogs before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from flowhelp.content import Step
from flowhelp.errors import FlowhelpError
from flowhelp.tui.dialogs.ask import Ask, Check
from flowhelp.tui.dialogs.choose import Choose
from flowhelp.tui.dialogs.confirm import Confirm
from flowhelp.tui.running.commands import check_beside
from flowhelp.tui.saying import refuse
from flowhelp.typeset.styles import Line
from flowhelp.walkthrough import Action, Walk
from flowhelp.walkthrough.refusals import is_reason

if TYPE_CHECKING:
    from flowhelp.tui.host import Host
    from flowhelp.tui.running.panel import CommandPanel
    from flowhelp.usecases.checks import Checked
    from flowhelp.usecases.running import Offer
    from flowhelp.usecases.walk import WalkSession


class Desk:
    """One person at a walk, and at the walks inside it.

    Attributes:
        app: Shows the dialogs.
        session: The innermost walk; those around it are its parents.
        changed: Called after everything that was written down, with the walk before it.
        point: Lets the person fill the blank of that name, or choose where it is empty.
        panel: Where commands run.
    """

    def __init__(
        self,
        app: Host,
        session: WalkSession,
        changed: Callable[[Walk], None],
        point: Callable[[str], None],
        panel: CommandPanel,
    ) -> None:
        self.app = app
        self.session = session
        self.changed = changed
        self.point = point
        self.panel = panel

    @property
    def walk(self) -> Walk:
        """The walk as it stands."""
        return self.session.walk

    def enter(self, session: WalkSession) -> None:
        """Go on in another walk: one inside this one, or the one around it."""
        self.session = session

    def attempt(self, action: Action) -> bool:
        """Do it; whether it was done. What speaks against it is said, and changes nothing."""
        return self.done(lambda: self.session.perform(action))

    def done(self, act: Callable[[], object], *, said: type[FlowhelpError] | None = None) -> bool:
        """Whether it could be done; the screen shows the walk as it is then.

        Args:
            act: Does it.
            said: A refusal that the screen shows already.
        """
        before = self.session.walk
        try:
            act()
        except FlowhelpError as error:
            if said is None or not isinstance(error, said):
                refuse(self.app, error)
            self.changed(before)
            return False
        self.changed(before)
        return True

    async def run(self, offered: Offer, *, always: bool) -> bool:
        """Run what was agreed to; whether it ended well."""
        before = self.session.walk
        try:
            ran = await self.panel.run(self.session, offered, always=always)
        except FlowhelpError as error:
            refuse(self.app, error)
            self.panel.close()
            return False
        finally:
            self.changed(before)
        return ran.good

    async def check(self, step: Step, offered: Offer, *, early: bool) -> Checked | None:
        """What a check says that was agreed to; None where it could not be run."""
        before = self.session.walk
        try:
            return await check_beside(self.session, step, offered, early=early)
        except FlowhelpError as error:
            refuse(self.app, error)
            return None
        finally:
            self.changed(before)

    async def ask(  # noqa: PLR0913 (what there is to ask)
        self,
        question: str,
        *,
        lines: Iterable[Line] = (),
        hint: str = "",
        value: str = "",
        hidden: bool = False,
        check: Check | None = None,
    ) -> str | None:
        """What the person types; None when she thinks better of it."""
        return await self.app.push_screen_wait(
            Ask(question, lines=lines, hint=hint, value=value, hidden=hidden, check=check)
        )

    async def reason(self, question: str, lines: Iterable[Line] = ()) -> str:
        """A reason in words; empty when the person thinks better of it."""
        typed = await self.ask(question, lines=lines, check=_why_no_reason)
        return (typed or "").strip()

    async def confirm(  # noqa: PLR0913 (what there is to ask)
        self,
        title: str,
        lines: Iterable[Line] = (),
        *,
        yes: str = "Yes",
        no: str = "No",
        no_id: str = "",
        more: tuple[tuple[str, str], ...] = (),
        default: str = "no",
    ) -> str:
        """`yes`, the id of another answer, or "" for no answer; as `Confirm` otherwise."""
        return await self.app.push_screen_wait(
            Confirm(title, lines, yes=yes, no=no, no_id=no_id, more=more, default=default)
        )

    async def choose(self, question: str, options: Sequence[str], *, hint: str = "") -> int | None:
        """Which of them, counted from 0; None for none."""
        return await self.app.push_screen_wait(Choose(question, options, hint=hint))


def _why_no_reason(typed: str) -> str:
    if not typed.strip() or is_reason(typed):
        return ""
    return "A reason takes a word at least; Escape goes back."
