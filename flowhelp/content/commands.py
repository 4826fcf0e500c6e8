"""What to type in a code block, apart from what comes back.

A fence may hold commands, commands with their output, output alone, or the
content of a file. The language, the prompts, the words before the fence and
the shape of each line decide, in that order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flowhelp.content.lines import RUBY, Piece, heredoc_end, logical
from flowhelp.content.model import Command
from flowhelp.content.transcript import (
    ANSWER,
    COMMAND_LEAD,
    FILE,
    OUTPUT_LEAD,
    PROMPT,
    ROOT_PROMPT,
    SQL_LINE,
    TYPE_LEAD,
    says_output,
)
from flowhelp.content.words import is_command

SHELLS = frozenset(
    "sh bash zsh shell ksh fish console shell-session shellsession sh-session terminal term tty "
    "command commandline cli powershell pwsh ps1 ps cmd bat batch dos bash-session".split()
)
"""Languages of a fence whose lines are typed into a shell."""

CONSOLES = frozenset("sql mysql psql postgresql postgres pgsql redis ruby rb irb rails r".split())
"""Languages that people paste into a prompt rather than save."""

_UNKNOWN = frozenset(("", "text", "txt", "plaintext", "plain", "none", "code"))
_RUBY_FILE = re.compile(r"^\s*(?:class|module|def)\s", re.MULTILINE)


_LEAD = 400
"""Letters before a block that tell what it is."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code block, read.

    Attributes:
        lang: First word of the fence's info, lower case.
        commands: What to type, in order; empty for output and file content.
        output: What is expected to come back, or empty.
        content: Whether it is neither: a file, a query, a sample.
        shown: Commands and remarks as written, where output stands in the same block.
    """

    lang: str
    commands: tuple[Command, ...] = ()
    output: str = ""
    content: bool = False
    shown: str = ""


def read_code(info: str, text: str, *, lead: str = "") -> Code:
    """What a code block holds.

    Args:
        info: The fence's info string, empty for indented code.
        text: Its content.
        lead: The words before it in the same step.

    Returns:
        The reading; its commands carry no prompts and no comments.
    """
    lang, lead = language(info), lead[-_LEAD:]
    lines = text.split("\n")
    prompts = _with_prompts(lang, lines)
    if prompts is not None:
        return _session(lang, prompts)
    if lang in SHELLS:
        return _script(lang, lines, lead)
    if lang in CONSOLES:
        return _console(lang, lines, lead)
    if lang in _UNKNOWN:
        return _unnamed(lang, lines, lead)
    return Code(lang, content=True)


def language(info: str) -> str:
    """Language of an info string: `sh {"name":"x"}`, `{.sh}`, `bash:title` give sh, sh, bash."""
    word = info.strip().strip("{}.").split(None, 1)[:1]
    return re.split(r"[:{,]", word[0].lower())[0] if word else ""


def _with_prompts(lang: str, lines: list[str]) -> list[tuple[bool, str]] | None:
    """Each line as (typed, text without prompt), or None where nothing is prompted."""
    prompt = PROMPT
    if not any(prompt.match(line) for line in lines):
        if not _root_session(lang, lines):
            return None
        prompt = ROOT_PROMPT
    marked: list[tuple[bool, str]] = []
    continued, until = False, ""
    for line in lines:
        match = None if until else prompt.match(line)
        typed = bool(match or continued or until)
        text = line[match.end() :] if match else line
        marked.append((typed, text))
        if until:
            until = "" if line.strip() == until else until
        elif typed:
            until = heredoc_end(text)
        continued = typed and line.rstrip().endswith("\\")
    return marked


def _root_session(lang: str, lines: list[str]) -> bool:
    """Whether `# ` is a prompt here and not a comment."""
    first = next((line for line in lines if line.strip()), "")
    if lang and lang not in SHELLS:
        return False
    match = ROOT_PROMPT.match(first)
    bare = any(line.strip() and not line.startswith("#") and is_command(line) for line in lines)
    return bool(match) and not bare and is_command(first[match.end() :] if match else "")


def _session(lang: str, marked: list[tuple[bool, str]]) -> Code:
    typed = [text for is_typed, text in marked if is_typed]
    told = "\n".join(text for is_typed, text in marked if is_typed or _remark(text))
    rest = "\n".join(text for is_typed, text in marked if not is_typed and not _remark(text))
    return Code(lang, _commands(lang, logical(typed)), rest.strip("\n"), shown=told)


def _remark(line: str) -> bool:
    return bool(re.match(r"^\s*#\s", line))


def _script(lang: str, lines: list[str], lead: str) -> Code:
    """A block of a shell language without prompts."""
    pieces = logical(lines)
    first = pieces[0].text if pieces else ""
    if FILE.match(first):
        return Code(lang, content=True)
    if says_output(lead.strip()[-160:]) and not is_command(first, known=False):
        return Code(lang, output="\n".join(lines).strip("\n"))
    return _sorted(lang, pieces, lines, known=False)


def _sorted(lang: str, pieces: list[Piece], lines: list[str], *, known: bool) -> Code:
    """Commands and answers told apart piece by piece.

    What looks like an answer is one, and so is what follows it, until a line
    begins with a program that is known.

    Args:
        lang: The language of the commands.
        pieces: Logical lines in order.
        lines: The block as written.
        known: Only known programs are commands after the first one.
    """
    typed: list[Piece] = []
    answers: list[int] = []
    answering = False
    for piece in pieces:
        certain = is_command(piece.text) or bool(SQL_LINE.match(piece.text))
        likely = not known or not typed or is_command(piece.text, known=False)
        if certain or (not answering and likely and not ANSWER.match(lines[piece.line])):
            answering = False
            typed.append(piece)
        else:
            answering = True
            answers.append(piece.line)
    if not answers:
        return Code(lang, _commands(lang, typed))
    return _divided(lang, typed, lines, answers)


def _divided(lang: str, typed: list[Piece], lines: list[str], answers: list[int]) -> Code:
    """Commands and answers of one block, each with the lines that belong to it."""
    begins = dict.fromkeys(answers, False) | {piece.line: True for piece in typed}
    told: list[str] = []
    rest: list[str] = []
    mine = True
    for n, line in enumerate(lines):
        mine = begins.get(n, mine)
        (told if mine else rest).append(line)
    shown = "\n".join(told).strip("\n")
    return Code(lang, _commands(lang, typed), "\n".join(rest).strip("\n"), shown=shown)


def _console(lang: str, lines: list[str], lead: str) -> Code:
    text = "\n".join(lines)
    if (lang in RUBY and _RUBY_FILE.search(text)) or text.startswith("#!"):
        return Code(lang, content=True)
    if OUTPUT_LEAD.search(lead) and not COMMAND_LEAD.search(lead):
        return Code(lang, output=text)
    answers = [line for line in lines if _is_result(line)]
    typed = [line for line in lines if not _is_result(line)]
    shown = "\n".join(typed) if answers else ""
    return Code(lang, _commands(lang, logical(typed, lang)), "\n".join(answers), shown=shown)


def _is_result(line: str) -> bool:
    return bool(re.match(r"^\s*(?:=>|\.\.\.\s*$|<snip>|\+-{3,}|\|\s|\(\d+ rows?\))", line))


def _unnamed(lang: str, lines: list[str], lead: str) -> Code:
    """A block whose language is not given: its words and the words before it decide."""
    pieces = logical(lines)
    first = pieces[0].text if pieces else ""
    tail = lead.strip()[-160:]
    told, answered = bool(COMMAND_LEAD.search(tail)), says_output(tail)
    if answered and not (is_command(first) and told):
        return Code(lang, output="\n".join(lines).strip("\n"))
    likely = is_command(first) or (told and is_command(first, known=False))
    single = bool(TYPE_LEAD.search(tail)) and len(pieces) == 1 and not ANSWER.match(first)
    if not (likely or single) or FILE.match(first):
        return Code(lang, content=True)
    return _sorted(lang, pieces, lines, known=not told)


def _commands(lang: str, pieces: list[Piece]) -> tuple[Command, ...]:
    """The commands; a statement that was typed at a database is in its language, not a shell's."""
    return tuple(
        Command("sql" if SQL_LINE.match(piece.text) else lang, piece.text)
        for piece in pieces
        if piece.text
    )
