"""Keys of the walk screen that hand the step at hand to one flow each."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Coroutine
from typing import Any

from textual.screen import Screen

from flowhelp.content import Step
from flowhelp.tui.flows import around, asking, commands
from flowhelp.tui.flows.desk import Desk
from flowhelp.tui.widgets.asks import Asks

_AT_WORK = frozenset(
    "skip not_applicable fail back run copy attach remark check all hand_over abandon".split()
)
"""What can be done only while the walk goes on."""

Act = Callable[[Desk, Step], Coroutine[Any, Any, object]]


class WalkActions(Screen[None]):
    """What a person can do to the step that is looked at."""

    desk: Desk
    """What the flows work at."""

    @property
    @abstractmethod
    def step(self) -> Step | None:
        """The step that is looked at."""

    @abstractmethod
    async def show(self) -> None:
        """Show the walk as it is now."""

    def __init__(self) -> None:
        super().__init__()
        self.busy = False
        self._waiting: Coroutine[Any, Any, object] | None = None

    async def leaves(self) -> bool:
        """Leave the walk because the whole app is left; False where the person stays for it."""
        if not self.is_mounted:
            return True
        return await around.leaving(self.desk, self.query_one(Asks).unsaved())

    def flow(self, work: Coroutine[Any, Any, object]) -> None:
        """Let one flow of questions run; one that is asked for meanwhile comes after it."""
        if self.busy:
            if self._waiting is not None:
                self._waiting.close()
            self._waiting = work
            return
        self.busy = True
        self.run_worker(self._through(work), exclusive=False)

    async def _through(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        finally:
            self.busy = False
        await self.show()
        self.refresh_bindings()
        after, self._waiting = self._waiting, None
        if after is None:
            return
        if self.busy or self.app.screen is not self:
            after.close()  # another question came first
        else:
            self.flow(after)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Of a walk that is over there is nothing left to do, so those keys are not offered."""
        del parameters
        desk: Desk | None = getattr(self, "desk", None)
        return desk is None or desk.walk.ended is None or action not in _AT_WORK

    def action_skip(self) -> None:
        """Pass over it."""
        self._with_step(around.skip)

    def action_not_applicable(self) -> None:
        """It does not apply."""
        self._with_step(around.not_applicable)

    def action_fail(self) -> None:
        """It did not work."""
        self._with_step(around.fail)

    def action_attach(self) -> None:
        """Attach a file."""
        self._with_step(around.attach_file)

    def action_remark(self) -> None:
        """A remark for the author."""
        self._with_step(around.remark)

    def action_run(self) -> None:
        """Run its command."""
        self._with_step(_warned(commands.run_one))

    def action_check(self) -> None:
        """Run its check before it is done."""
        self._with_step(_warned(commands.look_first))

    def action_copy(self) -> None:
        """Copy its commands."""
        self._with_step(commands.copy_all)

    def action_roll_back(self) -> None:
        """The rollback."""
        self.flow(around.roll_back(self.desk))

    def action_all(self) -> None:
        """The whole list is done."""
        if self.step is not None:
            around.confirm_all(self.desk, self.step)

    def action_hand_over(self) -> None:
        """Another person goes on."""
        self.flow(around.hand_over(self.desk))

    def action_abandon(self) -> None:
        """Give up for good."""
        self.flow(around.abandon(self.desk))

    def _with_step(self, act: Act) -> None:
        if self.step is not None and self.desk.walk.ended is None:
            self.flow(act(self.desk, self.step))


def _warned(act: Act) -> Act:
    """That, once the safety messages of the step were read: a command can hurt as well."""

    async def flow(desk: Desk, step: Step) -> None:
        if await asking.messages(desk, step):
            await act(desk, step)

    return flow
