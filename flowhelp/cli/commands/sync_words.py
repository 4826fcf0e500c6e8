"""What `flowhelp sync` says of targets, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flowhelp.cli import boundary, output
from flowhelp.typeset.styles import Style
from flowhelp.typeset.times import ago, clock
from flowhelp.usecases.arrivals import trouble

if TYPE_CHECKING:
    from flowhelp.journal.outbox_schema import Attempt
    from flowhelp.sync.outcome import Outcome
    from flowhelp.usecases.sync import Standing
    from flowhelp.usecases.targets import TargetSpec
    from flowhelp.usecases.workspace import Workspace


def tell(outcome: Outcome) -> None:
    """What became of one target."""
    if outcome.renamed:
        boundary.talk(
            f"flowhelp: {outcome.target} has records of another machine under this one's name, so"
            f" this one is {outcome.renamed} from now on; both are kept"
        )
    for receipt in outcome.refused:
        boundary.complain(
            f"{outcome.target} refused {receipt.key}: {receipt.reason}",
            f"mend it there, then flowhelp sync {outcome.target} --again",
        )
    for problem in outcome.problems:
        said = f"{outcome.target}: {problem}"
        boundary.complain(said, "all the rest is taken; flowhelp log verify says what it touches")
    if outcome.failure is None or outcome.kept or outcome.pulled:
        sent = f"{parcels(outcome.kept)} brought" if outcome.kept else "nothing new to bring"
        taken = f"{outcome.pulled} new from others" if outcome.pulled else "nothing new from others"
        output.line(f"{outcome.target}: {sent}, {taken}")


def tell_json(outcome: Outcome) -> None:
    """The same for programs."""
    output.json_line({
        "target": outcome.target,
        "kept": outcome.kept,
        "refused": [{"key": each.key, "reason": each.reason} for each in outcome.refused],
        "pulled": outcome.pulled,
        "problems": outcome.problems,
        "waiting": outcome.waiting,
        "device": outcome.renamed,
        "failure": outcome.failure.message if outcome.failure else None,
        "retry_at": outcome.retry or None,
    })  # fmt: skip


def advice(opened: Workspace, outcome: Outcome) -> str:
    """What to do where a target failed, and when it is tried again."""
    assert outcome.failure is not None  # noqa: S101 - for the types
    hint = outcome.failure.hint or "nothing is lost; flowhelp sync goes on where it stopped"
    asked = getattr(outcome.failure, "wait_s", None) is not None
    if not outcome.retry or not (asked or opened.settings.auto_sync):
        return hint
    who = "" if asked else "by itself "  # what it asked for holds for a person too
    return f"{hint}; {who}not before {_clock(outcome.retry)}"


def show(opened: Workspace, standing: Standing) -> None:
    """How far a target is."""
    spec, attempt = standing.spec, standing.attempt
    output.spans((spec.name, Style.COMMAND), f"  {spec.kind} {spec.location}")
    if standing.unsent:
        age = ago(_age(opened, standing.oldest))
        output.line(f"  {events(standing.unsent)} not there yet, the oldest of {age}")
    else:
        output.line("  everything is there")
    output.line(f"  last sync: {_since(opened, attempt.at)}")
    if attempt.message:
        output.line(f"  failed: {attempt.message}", style=Style.DANGER)
        output.line(f"  {_again(opened, attempt)}at once with flowhelp sync {spec.name}")
    wrong = trouble(opened, standing)
    if wrong:
        output.line(f"  {wrong}", style=Style.WARNING)
    for each in standing.stuck:
        output.line(f"  refused: {each.key}: {each.reason}", style=Style.DANGER)


def _again(opened: Workspace, attempt: Attempt) -> str:
    """When it is tried by itself."""
    if not opened.settings.auto_sync or attempt.denied:
        return "tried again "
    when = f", not before {_clock(attempt.retry)}" if attempt.retry else ""
    return f"tried again by itself after a walk{when}; "


def _clock(at: str) -> str:
    from flowhelp.journal.codec import stamp

    return clock(stamp(at))


def standing_json(opened: Workspace, standing: Standing) -> dict[str, Any]:
    """How far a target is, for programs."""
    spec, attempt = standing.spec, standing.attempt
    return {
        "target": spec.name, "kind": spec.kind, "location": spec.location,
        "unsent": standing.unsent,
        "oldest_at": standing.oldest or None,
        "oldest_s": _age(opened, standing.oldest) if standing.oldest else None,
        "stuck": [{"key": each.key, "reason": each.reason} for each in standing.stuck],
        "last_at": attempt.at or None,
        "failure": attempt.message or None,
        "denied": attempt.denied,
        "retry_at": attempt.retry or None,
        "auto": opened.settings.auto_sync,
        "trouble": trouble(opened, standing) or None,
        **_options(spec),
    }  # fmt: skip


def _options(spec: TargetSpec) -> dict[str, Any]:
    """How an xapi target is spoken to; nothing for others."""
    if spec.kind != "xapi":
        return {}
    from flowhelp.usecases.manners import as_data, manner_of

    return {"xapi": as_data(manner_of(spec.options))}


def _age(opened: Workspace, at: str) -> float:
    from flowhelp.journal.codec import stamp

    return max(0.0, round((opened.now() - stamp(at)).total_seconds(), 3))


def _since(opened: Workspace, at: str) -> str:
    return ago(_age(opened, at)) if at else "never"


def events(count: int) -> str:
    """So many of them."""
    return f"{count} event{'s' * (count != 1)}"


def parcels(count: int) -> str:
    """So many of them."""
    return f"{count} parcel{'s' * (count != 1)}"
