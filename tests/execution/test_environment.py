"""Which part of the person's environment a command gets."""

from __future__ import annotations

import pytest

from flowhelp.execution.environment import environment


@pytest.mark.parametrize("name", ["CONFIG", "DATA", "CACHE", "PATH"])
def test_flowhelp_in_a_page_means_the_records_the_page_is_walked_with(name: str) -> None:
    own = {f"FLOWHELP_{name}": "/plant"}

    assert environment(own, (), {}) == own


@pytest.mark.parametrize(
    "name",
    ["FLOWHELP_LRS_PASSWORD", "FLOWHELP_LRS_USER", "FH_PIN", "LD_PRELOAD", "BASH_ENV", "ENV"],
)
def test_what_is_secret_or_changes_programs_never_comes_along(name: str) -> None:
    assert environment({name: "x"}, {name}, {}) == {}


def test_what_a_script_refers_to_comes_along_and_values_win() -> None:
    own = {"CLUSTER": "prod", "OTHER": "x", "PATH": "/bin", "LC_ALL": "C.UTF-8"}

    found = environment(own, {"CLUSTER", "NAME"}, {"CLUSTER": "test"})

    assert found == {"CLUSTER": "test", "PATH": "/bin", "LC_ALL": "C.UTF-8"}
