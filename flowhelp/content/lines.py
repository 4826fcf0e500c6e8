"""Lines of code that belong together as one command: continued, quoted, bracketed, looped."""

from __future__ import annotations

import re
from dataclasses import dataclass

SQL = frozenset("sql mysql psql postgresql postgres pgsql sqlite".split())
RUBY = frozenset("ruby rb irb rails".split())
BRACKETED = RUBY | frozenset(("r", "python", "py"))

_CONTINUED = re.compile(r"(?:\\|\|\|?|&&|`)\s*$")
_HEREDOC = re.compile(r"<<-?~?\s*([\"']?)(\w+)\1")
_COMMENT = re.compile(r"^\s*(?:#(?!!)|//|--\s|;\s|REM\s|::\s)", re.IGNORECASE)
_OPENERS = re.compile(r"(?:^|[;|&])\s*(?:for|while|until|if|case|select)\b|\{\s*$")
_CLOSERS = re.compile(r"(?:^|;)\s*(?:done|fi|esac)\b|^\s*\}")
_RUBY_OPENERS = re.compile(
    r"\bdo\b(?:\s*\|[^|]*\|)?\s*$|^\s*(?:if|unless|begin|while|case)\b|[(\[{]"
)
_RUBY_CLOSERS = re.compile(r"^\s*end\b|[)\]}]")
_STATEMENT_END = re.compile(r"(?:;|\\G|\\g)\s*(?:--.*)?$")
_LONGEST_QUOTE = 40
"""Lines that a quoted string may span before its quote counts as a stray one."""

_LONGEST_STATEMENT = 400


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines that belong together; `line` is the index of the first, `text` the command."""

    line: int
    text: str


def is_comment(line: str) -> bool:
    """Whether a line only remarks something; a `#!` line does not."""
    return bool(_COMMENT.match(line))


def heredoc_end(line: str) -> str:
    """The line that ends the here-document which this line opens, or empty."""
    match = _HEREDOC.search(line)
    return match[2] if match else ""


def logical(lines: list[str], lang: str = "") -> list[Piece]:
    """The commands of these lines in order, without the comments and blank lines between them.

    Args:
        lines: A block of code, or its typed lines.
        lang: SQL ends at a semicolon, Ruby and R where brackets close; all else as a shell has it.
    """
    pieces: list[Piece] = []
    held: list[str] = []
    state = _State(lang)
    for n, line in enumerate(lines):
        if not held and (not line.strip() or is_comment(line)):
            continue
        held.append(line)
        if state.goes_on(line, held) and len(held) < _LONGEST_STATEMENT:
            continue
        pieces.append(Piece(n - len(held) + 1, _joined(held)))
        held, state = [], _State(lang)
    if held:
        pieces.append(Piece(len(lines) - len(held), _joined(held)))
    return pieces


class _State:
    """What is still open after the lines of one command so far."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._until = ""
        self._depth = 0

    def goes_on(self, line: str, held: list[str]) -> bool:
        """Whether the command goes on after this line."""
        if self._lang in SQL:
            return bool(line.strip()) and not _ends_statement(line)
        if self._until:
            self._until = "" if line.strip() == self._until else self._until
        else:
            self._until = heredoc_end(line)
        if self._until:
            return True
        opener, closer = (
            (_RUBY_OPENERS, _RUBY_CLOSERS) if self._lang in BRACKETED else (_OPENERS, _CLOSERS)
        )
        self._depth += len(opener.findall(line)) - len(closer.findall(line))
        return self._depth > 0 or bool(_CONTINUED.search(line)) or _unbalanced(held)


def _ends_statement(line: str) -> bool:
    return bool(_STATEMENT_END.search(line)) or line.lstrip().startswith("\\")


def _unbalanced(held: list[str]) -> bool:
    """Whether a quote is open; an apostrophe inside a word opens nothing."""
    if len(held) > _LONGEST_QUOTE or not any("'" in line or '"' in line for line in held):
        return False
    text = re.sub(r"\\.|(?<=\w)'(?=\w)", "", "\n".join(held))
    text = re.sub(r"'[^']*'", "", re.sub(r"\"[^\"]*\"", "", text)) if text[:1] != "'" else text
    return text.count('"') % 2 == 1 or text.count("'") % 2 == 1


def _joined(held: list[str]) -> str:
    """One logical line where the parts are only continued; else the lines as they are."""
    if len(held) == 1:
        return held[0].strip()
    if all(re.search(r"\\\s*$", line) for line in held[:-1]):
        parts = [re.sub(r"\\\s*$", "", line).strip() for line in held]
        return " ".join(part for part in parts if part)
    return "\n".join(line.rstrip() for line in held).strip("\n")
