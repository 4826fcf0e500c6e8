"""The rules of names under a step: signatures, the second person, and releases.

Whether somebody is who they say is found out elsewhere; here it only counts
who they are. The same name in the same meaning is written once.
"""

from __future__ import annotations

from flowhelp.content import Step
from flowhelp.content.changes import UNDERSTOOD
from flowhelp.errors import InputError
from flowhelp.ids import StepId
from flowhelp.journal.events import NO_STEP, Event, HoldReleased, HoldSet, Moment, Person, Signed
from flowhelp.walkthrough.actions import Release, Sign
from flowhelp.walkthrough.demands import ReleaseDemand, demands, meaning
from flowhelp.walkthrough.proof import Proof
from flowhelp.walkthrough.refusals import ReasonMissingError
from flowhelp.walkthrough.second import PART, base, is_performer, is_second, same_name
from flowhelp.walkthrough.walk import Walk

PARTS = frozenset({"performer", PART, "holder", "coach", "observer"})
RELEASED = "released"


class NameRefusedError(InputError):
    """A name is missing, or is not another person's."""


class SecondMissingError(InputError):
    """The second person signs before their own values are there."""


def signed(walk: Walk, step: Step, action: Sign, at: Moment) -> tuple[Event, ...]:
    """What follows from a name under a step; nothing where it stands there already.

    Raises:
        NameRefusedError: The name is missing, or the second person is the first one.
        SecondMissingError: The second person has not measured, or somebody else has.
    """
    proof = proof_of(action.name, action.proof, "a signature")
    part = action.part or "performer"
    if part not in PARTS:
        raise NameRefusedError(f"{part!r} is no part in a step", hint=", ".join(sorted(PARTS)))
    word = "verified" if part == PART else action.meaning.strip() or _meaning(step)
    if any((s.sid, s.part, s.meaning) == (step.sid, part, word) for s in walk.signs):
        return ()
    if part == PART:
        _is_another(walk, proof.person)
        _has_measured(walk, step, proof.person)
    return (signature(walk, step.sid, proof, word=word, part=part, at=at),)


def released(walk: Walk, step: Step, action: Release, at: Moment) -> tuple[Event, ...]:
    """What follows from letting the work go on; nothing where it is not held.

    Raises:
        NameRefusedError: Nobody is named.
        ReasonMissingError: Nobody said why.
    """
    waiting = [each for each in demands(walk, step) if isinstance(each, ReleaseDemand)]
    if not waiting:
        return ()
    proof = proof_of(action.by, action.proof, "a release")
    if not action.reason.strip():
        raise ReasonMissingError("a release needs a reason")
    role = waiting[0].role
    facts: tuple[Event, ...] = ()
    if step.sid not in walk.held:
        words = waiting[0].condition
        facts = (HoldSet(run=walk.run, at=at, sid=step.sid, role=role, condition=words),)
    return (
        *facts,
        signature(walk, step.sid, proof, word=RELEASED, part="holder", at=at),
        HoldReleased(
            run=walk.run,
            at=at,
            sid=step.sid,
            by=proof.person.id,
            role=role,
            reason=action.reason.strip(),
        ),
    )


def acknowledged(walk: Walk, action: Sign, at: Moment) -> tuple[Event, ...]:
    """What follows from signing that what changed was read; nothing where it was signed already.

    Raises:
        NameRefusedError: The name is missing, or nothing is there to be read.
    """
    if walk.started is None or walk.started.unread is None:
        raise NameRefusedError("nothing has changed that has to be signed for", hint="name a step")
    proof = proof_of(action.name, action.proof, "a signature")
    if walk.unread is None:
        return ()
    return (signature(walk, NO_STEP, proof, word=UNDERSTOOD, part="performer", at=at),)


def proof_of(name: str, proof: Proof | None, act: str) -> Proof:
    """What stands behind a name: what was shown, else the name alone.

    Raises:
        NameRefusedError: There is neither.
    """
    if proof is not None and proof.person.id.strip():
        return proof
    if not name.strip():
        raise NameRefusedError(f"{act} needs a name")
    return Proof(Person(name.strip(), name.strip(), auth="typed"))


def _is_another(walk: Walk, person: Person) -> None:
    if is_performer(walk, person):
        raise NameRefusedError("the second person has to be another one")


def _has_measured(walk: Walk, step: Step, person: Person) -> None:
    """Nothing, when all blanks of the second person were filled by this one."""
    for field in step.fields:
        if not is_second(field) or walk.use == "information":
            continue
        reading = walk.readings.get((step.sid, field.name))
        label = field.label or base(field)
        if reading is None:
            raise SecondMissingError(f"the second person has to record {label!r} first")
        if reading.by and not same_name(reading.by, person.id):
            raise SecondMissingError(
                f"{label!r} was measured by {reading.by}, and not by {person.id}",
                hint="who measured signs, or the value is taken again",
            )


def signature(  # noqa: PLR0913 - what a signature is made of
    walk: Walk, sid: StepId, proof: Proof, *, word: str, part: str, at: Moment
) -> Signed:
    """The name under a step, or under the whole page, with what stands behind it."""
    return Signed(
        run=walk.run,
        at=at,
        sid=sid,
        by=proof.person.id,
        meaning=word,
        person=proof.person,
        part=part,
        role=proof.role or next(iter(proof.person.roles), ""),
        method=proof.method,
        factors=proof.factors,
        statement=proof.statement,
        signature=proof.signature,
    )


def _meaning(step: Step) -> str:
    return next((meaning(label) for label in step.values("sign")), "performed")
