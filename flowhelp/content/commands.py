"""What to type in a code block, apart from what comes back.

A fence may hold commands, commands with their output, output alone, or the
content of a file. The language, the prompts, the words before the fence and
the shape of each line decide, in that order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flowhelp.content.model import Command
from flowhelp.content.words import is_command

SHELLS = frozenset(
    "sh bash zsh shell ksh fish console shell-session shellsession sh-session terminal term tty "
    "command commandline cli powershell pwsh ps1 ps cmd bat batch dos bash-session".split()
)
"""Languages of a fence whose lines are typed into a shell."""

CONSOLES = frozenset("sql mysql psql postgresql postgres pgsql redis ruby rb irb rails r".split())
"""Languages that people paste into a prompt rather than save."""

_UNKNOWN = frozenset(("", "text", "txt", "plaintext", "plain", "none", "code"))
_PROMPT = re.compile(
    r"^\s*(?:\(?[\w.-]+\)\s+)?"
    r"(?:[\w.-]+@[\w.-]+(?:[: ][^\s$#>]*)?\s*[$#>]|\[[\w.-]+@[^\]]+\][$#]"
    r"|(?:/[\w/.~-]*|~)\s*[$#]|PS(?:\s+[A-Z]:[^>]*)?>|[A-Z]:\\[^>]*>|[$%❯➜]|>>>"
    r"|(?:mysql|mariadb|postgres|psql|sqlite|redis[\w.:-]*|irb[\w():.]*|\w+=)[#>]+)\s+(?=\S)"
)
_ROOT_PROMPT = re.compile(r"^\s*#\s+(?=\S)")
_CONTINUED = re.compile(r"(?:\\|\|\|?|&&|`)\s*$")
_HEREDOC = re.compile(r"<<-?\s*([\"']?)(\w+)\1")
_COMMENT = re.compile(r"^\s*(?:#(?!!)|//|--\s|;\s|REM\s|::\s)", re.IGNORECASE)
_ANSWER = re.compile(
    r"^\s*(?:=>|->|\.\.\.|\[\.\.\.\]|<snip>|Reading package lists|[{}\[\]]\s*,?\s*$"
    r"|\d{4}-\d\d-\d\d[T ]\d|level=|ts=|\w+:\s*$"
    r"|[A-Z][A-Z_()-]+(?:\s{2,}[A-Z]\S*)+|[A-Z]\w*(?: \w+)?(?:\s{2,}\S+){2,}$|\+-{3,}|-{4,}|\|\s)"
)
_OUTPUT_LEAD = re.compile(
    r"\b(?:outputs?|returns?|similar to|looks? like|(?:will|should|can|might|may) (?:then )?(?:see|"
    r"show|look|print|display|get|be|give|return|report)|you(?:'ll| will)? see|"
    r"see(?:ing)? something|"
    r"response|respond(?:s|ed)?|results?(?: is| are|:)|prints?|displays?|shows?|error message"
    r"|log lines?|was:|as follows|example (?:result|alert|log|message))\b",
    re.IGNORECASE,
)
_COMMAND_LEAD = re.compile(
    r"\b(?:run(?:ning)?|execut(?:e|ing)|typ(?:e|ing)|enter|issue|invoke|use|using|commands?|call|"
    r"try|with|via|by|do|ssh|log ?in|connect|start|restart|stop|create|check|install)\b[^.]*$",
    re.IGNORECASE,
)
_TYPE_LEAD = re.compile(r"\b(?:run|execute|type|enter|issue|commands?)\b[^.]*$", re.IGNORECASE)
_RUBY_FILE = re.compile(r"^\s*(?:class|module|def)\s", re.MULTILINE)
_OPENERS = re.compile(r"(?:^|[;|&]\s*)\s*(?:for|while|until|if|case|select)\b|\{\s*$")
_CLOSERS = re.compile(r"(?:^|;\s*)\s*(?:done|fi|esac)\b|^\s*\}")


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
    lang = language(info)
    lines = text.split("\n")
    prompts = _with_prompts(lang, lines)
    if prompts is not None:
        return _session(lang, prompts)
    if lang in SHELLS:
        return _script(lang, lines)
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
    prompt = _PROMPT
    if not any(prompt.match(line) for line in lines):
        if not _root_session(lang, lines):
            return None
        prompt = _ROOT_PROMPT
    marked: list[tuple[bool, str]] = []
    continued = False
    for line in lines:
        match = prompt.match(line)
        typed = bool(match) or continued
        marked.append((typed, line[match.end() :] if match else line))
        continued = typed and line.rstrip().endswith("\\")
    return marked


def _root_session(lang: str, lines: list[str]) -> bool:
    """Whether `# ` is a prompt here and not a comment."""
    first = next((line for line in lines if line.strip()), "")
    if lang and lang not in SHELLS:
        return False
    match = _ROOT_PROMPT.match(first)
    bare = any(line.strip() and not line.startswith("#") and is_command(line) for line in lines)
    return bool(match) and not bare and is_command(first[match.end() :] if match else "")


def _session(lang: str, marked: list[tuple[bool, str]]) -> Code:
    typed = [text for is_typed, text in marked if is_typed]
    told = "\n".join(text for is_typed, text in marked if is_typed or _remark(text))
    rest = "\n".join(text for is_typed, text in marked if not is_typed and not _remark(text))
    return Code(lang, _commands(lang, _logical(typed)), rest.strip("\n"), shown=told)


def _remark(line: str) -> bool:
    return bool(re.match(r"^\s*#\s", line))


def _script(lang: str, lines: list[str]) -> Code:
    pieces = _logical(lines)
    for n, piece in enumerate(pieces):
        if _ANSWER.match(lines[piece.line]) and not is_command(piece.text):
            return _divided(lang, pieces[:n], lines, piece.line)
    return Code(lang, _commands(lang, pieces))


def _console(lang: str, lines: list[str], lead: str) -> Code:
    text = "\n".join(lines)
    if lang in {"ruby", "rb", "r"} and _RUBY_FILE.search(text):
        return Code(lang, content=True)
    if _OUTPUT_LEAD.search(lead) and not _COMMAND_LEAD.search(lead):
        return Code(lang, output=text)
    typed = [line for line in lines if not _ANSWER.match(line)]
    answers = [line for line in lines if _ANSWER.match(line)]
    return Code(lang, _commands(lang, _logical(typed)), "\n".join(answers))


def _unnamed(lang: str, lines: list[str], lead: str) -> Code:
    words = [line for line in lines if line.strip() and not _COMMENT.match(line)]
    first = words[0] if words else ""
    tail = lead.strip()[-160:]
    told = bool(_COMMAND_LEAD.search(tail))
    answered = bool(_OUTPUT_LEAD.search(tail)) and not re.search(r"\brun\b[^.]*$", tail)
    likely = is_command(first) or (told and is_command(first, known=False))
    plain_words = (
        bool(_TYPE_LEAD.search(tail))
        and not answered
        and not _ANSWER.match(first)
        and len(words) == 1
    )
    if answered and not (is_command(first) and told):
        return Code(lang, output="\n".join(lines).strip("\n"))
    if not likely and not plain_words:
        return Code(lang, content=True)
    pieces = _logical(lines)
    for n, piece in enumerate(pieces[1:], 1):
        answer = _ANSWER.match(lines[piece.line])
        if answer or not is_command(piece.text, known=not told):
            return _divided(lang, pieces[:n], lines, piece.line)
    return Code(lang, _commands(lang, pieces))


def _divided(lang: str, pieces: list[_Piece], lines: list[str], at: int) -> Code:
    """Commands up to that line, their output from there on."""
    rest, shown = "\n".join(lines[at:]).strip("\n"), "\n".join(lines[:at]).strip("\n")
    return Code(lang, _commands(lang, pieces), rest, shown=shown)


def _commands(lang: str, pieces: list[_Piece]) -> tuple[Command, ...]:
    return tuple(Command(lang, piece.text) for piece in pieces if piece.text)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Lines that belong together as one command; `line` is the index of the first."""

    line: int
    text: str


