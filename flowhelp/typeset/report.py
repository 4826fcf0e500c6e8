"""A run as a report in Markdown, for people who read it elsewhere.

Pure. Text of the page and of people is escaped, so that it cannot become a heading, a link
or a table of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flowhelp.typeset.record import facts, findings, rest, summary, titled
from flowhelp.typeset.recorded import (
    MARKS,
    limits,
    measured,
    names,
    parted,
    signature,
    tool,
    verdict,
    when,
)
from flowhelp.typeset.styles import Line
from flowhelp.typeset.terminal import one_line
from flowhelp.typeset.zones import zone_words
from flowhelp.usecases.export import Evidence

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_WIDE = 10_000


def report(evidence: Evidence) -> str:
    """The report of a run; it ends with a line feed."""
    return "\n".join(_report(evidence)) + "\n"


def _report(evidence: Evidence) -> Iterator[str]:
    record = evidence.record
    yield f"# {_safe(record['doc']['title'])}"
    yield ""
    for line in _plain(summary(record, _WIDE)):
        yield f"{_safe(line)}\\"
    yield ""
    yield from _facts(evidence)
    yield from ("", "## Steps", "")
    yield from _steps(record)
    yield from _readings(record)
    yield from _signatures(record)
    for line in _plain(rest(record, names(record), _WIDE)):
        if line in {"Deviations", "Remarks"}:
            yield from (f"## {line}", "")
        else:
            yield f"- {_safe(line)}" if line else ""


def _facts(evidence: Evidence) -> Iterator[str]:
    for line in _plain(facts(evidence.record, _WIDE)):
        yield f"- {_safe(line)}"
    yield f"- times: {zone_words(evidence.record)}"
    doc = evidence.record["doc"]
    for name in ("steps_hash", "blob", "commit", "repo"):
        if doc.get(name):
            yield f"- {name.replace('_', ' ')}: `{_code(doc[name])}`"
    yield f"- events: {evidence.events}, the last of them with SHA-256 `{evidence.run_head}`"
    head = evidence.head
    if head is not None:
        yield f"- head of the journal: device `{head.device}`, event {head.seq}, `{head.sha256}`"


def _steps(record: Mapping[str, Any]) -> Iterator[str]:
    people = names(record)
    for step in (titled(each, record) for each in record["steps"]):
        mark = MARKS.get(step["state"], "?")
        number = f"**{_safe(step['n'])}** " if "n" in step else ""
        at = f", {time}" if (time := when(step)) else ""
        yield f"- {mark} {number}{_safe(step.get('title', step['sid']))} ({step['state']}{at})"
        alone = {**step, "readings": (), "signs": ()}
        for line in _plain(tuple(spans) for spans in findings(alone, people)):
            yield f"  - {_safe(line)}"


def _plain(lines: Iterable[Line]) -> Iterator[str]:
    """The words of lines without their looks."""
    for line in lines:
        yield one_line(parted(line))


def _readings(record: Mapping[str, Any]) -> Iterator[str]:
    found = [(step, each) for step in record["steps"] for each in step.get("readings", ())]
    if not found:
        return
    people = names(record)
    heads = ("Step", "Reading", "Value", "Limits", "Verdict", "Instrument", "Who", "When")
    yield from ("", "## Readings", "", _row(heads), _row(["---"] * len(heads), raw=True))
    for step, each in found:
        said = verdict(each)[0].partition(" (")[0] if each.get("within") is not None else ""
        corrected = f"corrected: {each.get('reason', '')}" if "corrects" in each else ""
        yield _row(
            (
                step.get("n", step["sid"]),
                each.get("label") or each["name"],
                measured(each),
                limits(each),
                ", ".join(part for part in (said, corrected) if part),
                tool(each),
                people.get(each["by"], each["by"]),
                when(each),
            )
        )


def _signatures(record: Mapping[str, Any]) -> Iterator[str]:
    found = [(step, each) for step in record["steps"] for each in step.get("signs", ())]
    if found:
        yield from ("", "## Signatures", "")
        for step, each in found:
            number = step.get("n", step["sid"])
            yield f"- {_safe(number)}: {_safe(each['meaning'])}: {_safe(signature(each))}"


def _row(values: Any, *, raw: bool = False) -> str:
    return f"| {' | '.join(str(each) if raw else _safe(str(each)) for each in values)} |"


def _safe(text: str) -> str:
    """Text that Markdown shows as it stands, on one line."""
    return _SPECIAL.sub(r"\\\1", one_line(text))


def _code(text: str) -> str:
    return one_line(text).replace("`", "")
