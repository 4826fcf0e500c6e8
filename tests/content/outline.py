"""A procedure as lines of plain text, so that a person can check how a page was read."""

from __future__ import annotations

from collections.abc import Iterator

from flowhelp.content import Alert, Block, Command, Edge, Field, Label, Param, Procedure, Step


def outline_of(page: Procedure) -> str:
    """The page in lines: head, parameters, messages, steps, sections, findings."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Procedure) -> Iterator[str]:
    doubt = "" if page.confidence == "high" else f" {page.confidence}"
    yield f"{page.type} {page.mode}{doubt}: {page.title}"
    yield f"  because {page.reason}"
    yield from (f"param {_param(param)}" for param in page.params)
    yield from (f"part #{slug} {title}" for slug, title in page.parts)
    yield from (_alert(alert) for alert in page.alerts)
    for step in page.steps:
        yield from _step(step, "")
    for section in page.sections:
        yield f"section {section.role} h{section.level} #{section.slug} {section.title}".rstrip()
        yield from (line for block in section.blocks for line in _block(block, "  "))
    for finding in page.findings:
        yield f"{finding.code} {finding.severity} line {finding.line}: {finding.message}"


def _param(param: Param) -> str:
    more = [
        f"= {param.default}" if param.default is not None else "",
        " / ".join(param.choices),
        f"{_number(param.min)}..{_number(param.max)}" if _bounded(param) else "",
        param.unit,
        f"/{param.pattern}/" if param.pattern else "",
        f"${param.env}" if param.env else "",
        f"from `{param.source}`" if param.source else "",
        "" if param.required else "not required",
    ]
    return " ".join([param.name, param.type, *(word for word in more if word)])


def _bounded(param: Param) -> bool:
    return param.min is not None or param.max is not None


def _step(step: Step, indent: str) -> Iterator[str]:
    flags = [name for name, on in (("optional", step.optional), ("critical", step.critical)) if on]
    where = f" [{step.phase}]" if step.phase and not indent else ""
    part = f" in #{step.part}" if step.part and not indent else ""
    words = " ".join([step.n, str(step.role), str(step.kind), *flags])
    yield f"{indent}{words}{where}{part} | {step.title}"
    inner = indent + "  "
    if step.condition:
        yield f"{inner}condition {step.condition}"
    if step.when:
        yield f"{inner}when {step.when}"
    yield from (f"{inner}{_command(command)}" for command in step.commands)
    yield from (line for label in step.labels for line in _label(label, inner))
    yield from (f"{inner}{_field(one)}" for one in step.fields)
    yield from (f"{inner}{_alert(alert)}" for alert in step.alerts)
    yield from (f"{inner}{_edge(edge)}" for edge in step.edges)
    for block in step.blocks:
        yield from _block(block, inner)
    for sub in step.steps:
        yield from _step(sub, inner)


def _command(command: Command) -> str:
    where = f" {{{command.variant}}}" if command.variant else ""
    text = command.text.replace("\n", " ⏎ ")
    return f"$ {command.lang or '?'}{where} {text}"


def _label(label: Label, indent: str) -> Iterator[str]:
    arg = f" ({label.arg})" if label.arg else ""
    value = label.value.replace("\n", " ⏎ ")
    yield f"{indent}label {label.key}{arg}: {value}".rstrip()


def _field(one: Field) -> str:
    unit = f" {one.unit}" + (f"={one.ucum}" if one.ucum else "") if one.unit else ""
    words = [f"field {one.name} {one.type}{unit}"]
    if one.min is not None or one.max is not None:
        words.append(
            f"{'(' if one.min_open else '['}{_number(one.min)}..{_number(one.max)}"
            f"{')' if one.max_open else ']'}"
        )
    if one.stop_min is not None or one.stop_max is not None:
        words.append(f"stop [{_number(one.stop_min)}..{_number(one.stop_max)}]")
    if one.target is not None:
        words.append(f"target {_number(one.target)}")
    if one.choices:
        words.append(" / ".join(one.choices))
    if one.pattern:
        words.append(f"/{one.pattern}/")
    return " ".join([*words, f"| {one.label}"])


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _alert(alert: Alert) -> str:
    return f"alert {alert.signal} " + alert.text.replace("\n", " ⏎ ")


def _edge(edge: Edge) -> str:
    effects = ", ".join(f"{name} {change:+g}" for name, change in edge.effects)
    words = [f"edge {edge.kind} {edge.text} -> {edge.target}"]
    words += [f"only if {edge.condition}"] if edge.condition else []
    words += [f"({effects})"] if effects else []
    return " ".join(words)


def _block(block: Block, indent: str) -> Iterator[str]:
    kind = str(block.kind) + (f" {block.lang}" if block.lang else "")
    kind += f" {{{block.variant}}}" if block.variant else ""
    first, *rest = block.text.split("\n")
    yield f"{indent}{kind} @{block.line}: {first}".rstrip()
    yield from (f"{indent}    : {line}".rstrip() for line in rest)
