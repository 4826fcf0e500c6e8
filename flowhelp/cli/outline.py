"""The reading of a page as an indented outline: what each line was taken for.

Pure: values in, lines out.
"""

from __future__ import annotations

from collections.abc import Iterator

from flowhelp.content import Alert, Field, Finding, Kind, Param, Procedure, Role, Step
from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.styles import Line, Span, Style

_SEVERITIES = {"error": Style.DANGER, "warning": Style.WARNING}
_NAMES = 8

Row = tuple[str, Style, Line]
"""What a line is, in which style that is said, and the line itself."""


def outline(procedure: Procedure, width: int) -> Iterator[Line]:
    """Head, steps and findings of a page, in lines of about `width` columns."""
    yield ((procedure.title, Style.TITLE),)
    yield ((procedure.path, Style.DIM),)
    for name, style, spans in _head(procedure):
        first: list[Span] = [(f"{name:<{_NAMES}}", style)]
        yield from wrapped(spans, width, first=first, rest=_blank(_NAMES))
    if procedure.steps:
        yield ()
    for step in procedure.steps:
        yield from _step(step, "", width)
    if procedure.findings:
        yield ()
    for finding in procedure.findings:
        yield from _finding(finding, width)


def reading(field: Field) -> str:
    """A blank in words: what goes in, and its limits."""
    facts = [field.type]
    facts += [" / ".join(field.choices)] if field.choices else []
    facts += [field.unit] if field.unit else []
    facts += [f"= {field.formula}"] if field.formula else []
    for name, low, high in (
        ("within", field.min, field.max),
        ("stop outside", field.stop_min, field.stop_max),
    ):
        if low is not None or high is not None:
            facts.append(f"{name} {_limit(low)}..{_limit(high)}")
    return f"{field.label or field.name} ({', '.join(facts)})"


def _head(procedure: Procedure) -> Iterator[Row]:
    steps = sum(1 for _ in procedure.walked())
    for name, value in (
        ("type", procedure.type.value),
        ("mode", f"{procedure.mode.value}, confidence {procedure.confidence}"),
        ("reason", procedure.reason),
        ("steps", f"{len(procedure.steps)}, with substeps {steps}"),
        ("hash", procedure.steps_hash),
    ):
        if value:
            yield name, Style.DIM, ((value, None),)
    for param in procedure.params:
        yield "param", Style.DIM, _param(param)
    for slug, title in procedure.parts:
        yield "part", Style.DIM, ((f"#{slug}", Style.COMMAND), (f"  {title}", None))
    yield from map(_alert, procedure.alerts)


def _step(step: Step, indent: str, width: int) -> Iterator[Line]:
    number, box = f"{indent}{step.n}. ", "☐ " if step.kind is Kind.TASK else ""
    flags = [step.role.value] if step.role is not Role.MAIN else []
    flags += ["optional"] * step.optional + ["critical"] * step.critical
    spans: list[Span] = [(step.title, None)]
    spans += [(f"  [{', '.join(flags)}]", Style.DIM)] if flags else []
    inner = " " * len(number)
    head: list[Span] = [(number, Style.NUMBER), (box, None)]
    yield from wrapped(spans, width, first=head, rest=_blank(len(number + box)))
    for command in step.commands:
        name = f"{inner}{command.lang or 'text'}  "
        for line in command.text.split("\n"):
            yield ((name, Style.DIM), (line, Style.COMMAND))
            name = " " * len(name)
    for name, style, detail in _details(step):
        first: list[Span] = [(f"{inner}{name}  ", style)]
        yield from wrapped(detail, width, first=first, rest=_blank(len(inner) + 2))
    for substep in step.steps:
        yield from _step(substep, inner, width)


def _details(step: Step) -> Iterator[Row]:
    yield from map(_alert, step.alerts)
    for label in step.labels:
        name = f"{label.key} ({label.arg}):" if label.arg else f"{label.key}:"
        yield name, Style.DIM, ((label.value, None),)
    for field in step.fields:
        yield "blank", Style.DIM, ((reading(field), None),)
    for edge in step.edges:
        yield edge.kind, Style.DIM, ((edge.text, None), (f" → {edge.target}", Style.LINK))


def _alert(alert: Alert) -> Row:
    return f"{alert.signal}:", Style.DANGER, ((alert.text, None),)


def _param(param: Param) -> Line:
    facts = [param.type]
    facts += [" / ".join(param.choices)] if param.choices else []
    facts += [f"default {param.default}"] if param.default is not None else []
    facts += [] if param.required else ["optional"]
    about = ", ".join(facts)
    return ((param.name, Style.COMMAND), (f"  {about}", None), (f"  {param.help}", Style.DIM))


def _finding(finding: Finding, width: int) -> Iterator[Line]:
    style = _SEVERITIES.get(finding.severity, Style.DIM)
    first: list[Span] = [(f"{finding.code} {finding.severity} ", style)]
    where = f" (line {finding.line})" if finding.line else ""
    yield from wrapped([(finding.message + where, None)], width, first=first, rest=_blank(2))


def _limit(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


def _blank(columns: int) -> list[Span]:
    return [(" " * columns, None)]
