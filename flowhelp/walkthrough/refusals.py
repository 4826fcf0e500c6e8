"""Why a rule says no, and the small questions every rule asks."""

from __future__ import annotations

from flowhelp.content import Step
from flowhelp.errors import InputError, RefusedError
from flowhelp.walkthrough.demands import Demand
from flowhelp.walkthrough.drift import UnreadDemand
from flowhelp.walkthrough.walk import Walk


class NoSuchStepError(InputError):
    """The page has no step of that name or number."""


class NotOnThePathError(RefusedError):
    """The step belongs to another path than the one taken."""


class OutOfOrderError(RefusedError):
    """An earlier step waits."""

    def __init__(self, step: Step, earlier: Step) -> None:
        super().__init__(
            f"step {step.n} has to wait for step {earlier.n}, {earlier.title!r}",
            hint=f"do step {earlier.n} first",
        )


class UnreadError(RefusedError):
    """What changed on the page was not read and signed yet."""

    def __init__(self, missing: UnreadDemand) -> None:
        super().__init__(
            missing.words, hint='sign it, or in a file: {"do": "sign", "step": "", "by": "NAME"}'
        )


class NotReadyError(RefusedError):
    """A step may not be called done yet."""

    def __init__(self, step: Step, missing: Demand) -> None:
        super().__init__(f"step {step.n} is not done: {missing.words}")
        self.missing = missing


class RuledOutError(RefusedError):
    """The condition of a step is not met, so that it does not apply."""

    def __init__(self, step: Step, reason: str) -> None:
        super().__init__(f"step {step.n} does not apply: {reason}", hint="correct the value")


class ClosedWayError(RefusedError):
    """The condition of an answer is not met, so that it cannot be given."""

    def __init__(self, answer: str, reason: str) -> None:
        super().__init__(f"{answer!r} is open only if {reason}", hint="choose another answer")


class LimitError(RefusedError):
    """There were enough rounds; another one needs a reason."""

    def __init__(self, step: Step, limit: int) -> None:
        rounds = "1 round" if limit == 1 else f"{limit} rounds"
        super().__init__(
            f"step {step.n} has had its {rounds}, and another one needs a reason",
            hint="give the reason, or say that the step failed",
        )


class NoRollbackError(InputError):
    """There is no rollback."""


class NoSkippingError(RefusedError):
    """In continuous use nothing is passed over."""


class ReasonMissingError(InputError):
    """A reason has to be given."""


class OverError(RefusedError):
    """The walk has ended."""

    def __init__(self, outcome: str) -> None:
        super().__init__(f"this walk is over ({outcome})", hint="flowhelp walk NAME --new")


class StepsLeftError(RefusedError):
    """Something is left to do."""

    def __init__(self, count: int, step: Step) -> None:
        left = "1 step is" if count == 1 else f"{count} steps are"
        super().__init__(f"{left} left, next is {step.n}, {step.title!r}", hint="flowhelp resume")


class NothingToGoBackToError(RefusedError):
    """No step was settled yet."""


class SettledError(RefusedError):
    """The step is settled already, and this would change it."""


def named(walk: Walk, name: str) -> Step:
    """The step of that sid or number, groups included.

    Raises:
        NoSuchStepError: There is none.
    """
    step = walk.plan.find(name)
    if step is None:
        last = walk.plan.steps[-1].n
        raise NoSuchStepError(f"there is no step {name!r}", hint=f"the last step is {last}")
    return step


_SHORTEST = 2
"""Letters of a reason; fewer are a key that was pressed for something else."""


def is_reason(typed: str) -> bool:
    """Whether it can be a reason: a number is rather a value that was typed too early."""
    words = typed.strip()
    return len(words) >= _SHORTEST and any(letter.isalpha() for letter in words)


def wants_reason(walk: Walk, reason: str, act: str) -> str:
    """The reason that was given, which only `information` may leave out.

    Raises:
        ReasonMissingError: There is none.
    """
    given = reason.strip()
    if not given and walk.use != "information":
        raise ReasonMissingError(f"{act} needs a reason")
    return given
