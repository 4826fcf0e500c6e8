"""The head of a file, also where it was written to harm."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content.frontmatter import LONGEST_HEAD, core, read_head
from flowhelp.content.metadata import read_metadata

LAUGHS = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9))
MERGES = "a: &a {x: 1}\n" + "\n".join(f"b{n}: {{<<: [*a, *a]}}" for n in range(40))
HOSTILE = {
    "brackets": "[" * 16_000,
    "many brackets": "[" * 30_000,
    "braces": "{" * 16_000,
    "laughs": "a0: &a0 [x]\n" + LAUGHS,
    "merges": MERGES,
    "deep lists": "a:\n" + "\n".join(" " * n + "-" for n in range(1, 150)),
    "deep flow": "a: " + "[" * 21 + "]" * 21,
    "tag": "a: !!python/object/apply:os.system [x]",
    "twice": "a: 1\na: 2",
    "key of a list": "? [a]\n: b",
    "quote": 'a: "' + "x" * 16_000,
    "nought": "a: \0",
    "colons": "a: " * 5_000,
    "anchors": "a: &b c",
}


def head_of(yaml: str) -> list[str]:
    return ["---", *yaml.split("\n"), "---", "Words."]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_yaml_is_refused_quickly_and_the_page_goes_on(name: str) -> None:
    lines = head_of("title: Kept\n" + HOSTILE[name])

    start = time.process_time()
    head = read_head(lines)
    _, findings = read_metadata(head)

    assert time.process_time() - start < 1
    assert head.problem
    assert head.body == len(lines) - 1
    assert head.values["title"] == "Kept"
    assert findings[0].code == "FH010"
    assert 1 <= findings[0].line <= len(lines)


@given(st.lists(st.text(max_size=30) | st.sampled_from(["a: b", "- c", "x: {", "? y", "  z: 1"])))
def test_any_head_is_read(lines: list[str]) -> None:
    meta, _ = read_metadata(read_head(["---", *lines, "---"]))

    assert meta.people >= 1


@given(st.dictionaries(st.sampled_from(["title", "params", "people", "risk", "applies_to", "id"]),
                       st.sampled_from(["1", "[a]", "{b: {c: d}}", "''", "0x" + "f" * 299, "1e999",
                                        "{e: {min: 0x" + "f" * 290 + "}}"])))  # fmt: skip
def test_any_value_of_a_known_key_is_read_or_told(values: dict[str, str]) -> None:
    yaml = "\n".join(f"{key}: {value}" for key, value in values.items())

    meta, _ = read_metadata(read_head(head_of(yaml)))

    assert all(param.min is None or abs(param.min) < 1e301 for param in meta.params)


def test_sixteen_kilobytes_are_the_most() -> None:
    fits = "a: " + "x" * (LONGEST_HEAD - 4)

    assert not read_head(head_of(fits)).problem
    assert "16 KB" in read_head(head_of(fits + "x")).problem


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("12:30:45", "12:30:45"), ("true", True),
        ("False", False), ("~", None), ("0o17", 15), ("0x1F", 31), ("017", 17), ("1_000", "1_000"),
        ("1e3", 1000.0), (".5", 0.5), ("'1'", "1"), ('"true"', "true"), ("2031-05-04",
        "2031-05-04"),
    ],
)  # fmt: skip
def test_scalars_are_those_of_yaml_1_2(written: str, value: object) -> None:
    assert core(read_head(head_of(f"a: {written}")).values["a"]) == value
