"""A form as Markdown: the page itself, with boxes, its version, and room to write.

The author's lines stay as they are but for boxes before numbered steps and the
values that are known, so reading the form back gives the same steps, with the
same numbers and blanks. Where what is added would change that, it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from flowhelp.cli.paper import facts, what
from flowhelp.content import Procedure
from flowhelp.content.frontmatter import read_head
from flowhelp.content.markdown import Node, blocks
from flowhelp.content.parse import parse_page
from flowhelp.usecases.paper import Form
from flowhelp.walkthrough.filling import filled
from flowhelp.walkthrough.plan import waivable

DOTS = "…………………"
"""Room to write where a blank would become a reading of a step."""

_NUMBERED = re.compile(r"^([ \t>]*\d{1,9}[.)][ \t]+)(?!\[[ xX~]\])(?=\S)")
_PLACEHOLDER = re.compile(r"(?<![$\\])\{\{\s*[A-Za-z_][\w./-]*\s*\}\}")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&])")


_HARMLESS = "Notes of the run"
"""A heading whose words no reader takes for steps (FORMAT.md §5.1, info)."""

Shape = list[tuple[str, str, tuple[str, ...]]]
"""Number, role and blanks of every step."""


def paper_in_markdown(form: Form) -> Iterator[str]:
    """The lines of a Markdown form to fill in; of a page that holds several, all of it."""
    plain = form.text.split("\n")
    body = read_head(plain).body
    nodes, _ = blocks(plain[body:])
    lines = _with_values(plain, body, nodes, form.params)
    boxed = [*lines]
    for step in form.plan.steps:
        if step.line:
            boxed[step.line - 1] = _NUMBERED.sub(r"\1[ ] ", boxed[step.line - 1])
    top, wanted = _below_title(form, body, nodes), _shape(form.procedure)
    for chosen, framed in ((boxed, True), (lines, True), (boxed, False), (lines, False)):
        made = _framed(form, chosen, top) if framed else chosen
        if _shape(parse_page("\n".join(made), path=form.procedure.path)) == wanted:
            yield from made
            return
    yield from plain


def _shape(procedure: Procedure) -> Shape:
    """What must be the same when the form is read back."""
    return [
        (step.n, step.role.value, tuple(field.name for field in step.fields))
        for step in procedure.walked()
    ]


def _below_title(form: Form, body: int, nodes: Sequence[Node]) -> int:
    """How many lines stand above the head of the form."""
    first = next((node for node in nodes if node.kind == "heading"), None)
    titled = first is not None and first.level == 1 and not form.only_read
    own = titled and first is not None and first.plain.strip() == form.procedure.title
    return body + first.end if own and first is not None else body


def _with_values(
    plain: Sequence[str], body: int, nodes: Sequence[Node], params: Mapping[str, str]
) -> list[str]:
    """The lines with the values that are known; the head of the file stays as it is."""
    code: set[int] = set()
    for node in nodes:
        for each in node.walked():
            if each.kind == "fence":
                code.update(range(body + each.line, body + each.end))
    made = list(plain)
    for number in range(body, len(plain)):
        if "{{" in made[number]:
            is_code = number in code
            made[number] = (
                filled(made[number], params) if is_code else _worded(made[number], params)
            )
    return made


def _worded(line: str, params: Mapping[str, str]) -> str:
    """A line of words with its values, which are never markup there."""

    def value(match: re.Match[str]) -> str:
        given = filled(match[0], params, code=False)
        if given == match[0] or "___" in given:
            return match[0]
        inside = line[: match.start()].count("`") % 2
        if inside:
            return match[0] if "`" in given else given
        return _MARKUP.sub(r"\\\1", given)

    return _PLACEHOLDER.sub(value, line)


def _framed(form: Form, lines: Sequence[str], top: int) -> list[str]:
    """The lines with the head of a form below the title, and room to write at the end."""
    head = ["", *_rows(("Form", ""), facts(form))]
    values = [(param, form.params.get(param.name, DOTS)) for param in form.procedure.params]
    rows = [(param.name, "(secret)" if param.type == "secret" else value, what(param))
            for param, value in values]  # fmt: skip
    head += ["", *_rows(("Value", "", "What"), rows)] if rows else []
    steps = [(step.n, "☐ / N/A" if waivable(step) else "☐", "", "") for step in form.plan.steps]
    tail = ["", f"## {_HARMLESS}", "", *_rows(("Step", "Done", "Initials", "Time"), steps)]
    tail += ["", *_rows(("Step", "What differs, and why", "Name", "Time"), [("",) * 4] * 4)]
    tail += ["", *_rows(("Printed name", "Initials", "Signature", "Date, time"), [("",) * 4] * 3)]
    gap = [""] if any(line.strip() for line in lines[top : top + 1]) else []
    last = max((n for n, line in enumerate(lines, 1) if line.strip()), default=0)
    return [*lines[:top], *head, *gap, *lines[top : max(top, last)], *tail]


def _rows(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|" + " --- |" * len(heads)
    for row in rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"


def _cell(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split())) or DOTS