def _logical(lines: list[str]) -> list[_Piece]:
    """The commands of these lines, without comments and blank lines between them."""
    pieces: list[_Piece] = []
    held: list[str] = []
    until, depth = "", 0
    for n, line in enumerate(lines):
        if not held and (not line.strip() or _COMMENT.match(line)):
            continue
        held.append(line)
        if until:
            until = "" if line.strip() == until else until
        elif match := _HEREDOC.search(line):
            until = match[2]
        depth += len(_OPENERS.findall(line)) - len(_CLOSERS.findall(line))
        if until or depth > 0 or _CONTINUED.search(line) or _unbalanced(held):
            continue
        pieces.append(_Piece(n - len(held) + 1, _joined(held)))
        held, depth = [], 0
    if held:
        pieces.append(_Piece(len(lines) - len(held), _joined(held)))
    return pieces


_LONGEST_QUOTE = 40
"""Lines that a quoted string may span before its quote counts as a stray one."""


def _unbalanced(held: list[str]) -> bool:
    """Whether a quote is open; an apostrophe inside a word opens nothing."""
    if len(held) > _LONGEST_QUOTE:
        return False
    text = re.sub(r"\\.|(?<=\w)'(?=\w)", "", "\n".join(held))
    text = re.sub(r"'[^']*'", "", re.sub(r"\"[^\"]*\"", "", text)) if text[:1] != "'" else text
    return text.count('"') % 2 == 1 or text.count("'") % 2 == 1


def _joined(held: list[str]) -> str:
    """One logical line where the parts are only continued; else the lines as they are."""
    if len(held) == 1:
        return held[0].strip()
    if all(re.search(r"\\\s*$", line) for line in held[:-1]):
        parts = [re.sub(r"\s*\\\s*$", "", line).strip() for line in held]
        return " ".join(part for part in parts if part)
    return "\n".join(line.rstrip() for line in held).strip("\n")
