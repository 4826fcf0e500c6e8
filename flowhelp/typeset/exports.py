"""The forms in which a run leaves: one function each, in one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flowhelp.typeset.others import readable, said_so
from flowhelp.typeset.report import report
from flowhelp.typeset.report_html import report_html
from flowhelp.usecases.export import Evidence, as_csv, as_json, as_xapi, rows_of, statements_of


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
    "html": Form("a report to print, to sign and to archive", lambda found: report_html((found,))),
    "xapi": Form("statements for a learning record store", as_xapi),
}
"""Ending of the file → the form."""


def _reports(found: Sequence[Evidence]) -> str:
    return "\n---\n\n".join(report(each) for each in found)


SEVERAL: dict[str, Callable[[Sequence[Evidence]], str]] = {
    "md": _reports,
    "csv": rows_of,
    "html": report_html,
    "xapi": statements_of,
}
"""Form → the text of one file about several runs, the oldest first."""


def text_of(form: str, found: Sequence[Evidence]) -> str:
    """The text of one file about several runs, in which those of others are said to be so.

    Raises:
        NoRecordError: The record of another machine is not what a record is.
    """
    with readable(found):
        return SEVERAL[form]([said_so(each) for each in found])
