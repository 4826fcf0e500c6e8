"""A step's detail: its blocks read for labels, readings, commands, messages and ways on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from flowhelp.content import edges as ways
from flowhelp.content.commands import Code, language, read_code
from flowhelp.content.dialects.tabs import VARIANT
from flowhelp.content.fields import distinct, fields_in, fields_in_table
from flowhelp.content.labels import Found, label_at
from flowhelp.content.markdown import Node, code_spans, plain
from flowhelp.content.model import (
    Alert,
    Block,
    BlockKind,
    Command,
    Edge,
    Field,
    Finding,
    Label,
)
from flowhelp.content.safety import alert_in
from flowhelp.content.source import markdown_of
from flowhelp.content.spans import inline_commands

_LINKED = {"if not": "failure", "go to": "jump", "do": "include"}
_FILLED = frozenset(("record", "second person", "sign", "hold"))
_OWNS_CODE = frozenset(("verify", "expect", "undo", "if not"))


@dataclass(slots=True)
class Detail:
    """What the blocks of one step hold, in document order.

    Attributes:
        nodes_page: Whether the page is a decision or scenario, which know more labels.
        spans: Indices of the commands that stood inside a sentence.
        lead: The words before the next block.
    """

    nodes_page: bool = False
    blocks: list[Block] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    spans: set[int] = field(default_factory=set)
    critical: bool = False
    lead: str = ""
    _open: int = -1

    def add(self, node: Node, *, depth: int = 0) -> None:
        """Read one more block."""
        match node.kind:
            case "paragraph":
                self._paragraph(node, depth)
            case "fence":
                self._fence(node)
            case "list":
                self._list(node, depth)
            case "quote":
                self._quote(node)
            case "table":
                self.fields.extend(fields_in_table(node.rows))
                self._show(BlockKind.TABLE, node)
                for row in node.rows[1:]:
                    for cell in row:
                        self._table_cell(cell)
            case "html" if not node.plain:
                pass
            case _:
                self._show(BlockKind.TEXT, node)
        if node.kind not in {"fence", "list"}:
            self.lead = node.plain

    def action(self, node: Node) -> str:
        """Read the action itself; returns its Markdown without a leading label."""
        text = node.text
        found = label_at(text, nodes=self.nodes_page)
        if found and found.key:
            rest = text[found.length :].strip()
            if found.key == "critical step":
                self.critical = True
                self.labels.append(Label(found.key, found.arg, ""))
            else:
                self._label(found, rest, node)
            text = rest or text
        else:
            self.fields.extend(fields_in(_fillable(node)))
            self.edges.extend(ways.jumps_in(text))
        self.lead = node.plain
        self._spans(code_spans(node.inline))
        return text

    def _paragraph(self, node: Node, depth: int) -> None:
        lines = node.text.split("\n")
        starts = [n for n, line in enumerate(lines) if label_at(line, nodes=self.nodes_page)]
        if len(starts) > 1 or (starts and starts[0]):
            for one in _split(node, lines, starts):
                self._one_paragraph(one, depth)
        else:
            self._one_paragraph(node, depth)

    def _one_paragraph(self, node: Node, depth: int) -> None:
        found = label_at(node.text, nodes=self.nodes_page)
        if found is not None and found.key:
            self._label(found, node.text[found.length :].strip(), node)
            self._show(BlockKind.LABEL, node, depth)
            return
        if found is not None:
            message = f"'{found.word}' is nearly a label; is it meant as one?"
            self.findings.append(Finding("FH008", "error", message, node.line + 1))
        self._open = -1
        alert = alert_in(node.text, quoted=False)
        if alert is not None and alert.signal != "INFO":
            self.alerts.append(alert)
            self._show(BlockKind.ALERT, node, depth)
        else:
            self._show(BlockKind.TEXT, node, depth)
        self.fields.extend(fields_in(_fillable(node)))
        self.edges.extend(ways.jumps_in(node.text))
        self._spans(code_spans(node.inline))

    def _label(self, found: Found, value: str, node: Node) -> None:
        if found.key == "critical step":
            self.critical = True
        self.labels.append(Label(found.key, found.arg, value))
        self._open = len(self.labels) - 1 if not value else -1
        if found.key in _FILLED or (found.key not in {"why", "key point"} and "___" in value):
            words = node.plain[len(found.word) :].split(":", 1)
            found_fields = fields_in(words[-1] if len(words) > 1 else node.plain)
            if found.key == "second person":
                found_fields = [replace(one, name=f"{one.name}@second") for one in found_fields]
            self.fields.extend(found_fields)
        if found.key in _LINKED:
            self.edges.extend(ways.first_link(node, _LINKED[found.key]))

    def _fence(self, node: Node) -> None:
        if self._open >= 0:
            label = self.labels[self._open]
            self.labels[self._open] = Label(label.key, label.arg, node.text)
            kind = BlockKind.OUTPUT if label.key == "expect" else BlockKind.CODE
            self.blocks.append(Block(kind, node.text, language(node.info), node.line + 1))
            self._open = -1
            return
        variant = node.variant or _variant_of(node.info)
        code = read_code(node.info, node.text, lead=self.lead)
        for command in code.commands:
            self.commands.append(Command(command.lang, command.text, variant))
        self._code_blocks(code, node, variant)
        if code.output:
            self.labels.append(Label("expect", "", code.output))

    def _code_blocks(self, code: Code, node: Node, variant: str) -> None:
        line, text = node.line + 1, node.text
        if code.commands and code.output:
            text = code.shown
        if code.commands or code.content or not code.output:
            self.blocks.append(Block(BlockKind.CODE, text, code.lang, line, variant))
        if code.output:
            answer = code.output if code.commands else node.text
            self.blocks.append(Block(BlockKind.OUTPUT, answer, code.lang, line, variant))

    def _list(self, node: Node, depth: int) -> None:
        answers = ways.decision(node)
        if answers:
            self.edges.extend(answers)
            self._show(BlockKind.TEXT, node, depth)
            return
        if self._open >= 0:
            label = self.labels[self._open]
            self.labels[self._open] = Label(label.key, label.arg, markdown_of(node))
            self._open = -1
        for item in node.nodes:
            for n, child in enumerate(item.nodes):
                if n == 0 and child.kind == "paragraph":
                    self._bullet(item, child, depth)
                else:
                    self.add(child, depth=depth + 1)

    def _bullet(self, item: Node, head: Node, depth: int) -> None:
        found = label_at(head.text, nodes=self.nodes_page)
        if found is not None and found.key:
            self._paragraph(head, depth)
            return
        self._open = -1
        mark = f"{item.number}. " if item.ordered else "- "
        mark += "" if item.ticked is None else "[ ] "
        shown = Node("paragraph", head.line, head.end, text=mark + head.text, plain=head.plain)
        shown.variant = head.variant
        shown.inline = head.inline
        if found is not None:
            message = f"'{found.word}' is nearly a label; is it meant as one?"
            self.findings.append(Finding("FH008", "error", message, head.line + 1))
        self._show(BlockKind.TEXT, shown, depth)
        self.fields.extend(fields_in(_fillable(head)))
        self.edges.extend(ways.jumps_in(head.text))
        self._spans(code_spans(head.inline))
        self.lead = head.plain

    def _quote(self, node: Node) -> None:
        words = "\n\n".join(markdown_of(child) for child in node.nodes)
        alert = alert_in(words, quoted=True)
        if alert is not None:
            self.alerts.append(alert)
            self.blocks.append(Block(BlockKind.ALERT, alert.text, line=node.line + 1))
            return
        self.blocks.append(Block(BlockKind.TEXT, markdown_of(node), line=node.line + 1))
        for child in node.nodes:
            if child.kind == "fence":
                self._fence(child)

    def _table_cell(self, cell: str) -> None:
        self._spans([("", part) for part in cell.split("`")[1::2]])

    def _spans(self, spans: list[tuple[str, str]]) -> None:
        for command in inline_commands(spans):
            self.spans.add(len(self.commands))
            self.commands.append(command)

    def _show(self, kind: BlockKind, node: Node, depth: int = 0) -> None:
        text = markdown_of(node)
        if depth:
            text = "\n".join("  " * depth + line for line in text.split("\n"))
        if text.strip():
            self.blocks.append(Block(kind, text, line=node.line + 1, variant=node.variant))

    def distinct_fields(self) -> tuple[Field, ...]:
        """The fields, with names that differ inside the step."""
        return tuple(distinct(self.fields))


def _fillable(node: Node) -> str:
    """Its words, without what is code: underscores there are no blank."""
    if "___" not in node.plain or not any("___" in code for _, code in code_spans(node.inline)):
        return node.plain
    return plain([token for token in node.inline if token.type != "code_inline"])


def _variant_of(info: str) -> str:
    _, mark, rest = info.partition(VARIANT)
    return rest.split()[0].replace("+", " ") if mark and rest else ""


def _split(node: Node, lines: list[str], starts: list[int]) -> list[Node]:
    """A paragraph whose lines carry labels, as one paragraph a label."""
    edges = sorted({0, *starts, len(lines)})
    inline = _by_line(node)
    out: list[Node] = []
    for a, b in pairwise(edges):
        tokens = [token for part in inline[a:b] for token in part]
        part = Node("paragraph", node.line + a, node.line + b, text="\n".join(lines[a:b]))
        part.inline, part.plain = tokens, plain(tokens)
        out.append(part)
    return out


def _by_line(node: Node) -> list[list]:  # type: ignore[type-arg]  # tokens of markdown-it
    lines: list[list] = [[]]  # type: ignore[type-arg]
    for token in node.inline:
        if token.type in {"softbreak", "hardbreak"}:
            lines.append([])
        else:
            lines[-1].append(token)
    return lines
