"""Words → procedure and step."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowhelp.usecases.find import Answer, NothingAskedError, NothingFoundError, find
from flowhelp.usecases.library import EmptyLibraryError, UnknownSourceError
from flowhelp.usecases.reindex import problems
from flowhelp.usecases.workspace import Workspace
from tests.usecases.libraries import TEA, TLS, workspace, write


@pytest.fixture
def kitchen(tmp_path: Path) -> Workspace:
    """Two procedures, one of them about tea."""
    return workspace(tmp_path, write(tmp_path / "kitchen", {"tea.md": TEA, "tls.md": TLS}))


def ids(answer: Answer) -> list[str]:
    return [hit.id for hit in answer.hits]


def test_the_step_that_answers_is_named(kitchen: Workspace, tmp_path: Path) -> None:
    answer = find(kitchen, "how do I steep the leaves?")
    hit = answer.hits[0]

    assert (hit.rank, hit.id, hit.source, hit.title) == (1, "tea", "kitchen", "Make tea")
    assert hit.step is not None
    assert (hit.step.n, hit.step.title) == ("2", "Steep the leaves:")
    assert hit.path == str(tmp_path / "kitchen/tea.md")
    assert hit.snippet == "Steep the leaves:"
    assert hit.why[0] == "2 of 2 words (100%)"
    assert (answer.total, answer.suggestion, answer.note) == (1, None, "")


def test_the_best_answer_is_opened_up_without_its_file(kitchen: Workspace) -> None:
    card = find(kitchen, "boil water").card

    assert card.description == "Tea wakes you up."
    assert [(step.n, step.title, step.commands) for step in card.steps] == [
        ("1", "Boil the water.", ()),
        ("2", "Steep the leaves:", ("kettle --pour cup",)),
    ]


def test_a_misspelled_word_is_corrected_and_said(kitchen: Workspace) -> None:
    answer = find(kitchen, "renew certifcate")

    assert ids(answer) == ["tls"]
    assert answer.suggestion == "renew certificate"


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("how do I renew a certifcate?", "how do I renew a certificate?"),
        ("Certifcate renew", "Certificate renew"),
        ("renew-certifcate", "renew-certificate"),
        ("RenewCertifcate", "RenewCertificate"),
        ("renew certifcáte", "renew certificate"),
    ],
)
def test_a_correction_is_shown_where_the_word_was_typed(
    kitchen: Workspace, asked: str, meant: str
) -> None:
    assert find(kitchen, asked).suggestion == meant


def test_aliases_and_alerts_find_a_page(kitchen: Workspace) -> None:
    assert "exactly its alias" in find(kitchen, "certificate expired").hits[0].why
    assert "exactly its alert" in find(kitchen, "CertificateExpiry").hits[0].why
    assert ids(find(kitchen, "", alert="CertificateExpiry")) == ["tls"]
    with pytest.raises(NothingFoundError, match="the alert 'KubePodCrash'"):
        find(kitchen, "", alert="KubePodCrash")


@pytest.mark.parametrize(
    "filters",
    [{"tag": "WEB"}, {"type": "procedure"}, {"source": "kitchen"}, {"role": "operator"}],
)
def test_filters_keep_what_fits(kitchen: Workspace, filters: dict[str, str]) -> None:
    assert ids(find(kitchen, "renew", **filters)) == ["tls"]  # type: ignore[arg-type]


@pytest.mark.parametrize("words", ["renew tag:mail", "renew type:quiz", "renew role:nurse"])
def test_filters_leave_out_what_does_not(kitchen: Workspace, words: str) -> None:
    with pytest.raises(NothingFoundError) as nothing:
        find(kitchen, words)

    assert nothing.value.hint == "try it without the filter"


def test_words_in_quotes_follow_each_other_where_they_can(tmp_path: Path) -> None:
    pages = {"a.md": "# Cold water\n\nboil it\n", "b.md": "# Boil water\n\nnot cold\n"}
    found = workspace(tmp_path, write(tmp_path / "lib", pages))

    assert ids(find(found, '"cold water"')) == ["a"]
    assert set(ids(find(found, '"it boil"'))) == {"a", "b"}


def test_nothing_found_says_what_to_try(kitchen: Workspace) -> None:
    with pytest.raises(NothingFoundError, match="nothing answers to 'submarine'") as nothing:
        find(kitchen, "submarine")

    assert nothing.value.hint
    assert nothing.value.hint.startswith("try other words · or write that page: a file ")
    assert nothing.value.hint.endswith('submarine.md whose first line is "# Submarine"')


def test_a_filter_alone_is_what_list_is_for(kitchen: Workspace) -> None:
    with pytest.raises(NothingAskedError) as nothing:
        find(kitchen, "tag:hot")

    assert nothing.value.hint == "flowhelp list --tag hot"


def test_words_that_a_library_says_mean_the_same_find_each_other(tmp_path: Path) -> None:
    pages = {"a.md": "# Grease the spindle\n\n1. Grease it.\n", "b.md": "# Tea\n\n1. Boil.\n"}
    library = write(tmp_path / "lib", pages)
    found = workspace(tmp_path, library)
    with pytest.raises(NothingFoundError):
        find(found, "slickify")

    (library / "flowhelp.toml").write_text('synonyms = ["grease, slickify"]\n', encoding="utf-8")
    assert ids(find(found, "slickify")) == ["a"]

    (library / "flowhelp.toml").write_text("synonyms = []\n", encoding="utf-8")
    with pytest.raises(NothingFoundError):
        find(found, "slickify")


def test_a_table_of_words_that_cannot_be_read_is_reported_and_hinders_nothing(
    tmp_path: Path,
) -> None:
    library = write(tmp_path / "lib", {"a.md": "# Tea\n\n1. Boil.\n"})
    (library / "flowhelp.toml").write_text("synonyms = [", encoding="utf-8")
    found = workspace(tmp_path, library)

    assert ids(find(found, "tea")) == ["a"]
    (problem,) = problems(found)
    assert problem.path == "flowhelp.toml"
    assert problem.message.startswith("flowhelp.toml cannot be read: ")


@pytest.mark.parametrize("words", ["", "   ", "tag:web"])
def test_no_words_are_no_question(kitchen: Workspace, words: str) -> None:
    with pytest.raises(NothingAskedError):
        find(kitchen, words)


@pytest.mark.parametrize("words", ["...", '"', "NEAR(", "a OR b AND -", "*", "{}", "\x00", "tea^2"])
def test_anything_typed_is_words_and_never_a_failure(kitchen: Workspace, words: str) -> None:
    try:
        answer = find(kitchen, words)
    except NothingFoundError:
        return
    assert ids(answer) == ["tea"]


def test_an_empty_library_says_how_to_fill_it(tmp_path: Path) -> None:
    with pytest.raises(EmptyLibraryError) as empty:
        find(workspace(tmp_path), "tea")

    assert empty.value.hint == "flowhelp source add FOLDER, or a git URL"


def test_a_library_nobody_knows_is_said(kitchen: Workspace) -> None:
    with pytest.raises(UnknownSourceError, match="there is no library 'nowhere'"):
        find(kitchen, "tea", source="nowhere")


def test_of_the_same_id_only_the_stronger_library_answers(tmp_path: Path) -> None:
    mine = write(tmp_path / "mine", {"tea.md": TEA.replace("Make tea", "My tea")})
    team = write(tmp_path / "team", {"tea.md": TEA, "other.md": "# Other tea\n"})
    found = workspace(tmp_path, mine, team)

    assert {hit.title for hit in find(found, "tea").hits} == {"Other tea", "My tea"}


def test_libraries_of_another_project_do_not_answer_here(tmp_path: Path) -> None:
    here = write(tmp_path / "here", {"tea.md": TEA})
    there = write(tmp_path / "there", {"tls.md": TLS})
    with workspace(tmp_path, there) as found:
        assert ids(find(found, "renew certificate")) == ["tls"]

    with workspace(tmp_path, here) as found, pytest.raises(NothingFoundError):
        find(found, "renew certificate")


def test_a_retired_page_comes_after_an_active_one(tmp_path: Path) -> None:
    old = "---\nstatus: retired\n---\n# Boil water\n\n1. Boil water.\n"
    pages = {"a.md": old, "b.md": "# Boil water\n\n1. Boil water.\n"}
    found = workspace(tmp_path, write(tmp_path / "lib", pages))

    assert ids(find(found, "boil water")) == ["b", "a"]
