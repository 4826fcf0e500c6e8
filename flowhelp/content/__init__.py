"""What a procedure is.

The nouns are here; `flowhelp.content.parse` turns a file into one, and is a
separate import because it loads the Markdown reader.
"""

from __future__ import annotations

from flowhelp.content.model import (
    Alert,
    Block,
    BlockKind,
    Command,
    Edge,
    Field,
    Finding,
    Kind,
    Label,
    Metadata,
    Mode,
    PageType,
    Param,
    Procedure,
    Role,
    Section,
    Step,
)

__all__ = [
    "Alert",
    "Block",
    "BlockKind",
    "Command",
    "Edge",
    "Field",
    "Finding",
    "Kind",
    "Label",
    "Metadata",
    "Mode",
    "PageType",
    "Param",
    "Procedure",
    "Role",
    "Section",
    "Step",
]
