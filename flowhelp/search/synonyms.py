"""Words for the same thing: the table that ships, and what a library adds to it.

A group is asked for by each of its first words, and answered by each of its second: in
`delete, remove` they are the same, in `k8s > kubernetes` they are not. Groups are read while
a library is indexed and kept with it; a question never reads a file.
"""

from __future__ import annotations

from flowhelp.search.analysis import LONGEST_TERM, fold, stem, terms_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Group = tuple[tuple[str, ...], tuple[str, ...]]

WEIGHT = 0.5
"""Of a word that was not typed, against one that was."""

MOST_GROUPS = 1000
MOST_WORDS = 20
"""Of a library's own: more is a dictionary, not a table for a field."""


def built_in() -> tuple[Group, ...]:
    """The groups that ship with flowhelp."""
    path = __file__.rpartition(".")[0] + ".txt"
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 (pathlib is slow to load)
        return groups(file.read())[0]


def groups(text: str) -> tuple[tuple[Group, ...], tuple[str, ...]]:
    """The groups of a text, one a line, as `synonyms.txt` describes; and the lines that are none.

    Words are folded and in lower case.
    """
    found: list[Group] = []
    wrong: list[str] = []
    for line in text.splitlines():
        said = line.partition("#")[0].strip()
        group = _group(said)
        if group:
            found.append(group)
        elif said:
            wrong.append(said)
    return tuple(found), tuple(wrong)


def read_synonyms(toml: str) -> tuple[tuple[Group, ...], str]:
    """A library's own groups: `synonyms` in its flowhelp.toml, and what is wrong with it or "".

    Either a list of lines as in `synonyms.txt`, or a table, `k8s = ["kubernetes"]`, whose
    words are found one way. What cannot be read is left out; nothing is raised.
    """
    from tomllib import loads  # noqa: PLC0415 (only while indexing)

    try:
        said = loads(toml).get("synonyms", [])
    except (ValueError, RecursionError) as error:
        return (), f"flowhelp.toml cannot be read: {str(error).lower()}"
    lines, odd = _lines(said)
    found, wrong = groups("\n".join(lines[:MOST_GROUPS]))
    if len(lines) > MOST_GROUPS:
        return found, f"synonyms in flowhelp.toml: only the first {MOST_GROUPS} groups are used"
    if odd or wrong:
        named = (odd + list(wrong))[0][:LONGEST_TERM]
        return (
            found,
            f"synonyms in flowhelp.toml: {named!r} is not a group such as 'delete, remove'",
        )
    return found, ""


def pairs(found: Iterable[Group], lang: str = "en") -> dict[str, tuple[str, ...]]:
    """Term → the terms that may answer for it, both as pages of that language have them."""
    answers: dict[str, dict[str, None]] = {}
    for asked, means in found:
        targets = [_term(word, lang) for word in means]
        for term in (_term(word, lang) for word in asked):
            others = answers.setdefault(term, {})
            others.update((target, None) for target in targets if target != term)
    return {term: tuple(others) for term, others in answers.items() if others}


def synonyms_of(word: str, table: dict[str, tuple[str, ...]]) -> tuple[tuple[str, float], ...]:
    """(term, weight) of each that may answer for a term, or for an English word; may be none."""
    return tuple((term, WEIGHT) for term in table.get(word) or table.get(stem(word), ()))


def _group(said: str) -> Group | None:
    """Two words that find each other, or one way; None of anything else."""
    asked, arrow, means = said.partition(">")
    left, right = _words(asked), _words(means if arrow else asked)
    named = dict.fromkeys((*left, *right))
    if not left or not right or len(named) < 2 or len(named) > MOST_WORDS:  # noqa: PLR2004 (a pair)
        return None
    return left, right


def _words(said: str) -> tuple[str, ...]:
    """Empty where one of them is no single word."""
    found = [fold(word.strip()).lower() for word in said.split(",")]
    single = all(len(word.split()) == 1 and len(word) <= LONGEST_TERM for word in found)
    return tuple(found) if single and all(any(map(str.isalnum, word)) for word in found) else ()


def _lines(said: object) -> tuple[list[str], list[str]]:
    """Lines as in `synonyms.txt`, and what is neither a line nor an entry of a table."""
    lines: list[str] = []
    odd: list[str] = []
    entries: Iterator[tuple[str, object]]
    if isinstance(said, dict):
        entries = ((f"{word} > ", means) for word, means in said.items())
    else:
        entries = (("", line) for line in (said if isinstance(said, list) else [said]))
    for start, line in entries:
        means = ", ".join(map(str, line)) if start and isinstance(line, list) else line
        if isinstance(means, str) and "\n" not in means:
            lines.append(start + means)
        else:
            odd.append(str(means))
    return lines, odd


def _term(word: str, lang: str) -> str:
    """The one term of a word: of a compound, the whole; of a stop word, the stem even so."""
    found = terms_of(word, lang)
    return found[-1] if found else stem(word, lang)
