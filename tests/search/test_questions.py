"""What a question asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.analysis import terms
from flowhelp.search.questions import kind_of_question, question


def words_of(text: str, *langs: str) -> list[str]:
    """The words that are left of a question."""
    return [word for word, _ in question(text, langs or ("en",))]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("how do I renew a certificate?", ["renew", "certificate"]),
        ("what is the best way to restart nginx", ["restart", "nginx"]),
        ("can you please show me how to delete a pod", ["delete", "pod"]),
        ("I am trying to mount a disk", ["mount", "disk"]),
        ("show me pods", ["show", "pods"]),
        ("log logs logging", ["log"]),
        ("best way", ["best", "way"]),
        ("what is it", ["what", "is", "it"]),
        ("kubectl-rollout", ["kubectl", "rollout", "kubectl-rollout"]),
        ("C++", ["c", "c++"]),
        ("?!", []),
    ],
)
def test_what_people_say_around_a_question_is_left_out(text: str, left: list[str]) -> None:
    assert words_of(text) == left


def test_a_version_may_be_answered_by_what_it_belongs_to() -> None:
    assert question("8.3.1") == (("8.3.1", (("8_3_1", 1.0), ("8_3", 0.5), ("8", 0.25))),)
    assert question("v1.22") == (("v1.22", (("1_22", 1.0), ("1", 0.5))),)


def test_a_word_is_asked_for_in_every_language_of_the_library() -> None:
    assert question("renew", ("de", "en", "de-AT", "pl")) == (("renew", (("renew", 1.0),)),)
    assert question("Dateien löschen", ("en", "de")) == (
        ("dateien", (("datei", 1.0), ("dateien", 1.0))),
        ("loschen", (("losch", 1.0), ("loschen", 1.0))),
    )


@pytest.mark.parametrize("typed", ["Überprüfung", "uberprufung", "ueberpruefung"])
def test_a_german_question_finds_german_words_however_it_is_typed(typed: str) -> None:
    (word,) = question(typed, ("en", "de"))

    assert terms("überprüfen", "de")[0] in dict(word[1])


@pytest.mark.parametrize(
    ("text", "langs", "left"),
    [
        ("die command", "en de", ["die", "command"]),
        ("how do I make a process die", "en de", ["make", "process", "die"]),
        ("die Pumpe", "en de", ["pumpe"]),
        ("die pumpe", "de", ["pumpe"]),
        ("Wie kann ich die Pumpe entlüften?", "en de", ["pumpe", "entluften"]),
        ("comment redémarrer le serveur", "en fr de", ["redemarrer", "serveur"]),
        ("cómo puedo reiniciar el servidor", "en es", ["reiniciar", "servidor"]),
        ("come posso riavviare il server", "en it", ["riavviare", "server"]),
        ("como posso reiniciar o servidor", "en pt", ["reiniciar", "servidor"]),
        ("hoe kan ik de pomp ontluchten", "en nl", ["pomp", "ontluchten"]),
        ("pour the solution into the flask", "en fr", ["pour", "solution", "flask"]),
    ],
)
def test_stop_words_of_another_language_need_signs_of_it(
    text: str, langs: str, left: list[str]
) -> None:
    assert words_of(text, *langs.split()) == left


@given(st.text(max_size=60), st.lists(st.sampled_from(["en", "de", "fr", "ja", "pt_BR"])))
def test_any_text_is_a_question(text: str, langs: list[str]) -> None:
    asked = question(text, langs)

    assert all(0 < weight <= 1 for _, found in asked for _, weight in found)
    assert all(found[0][1] == 1 for _, found in asked)
    assert len({found[0][0] for _, found in asked}) == len(asked)


@given(st.lists(st.sampled_from("boil Tea 8.3 KubePod a-b max_con 再起動 C#".split()), min_size=1))
def test_a_page_in_the_same_words_answers_every_word(said: list[str]) -> None:
    text = " ".join(said)

    for _, found in question(text):
        assert found[0][0] in terms(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("how do I renew a certificate", "how"),
        ("please tell me how to reset it", "how"),
        ("howto reset", "how"),
        ("what is the best way to reset it", "how"),
        ("What are the steps to reset it?", "how"),
        ("wie kann ich nginx starten", "how"),
        ("comment redémarrer nginx", "how"),
        ("cómo reinicio nginx", "how"),
        ("what is a pod", "what"),
        ("what's a pod", "what"),
        ("what does EPERM mean", "what"),
        ("how does raft work", "what"),
        ("how many pods are there", "what"),
        ("was ist ein Pod", "what"),
        ("qu’est-ce que le cache", "what"),
        ("comment out lines in vim", ""),
        ("wie viel Speicher", ""),
        ("restart nginx", ""),
        ("", ""),
    ],
)
def test_a_question_tells_whether_it_wants_a_way_or_an_explanation(text: str, kind: str) -> None:
    assert kind_of_question(text) == kind
