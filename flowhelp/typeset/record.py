"""One run in full, as lines: its head, its steps with all that was found, and what is left to say.

Pure. What can be followed is a `Link` whose target begins with `run:` or `page:`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flowhelp.journal.papers import begun_at, ended_at
from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.recorded import (
    MARKS,
    STATES,
    local_time,
    measured,
    names,
    on_paper,
    outcome,
    signature,
    tool,
    verdict,
    when,
    work,
)
from flowhelp.typeset.styles import Line, Link, Span, Style
from flowhelp.typeset.times import lasting
from flowhelp.walkthrough.filling import filled

RUN, PAGE = "run:", "page:"
"""What targets of links begin with."""

_INDENT = " " * 6
_SHORT_HASH = 20
_SHORT_RUN = 8

Record = Mapping[str, Any]
"""Of a run, or the part of one that is about a step."""


def in_full(record: Record, width: int, *, head: str = "") -> Iterator[Line]:
    """The lines that show a run.

    Args:
        record: As `journal.record.run_record` has it.
        width: Columns.
        head: Hash of the run's last event, which binds all of it; left out when empty.
    """
    yield from wrapped([(record["doc"]["title"], Style.TITLE)], width)
    yield from summary(record, width)
    yield from facts(record, width, head)
    yield ()
    people = names(record)
    for step in record["steps"]:
        yield from _step(titled(step, record), people, width)
    if not record["steps"]:
        yield (("  No step was touched.", Style.DIM),)
    yield from rest(record, people, width)


def rest(record: Record, people: Mapping[str, str], width: int) -> Iterator[Line]:
    """What there is to say of a run besides its steps."""
    yield from _deviations(record, people, width)
    yield from _remarks(record, width)
    yield from _moves(record, people, width)
    yield from _feedback(record, width)


def titled(step: Record, record: Record) -> dict[str, Any]:
    """The step, its title with the values of the run where the page has placeholders."""
    title = step.get("title", "")
    params = record["context"]["params"]
    return {**step, **({"title": filled(title, params, code=False)} if title else {})}


def run_link(run: str) -> Span:
    """A link to a run, by the end of its id."""
    return run[-_SHORT_RUN:], Link(f"{RUN}{run}")


def page_link(procedure: str, words: str = "") -> Span:
    """A link to a page."""
    return words or procedure, Link(f"{PAGE}{procedure}")


def summary(record: Record, width: int) -> Iterator[Line]:
    """How it ended, when, how long it took, and who did it."""
    sign, words, style = outcome(record.get("outcome", record["state"]), record.get("end", ""))
    ended = f" to {local_time(ended_at(record))}" if ended_at(record) else ""
    spans: list[Span] = [
        (f"{sign} {words}", style),
        (f", {local_time(begun_at(record))}{ended}", None),
    ]
    yield from wrapped(spans, width)
    if record.get("end_reason"):
        yield from wrapped([(record["end_reason"], None)], width, first=_blank(2), rest=_blank(2))
    actor = record["actor"]
    roles = f" ({', '.join(actor['roles'])})" if actor.get("roles") else ""
    yield from wrapped([(f"by {actor['name']}{roles}, {work(record)}", None)], width)


def facts(record: Record, width: int, head: str = "") -> Iterator[Line]:
    """Everything that is known of the run as a whole, one fact a line."""
    doc, context = record["doc"], record["context"]
    version = doc.get("steps_hash", "")[:_SHORT_HASH]
    commit = f" · commit {doc['commit'][:12]}" if doc.get("commit") else ""
    dirty = ", changed since" if doc.get("dirty") and commit else ""
    page: list[Span] = [page_link(doc["id"])]
    page += [(f"#{doc['anchor']}", None)] if doc.get("anchor") else []
    page += [(f" · {version}{commit}{dirty} · {record['use']} use", Style.DIM)]
    yield from _fact("page", page, width)
    for sign in record.get("acknowledged", ()):
        yield from _fact("read", [(f"{sign['meaning']}: {signature(sign)}", None)], width)
    yield from _fact("run", [(record["id"], None)], width)
    if head:
        yield from _fact("head", [(head, Style.DIM)], width)
    if record["purpose"] != "perform":
        yield from _fact("purpose", [(record["purpose"], None)], width)
    for other in record.get("others", ()):
        yield from _fact(other["part"], [(other["name"], None)], width)
    if "parent" in record:
        yield from _fact("part of", [run_link(record["parent"]["run"])], width)
    if "paper" in record:
        yield from _fact("on paper", [(on_paper(record["paper"]), None)], width)
    for name, value in context.items():
        if name != "params" and value:
            yield from _fact(name.replace("_", " "), [(value, None)], width)
    for name, value in (context["params"] | record.get("variables", {})).items():
        yield from wrapped([(f"{name} = {value}", None)], width, rest=_blank(2))


def _fact(name: str, spans: Iterable[Span], width: int) -> list[Line]:
    return wrapped(spans, width, first=[(f"{name}: ", Style.DIM)], rest=_blank(2))


def _step(step: Mapping[str, Any], people: Mapping[str, str], width: int) -> Iterator[Line]:
    mark = MARKS.get(step["state"], "?")
    name = f"{step['n']}. {step['title']}" if "n" in step else step["sid"]
    state = STATES.get(step["state"], step["state"])
    spent = [at] if (at := when(step)) else []
    if "dwell_s" in step and "paper_at" not in step:
        spent.append(lasting(step["dwell_s"]))
    style = Style.WARNING if step["state"] in {"failed", "skipped"} else Style.DIM
    spans: list[Span] = [(name, None)]
    spans += [(f"  {state}", style)] if state else []
    spans += [(f"  {', '.join(spent)}", Style.DIM)] if spent else []
    first: list[Span] = [(f"  {mark} ", style if state else None)]
    yield from wrapped(spans, width, first=first, rest=_blank(4))
    for line in findings(step, people):
        yield from wrapped(line, width, first=_blank(6), rest=_blank(8))


def findings(step: Record, people: Mapping[str, str]) -> Iterator[list[Span]]:
    """All that was found out at a step, one line each."""
    if "reason" in step:
        yield [(step["reason"], None)]
    for reading in step.get("readings", ()):
        yield _reading(reading, people)
    for sign in step.get("signs", ()):
        yield [(f"{sign['meaning']}: {signature(sign)}", None)]
    if "verify" in step:
        result = step["verify"]["result"]
        style = None if result == "ok" else Style.DANGER
        exit_code = step["verify"].get("exit")
        shown = "" if exit_code is None else f", exit status {exit_code}"
        yield [(f"checked: {result}{shown}", style)]
    yield from _happened(step)
    yield from _hold(step, people)
    if "child" in step:
        yield _child(step["child"])


def _reading(reading: Mapping[str, Any], people: Mapping[str, str]) -> list[Span]:
    label = reading.get("label") or reading["name"]
    second = reading["name"].endswith("@second")
    by = f" by {people.get(reading['by'], reading['by'])}" if second else ""
    instrument = tool(reading)
    said, style = verdict(reading)
    spans: list[Span] = [(f"{label}: {measured(reading)}{by}", None)]
    spans += [(f" with {instrument}", None)] if instrument else []
    spans += [(f"  {said}", style or Style.DIM)] if said else []
    if not reading.get("counts", True):
        spans.append(("  of the page before the move", Style.WARNING))
    if "corrects" in reading:
        who = people.get(reading["by"], reading["by"])
        why = f": {reading['reason']}" if reading.get("reason") else ""
        words = f"  (corrected) by {who}, {when(reading)}{why}"
        spans.append((words, Style.WARNING))
    return spans


def _happened(step: Mapping[str, Any]) -> Iterator[list[Span]]:
    """What ran, how long it waited, how often it was done, and what was attached."""
    if "cmd" in step:
        command = step["cmd"]
        ended = command["exit"]
        how = command.get("ended", "no exit status") if ended is None else f"{ended}"
        words = f"command ended with {how} after {command['dur_s']:.1f} s"
        yield [(words, None if ended == 0 else Style.WARNING)]
    if step.get("timer", {}).get("waited_s") is not None:
        timer = step["timer"]
        required = timer.get("required_s", 0.0)
        short = timer["waited_s"] < required
        words = f"waited {lasting(timer['waited_s'])} of {lasting(required)}"
        yield [(f"{words}{', too short' if short else ''}", Style.WARNING if short else None)]
    if step.get("rounds", 1) > 1:
        yield [(f"done {step['rounds']} times", None)]
    for file in step.get("files", ()):
        yield [(f"attached: {file['name']}, SHA-256 {file['sha256'][:12]}…", None)]


def _hold(step: Mapping[str, Any], people: Mapping[str, str]) -> Iterator[list[Span]]:
    hold = step.get("hold")
    if not hold:
        return
    if "set_at" in hold:
        why = {"stop": "outside the stop range", "author": "as the page says"}.get(hold["why"], "")
        words = hold.get("condition", "").rstrip(".") or why
        role = f", for {hold['role']}" if hold.get("role") else ""
        at = local_time(hold.get("set_paper_at") or hold["set_at"])
        yield [(f"held, {at}: {words}{role}", None)]
    if "released_by" in hold:
        who = people.get(hold["released_by"], hold["released_by"])
        yield [(f"released by {who}: {hold['reason']}", None)]
    else:
        yield [("not released", Style.WARNING)]


def _child(child: Mapping[str, str]) -> list[Span]:
    """The run of another page that a step began, or that it went on without."""
    ended = outcome(child["outcome"])[1] if child.get("outcome") else ""
    if not child.get("run"):
        return [(f"other procedure: {ended}", None)]
    spans: list[Span] = [("walked ", None)]
    spans += [page_link(child["procedure"])] if child.get("procedure") else []
    spans += [(" in run ", None), run_link(child["run"])]
    return [*spans, (f": {ended}", None)] if ended else spans


def _deviations(record: Record, people: Mapping[str, str], width: int) -> Iterator[Line]:
    yield from _headed("Deviations", record["deviations"])
    numbers = _numbers(record)
    for each in record["deviations"]:
        kind = each["kind"].replace("_", " ")
        field = f" ({each['field']})" if each.get("field") else ""
        who = people.get(each["by"], each["by"])
        spans: list[Span] = [
            (f"{numbers.get(each['sid'], each['sid'])}: {kind}{field}: ", Style.WARNING),
            (each.get("reason", ""), None),
            (f"  {who}, {when(each)}", Style.DIM),
        ]
        yield from wrapped(spans, width, first=_blank(2), rest=_blank(4))


def _remarks(record: Record, width: int) -> Iterator[Line]:
    yield from _headed("Remarks", record["notes"])
    numbers = _numbers(record)
    for note in record["notes"]:
        where = f"{numbers.get(note['sid'], note['sid'])}: " if note["sid"] else ""
        to = "  for the author of the page" if note.get("to") == "author" else ""
        spans: list[Span] = [(f"{where}{note['text']}", None), (to, Style.DIM)]
        yield from wrapped(spans, width, first=_blank(2), rest=_blank(4))


def _moves(record: Record, people: Mapping[str, str], width: int) -> Iterator[Line]:
    for each in record.get("moves", ()):
        yield ()
        who = people.get(each["by"], each["by"])
        words = f"Moved to the changed page, {local_time(each['at'])}, by {who}: {each['reason']}"
        yield from wrapped([(words, None)], width)
        versions = f"{each['from'][:_SHORT_HASH]} → {each['to'][:_SHORT_HASH]}"
        yield from wrapped([(versions, Style.DIM)], width, first=_blank(2), rest=_blank(2))


def _feedback(record: Record, width: int) -> Iterator[Line]:
    found = record.get("feedback")
    if found:
        yield ()
        useful = {1: "useful", 0: "neither", -1: "not useful"}.get(found.get("useful"), "")
        text = ": ".join(part for part in (useful, found.get("text", "")) if part)
        yield from wrapped([(f"The page was {text}", None)], width)


def _headed(title: str, found: Iterable[object]) -> Iterator[Line]:
    if found:
        yield ()
        yield ((title, Style.HEADING),)


def _numbers(record: Record) -> dict[str, str]:
    return {step["sid"]: step.get("n", step["sid"]) for step in record["steps"]}


def _blank(columns: int) -> list[Span]:
    return [(" " * columns, None)]
