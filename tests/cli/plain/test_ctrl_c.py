"""Ctrl-C at a prompt is heard at once, in whatever moment it is pressed."""

from __future__ import annotations

from pathlib import Path

from tests.cli.plain.person import Person
from tests.journal.shim import built
from tests.terminal import CTRL_C, env_in


def test_ctrl_c_just_before_a_line_is_read_is_not_lost(tmp_path: Path) -> None:
    late = built(tmp_path, Path(__file__).with_name("late.c"))
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "ring.md").write_text("# Ring\n\n1. Ring.\n", encoding="utf-8")
    env = env_in(tmp_path) | {"LD_PRELOAD": str(late), "LATE": "1"}

    with Person("walk", "ring", "--plain", "--new", env=env) as person:
        person.sees("Done? (Enter, ? for help): ")
        assert not person.listen(0.2)  # it is past its last look at signals by then
        person.presses(CTRL_C)
        assert person.leaves() == 130
