"""Sign a step, check it as the second person, or let the work go on, and bind it to the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flowhelp.content import Step
from flowhelp.content.changes import UNDERSTOOD, entries
from flowhelp.errors import RefusedError
from flowhelp.execution import sshsign
from flowhelp.journal.events import Moment, Signed
from flowhelp.usecases.identity import Known
from flowhelp.usecases.people import SSH, role_in, role_of, same_role
from flowhelp.usecases.start import actor
from flowhelp.usecases.statements import digest, statement_of
from flowhelp.usecases.walk import WalkSession
from flowhelp.walkthrough import Walk, decide
from flowhelp.walkthrough.actions import Open, Release, Sign, Skip
from flowhelp.walkthrough.demands import ReleaseDemand, SignDemand, demands, meaning
from flowhelp.walkthrough.proof import Proof
from flowhelp.walkthrough.second import CONCURRENT, INDEPENDENT, PART, same_name
from flowhelp.walkthrough.signing import NameRefusedError

Signing = Sign | Release | Skip
"""What somebody puts a name to."""

_LEAD = "lead"


class WrongRoleError(RefusedError):
    """The page asks for somebody in another role."""


def sign(session: WalkSession, demand: SignDemand, step: Step, who: Known) -> Walk:
    """The walk after `who` signed what the step asks for; unchanged where that was signed.

    Raises:
        NameRefusedError: The second person is the first one.
        WrongRoleError: The page names a role that others here have.
        NotSignedError: Their key did not sign.
        FlowhelpError: As for `WalkSession.perform`.
    """
    second = demand.part == PART
    if second:
        is_another(who)
    label = demand.label
    words = _without_kind(label.arg) if second else label.value
    draft = Sign(
        step.sid,
        who.person.name,
        "" if second else meaning(label),
        demand.part,
        _proof(session, who, words),
    )
    return session.perform_at(bound(session, draft, who))


def acknowledge(session: WalkSession, who: Known) -> Walk:
    """The walk after `who` signed that what changed was read; unchanged where that was signed.

    Anybody may: whom the page asks to sign only decides in which of their roles it is.

    Raises:
        NotSignedError: Their key did not sign.
        FlowhelpError: As for `WalkSession.perform`.
    """
    asked = (who for each in entries(session.walk.plan.procedure) for who in each.signs)
    roles = (role_of(words, who.person.roles) for words in asked)
    role = next(filter(None, roles), next(iter(who.person.roles), ""))
    proof = Proof(who.person, who.method, who.factors, role)
    draft = Sign("", who.person.name, UNDERSTOOD, proof=proof)
    return session.perform_at(bound(session, draft, who))


def release(session: WalkSession, step: Step, who: Known, reason: str) -> Walk:
    """The walk after `who` let the work go on; unchanged where it is not held.

    Raises:
        WrongRoleError: The page names a role that others here have.
        NotSignedError: Their key did not sign.
        FlowhelpError: As for `WalkSession.perform`.
    """
    session.perform(Open(step.sid))
    waiting = [each for each in demands(session.walk, step) if isinstance(each, ReleaseDemand)]
    labels = step.values("hold")
    words = next((label.arg or label.value for label in labels), "") or (
        waiting[0].role if waiting else ""
    )
    draft = Release(step.sid, who.person.name, reason, _proof(session, who, words))
    return session.perform_at(bound(session, draft, who))


def skip(session: WalkSession, step: Step, who: Known, reason: str) -> Walk:
    """The walk after a step was passed over, to which `who` agrees as the second account.

    Raises:
        NameRefusedError: That is the first account.
        WrongRoleError: The page's owner is a role here, and neither that nor a lead agrees.
        NotSignedError: Their key did not sign.
        FlowhelpError: As for `WalkSession.perform`.
    """
    is_another(who)
    leads = [
        role for role in who.person.roles if _LEAD in role.casefold().replace("-", " ").split()
    ]
    owners = session.walk.plan.procedure.meta.owner
    words = next((each for each in owners if role_in(session.workspace, each)), "")
    proof = _proof(session, who, leads[0] if leads else words)
    draft = Skip(step.sid, reason, who.person.name, proof)
    return session.perform_at(bound(session, draft, who))


def is_another(who: Known) -> None:
    """Nothing, when that is not the account this program runs under.

    Raises:
        NameRefusedError: It is.
    """
    account = actor()
    for mine in (account.id, account.name):
        if same_name(mine, who.person.id) or same_name(mine, who.person.name):
            raise NameRefusedError("the second person has to be another one")


def bound(session: WalkSession, draft: Signing, who: Known) -> Callable[[Moment], Signing]:
    """What signs the record as it is at the moment it is asked."""

    def act(at: Moment) -> Signing:
        facts = decide(session.walk, draft, at=at)
        signed = next((fact for fact in facts if isinstance(fact, Signed)), None)
        if signed is None or draft.proof is None:
            return draft
        statement = statement_of(signed, session.head)
        signature = ""
        if who.method == SSH:
            env = session.workspace.env
            signature = sshsign.sign(statement, Path(who.key_file), env)
        proof = replace(draft.proof, statement=digest(statement), signature=signature)
        return replace(draft, proof=proof)

    return act


def _proof(session: WalkSession, who: Known, words: str) -> Proof:
    """What stands behind the name, in the role that the page asks for, else in their first one.

    Raises:
        WrongRoleError: The page asks for a role that others here have.
    """
    asked = role_in(session.workspace, words)
    role = role_of(words, who.person.roles)
    if asked and not same_role(asked, role):
        raise WrongRoleError(
            f"{who.person.name} is not enrolled as {asked}", hint="flowhelp people list"
        )
    return Proof(who.person, who.method, who.factors, role or next(iter(who.person.roles), ""))


def _without_kind(argument: str) -> str:
    words = argument.replace(",", " ").split()
    return " ".join(word for word in words if word.casefold() not in {CONCURRENT, INDEPENDENT})
