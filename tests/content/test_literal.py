"""Where a shell replaces nothing."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content.literal import literal_spans
from flowhelp.content.params import params_of


@pytest.mark.parametrize(
    ("command", "literal"),
    [
        ("echo '$A' $B", ["'$A'"]),
        ("echo \"it's $A\" '$B'", ["'$B'"]),
        ("echo \"'$A'\"", []),
        ("echo \\'$A\\'", []),
        ("echo $A # don't\necho '$B'", ["'$B'"]),
        ("cat <<'EOF' > x\n$A\nEOF\necho '$B'", ["$A\n", "'$B'"]),
        ("cat <<EOF\ndon't $A\nEOF\necho $B", []),
        ("cat <<\\END\n$A\nEND", ["$A\n"]),
        ("cat <<-'END' <<EOF\n\t$A\n\tEND\n$B\nEOF", ["\t$A\n"]),
        ("cat <<< $A", []),
        ("echo don't $A", []),
        ("cat <<'EOF'\n$A", []),
        ("echo $((1<<2)) $A", []),
    ],
)
def test_parts_that_stay_as_they_are(command: str, literal: list[str]) -> None:
    assert [command[start:end] for start, end in literal_spans(command)] == literal


PIECES = ["$VALUE ", "x$VALUE", "'", '"', "x ", "\\", "'$VALUE' ", '"$VALUE" ', "# ", "\n"]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_what_a_shell_replaces_is_not_called_literal(words: str) -> None:
    """Whenever a value reaches the output, some place of it is one that expands."""
    command = f"printf %s {words}"
    ran = subprocess.run(  # noqa: PLW1510 - many of these are no commands at all
        ["sh", "-c", command], capture_output=True, text=True, env={"VALUE": "canary"}, timeout=10
    )

    if ran.returncode == 0 and "canary" in ran.stdout:
        assert [param.name for param in params_of((), [], [command])] == ["VALUE"]


@given(st.text(alphabet="<EOF'\"\\\n $A#-", max_size=60))
def test_spans_are_in_order_and_apart(command: str) -> None:
    last = 0
    for start, end in literal_spans(command):
        assert last <= start < end <= len(command)
        last = end
