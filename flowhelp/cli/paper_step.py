"""One step of a form: what to do, and every line and box that doing it needs."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from textwrap import dedent

from flowhelp.cli.paper_words import BOX, PaperWriter, boxes, line
from flowhelp.content import Alert, Block, BlockKind, Edge, Field, Label, Step
from flowhelp.content.labels import label_at
from flowhelp.content.safety import alert_in
from flowhelp.usecases.paper import MOST_ROUNDS, Form
from flowhelp.walkthrough.loops import Loop, read_loop
from flowhelp.walkthrough.plan import choices, waivable

_ARROWS = ("→", "->", "=>")
_ROUNDS = 3
"""Rows of a loop whose page does not say how often at most."""

_WORD = re.compile(r"^(\*\*|__)\s*(?:DANGER|WARNING|CAUTION|NOTICE)\s*[—–:-]\s*")
_TAG = re.compile(r"<[^>]*>")
_COLUMNS = 70
_LONG = 25
"""Lines; a step of more may be cut by the end of a page, which would else stay half empty."""

_FRAMED = {"hold", "second person", "sign", "throughout"}


class Steps:
    """Writes the steps of one form as rows of a table."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._plan = form.plan
        self._writer = PaperWriter(form.plan, form.params)
        self._headings = {section.line for section in form.procedure.sections if section.level}

    def rows(self, step: Step, depth: int = 0) -> Iterator[str]:
        """The rows of a step and its parts, in the order of the work."""
        parts = [part for sub in step.steps for part in sub.walked()]
        places = self._plan.places
        last = bool(parts) and places.get(step.sid, -1) > places.get(parts[-1].sid, -1)
        yield self._row(step, depth, asks=not last)
        for sub in step.steps:
            yield from self.rows(sub, depth + 1)
        if last:
            yield self._answer_row(step, depth)

    def block(self, block: Block) -> str:
        """A block of a step or section."""
        text = dedent(block.text)
        indent = (len(block.text) - len(block.text.lstrip())) // 2
        match block.kind:
            case BlockKind.CODE:
                made = self._writer.code(block.text)
            case BlockKind.OUTPUT:
                made = f'<p class="small">Expected output:</p>{self._writer.code(block.text)}'
            case BlockKind.ALERT:
                made = ""
            case _:
                made = self._writer.markdown(text)
        name = f'<p class="small">{html.escape(block.variant)}:</p>' if block.variant else ""
        return f'<div class="in">{name}{made}</div>' if indent else name + made

    def alert(self, message: Alert) -> str:
        """A safety message in a frame that tells how serious it is without colour."""
        signal = message.signal
        text = _WORD.sub(r"\1", message.text) if signal in message.text[:20] else message.text
        head = "NOTE" if signal == "INFO" else f"! {signal}"
        body = self._writer.markdown(text)
        return f'<div class="alert {signal.lower()}"><p class="signal">{head}</p>{body}</div>'

    def message(self, block: Block, known: tuple[Alert, ...]) -> str:
        """The safety message that a block shows; `known` tells what its marker meant."""
        text = block.text.strip()
        found = next((each for each in known if each.text.strip() == text), None)
        return self.alert(found or alert_in(text, quoted=True) or Alert("NOTICE", text))

    def _row(self, step: Step, depth: int, *, asks: bool) -> str:
        ticked = step.sid in self._plan.places and asks
        said = [block for block in step.blocks if block.kind is BlockKind.ALERT]
        before = [block for block in said if block.line < step.line]
        words = step.title if step.line in self._headings else step.text or step.title
        shown = {block.text.strip() for block in said}
        made = [self.alert(each) for each in step.alerts if each.text.strip() not in shown]
        made += [self.message(block, step.alerts) for block in before]
        if step.critical:
            made.append('<p class="critical">CRITICAL STEP. Read all of it before you begin.</p>')
        self._writer.looped = bool(step.values("repeat"))
        made.append(f'<p class="do">{self._writer.inline(words)}</p>')
        made += [each for own in self._unlabelled(step) for each in _extra(own, step.fields)]
        late: list[str] = []
        for block in step.blocks:
            if block not in before:
                # A label without words owns the code after it, and is answered below that.
                owns = block.text.rstrip().endswith((":**", "**:"))
                shown_now, asked = self._detail(step, block, words)
                made += [shown_now, *late, *(() if owns else asked)]
                late = list(asked) if owns else []
        made += late
        if asks:
            made += self._choices(step)
        kind = "step" if ticked else "step group"
        kind += " long" if _height("\n".join(made)) > _LONG else ""
        number = f'<td class="n" id="step-{step.n}">{step.n}</td>'
        return _tr(kind, _tick(step) if ticked else "", number, made, depth, signed=ticked)

    def _answer_row(self, step: Step, depth: int) -> str:
        """The question of a step that comes after its parts."""
        made = [f'<p class="do">{self._writer.inline(step.title)}</p>', *self._choices(step)]
        number = f'<td class="n">{step.n}</td>'
        return _tr("step", _tick(step), number, made, depth, signed=True)

    def _detail(self, step: Step, block: Block, words: str) -> tuple[str, list[str]]:
        """A block, and the lines and boxes that it needs below it."""
        if block.kind is BlockKind.ALERT:
            return self.message(block, step.alerts), []
        if block.kind is not BlockKind.LABEL:
            said = block.text == words or self._answers(step, block)
            return "" if said else self.block(block), []
        return self.label(block, step.fields)

    def label(self, block: Block, fields: tuple[Field, ...] = ()) -> tuple[str, list[str]]:
        """A label with its words, and the lines and boxes that it needs below it."""
        text = block.text.strip()
        found = label_at(text, nodes=self._plan.nodes)
        if found is None or (found.key == "critical step" and not text[found.length :]):
            return "" if found else self.block(block), []
        asked = list(_extra(Label(found.key, found.arg, text[found.length :].strip()), fields))
        if found.key not in _FRAMED:
            return self.block(block), asked
        kind = found.key.split()[0]
        return f'<div class="frame {kind}">{self.block(block)}{"".join(asked)}</div>', []

    def _unlabelled(self, step: Step) -> list[Label]:
        """Labels that stood in the action itself, and so in no block."""
        shown = [
            found.key
            for block in step.blocks
            if block.kind is BlockKind.LABEL
            and (found := label_at(block.text.strip(), nodes=self._plan.nodes))
        ]
        left: list[Label] = []
        for label in step.labels:
            if label.key in shown:
                shown.remove(label.key)
            else:
                left.append(label)
        return left

    def _choices(self, step: Step) -> Iterator[str]:
        ways = choices(self._plan, step)
        if ways:
            yield f'<ul class="ways">{"".join(map(self._way, ways))}</ul>'

    def _way(self, way: Edge) -> str:
        step = self._plan.target(way.target)
        leads = f"→ step {step.n}" if step else f"→ {way.target}" if way.target else ""
        only = f" (only if {way.condition})" if way.condition else ""
        changes = ", ".join(f"{name} {change:+g}" for name, change in way.effects)
        tail = html.escape(f"{leads}{only}{f' ({changes})' if changes else ''}")
        return f'<li>{BOX} {self._writer.inline(way.text)} <span class="to">{tail}</span></li>'

    def _answers(self, step: Step, block: Block) -> bool:
        """Whether a block is the answers of a question, which are boxes here."""
        lines = [each for each in block.text.splitlines() if each.strip()]
        asked = block.kind is BlockKind.TEXT and bool(choices(self._plan, step))
        return asked and all(any(arrow in each for arrow in _ARROWS) for each in lines)


