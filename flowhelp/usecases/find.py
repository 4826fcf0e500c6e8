"""Words → the procedure, and the step inside it, that answer."""

from __future__ import annotations

from flowhelp.errors import InputError, MissingError
from flowhelp.search.analysis import AROUND, fold
from flowhelp.search.query import parse_query
from flowhelp.usecases.fresh import answered
from flowhelp.usecases.leanings import leaning_of
from flowhelp.usecases.mending import surely
from flowhelp.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from flowhelp.search.index_answer import Found
    from flowhelp.search.query import Query
    from flowhelp.search.results import Card, Hit
    from flowhelp.usecases.reindex import Progress
    from flowhelp.usecases.workspace import Workspace


class NothingAskedError(InputError):
    """There are no words to search for."""


class NothingFoundError(MissingError):
    """No procedure answers to the words."""


class Answer(Value):
    """What a search found.

    Attributes:
        query: As it was asked.
        took_ms: From question to answer, the check for changed files included.
        total: How many procedures match at all.
        hits: Best first; at least one.
        suggestion: The question as it was understood, where a word was misspelled; else None.
        card: The best hit opened up.
        note: What the person should know about the index, one sentence; empty when all is well.
    """

    __slots__ = ("card", "hits", "note", "query", "suggestion", "took_ms", "total")

    def __init__(  # noqa: PLR0913, PLR0917 (what there is to say of it)
        self,
        query: str,
        took_ms: float,
        total: int,
        hits: tuple[Hit, ...],
        suggestion: str | None,
        card: Card,
        note: str = "",
    ) -> None:
        self.query = query
        self.took_ms = took_ms
        self.total = total
        self.hits = hits
        self.suggestion = suggestion
        self.card = card
        self.note = note


def find(  # noqa: PLR0913 (the filters of `howto`)
    workspace: Workspace,
    words: str,
    *,
    limit: int = 10,
    type: str = "",  # noqa: A002 (what it is)
    tag: str = "",
    source: str = "",
    role: str = "",
    alert: str = "",
    snippets: bool = True,
    progress: Progress | None = None,
) -> Answer:
    """The best procedures for some words, from the libraries as they are now.

    Args:
        workspace: Its libraries.
        words: A question, a symptom, `"a phrase"`, `tag:X` and the like.
        limit: At most this many hits.
        type: Only of that type; any when empty.
        tag: Only with that tag, in any case.
        source: Only from that library.
        role: Only for that role, or for everybody.
        alert: Only what answers that alert; then no words are needed.
        snippets: Whether every hit needs the line that matched; else those without a step.
        progress: Told how far it is, should files have to be read first.

    Raises:
        NothingAskedError: There are neither words nor an alert.
        UnknownSourceError: No library is called `source`.
        MissingError: Nothing matched, or there is nothing to search.
    """
    query = _asked(words, type=type, tag=tag, source=source, role=role, alert=alert)
    return _answer(workspace, words, query, limit, progress, snippets=snippets)


def _answer(  # noqa: PLR0913 (how it is asked)
    workspace: Workspace,
    words: str,
    query: Query,
    limit: int,
    progress: Progress | None,
    *,
    snippets: bool,
) -> Answer:
    start = workspace.monotonic()
    keys = keys_of(workspace, query)
    found = _found(workspace, query, list(keys), limit, progress, snippets=snippets)
    hits = hits_of(workspace, found, keys) if found.card else ()
    if hits:
        _remember(workspace, hits)
    _note(workspace, query, words, hits, found.total)
    if found.card is None:
        raise _nothing(workspace, query)
    took, meant = round((workspace.monotonic() - start) * 1000, 1), suggested(words, found)
    return Answer(words, took, found.total, hits, meant, found.card, workspace.index.note)


def _asked(words: str, **given: str) -> Query:
    query = parse_query(words, **given)
    if not (query.text.strip() or query.alert or query.prefixes):
        filters = {"tag": query.tag, "type": query.type, "source": query.source}
        asked = "".join(f" --{name} {value}" for name, value in filters.items() if value)
        hint = f"flowhelp list{asked}" if asked else "flowhelp howto WORDS"
        raise NothingAskedError("no words to search for", hint=hint)
    return query


def keys_of(workspace: Workspace, query: Query | None = None) -> dict[str, str]:
    """Key → name of the libraries that are asked, strongest first; of all without a query.

    Raises:
        UnknownSourceError: No library is called as the query says.
    """
    keys: dict[str, str] = {spec.key: spec.name for spec in workspace.specs}
    if query is None or not query.source:
        return keys
    named = {key: name for key, name in keys.items() if name.lower() == query.source}
    if not named:
        from flowhelp.usecases.library import UnknownSourceError

        raise UnknownSourceError(query.source)
    return named


