"""Names and versions of what a page says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content.identity import unique
from flowhelp.content.parse import parse_page

PAGE = """---
owner: me
tags: [a]
params: {host: {type: host, help: which}}
---
# Restart <!-- remark -->

## Overview

Words that tell.

## Steps

1. Stop the pump
   and wait.

   ```sh
   pump stop
   ```

   - **Record:** Torque: ___ bar (1–3)
   - **Why:** it is hot.
2. Look → [back](#steps)
   > **WARNING — Hot.** Burns.
   1. Closely.
"""


def hash_of(text: str) -> str:
    return parse_page(text, path="restart.md").steps_hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("owner: me", "owner: you"), ("tags: [a]", "tags: [b, c]"), ("remark", "other"),
        ("help: which", "help: whose"), ("pump\n   and wait", "pump and\n   wait"),
        ("Words that tell.", "Other words."), ("Stop the", "**Stop** the"),
        ("# Restart", "# Start again"),
    ],
)  # fmt: skip
def test_the_version_stays_where_the_work_stays(old: str, new: str) -> None:
    assert old in PAGE

    assert hash_of(PAGE.replace(old, new)) == hash_of(PAGE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1–3", "1–4"), ("bar", "mbar"), ("pump stop", "pump stop --now"),
        ("it is hot", "it is cold"),
        ("**Why:**", "**Key point:**"), ("Stop the", "Start the"), ("#steps", "#overview"),
        ("WARNING", "DANGER"), ("   1. Closely.\n", ""), ("type: host", "type: text"),
        ("2. Look", "2. Wait\n3. Look"), ("Closely", "From afar"), ("1. Stop", "- [ ] Stop"),
    ],
)  # fmt: skip
def test_the_version_changes_with_the_work(old: str, new: str) -> None:
    assert old in PAGE

    assert hash_of(PAGE.replace(old, new)) != hash_of(PAGE)


def test_a_version_is_fh1_and_52_characters() -> None:
    assert len(hash_of(PAGE)) == len("fh1-") + 52


@given(st.lists(st.sampled_from(["a", "a-2", "a-2-2", "a-3", "b"])))
def test_names_given_once_are_never_given_again(names: list[str]) -> None:
    taken: dict[str, int] = {}

    given_names = [unique(name, taken) for name in names]

    assert len(set(given_names)) == len(given_names)


def test_a_step_keeps_its_name_when_another_stands_before_it() -> None:
    before = parse_page("1. Open.\n2. Shut.\n", path="a.md").steps
    after = parse_page("1. Look.\n2. Open.\n3. Shut.\n", path="a.md").steps

    assert [step.sid for step in before] == [step.sid for step in after[1:]]


def test_an_anchor_or_a_heading_is_the_name() -> None:
    page = parse_page('## 1. First thing\n\nDo.\n\n## 2. Second\n\n1. <a id="own"></a>Do.\n2. It.\n', path="a.md")  # fmt: skip # noqa: E501

    assert [step.sid for step in page.walked()][:3] == ["1-first-thing", "2-second", "own"]
