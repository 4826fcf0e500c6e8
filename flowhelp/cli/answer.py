"""What a question found, laid out for a terminal: the best answer opened up, then the others.

Pure: values in, lines out.
"""

from __future__ import annotations

from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.styles import Style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flowhelp.search.results import Card, CardStep, Hit
    from flowhelp.typeset.styles import Line, Span
    from flowhelp.usecases.find import Answer

_HANG: list[Span] = [("   ", None)]
_LONGEST_TITLE = 150
"""Characters of a step's title in an answer; `show` has the rest."""

_LEAST_ROWS = 6
_ROWS_AROUND = 9
_MORE = 3
"""How many times as many answers are offered next."""
"""Its title, description, what is left out, empty lines, what to do next, and the prompt."""


def answer_lines(answer: Answer, width: int, height: int, *, explain: bool) -> Iterator[Line]:
    """The lines of an answer; the card takes the rows that the other answers leave.

    Args:
        answer: With at least one hit.
        width: Columns of the terminal.
        height: Rows of the terminal.
        explain: Whether to say why each hit stands where it does.
    """
    if answer.suggestion:
        yield (("Did you mean: ", Style.DIM), (answer.suggestion, Style.STRONG))
        yield ()
    best, *others = answer.hits
    below = [line for hit in others for line in _entry(hit, width, explain=explain)]
    yield from _card(best, answer.card, width, height - len(below) - _ROWS_AROUND)
    if explain:
        yield from _why(best, width)
    if below:
        yield ()
        yield from below
    yield ()
    more = answer.total - len(answer.hits)
    wider = min(answer.total, _MORE * len(answer.hits))
    also = f" · more answers: -n {wider}" if more > 0 else ""
    end: list[Span] = [(f"read: flowhelp show 1 · follow: flowhelp walk 1{also}", Style.DIM)]
    yield from wrapped(end, width)


def _card(hit: Hit, card: Card, width: int, rows: int) -> Iterator[Line]:
    yield from _title(hit, width)
    if card.description:
        about: list[Span] = [(_pictured(_clipped(card.description)), None)]
        yield from wrapped(about, width, first=_HANG, rest=_HANG)
    for signal, text in card.warnings:
        head: list[Span] = [*_HANG, (f"{signal}: ", Style.DANGER)]
        yield from wrapped([(text, None)], width, first=head, rest=_HANG)
    yield ()
    answering = next(
        (n for n, step in enumerate(card.steps) if hit.step and step.sid == hit.step.sid), None
    )
    laid_out = [
        list(_step(step, width, answers=number == answering))
        for number, step in enumerate(card.steps)
    ]
    start, end = _window(laid_out, answering or 0, max(rows, _LEAST_ROWS), width)
    if start:
        yield ((f"   … {_steps(start)} before", Style.DIM),)
    for lines in laid_out[start:end]:
        yield from lines
    if end < len(laid_out):
        yield ((f"   … {_steps(len(laid_out) - end)} after", Style.DIM),)


def _pictured(text: str) -> str:
    """The text with the pictures that it names."""
    if text.count(":") <= 1:
        return text
    from flowhelp.typeset.emoji import with_emoji  # noqa: PLC0415 - rarely, and it takes time

    return with_emoji(text)


def _clipped(text: str) -> str:
    """Its first words, with a sign where more follow."""
    if len(text) <= _LONGEST_TITLE:
        return text
    return text[:_LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(" ,.;:") + " …"


def _steps(count: int) -> str:
    return f"{count} step{'s' * (count != 1)}"


def _window(steps: Sequence[list[Line]], at: int, rows: int, width: int) -> tuple[int, int]:
    """Which steps there is room for: the one that answers, what follows, what comes before."""
    sizes = [sum(_rows(line, width) for line in lines) for lines in steps]
    start, end = at, min(at + 1, len(steps))
    left = rows - sum(sizes[start:end])
    before = min(1, start)
    if before and sizes[start - 1] <= left:
        start -= 1
        left -= sizes[start]
    while end < len(steps) and sizes[end] <= left:
        left -= sizes[end]
        end += 1
    while start and sizes[start - 1] <= left:
        start -= 1
        left -= sizes[start]
    return start, end


def _rows(line: Line, width: int) -> int:
    return 1 + max(0, sum(len(text) for text, _ in line) - 1) // width


def _step(step: CardStep, width: int, *, answers: bool) -> Iterator[Line]:
    number = f" {'▸' if answers else ' '} {step.n}. "
    rest: list[Span] = [(" " * len(number), None)]
    title: list[Span] = [(_clipped(step.title), Style.STRONG if answers else None)]
    yield from wrapped(title, width, first=[(number, Style.NUMBER)], rest=rest)
    for command in step.commands:
        for line in command.split("\n"):
            yield (*rest, ("  ", None), (line, Style.COMMAND))


def _entry(hit: Hit, width: int, *, explain: bool) -> Iterator[Line]:
    yield from _title(hit, width)
    if hit.step:
        head: list[Span] = [(f"   ▸ {hit.step.n}. ", Style.NUMBER)]
        title: list[Span] = [(_clipped(hit.step.title), None)]
        yield from wrapped(title, width, first=head, rest=[*_HANG, *_HANG])
    elif hit.snippet:
        snippet: list[Span] = [(_clipped(hit.snippet), Style.DIM)]
        yield from wrapped(snippet, width, first=_HANG, rest=_HANG)
    if explain:
        yield from _why(hit, width)


def _title(hit: Hit, width: int) -> Iterator[Line]:
    where = hit.id if hit.type == "procedure" else f"{hit.id} · {hit.type}"
    spans: list[Span] = [(hit.title, Style.HEADING), (f"  {where} · {hit.source}", Style.DIM)]
    yield from wrapped(spans, width, first=[(f"{hit.rank}. ", Style.NUMBER)], rest=_HANG)


def _why(hit: Hit, width: int) -> Iterator[Line]:
    spans: list[Span] = [(f"why: {', '.join(hit.why)} (score {hit.score:g})", Style.DIM)]
    yield from wrapped(spans, width, first=_HANG, rest=_HANG)
