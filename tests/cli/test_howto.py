"""`flowhelp howto`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flowhelp.cli.answer import answer_lines
from flowhelp.search.results import Card, CardStep, Hit, StepHit
from flowhelp.usecases.find import Answer
from tests.cli.conftest import Run


def test_piped_it_prints_one_answer_a_line(run: Run) -> None:
    result = run("howto", "swap feed pump", "--source", "plant")

    assert result.exit_code == 0
    first = result.stdout.splitlines()[0].split("\t")
    assert first[:2] == ["pumps/swap-feed-pump", "Swap the feed pump"]
    assert len(first) == 3


def test_the_step_that_answers_is_named(run: Run) -> None:
    result = run("howto", "loosen bolts", "--source", "plant", "-n", "1")

    assert result.stdout == (
        "pumps/swap-feed-pump\tSwap the feed pump\t2. Loosen the four bolts.\n"
    )


def test_json_has_the_promised_fields(run: Run) -> None:
    result = run("howto", "loosen", "bolts", "--source", "plant", "--json")

    answer = json.loads(result.stdout)
    assert list(answer) == ["query", "took_ms", "total", "hits", "suggestion"]
    hit = answer["hits"][0]
    assert set(hit) == {
        *("rank", "score", "id", "source", "title", "type", "path", "step", "snippet", "why")
    }
    assert hit["step"] == {"n": "2", "sid": hit["step"]["sid"], "title": "Loosen the four bolts."}
    assert answer["query"] == "loosen bolts"


def test_first_is_one_answer(run: Run) -> None:
    assert len(run("howto", "warning", "--first").stdout.splitlines()) == 1


def test_explain_says_why(run: Run) -> None:
    line = run("howto", "warning lamp", "--first", "--explain").stdout.rstrip("\n")

    assert len(line.split("\t")) == 4
    assert line.split("\t")[3]


def test_a_number_means_the_last_answer(run: Run) -> None:
    run("howto", "warning lamp", "--source", "plant")

    assert run("show", "1", "--format", "md").stdout.startswith("# Replace the warning lamp")


def test_nothing_found_exits_3_and_says_what_to_try(run: Run) -> None:
    result = run("howto", "zzyzx")

    assert result.exit_code == 3
    assert result.stdout == ""
    said, hint = result.stderr.splitlines()
    assert said == "flowhelp: nothing answers to 'zzyzx'"
    assert hint.startswith("hint: try other words · or write that page: a file ")
    assert hint.endswith('zzyzx.md whose first line is "# Zzyzx"')


def test_nothing_asked_exits_2(run: Run) -> None:
    result = run("howto")

    assert result.exit_code == 2
    assert result.stderr == "flowhelp: no words to search for\nhint: flowhelp howto WORDS\n"


def test_an_unknown_library_exits_3(run: Run) -> None:
    assert run("howto", "pump", "--source", "nowhere").exit_code == 3


def card(steps: int) -> tuple[CardStep, ...]:
    """So many steps, each with one command."""
    return tuple(
        CardStep(str(n), f"s{n}", f"Step number {n}", "main", (f"command{n}",))
        for n in range(1, steps + 1)
    )


def hit(rank: int, **told: Any) -> Hit:
    """A hit of which only so much matters."""
    usual: dict[str, Any] = {"score": 1.0, "type": "guide", "step": None, "snippet": "", "why": ()}
    return Hit(rank=rank, source="lib", path="/p", **(usual | told))


def answer(steps: int, answering: int, others: int = 0) -> Answer:
    """An answer whose best hit has so many steps."""
    step = StepHit(str(answering), f"s{answering}", "x")
    best = hit(1, id="a/b", score=9.0, title="Title", type="procedure", step=step)
    rest = tuple(
        hit(n, id=f"c/{n}", title=f"Other {n}", snippet="words that matched", why=("why",))
        for n in range(2, 2 + others)
    )
    return Answer("q", 1.0, 1 + others, (best, *rest), None, Card("About it.", (), card(steps)))


def lines_of(found: Answer, height: int = 24) -> list[str]:
    """The screen, without styles."""
    lines = answer_lines(found, 80, height, explain=False)
    return ["".join(text for text, _ in line) for line in lines]


def test_the_card_marks_the_step_that_answers() -> None:
    assert lines_of(answer(2, 2)) == [
        "1. Title  a/b · lib",
        "   About it.",
        "",
        "   1. Step number 1",
        "        command1",
        " ▸ 2. Step number 2",
        "        command2",
        "",
        "read: flowhelp show 1 · follow: flowhelp walk 1",
    ]


@pytest.mark.parametrize("answering", [1, 10, 30])
def test_an_answer_fits_a_small_terminal_with_its_step_in_it(answering: int) -> None:
    lines = lines_of(answer(30, answering, others=4))

    assert len(lines) <= 24
    assert f" ▸ {answering}. Step number {answering}" in lines
    assert any(line.startswith("5. Other 5") for line in lines)
    hidden = sum(int(line.split()[1]) for line in lines if line.startswith("   …"))
    assert hidden + sum(line.strip().startswith("command") for line in lines) == 30
