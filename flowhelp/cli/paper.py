"""A procedure as a form to print: HTML of its own, without scripts and colours."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from flowhelp.cli.html import Writer, head
from flowhelp.cli.paper_step import Steps
from flowhelp.cli.paper_style import style
from flowhelp.cli.paper_words import BOX, PaperWriter, boxes, line
from flowhelp.content import Block, BlockKind, Param, Section, Step
from flowhelp.typeset.emoji import with_emoji
from flowhelp.typeset.times import local
from flowhelp.usecases.paper import Form

_DEVIATIONS, _REMARKS, _PEOPLE = 6, 3, 4
_USES = {
    "continuous": "Follow it step by step. Nothing is skipped.",
    "reference": "Whoever skips a step writes down why, under Deviations.",
}
_OUTCOMES = ("completed", "completed with deviation", "failed", "given up")
_WIDTHS = {"Step": "slim", "Time": "slim", "Initials": "slim", "Why": "mid", "Name": "mid"}
_HEAD_OF_STEPS = (
    '<thead><tr><th class="t">done</th><th class="n">step</th><th>what to do</th>'
    '<th class="s">initials</th><th class="s">time</th></tr></thead>'
)


def paper(form: Form) -> Iterator[str]:
    """The lines of an HTML document to print and fill in by hand."""
    foot = f"{form.doc.id} · {form.doc.steps_hash[:20]} · printed {local(form.printed_at)}"
    yield from head(form.title, style(foot), form.doc.lang)
    yield f"<header><h1>{html.escape(form.title)}</h1>"
    yield from _head(form)
    yield "</header>"
    steps = Steps(form)
    yield from _places(form, steps, form.places(rollback=False))
    if form.only_read:
        yield f'<p class="ask">{BOX} read {_who()}</p>'
    back = form.places(rollback=True)
    if back or form.undoing:
        yield f'<div class="{"rollback" if back else "undo"}">'
        yield from _undo(form, steps)
        yield from _places(form, steps, back)
        yield "</div>"
    yield from _tail()
    yield "</body></html>"


def facts(form: Form) -> Iterator[tuple[str, str]]:
    """What the head of a form says, in words; an empty one is written by hand."""
    doc, meta = form.doc, form.procedure.meta
    yield "Procedure", f"{doc.id} ({doc.source}: {doc.path})" if doc.source else doc.path
    commit = f", commit {doc.commit[:12]}" if doc.commit else ""
    yield "Version", f"{doc.steps_hash[:20]}, file {doc.blob[:12]}{commit}"
    who = form.printed_by
    yield "Printed", f"{local(form.printed_at)} by {who.name or who.id}"
    if meta.owner:
        yield "Owner", ", ".join(meta.owner)
    known = [f"{meta.use} use", f"{meta.risk} risk"]
    known += [f"{meta.people} people"] if meta.people > 1 else []
    known += [meta.time] if meta.time else []
    yield "Kind", ", ".join(known)
    if meta.requires:
        yield "Requires", ", ".join(meta.requires)
    yield "Work order", form.context.get("work_order", "")
    yield "Equipment", form.context.get("equipment", "")
    for name in ("Run", "Done by", "Started", "Ended"):
        yield name, ""


def what(param: Param) -> str:
    """What a parameter takes, in a few words."""
    limits = [f"{name} {limit:g}" for name, limit in _limits(param) if limit is not None]
    kind = [] if param.type in {"text", "choice"} else [param.type]
    said = [param.help, *kind, " / ".join(param.choices), " ".join(limits), param.unit]
    pattern = [f"like {param.pattern}"] if param.pattern else []
    optional = [] if param.required else ["may stay empty"]
    return ", ".join(part for part in (*said, *pattern, *optional) if part)


def _limits(param: Param) -> tuple[tuple[str, float | None], ...]:
    return ("from", param.min), ("to", param.max)


def _head(form: Form) -> Iterator[str]:
    meta = form.procedure.meta
    if meta.status != "active":
        yield f'<p class="note">{html.escape(meta.status.upper())}</p>'
    if meta.description:
        yield f"<p>{Writer().inline(with_emoji(meta.description))}</p>"
    for finding in form.procedure.findings:
        if finding.severity == "error":
            said = f"Mistake in the page, line {finding.line}: {finding.message}"
            yield f'<p class="note">{html.escape(said)}</p>'
    rows = [(f"<th>{html.escape(key)}</th><td>{_given(said)}</td>") for key, said in facts(form)]
    if len(rows) % 2:
        rows.append("<th></th><td></td>")
    pairs = (f"<tr>{a}{b}</tr>" for a, b in zip(rows[::2], rows[1::2], strict=True))
    yield f'<table class="form">{"".join(pairs)}</table>'
    if form.procedure.params:
        yield "<h2>Values</h2>"
        values = "".join(_param(form, param) for param in form.procedure.params)
        yield f'<table class="form">{values}</table>'
    use = _USES.get(meta.use, "")
    tick = f"{BOX} Tick what is done; N/A is for what does not apply. "
    why = "Out of limits, failed or left out: write why under Deviations, at the end. "
    yield f'<p class="legend">{tick}{why}{html.escape(use)}</p>'


def _given(said: str) -> str:
    return html.escape(said) if said else '<span class="line"></span>'


def _param(form: Form, param: Param) -> str:
    given = form.params.get(param.name)
    if given is not None:
        value = f'<span class="value">{html.escape(given)}</span>'
    elif param.type == "secret":
        value = "secret: never write it on paper"
    elif param.choices:
        value = boxes(param.choices)
    else:
        value = line(kind="long")
    said = "" if param.choices and given is None and not param.help else html.escape(what(param))
    return f"<tr><th>{html.escape(param.name)}</th><td>{value}</td><td>{said}</td></tr>"


def _places(form: Form, steps: Steps, places: Sequence[Section | Step]) -> Iterator[str]:
    """Headings, their words, and tables of the steps between them."""
    writer = PaperWriter(form.plan, form.params)
    lines = {place.line for place in places if isinstance(place, Step)}
    inside = False
    for place in places:
        if isinstance(place, Step):
            if not inside:
                yield f'<table class="steps">{_HEAD_OF_STEPS}<tbody>'
            yield from steps.rows(place)
            inside = True
            continue
        named = bool(place.title) and place.line not in lines
        if inside and (named or place.blocks):
            yield "</tbody></table>"
            inside = False
        if named:
            level = min(6, max(2, place.level))
            yield f"<h{level}>{writer.inline(place.title)}</h{level}>"
        for block in place.blocks:
            yield from _words(form, steps, block)
    if inside:
        yield "</tbody></table>"


def _words(form: Form, steps: Steps, block: Block) -> Iterator[str]:
    """A block that belongs to no step."""
    if block.kind is BlockKind.ALERT:
        yield steps.message(block, form.procedure.alerts)
    elif block.kind is BlockKind.LABEL:
        shown, asked = steps.label(block)
        yield from (shown, *asked)
    else:
        yield steps.block(block)


def _undo(form: Form, steps: Steps) -> Iterator[str]:
    """What was done is undone in reverse order."""
    if form.undoing:
        yield "<h2>Undo what was done, the last step first</h2>"
        yield f'<table class="steps">{_HEAD_OF_STEPS}<tbody>'
        for step in form.undoing:
            yield from steps.rows(step)
        yield "</tbody></table>"


def _tail() -> Iterator[str]:
    """Room for what no page foresees, and for the names."""
    yield '<div class="end">'
    yield "<h2>Deviations</h2>"
    yield _lines(("Step", "What differs, or is out of limits", "Why", "Name", "Time"), _DEVIATIONS)
    yield '</div><div class="end"><h2>Remarks for the author</h2>'
    yield _lines(("Step", "Remark"), _REMARKS)
    yield '</div><div class="end"><h2>Names</h2>'
    yield _lines(("Printed name", "Role", "Initials", "Signature"), _PEOPLE)
    yield f'<p class="ask">Result: {boxes(_OUTCOMES)}</p>'
    yield f'<p class="ask">{_who()}</p>'
    yield f'<p class="ask">{line("keyed in by")} {line("on")} {line("run")}</p></div>'


def _who() -> str:
    return f"{line('name')} {line('signature')} {line('date, time')}"


def _lines(heads: Sequence[str], count: int) -> str:
    top = "".join(f'<th class="{_WIDTHS.get(each, "wide")}">{each}</th>' for each in heads)
    row = f"<tr>{'<td></td>' * len(heads)}</tr>"
    return f'<table class="lines"><tr>{top}</tr>{row * count}</table>'
