"""The forms in which a run leaves: one function each, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flowhelp.typeset.report import report
from flowhelp.usecases.export import Evidence, as_csv, as_json, as_xapi


@dataclass(frozen=True, slots=True)
class Form:
    """One form.

    Attributes:
        words: What it is good for.
        write: The text of its file.
    """

    words: str
    write: Callable[[Evidence], str]


FORMS = {
    "md": Form("a report to read and to print", report),
    "json": Form("the whole record, for programs", as_json),
    "csv": Form("one reading or step a row, for spreadsheets", as_csv),
    "xapi": Form("statements for a learning record store", as_xapi),
}
"""Ending of the file → the form."""
