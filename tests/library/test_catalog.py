"""Names of procedures."""

from __future__ import annotations

import pytest

from flowhelp.ids import ProcedureId, SourceName
from flowhelp.library.catalog import Catalog, Entry, folder_name, page_id, written_id


def entry(name: str, source: str = "team") -> Entry:
    return Entry(
        ProcedureId(name), SourceName(source), f"{name}.md", f"/{source}/{name}.md", name, "guide"
    )


def ids(found: tuple[Entry, ...]) -> list[str]:
    return [f"{one.source}:{one.id}" for one in found]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("db/failover.md", "db/failover"),
        ("loto/lockout.quiz.md", "loto/lockout.quiz"),
        ("a/index.html.md", "a/index"),
        ("acme.sh.md", "acme.sh"),
        ("Big.MDX", "Big"),
        ("x.markdown", "x"),
        ("a/README.md", "a/README"),
    ],
)
def test_an_id_is_the_path_without_its_ending(path: str, name: str) -> None:
    assert page_id(path) == name


@pytest.mark.parametrize("words", ["", " ", "a b", "a#b", "a:b", "a\\b", "a\x1bb", "/"])
def test_what_cannot_be_typed_as_a_name_is_no_id(words: str) -> None:
    assert written_id(words) is None


def test_an_id_may_be_written_into_the_head() -> None:
    assert written_id("/db/failover/") == "db/failover"


def test_a_page_that_speaks_for_its_folder_answers_to_the_folders_name() -> None:
    catalog = Catalog.of([[entry("ops/db/README"), entry("ops/web/index"), entry("ops/_index")]])

    assert ids(catalog.named("db")) == ["team:ops/db/README"]
    assert ids(catalog.named("ops/web")) == ["team:ops/web/index"]
    assert ids(catalog.named("ops")) == ["team:ops/_index"]
    assert folder_name(ProcedureId("README")) is None


def test_any_end_of_an_id_that_starts_at_a_slash_is_a_name() -> None:
    catalog = Catalog.of([[entry("ops/db/failover"), entry("web/failover"), entry("ops/tea")]])

    assert ids(catalog.named("tea")) == ["team:ops/tea"]
    assert ids(catalog.named("TEA")) == ["team:ops/tea"]
    assert ids(catalog.named("db/failover")) == ["team:ops/db/failover"]
    assert ids(catalog.named("failover")) == ["team:ops/db/failover", "team:web/failover"]
    assert ids(catalog.named("over")) == []


def test_a_whole_id_wins_over_an_end() -> None:
    catalog = Catalog.of([[entry("tea"), entry("kitchen/tea")]])

    assert ids(catalog.named("tea")) == ["team:tea"]


def test_a_stronger_library_hides_the_same_id_of_a_weaker_one() -> None:
    catalog = Catalog.of([[entry("tea", "mine"), entry("a", "mine")], [entry("tea", "shipped")]])

    assert ids(catalog.named("tea")) == ["mine:tea"]
    assert ids(catalog.named("shipped:tea")) == ["shipped:tea"]
    assert [(one.source, one.hidden_by) for one in catalog.hidden] == [("shipped", "mine")]
    assert ids(catalog.visible) == ["mine:a", "mine:tea"]


def test_the_end_of_an_id_can_be_asked_for_in_one_library() -> None:
    catalog = Catalog.of([[entry("a/tea", "mine")], [entry("b/tea", "team")]])

    assert ids(catalog.named("team:tea")) == ["team:b/tea"]
    assert ids(catalog.named("nobody:tea")) == []
