"""Tests that take minutes run only when they are asked for."""

from __future__ import annotations

import pytest


def only_on_request(request: pytest.FixtureRequest) -> None:
    """Skip unless pytest was started with `-m torture`."""
    if "torture" not in request.config.getoption("-m"):
        pytest.skip("takes minutes; run with -m torture")
