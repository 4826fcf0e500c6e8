"""The step and the line of a page that answer, and why the page stands where it does. Pure."""

from __future__ import annotations

from flowhelp.search.fields import FIELDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flowhelp.search.ranking import Score, Word
    from flowhelp.search.rows import StepRow

_SHORTEST_STEM = 2
"""Letters up to which a last `i` was typed; that of longer stems may have been a `y`."""


def best_step(steps: Sequence[StepRow], words: Sequence[Word]) -> tuple[int, float] | None:
    """The step that answers: its position and the share of the question it covers, 0 to 1.

    Args:
        steps: Of the page.
        words: Of the question.

    Returns:
        None when no step has any of the words. Of equals the first, but a title beats detail.
    """
    whole = sum([word.rarity for word in words])
    wanted = [
        (word.rarity, [(f" {term.text} ", term.share) for term in word.terms])
        for word in words
        if word.rarity
    ]
    best = (0.0, 0.0, -1)
    for position, step in enumerate(steps):
        covered = titled = 0.0
        for rarity, terms in wanted:
            in_title = in_detail = 0.0
            for term, share in terms:
                if share > in_title and term in step.title_terms:
                    in_title = share
                if share > in_detail and term in step.terms:
                    in_detail = share
            covered += rarity * max(in_title, in_detail)
            titled += rarity * in_title
        merit = covered + 0.5 * titled
        if merit > best[0]:
            best = (merit, covered, position)
    return (best[2], best[1] / whole) if best[2] >= 0 and whole else None


def best_line(text: str, words: Sequence[Word], step: int | None) -> str:
    """The line a person would recognise as the answer; empty when none matches.

    Args:
        text: The page's lines in its order, as `rows.Body.text` has them.
        words: Of the question.
        step: Position of the step that answers; its lines are preferred.
    """
    low = text.lower()
    merits: dict[int, float] = {}
    for word in words:
        if word.rarity:
            worth = word.terms[0].weight * word.rarity
            for start in _lines_with(_root(word.terms[0].text, word.typed), low):
                merits[start] = merits.get(start, 0.0) + worth
    best, at = 0.0, -1
    for start in sorted(merits):
        merit = merits[start] * (1.25 if low.startswith(f"{step} ", start) else 1.0)
        if merit > best:
            best, at = merit, start
    # In lower case a few letters become two, so the line is found by its number.
    return text.split("\n")[low.count("\n", 0, at)].partition(" ")[2] if best else ""


def _lines_with(root: str, low: str) -> Iterator[int]:
    """Where each line begins that holds the root after the number of its step."""
    at = low.find(root)
    while at >= 0:
        start = low.rfind("\n", 0, at) + 1
        if at < low.find(" ", start):
            at = low.find(root, at + 1)
            continue
        yield start
        end = low.find("\n", at)
        at = low.find(root, end + 1) if end >= 0 else -1


def _root(text: str, typed: str) -> str:
    """What a line must hold, in lower case, to be taken as having the term."""
    if text.endswith("i") and len(text) > _SHORTEST_STEM:
        return text[:-1]
    return text if "_" not in text else typed.lower()


def reasons(found: Score, words: Sequence[Word], exact: str, step: str) -> tuple[str, ...]:
    """Why a hit stands where it does, most important first.

    Args:
        found: Its score.
        words: Of the question.
        exact: The kind of name that the whole question is, or empty.
        step: The number of the step that answers, or empty.
    """
    said = [f"exactly its {exact}"] if exact else []
    if words:
        said.append(f"{len(found.matched)} of {len(words)} words ({found.coverage:.0%})")
    shares = sorted(zip(found.in_fields, FIELDS, strict=True), reverse=True)
    said += [f"{field} {value:.1f}" for value, field in shares if value > 0]
    if found.paired:
        said.append(f"side by side {found.paired:.1f}")
    if found.titled:
        said.append(f"{found.titled:.0%} of the title")
    if found.known:
        said.append(f"named by {found.known} other page{'s' * (found.known != 1)}")
    if step:
        said.append(f"step {step}")
    missing = [word.typed for i, word in enumerate(words) if i not in found.matched]
    if missing:
        said.append(f"without {', '.join(missing)}")
    return tuple(said)