def _found(  # noqa: PLR0913 (how it is asked)
    workspace: Workspace,
    query: Query,
    keys: list[str],
    limit: int,
    progress: Progress | None,
    *,
    snippets: bool,
) -> Found:
    leaning = leaning_of(workspace, query)

    def ask() -> Found:
        return workspace.index.search(query, keys, limit, leaning, snippets=snippets)

    def is_poor(found: Found) -> bool:
        return _is_poor(found) or not _is_as_read(workspace, found)

    return surely(workspace, lambda: answered(workspace, ask, is_poor, progress))


def _is_poor(found: Found) -> bool:
    """Whether something else was probably meant, perhaps what was saved just now."""
    return found.card is None or bool(found.corrections or found.unknown)


def _is_as_read(workspace: Workspace, found: Found) -> bool:
    """Whether the files that answer are what they were when they were read."""
    from flowhelp.library.stamps import is_as_stamped

    folders = {spec.key: spec for spec in workspace.specs if spec.kind != "git"}
    pages = [page for page in found.pages if page.key in folders]
    stamps = workspace.index.stamps_of([page.page for page in pages])
    return all(
        is_as_stamped(folders[page.key].address(page.path), stamps.get(page.page, ""))
        for page in pages
    )


def hits_of(workspace: Workspace, found: Found, names: dict[str, str]) -> tuple[Hit, ...]:
    """The pages as hits, best first.

    Args:
        workspace: Its libraries.
        found: What the index answers.
        names: What `keys_of` returned.
    """
    from flowhelp.search.results import Hit

    specs = {spec.key: spec for spec in workspace.specs}
    return tuple(
        Hit(
            rank=rank,
            score=round(page.score, 3),
            id=page.name,
            source=names[page.key],
            title=page.title,
            type=page.type,
            path=specs[page.key].address(page.path),
            step=page.step,
            snippet=page.snippet,
            why=page.why,
        )
        for rank, page in enumerate(found.pages, start=1)
    )


def _remember(workspace: Workspace, hits: tuple[Hit, ...]) -> None:
    """Keeps their order, so that a number can name one later."""
    from flowhelp.usecases import answers

    answers.remember(workspace.places.cache_folder, (f"{hit.source}:{hit.id}" for hit in hits))


def _note(
    workspace: Workspace, query: Query, words: str, hits: tuple[Hit, ...], total: int
) -> None:
    """Keeps what was asked, on this machine; a filter makes another question of it."""
    if query.filtered or query.alert:
        return
    from flowhelp.usecases import answers
    from flowhelp.usecases.searches import note_search

    names = [f"{hit.source}:{hit.id}" for hit in hits]
    note_search(workspace, words, names, answers.terminal(), total=total)


def suggested(words: str, found: Found) -> str | None:
    """The question with its misspelled words put right; None where it has none."""
    said = words.split()
    for typed, meant in found.corrections.items():
        holding = [at for at, word in enumerate(said) if typed in fold(word).lower()]
        whole = (at for at in holding if fold(said[at]).lower().strip(AROUND) == typed)
        at = next(whole, holding[0] if holding else -1)
        if at >= 0:
            said[at] = _put_right(said[at], typed, meant)
    return " ".join(said) if said != words.split() else None


def _put_right(word: str, typed: str, meant: str) -> str:
    """A word with that part of it spelled so; all of it where its accents are in the way."""
    start = word.lower().find(typed)
    if start < 0 or len(word) != len(word.lower()):
        return meant
    end = start + len(typed)
    if word[start:end].istitle():
        meant = meant.title()
    return f"{word[:start]}{meant}{word[end:]}"


def _nothing(workspace: Workspace, query: Query) -> MissingError:
    pages = workspace.index.listed([spec.key for spec in workspace.specs])
    if not pages:
        from flowhelp.usecases.library import EmptyLibraryError

        return EmptyLibraryError()
    asked = f"the alert {query.alert!r}" if query.alert else repr(query.text)
    narrowed = query.tag or query.type or query.source or query.role or query.phrases
    if narrowed:
        hint = "try it without the filter"
    else:
        from flowhelp.usecases.unwritten import hint_of_nothing

        hint = hint_of_nothing(workspace, query.text or query.alert, pages)
    return NothingFoundError(f"nothing answers to {asked}", hint=hint)
