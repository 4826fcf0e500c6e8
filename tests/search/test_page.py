"""A procedure → what the index keeps of it."""

from __future__ import annotations

import pytest

from flowhelp.content.parse import parse_page
from flowhelp.ids import ProcedureId
from flowhelp.search.fields import FIELDS
from flowhelp.search.page import page_of, plain
from flowhelp.search.rows import Page

TEXT = """---
title: Fail over PostgreSQL
aliases: [promote replica]
tags: [db]
alerts: [PostgresDown]
---

The primary is [dead](https://example.org/secret-word).

## Steps

1. Stop the **old** primary:

   ```sh
   systemctl stop postgresql
   ```

2. Promote the standby.
"""


def page(text: str) -> Page:
    return page_of(parse_page(text, path="db/failover.md", id=ProcedureId("db/failover")), "x")


def fields(found: Page) -> dict[str, set[str]]:
    return {field: set(text.split()) for field, text in zip(FIELDS, found.fields, strict=True)}


def test_each_word_is_kept_where_it_stands() -> None:
    found = fields(page(TEXT))

    assert found["title"] >= {"fail", "postgresql"}
    assert found["names"] >= {"promot", "replica", "postgresdown", "db"}
    assert found["slug"] == {"failov"}
    assert found["lead"] >= {"primari", "dead"}
    assert found["prose"] >= {"stop", "old", "promot", "standbi"}
    assert found["code"] >= {"systemctl", "postgresql"}
    assert not any("secret" in terms for terms in found.values())


def test_steps_come_with_their_commands_and_lines() -> None:
    found = page(TEXT)

    assert [(step.n, step.title) for step in found.steps] == [
        ("1", "Stop the old primary:"),
        ("2", "Promote the standby."),
    ]
    assert found.steps[0].commands == ("systemctl stop postgresql",)
    assert (0, "systemctl stop postgresql") in found.lines
    assert all("\n" not in line for _, line in found.lines)


def test_half_characters_of_yaml_do_not_reach_the_index() -> None:
    found = page('---\ntitle: "A\\ud800B"\n---\n')

    found.title.encode()


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**Boil** the `kettle`", "Boil the kettle"),
        ("see [the page](https://example.org/a(b)c) now", "see the page now"),
        ("[c]reate an E[x]tract", "create an Extract"),
        ("<img src='x'>Press <kbd>Enter</kbd>", "Press  Enter"),
        ("1. [ ] do it", "[ ] do it"),
        ("- [x] done", "done"),
        ("{{path/to/file}}", "path/to/file"),
        ("a < b and c > d", "a < b and c > d"),
    ],
)
def test_markdown_is_read_as_plain_words(markdown: str, text: str) -> None:
    assert plain(markdown) == text
