"""What a command sets, and another one would have needed."""

from __future__ import annotations

import pytest

from flowhelp.execution.carried import set_by, set_elsewhere


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ("NODE=$(kubectl get nodes | head -1)", {"NODE"}),
        ("cd /srv && NODE=a; other+=b", {"NODE", "other"}),
        ("cd /srv\nexport A=1 B", {"A"}),
        ("readonly C='x y'; declare -r D=2", {"C", "D"}),
        ("read -r first second", {"first", "second"}),
        ("if true; then NODE=a; fi", {"NODE"}),
        ("PGHOST=db psql -l", set()),
        ("echo 'NODE=a; x'", set()),
        ("# NODE=a", set()),
        ('echo "not closed', set()),
        ("", set()),
    ],
)
def test_what_a_script_sets_for_what_follows(script: str, names: set[str]) -> None:
    assert set_by(script) == names


def test_the_last_step_that_set_it_is_named_and_what_it_sets_itself_is_not() -> None:
    before = [("1", "NODE=a"), ("2", "NODE=b; ZONE=c"), ("3", "echo $NODE")]

    assert set_elsewhere(("ZONE", "NODE", "HOME"), "echo", before) == (("ZONE", "2"), ("NODE", "2"))
    assert set_elsewhere(("NODE",), "NODE=z; echo $NODE", before) == ()
    assert set_elsewhere((), "echo", before) == ()
