"""What a procedure is: the nouns, as frozen values.

Everything here is the *result* of reading a file. Nothing here reads one, and
nothing here knows of a screen, a clock or a journal.
"""

from __future__ import annotations

from flowhelp.content.model.page import Finding, Metadata, Mode, PageType, Param, Procedure, Section
from flowhelp.content.model.step import (
    Alert,
    Block,
    BlockKind,
    Command,
    Edge,
    Field,
    Kind,
    Label,
    Role,
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
