"""A run as a page for a browser: to read, to print on A4, to sign and to archive.

Pure. It loads nothing and runs nothing; every text of pages and people is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
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

_WIDE = 10_000
_HEADS = ("Step", "Reading", "Value", "Limits", "Verdict", "Instrument", "Who", "When")
_POLICY = (
    '<meta http-equiv="Content-Security-Policy"'
    " content=\"default-src 'none'; style-src 'unsafe-inline'\">"
)
_STYLE = """\
@page{size:A4;margin:15mm 14mm}
*{box-sizing:border-box}
body{font:10.5pt/1.4 "Liberation Sans",Arial,Helvetica,sans-serif;color:#000;background:#fff;
max-width:182mm;margin:0 auto}
h1{font-size:16pt;margin:0 0 2mm}h2{font-size:12pt;margin:5mm 0 1.5mm;break-after:avoid}
article+article{break-before:page}
p,ul,ol{margin:0 0 2mm}ul{padding-left:5mm}.steps{list-style:none;padding-left:0}
li,tr{break-inside:avoid}thead{display:table-header-group}
table{border-collapse:collapse;width:100%;font-size:9pt}
td,th{border:.25mm solid #000;padding:.8mm 1.5mm;text-align:left;vertical-align:top;
overflow-wrap:anywhere}
th{overflow-wrap:normal}
code{font:8.5pt "Liberation Mono",monospace;overflow-wrap:anywhere}
.sign td{height:11mm}.proof{border:.4mm solid #000;padding:2mm;break-inside:avoid}
"""


def report_html(found: Sequence[Evidence]) -> str:
    """One page with the reports of those runs, each beginning on a sheet of its own."""
    title = one_line(found[0].record["doc"]["title"]) if len(found) == 1 else "Run reports"
    return "\n".join([
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        _POLICY,
        f"<title>{_safe(title)}</title><style>{_STYLE}</style></head><body>",
        *(line for each in found for line in _article(each)),
        "</body></html>\n",
    ])  # fmt: skip


def _article(evidence: Evidence) -> Iterator[str]:
    record = evidence.record
    yield f"<article><h1>{_safe(record['doc']['title'])}</h1>"
    yield f"<p>{'<br>'.join(_plain(summary(record, _WIDE)))}</p>"
    yield from _list((*_plain(facts(record, _WIDE)), f"times: {zone_words(record)}"))
    yield "<h2>Steps</h2>"
    yield from _steps(record)
    yield from _readings(record)
    yield from _signatures(record)
    for line in _plain(rest(record, names(record), _WIDE)):
        if line:
            word = "h2" if line in {"Deviations", "Remarks"} else "p"
            yield f"<{word}>{line}</{word}>"
    yield from _proof(evidence)
    yield "</article>"


def _steps(record: Mapping[str, Any]) -> Iterator[str]:
    people = names(record)
    yield '<ul class="steps">'
    for step in (titled(each, record) for each in record["steps"]):
        at = f", {time}" if (time := when(step)) else ""
        number = f"<b>{_safe(step['n'])}</b> " if "n" in step else ""
        words = f"{_safe(step.get('title', step['sid']))} ({_safe(step['state'] + at)})"
        yield f"<li>{MARKS.get(step['state'], '?')} {number}{words}"
        alone = {**step, "readings": (), "signs": ()}
        yield from _list(_plain(tuple(spans) for spans in findings(alone, people)))
        yield "</li>"
    yield "</ul>"


def _readings(record: Mapping[str, Any]) -> Iterator[str]:
    found = [(step, each) for step in record["steps"] for each in step.get("readings", ())]
    if not found:
        return
    people = names(record)
    yield f"<h2>Readings</h2><table><thead>{_row(_HEADS, 'th')}</thead><tbody>"
    for step, each in found:
        said = verdict(each)[0].partition(" (")[0] if each.get("within") is not None else ""
        corrected = f"corrected: {each.get('reason', '')}" if "corrects" in each else ""
        yield _row((
            step.get("n", step["sid"]),
            each.get("label") or each["name"],
            measured(each),
            limits(each),
            ", ".join(part for part in (said, corrected) if part),
            tool(each),
            people.get(each["by"], each["by"]),
            when(each),
        ))  # fmt: skip
    yield "</tbody></table>"


def _signatures(record: Mapping[str, Any]) -> Iterator[str]:
    found = [(step, each) for step in record["steps"] for each in step.get("signs", ())]
    if found:
        yield "<h2>Signatures</h2>"
        yield from _list(
            _safe(f"{step.get('n', step['sid'])}: {each['meaning']}: {signature(each)}")
            for step, each in found
        )


def _proof(evidence: Evidence) -> Iterator[str]:
    """What binds the report to the journal, and room to sign it by hand."""
    yield '<div class="proof"><h2>What proves it</h2>'
    doc = evidence.record["doc"]
    facts_of = [
        f"{name.replace('_', ' ')}: <code>{_safe(str(doc[name]))}</code>"
        for name in ("steps_hash", "blob", "commit", "repo")
        if doc.get(name)
    ]
    facts_of.append(f"run: <code>{_safe(evidence.record['id'])}</code>")
    facts_of.append(
        f"events: {evidence.events}, the last of them with SHA-256"
        f" <code>{_safe(evidence.run_head)}</code>"
    )
    head = evidence.head
    if head is not None:
        facts_of.append(
            f"head of the journal: device <code>{_safe(head.device)}</code>, event {head.seq},"
            f" <code>{_safe(head.sha256)}</code>"
        )
    yield from _list(facts_of)
    yield "</div>"
    yield "<h2>Signed by hand</h2>"
    yield f'<table class="sign"><thead>{_row(("Name", "Role", "Date", "Signature"), "th")}</thead>'
    yield f"<tbody>{_row(('',) * 4) * 2}</tbody></table>"


def _list(lines: Iterable[str]) -> Iterator[str]:
    found = [f"<li>{line}</li>" for line in lines if line]
    if found:
        yield f"<ul>{''.join(found)}</ul>"


def _plain(lines: Iterable[Line]) -> Iterator[str]:
    """The words of lines without their looks, escaped."""
    for line in lines:
        yield _safe(parted(line))


def _row(values: Iterable[Any], cell: str = "td") -> str:
    return f"<tr>{''.join(f'<{cell}>{_safe(str(each))}</{cell}>' for each in values)}</tr>"


def _safe(text: str) -> str:
    return escape(one_line(text))
