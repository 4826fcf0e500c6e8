"""What is to be said of a value while it is typed, before anything is written down."""

from __future__ import annotations

from collections.abc import Mapping

from flowhelp.content import Field
from flowhelp.typeset.styles import Style
from flowhelp.walkthrough.instruments import apart
from flowhelp.walkthrough.readings import ValueRefusedError, asked_for, measured


def verdict(field: Field, typed: str, params: Mapping[str, str]) -> tuple[str, Style | None]:
    """Words, and how they look: whether a value would fit its blank and its limits.

    Args:
        field: The blank.
        typed: As it stands now, perhaps with an instrument.
        params: The values of the walk, which a blank's pattern may refer to.

    Returns:
        Nothing for nothing typed, and where there are no limits to be within.
    """
    value, _, _ = apart(typed) if field.type == "number" else (typed, "", "")
    if not value.strip():
        return "", None
    try:
        found = measured(asked_for(field, params), value)
    except ValueRefusedError as error:
        return error.message, Style.WARNING
    if found.stopped:
        return "✗ stop range: work stops", Style.DANGER
    if found.within is None:
        return "", None
    if found.within:
        return "✓ within limits", Style.GOOD
    return "! out of limits: say why", Style.WARNING
