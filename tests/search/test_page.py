"""A procedure → what the index keeps of it."""

from __future__ import annotations

import pytest

from flowhelp.search.fields import FIELDS, counts_of
from flowhelp.search.parts import plain
from flowhelp.search.rows import Body, Page, unpack_body
from tests.search.pages import asked, filled, ids, page

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

   Use `pg-ctl` for that.
"""

RUNBOOK = """---
title: Raise the connection limit
alerts: [KubePodCrashLooping]
tags: [database]
aliases: [too many clients]
ms.search.keywords: saturated pooler
keywords: [exhaustion]
---

## Steps

1. Look at the limit:

   ```sh
   psql -c 'show max_connections'
   ```

   ```output
   remaining slots are reserved
   ```

2. Roll it out: `kubectl-rollout restart deployment`.
3. Watch the pooler come back.

## Troubleshooting

| Error | Fix |
| --- | --- |
| FATAL: sorry, no more pg_hba entries | Loosen the rules |
"""

OTHERS = {
    "tea": "# Make tea\n\n1. Boil the water.\n2. Steep the leaves.\n",
    "limits": "# Raise a ulimit\n\n1. Look at the limits.\n2. Restart the shell.\n",
    "pods": "# Delete pods\n\n1. Find the pod.\n2. Roll it back with kubectl.\n",
}


def fields(found: Page) -> dict[str, set[str]]:
    """The terms of each field."""
    told: dict[str, set[str]] = {field: set() for field in FIELDS}
    for term, code in found.codes.items():
        for field, _ in counts_of(code):
            told[FIELDS[field]].add(term)
    return told


def body(text: str) -> Body:
    return unpack_body(page(text).body)


def test_each_word_is_kept_where_it_stands() -> None:
    found = fields(page(TEXT, "db/failover"))

    assert found["title"] >= {"fail", "postgresql"}
    assert found["names"] >= {"promot", "replica", "postgresdown", "db"}
    assert found["slug"] == {"failov"}
    assert found["lead"] >= {"primari", "dead"}
    assert found["prose"] >= {"stop", "old", "promot", "standbi"}
    assert found["code"] >= {"systemctl", "postgresql"}
    assert not any("secret" in terms for terms in found.values())


def test_lengths_count_the_terms_of_each_field() -> None:
    found = page("# Boil the water\n\n## Pour the water\n\n```\nkettle -x\n```\n", "kitchen/tea")

    assert dict(zip(FIELDS, found.lengths, strict=True)) == {
        "title": 2, "names": 0, "slug": 1, "lead": 0, "heads": 2, "prose": 0, "code": 2,
    }  # fmt: skip


def test_steps_come_with_their_commands_and_lines() -> None:
    found = body(TEXT)

    assert [(step.n, step.title) for step in found.steps] == [
        ("1", "Stop the old primary:"),
        ("2", "Promote the standby."),
    ]
    assert found.steps[0].commands == ("systemctl stop postgresql",)
    assert (0, "systemctl stop postgresql") in found.lines
    assert all("\n" not in line for _, line in found.lines)


def test_names_that_find_a_page_alone_are_kept_whole() -> None:
    assert set(page(TEXT, "db/failover").exact) == {
        ("fail postgr sql postgresql", "title"),
        ("failov", "slug"),
        ("promot replica", "alias"),
        ("postgr down postgresdown", "alert"),
    }


def test_programs_and_words_in_code_type_are_spoken_of() -> None:
    assert set(page(TEXT).mentions) >= {"systemctl", "pg-ctl"}


def test_half_characters_of_yaml_do_not_reach_the_index() -> None:
    found = page('---\ntitle: "A\\ud800B"\ntags: ["x\\udfff"]\naliases: ["\\ud800"]\n---\n')

    "".join((found.title, found.named, *found.tags, *found.aliases, *found.codes)).encode()
    filled({"half": '---\ntitle: "A\\ud800B"\ntags: ["x\\udfff"]\n---\n'}).close()


@pytest.mark.parametrize(
    ("question", "step"),
    [
        ("saturated pooler", "3"),
        ("exhaustion", ""),
        ("database", ""),
        ("too many clients", ""),
        ("KubePodCrashLooping", ""),
        ("kube pod crash looping", ""),
        ("kubepodcrashlooping", ""),
        ("max_connections", "1"),
        ("max connections", "1"),
        ("kubectl-rollout", "2"),
        ("kubectl rollout restart", "2"),
        ("remaining slots are reserved", "1"),
        ("rollout restart", "2"),
        ("sorry no more pg_hba entries", ""),
        ("raise the connection limit", "1"),
        ("watch pooler", "3"),
    ],
)
def test_a_page_is_found_by_whatever_its_author_wrote(question: str, step: str) -> None:
    found = asked(filled({**OTHERS, "runbook": RUNBOOK}), question)

    assert ids(found)[0] == "runbook"
    best = found.pages[0].step
    assert (best.n if best else "") == step


def test_the_line_of_an_error_message_is_the_one_shown() -> None:
    found = asked(filled({**OTHERS, "runbook": RUNBOOK}), "sorry no more pg_hba entries")

    assert "sorry, no more pg_hba entries" in found.pages[0].snippet


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
