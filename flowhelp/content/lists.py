"""Which lists are lists of steps, and what in a block can be typed."""

from __future__ import annotations

import re

from flowhelp.content.commands import read_code
from flowhelp.content.markdown import Node
from flowhelp.content.words import is_instruction

_NOT_STEPS = re.compile(
    r"(?:\b(?!you\b|we\b|i\b)[\w\])]+ will(?: then| now| automatically)?\s*:$"
    r"|\bhigh[- ]level\b|\boverview\b|\bworkflow\b.*:$|\bone of (?:the )?\w+ ways\b"
    r"|\b(?:following|these|several|two|three|four|five|some|many|few) (?:\w+ ){0,2}"
    r"(?:prerequisites"
    r"|requirements|variables|reasons|options|fields|columns|cases|scenarios|conditions|causes"
    r"|types|components|parameters|properties|attributes|values|benefits|advantages|features"
    r"|resources|files|ways|kinds|groups|categories|roles|sections|topics|levels|states|environments|"
    r"exceptions|rules|principles|assumptions|phases|tables|pages|parts|limitations)\b"
    r"|\b(?:reasons?|variables?|notes?|prerequisites?|requirements?|because|legend)\s*:?$"
    r"|\bcan be used (?:to|for)\s*:?$|\bconsists? of\b|\bincludes?\s*:$|\bdoes the following\b)",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"^(?:`[^`]+`|[\"“][^\"”]+[\"”]|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]*\))\s*(?:[-–—:=]|$)"
)
_LINK_ONLY = re.compile(r"^\W{0,3}\[[^\]]*\]\([^)]*\)[^\w]*$|^<?https?://\S+>?$")


def is_step_list(node: Node, lead: str) -> bool:
    """Whether a list is one of steps: numbered or boxed, and not introduced as anything else."""
    if any(item.ticked is not None for item in node.nodes):
        return True
    if not node.ordered:
        return False
    words = lead.strip()[-200:].strip("*_ ")
    if _NOT_STEPS.search(words):
        return False
    heads = [item.nodes[0].text if item.nodes else "" for item in node.nodes]
    if all(head.rstrip("*_ ").endswith("?") and "___" not in head for head in heads):
        return any(len(item.nodes) > 1 for item in node.nodes)  # a question with its answers
    defined = sum(bool(_DEFINITION.match(head)) for head in heads)
    told = sum(is_instruction(_first_plain(item)) for item in node.nodes)
    return defined * 2 <= len(heads) or told * 2 >= len(heads)


def _first_plain(item: Node) -> str:
    return item.nodes[0].plain if item.nodes else ""


def any_item_list(node: Node, lead: str) -> bool:
    """Whether a list holds items to tick where bullets count too."""
    del lead
    return node.kind == "list"


def is_link_only(text: str) -> bool:
    """Whether Markdown text is one link and nothing else."""
    return bool(_LINK_ONLY.match(text))


def to_fill_in(nodes: list[Node]) -> bool:
    """Whether a blank to fill in stands somewhere in these blocks."""
    for top in nodes:
        for node in top.walked():
            cells = [cell for row in node.rows for cell in row]
            if node.kind != "fence" and any("___" in words for words in (node.plain, *cells)):
                return True
    return False


def commands_in(nodes: list[Node]) -> int:
    """How many commands the fences among these blocks hold, at any depth."""
    count, lead = 0, ""
    for top in nodes:
        for node in top.walked():
            if node.kind == "fence":
                count += len(read_code(node.info, node.text, lead=lead).commands)
            lead = node.plain or lead
    return count
