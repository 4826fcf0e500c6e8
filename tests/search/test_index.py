"""What is asked, and what the index answers."""

from __future__ import annotations

import pytest

from flowhelp.search.index import Index
from flowhelp.search.leaning import Leaning
from flowhelp.search.query import parse_query
from flowhelp.search.synonyms import groups
from tests.search.pages import KEY, OTHER, Used, asked, filled, ids, lines, readings

KITCHEN = {
    "tea": lines("Boil the water.", "Steep the leaves.", title="Make tea"),
    "egg": lines("Boil an egg in salted water for six minutes.", "Serve.", title="Cook breakfast"),
    "gas": lines("Turn the valve.", "Call the fitter.", title="Stop a gas leak"),
    "pods": lines("Find the pod.", "Run `kubectl delete pod`.", title="Delete pods"),
}
GERMAN = {
    "drucker": "---\ntitle: Drucker einrichten\nlang: de\n---\n\n1. Das Gerät einschalten.\n"
    "2. Die Schlüssel für die Räume holen.\n",
    "printer": lines("Switch the device on.", "Fetch the keys.", title="Set up a printer"),
    "cafe": "---\ntitle: Préparer le café\nlang: fr\n---\n\n1. Moudre les grains torréfiés.\n",
    "脱水": "---\ntitle: 数据库备份\nlang: zh\n---\n\n1. 停止服务器。\n",
}


@pytest.mark.parametrize(
    ("question", "first", "step"),
    [
        ("boil water", "tea", "1"),
        ("how do I make tea?", "tea", None),
        ("steeping", "tea", "2"),
        ("six minutes", "egg", "1"),
        ("call the fitter", "gas", "2"),
        ("kubectl delete", "pods", "2"),
    ],
)
def test_the_right_page_and_step_stand_first(question: str, first: str, step: str | None) -> None:
    found = asked(filled(KITCHEN), question)

    assert ids(found)[0] == first
    if step:
        assert found.pages[0].step is not None
        assert found.pages[0].step.n == step


def test_every_page_with_any_word_is_counted() -> None:
    found = asked(filled(KITCHEN), "boil the valve")

    assert set(ids(found)) == {"tea", "egg", "gas"}
    assert found.total == 3
    assert asked(filled(KITCHEN), "boil the valve", limit=1).total == 3


def test_nothing_is_found_where_no_word_is_known() -> None:
    found = asked(filled(KITCHEN), "zeppelin 12345")

    assert (found.pages, found.card, found.total) == ((), None, 0)
    assert found.unknown == ("zeppelin", "12345")
    assert found.corrections == {}


def test_an_empty_index_answers_nothing() -> None:
    assert ids(asked(Index.in_memory(), "tea")) == []
    assert ids(asked(filled(KITCHEN), "tea", "folder:/unknown")) == []


@pytest.mark.parametrize(
    ("question", "corrected"),
    [
        ("steap the leaves", {"steap": "steep"}),
        ("boil watre", {"watre": "water"}),
        ("breakfats", {"breakfats": "breakfast"}),
        ("wteer", {}),
        ("boil water", {}),
        ("kettle fiter", {"fiter": "fitter"}),
    ],
)
def test_a_misspelled_word_is_found_and_said(question: str, corrected: dict[str, str]) -> None:
    found = asked(filled(KITCHEN), question)

    assert found.corrections == corrected
    if corrected:
        (meant,) = corrected.values()
        assert meant in found.pages[0].snippet.lower() + found.pages[0].title.lower()


def test_words_known_nowhere_are_said_beside_those_that_are() -> None:
    found = asked(filled(KITCHEN), "boil zeppelins")

    assert found.unknown == ("zeppelins",)
    assert set(ids(found)) == {"tea", "egg"}


