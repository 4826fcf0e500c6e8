"""Languages: stems, stop words, and accents that people leave out."""

from __future__ import annotations

import subprocess
import sys
from unicodedata import combining, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.analysis import STOP_WORDS, fold, is_stop_word, stem, terms
from flowhelp.search.languages import STEMMED, language, spelled, stop_words

ACCENTED = {"de": "äöüß", "es": "áéíóúüñ", "fr": "àâçéèêëîïôûùüœ", "it": "àèéìòù"} | {
    "nl": "éèëïöü",
    "pt": "áâãàçéêíóôõú",
}

SNOWBALL = {
    "de": "aufeinander aufeinand|kategorischen kategor|jahrhunderte jahrhundert|häuser haus"
    "|laufen lauf|einstellungen einstell|abhängigkeiten abhang",
    "es": "chicharrones chicharron|torneos torne|chillaron chill|estadísticas estadist"
    "|contenedores contenedor",
    "fr": "continuellement continuel|mainteniez mainten|majestueusement majestu"
    "|bâtiments bat|souffrirent souffr",
    "it": "abbandonato abbandon|propagazione propag|pronunciamento pronunc"
    "|abbandonavano abbandon|aggiornamenti aggiorn",
    "nl": "lichamelijk licham|opheffen opheff|kinderen kinder|opgavegebied opgavegebied"
    "|bestanden bestand",
    "pt": "quilométricas quilometr|boataria boat|quietude quietud|boicotavam boicot"
    "|aceleradores aceler",
}
"""word, stem: from what Snowball publishes, and words of technical writing."""

MEETING = {
    "de": "überprüfen uberprufen ueberpruefen Überprüfung|straße strasse|schließen schliessen"
    "|öffnet oeffnet offnet öffnen|konfigurieren konfiguriert konfigurierte|starten startet",
    "es": "configuración configuracion configuraciones|conexión conexion conexiones"
    "|distribución distribuciones|tecnología tecnologias",
    "fr": "utilisé utilisée utilisees utiliser utilise|qualité qualite qualités"
    "|première premiere premier|vérification verifications",
    "it": "qualità qualita|aggiornare aggiornato aggiornata|città citta",
    "nl": "bestanden bestand|geïnstalleerd geinstalleerd|coördinatie coordinatie",
    "pt": "configuração configuracao configurações configuracoes|conexão conexoes"
    "|execução execucoes|disponível disponivel",
}

PAIRS = [(lang, *pair.split()) for lang, listed in SNOWBALL.items() for pair in listed.split("|")]
GROUPS = [(lang, group.split()) for lang, listed in MEETING.items() for group in listed.split("|")]


@pytest.mark.parametrize(("lang", "word", "stemmed"), PAIRS)
def test_words_have_the_stems_that_snowball_publishes(lang: str, word: str, stemmed: str) -> None:
    assert stem(fold(word), lang) == stemmed


@pytest.mark.parametrize(("lang", "group"), GROUPS)
def test_forms_of_a_word_meet_however_they_are_typed(lang: str, group: list[str]) -> None:
    assert len({tuple(terms(word, lang)) for word in group}) == 1


@pytest.mark.parametrize("lang", sorted(ACCENTED))
@given(drawn=st.data())
def test_a_word_has_the_same_term_with_and_without_accents(lang: str, drawn: st.DataObject) -> None:
    letters = "aeioustnrlcmgb" + ACCENTED[lang]
    word = drawn.draw(st.text(alphabet=letters, min_size=1, max_size=14))
    bare = "".join(char for char in normalize("NFKD", word) if not combining(char))

    assert terms(word, lang) == terms(bare, lang)
    assert terms(normalize("NFD", word), lang) == terms(word, lang)


@given(st.lists(st.sampled_from("b r st m l ä ö ü ß ei an".split()), min_size=1, max_size=7))
def test_german_umlauts_are_typed_in_three_ways(parts: list[str]) -> None:
    word = "".join(f"b{part}" for part in parts)
    long = word.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")

    assert terms(word, "de") == terms(long, "de")


def test_an_e_that_is_no_umlaut_stays() -> None:
    assert spelled("neue", "de") == "neue"
    assert spelled("quelle", "de") == "quelle"
    assert spelled("bauen", "de") == "bauen"
    assert spelled("ueber", "en") == "ueber"


@given(st.text(alphabet="aeouqbr", max_size=10))
def test_spelling_a_word_twice_changes_nothing_more(word: str) -> None:
    assert spelled(spelled(word, "de"), "de") == spelled(word, "de")


def test_stop_words_are_those_of_the_language() -> None:
    assert terms("die Pumpe entlüften", "de") == ["pump", "entluft"]
    assert terms("die Pumpe", "en") == ["die", "pump"]
    assert is_stop_word("ueber", "de")
    assert is_stop_word("uber", "de")
    assert not is_stop_word("estado", "es")
    assert all(len(stop_words(code)) > 100 for code in STEMMED - {"en"})
    assert "the" in STOP_WORDS


def test_a_language_is_named_as_pages_name_it() -> None:
    assert [language(lang) for lang in ("de-DE", "pt_BR", "", "EN", "zh-Hans")] == [
        "de", "pt", "en", "en", "zh",
    ]  # fmt: skip


def test_words_of_an_unknown_language_are_terms_as_they_are() -> None:
    assert terms("Wyłącz zasilanie i sprawdź", "pl") == ["wylacz", "zasilanie", "i", "sprawdz"]


def test_plain_english_words_load_no_stemmer_of_another_language() -> None:
    probe = (
        "import sys; from flowhelp.search.analysis import terms; terms('renew certificates');"
        "sys.exit(any('snowball' in name or name == 'whoosh.compat' for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