def _extra(label: Label, fields: tuple[Field, ...]) -> Iterator[str]:
    """The lines and boxes that a label needs on paper."""
    match label.key:
        case "verify":
            yield f'<p class="ask">{boxes(["yes", "no"])}</p>'
        case "wait":
            times = f"{line('started at', 'short')} {line('ended at', 'short')}"
            yield f'<p class="ask">{times}</p>'
        case "hold":
            who, when = line("HOLD: released by"), line("at", "short")
            yield f'<p class="ask">{who} {line("signature")} {when}</p>'
        case "second person" | "sign":
            yield f'<p class="ask">{_signature()}</p>'
        case "attach":
            yield f'<p class="ask">{boxes(["attached"])} {line("name or number", "long")}</p>'
        case "do":
            yield f'<p class="ask">{boxes(["done on a form of its own"])} {line("run")}</p>'
        case "repeat":
            yield _rounds(read_loop(label), fields)
        case "end":
            yield '<p class="ask">The work ends here.</p>'


def _tr(  # noqa: PLR0913 - the columns
    kind: str, tick: str, number: str, made: list[str], depth: int, *, signed: bool
) -> str:
    body = "\n".join(made)
    ends = "<td></td><td></td>"
    cells = f'<td class="t">{tick}</td>{number}<td class="c d{depth}">{body}</td>'
    return (
        f'<tr class="{kind}">{cells}{ends if signed else ends.replace("<td>", "<td class=x>")}</tr>'
    )


def _height(made: str) -> float:
    """About how many lines of paper that takes."""
    words = _TAG.sub("", made)
    return sum(1 + len(row) // _COLUMNS for row in words.split("\n"))


def _tick(step: Step) -> str:
    na = f'<span class="na">{BOX} N/A</span>' if waivable(step) else ""
    return BOX + na


def _signature() -> str:
    return f"{line('printed name')} {line('signature')} {line('date, time', 'short')}"


def _rounds(loop: Loop, fields: tuple[Field, ...]) -> str:
    """A row for each round of a loop, with the blanks of its step."""
    asked = loop.times or loop.limit or _ROUNDS
    names = loop.items or tuple(f"round {n}" for n in range(1, min(asked, MOST_ROUNDS) + 1))
    head = "".join(f"<th>{_head(field)}</th>" for field in fields)
    cells = "<td></td>" * len(fields)
    rows = "".join(f"<tr><td>{BOX} {html.escape(name)}</td>{cells}<td></td></tr>" for name in names)
    known = bool(loop.items) or (bool(loop.times or loop.limit) and asked <= MOST_ROUNDS)
    more = "" if known else '<p class="small">More rounds: under Deviations.</p>'
    return f'<table class="rounds"><tr><th>Round</th>{head}<th>Time</th></tr>{rows}</table>{more}'


def _head(field: Field) -> str:
    second = " (second)" if field.name.endswith("@second") else ""
    unit = f" ({field.unit})" if field.unit else ""
    formula = f" = {field.formula}" if field.formula else ""
    return html.escape(f"{field.label or field.name}{second}{unit}{formula}")