def test_a_word_spelled_right_is_never_replaced_by_a_commoner_one() -> None:
    index = filled({"pot": lines("Find the pots."), **KITCHEN})

    assert ids(asked(index, "pots")) == ["pot"]
    assert asked(index, "pots").corrections == {}


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("ste*", {"tea"}),
        ("boi*", {"tea", "egg"}),
        ("min* egg", {"egg"}),
        ("zzz*", set()),
        ("BOI*", {"tea", "egg"}),
    ],
)
def test_a_beginning_finds_what_it_may_become(question: str, found: set[str]) -> None:
    assert set(ids(asked(filled(KITCHEN), question))) == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("boil -egg", ["tea"]),
        ("boil -eggs", ["tea"]),
        ("boil -tea", ["egg"]),
        ('boil -"salted water"', ["tea"]),
        ("boil -water", []),
        ("boil -zeppelin", ["tea", "egg"]),
        ("pods -find", []),
    ],
)
def test_what_is_left_out_answers_no_more(question: str, found: list[str]) -> None:
    answer = asked(filled(KITCHEN), question)

    assert ids(answer) == found
    assert answer.total == len(found)


def test_a_page_called_so_is_left_out_as_any_other() -> None:
    texts = {"compose": lines("Start it with docker.", title="Docker")}

    assert ids(asked(filled({**KITCHEN, **texts}), "docker -start")) == []


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ('"boil the water"', ["tea"]),
        ('"salted water"', ["egg"]),
        ('"steep leaves" tea', ["tea"]),
    ],
)
def test_a_phrase_narrows_the_answer_to_pages_that_hold_it(question: str, found: list[str]) -> None:
    answer = asked(filled(KITCHEN), question)

    assert ids(answer) == found
    assert answer.total == len(found)


def test_a_phrase_that_nobody_wrote_is_words() -> None:
    assert set(ids(asked(filled(KITCHEN), '"water boil"'))) == {"tea", "egg"}


FILTERED = {
    "one": "---\ntitle: Rotate keys\ntype: checklist\ntags: [Security, db]\n"
    "applies_to: {roles: [admin]}\nalerts: [KeyTooOld]\n---\n\n1. Rotate the keys.\n",
    "two": "---\ntitle: Rotate keys again\ntags: [security]\n---\n\n1. Rotate the keys.\n",
    "three": "---\ntitle: Rotate tyres\napplies_to: {roles: [driver]}\n---\n\n"
    "1. Rotate the tyres.\n",
}


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("rotate tag:security", {"one", "two"}),
        ("rotate tag:DB", {"one"}),
        ("rotate type:checklist", {"one"}),
        ("rotate role:driver", {"two", "three"}),
        ("rotate tag:security role:driver", {"two"}),
        ("rotate tag:none", set()),
        ('"rotate the keys" tag:db', {"one"}),
        ("rotate alert:KeyTooOld", {"one"}),
        ("alert:Unknown", set()),
    ],
)
def test_filters_leave_only_what_fits(question: str, found: set[str]) -> None:
    answer = asked(filled(FILTERED), question)

    assert set(ids(answer)) == found
    assert answer.total == len(found)


def test_a_filter_finds_a_page_however_many_match_better() -> None:
    many = {f"p{number}": lines("Tea tea tea.", title="Tea") for number in range(200)}
    rare = {"rare": "---\ntitle: Drinks\ntags: [odd]\n---\n\n1. Long text about tea and more.\n"}

    assert ids(asked(filled({**many, **rare}), "tea tag:odd")) == ["rare"]


@pytest.mark.parametrize(
    ("question", "first"), [("remove pods", "pods"), ("erase pod", "pods"), ("halt gas", "gas")]
)
def test_words_for_the_same_thing_find_each_other(question: str, first: str) -> None:
    assert ids(asked(filled(KITCHEN), question))[0] == first


def test_the_word_itself_beats_its_synonym() -> None:
    index = filled(
        {"a": lines("Remove the lid."), "b": lines("Delete the lid."), "c": lines("Eat.")}
    )

    assert ids(asked(index, "delete lid"))[0] == "b"
    assert ids(asked(index, "remove lid"))[0] == "a"


def test_a_library_adds_words_of_its_own_while_it_is_in_use() -> None:
    index = filled(KITCHEN)
    filled({"brew": lines("Press the button.", title="Operate the samovar")}, OTHER, index)
    index.declare(OTHER, groups("urn, samovar")[0])

    assert ids(asked(index, "urn", KEY, OTHER)) == ["brew"]
    assert ids(asked(index, "urn", KEY)) == []
    index.declare(OTHER, ())
    assert ids(asked(index, "urn", KEY, OTHER)) == []


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Drucker", "drucker"),
        ("eingerichtete Drucker", "drucker"),
        ("Schluessel", "drucker"),
        ("Schlussel holen", "drucker"),
        ("Schlüsseln Räumen", "drucker"),
        ("geraete", "drucker"),
        ("printers", "printer"),
        ("preparer cafe", "cafe"),
        ("préparation du café", "cafe"),
        ("grains torrefies", "cafe"),
        ("数据库", "脱水"),
        ("服务器", "脱水"),
    ],
)
def test_each_page_is_found_in_its_own_language(question: str, first: str) -> None:
    assert ids(asked(filled({**KITCHEN, **GERMAN}), question))[0] == first


def test_an_english_question_is_not_read_as_another_language() -> None:
    assert ids(asked(filled({**KITCHEN, **GERMAN}), "fetch the keys"))[0] == "printer"


def test_a_stronger_library_hides_a_page_of_the_same_name() -> None:
    index = filled(KITCHEN)
    filled({"tea": lines("Boil the water well.", title="Tea of the house")}, OTHER, index)

    strong, weak = asked(index, "boil water", OTHER, KEY), asked(index, "boil water", KEY, OTHER)

    assert [(hit.name, hit.key) for hit in strong.pages] == [("tea", OTHER), ("egg", KEY)]
    assert [(hit.name, hit.key) for hit in weak.pages] == [("tea", KEY), ("egg", KEY)]
    assert ids(asked(index, "well", KEY, OTHER)) == []


def test_libraries_that_are_not_in_use_change_nothing() -> None:
    alone = filled(KITCHEN)
    beside = filled({f"p{n}": lines("Boil tea.", title="Tea") for n in range(50)}, OTHER)
    filled(KITCHEN, KEY, beside)

    for question in ("boil water", "tea", "gaz leak", "lea*", '"boil the water"', "remove pods"):
        one, other = asked(alone, question), asked(beside, question)
        assert [(hit.name, hit.why) for hit in one.pages] == [
            (hit.name, hit.why) for hit in other.pages
        ]
        assert [hit.score for hit in one.pages] == pytest.approx([hit.score for hit in other.pages])
        assert (one.total, one.corrections) == (other.total, other.corrections)


def test_what_is_known_of_the_person_moves_equals_and_is_said() -> None:
    index = filled({"a": lines("Boil water."), "b": lines("Boil water.")})

    plain = asked(index, "boil water")
    leaning = Leaning(habits=Used({(KEY, "b"): 1.0}))
    moved = asked(index, "boil water", leaning=leaning)

    assert ids(plain) == ["a", "b"]
    assert ids(moved) == ["b", "a"]
    assert "in use by you ×1.15" in moved.pages[0].why


def test_a_habit_never_beats_a_clearly_better_text() -> None:
    leaning = Leaning(habits=Used({(KEY, "egg"): 1.0}))

    assert ids(asked(filled(KITCHEN), "make tea", leaning=leaning))[0] == "tea"
    assert ids(asked(filled(KITCHEN), "steep leaves water", leaning=leaning))[0] == "tea"


def test_the_best_page_is_opened_up() -> None:
    card = asked(filled(KITCHEN), "make tea").card

    assert card is not None
    assert [step.title for step in card.steps] == ["Boil the water.", "Steep the leaves."]


def test_numbers_of_files_are_never_used_twice() -> None:
    index = Index.in_memory()
    seen: set[int] = set()
    for number in range(6):
        index.take(KEY, readings({"tea": lines(f"Boil {number}.")}), ["tea.md"])
        (page,) = index._db.execute("select id from page").fetchone()  # noqa: SLF001
        assert page not in seen
        seen.add(page)


@pytest.mark.parametrize("typed", ["", "   ", "the of", "*", '""', "-", "-the", "tag:", "💥", "\0"])
def test_whatever_is_typed_is_answered(typed: str) -> None:
    found = filled(KITCHEN).search(parse_query(typed), [KEY], 10)

    assert found.total >= len(found.pages)
