"""Quotes, expansions and here-documents of a shell script, and what may stand in them.

The lower half of the reading in `shell.py`: it knows where a quote ends and
what a placeholder inside it may become; it knows nothing of commands.

Source: POSIX.1-2017, Shell Command Language, sections 2.2, 2.3, 2.6 and 2.7.4.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Quoting(StrEnum):
    """What stands around a placeholder."""

    CODE = "code"
    DOUBLE = "double"
    HEREDOC = "heredoc"
    COMMENT = "comment"


class UnreadableScriptError(ValueError):
    """The script is not understood; the message says what stopped the reading."""


@dataclass(slots=True)
class Word:
    """One word of a command.

    Attributes:
        start: Index of its first letter.
        text: As written; empty while it is being read.
        spots: Where placeholders begin that stand in it.
        redirect: The operator before it (`>`, `<<<`), or empty.
    """

    start: int
    text: str = ""
    spots: list[int] = field(default_factory=list)
    redirect: str = ""


@dataclass(slots=True)
class Stage:
    """A simple command: its words, and where placeholders stand in its here-documents."""

    words: list[Word] = field(default_factory=list)
    bodies: list[int] = field(default_factory=list)
    fed: bool = False
    """Whether a here-document or here-string is what it reads."""


@dataclass(slots=True)
class _Heredoc:
    end: str
    tabs: bool
    quoted: bool
    stage: Stage


class Scanner:
    """A script that is being read, and what was found out about its placeholders.

    Attributes:
        quoting: Of each placeholder that was met, by where it begins.
        refused: Why one cannot take a value, by where it begins.
    """

    def __init__(self, text: str, marks: dict[int, int]) -> None:
        self.quoting: dict[int, Quoting] = {}
        self.refused: dict[int, str] = {}
        self._text = text
        self._marks = marks
        self._pending: list[_Heredoc] = []

    def _inner(self, i: int) -> int:
        """Read the commands of a `$(` that begin at `i`; the index after its bracket."""
        raise UnreadableScriptError(f"a command stands at {i}")  # overridden by whoever knows them

    def _place(self, i: int, quoting: Quoting) -> int:
        """Note a placeholder that was met; the index after it."""
        if i and self._text[i - 1] == "$":
            self.refused[i] = "it stands after a $"
        self.quoting[i] = quoting
        return self._marks[i]

    def _refuse(self, start: int, end: int, why: str) -> int:
        """Refuse the placeholders between two places; returns `end`."""
        for mark in self._marks:
            if start <= mark < end:
                self.refused[mark] = why
        return end

    def _double(self, i: int, word: Word) -> int:
        """Read from behind a double quote; the index after the closing one."""
        text = self._text
        while i < len(text):
            if i in self._marks:
                word.spots.append(i)
                i = self._place(i, Quoting.DOUBLE)
            elif text[i] == '"':
                return i + 1
            elif text[i] == "\\":
                i += 2
            elif text[i] in "$`":
                i = self._dollar(i)
            else:
                i += 1
        raise UnreadableScriptError('a " is not closed')

    def _dollar(self, i: int) -> int:
        """Read what a `$` or a backtick begins; the index after it."""
        text = self._text
        if text[i] == "`":
            return self._refuse(i, self._until(i + 1, "`"), "it stands between backticks")
        if text.startswith(("$((", "$["), i):
            return self._refuse(i, self._bracket(i + 1), "it stands in arithmetic")
        if text.startswith("$(", i):
            return self._inner(i + 2)
        if text.startswith("${", i):
            return self._refuse(i, self._bracket(i + 1), "it stands inside ${…}")
        return i + 1

    def _single(self, i: int) -> int:
        """Read from a single quote on; the index after the closing one."""
        end = self._text.find("'", i + 1) + 1
        if not end:
            raise UnreadableScriptError("a ' is not closed")
        return self._refuse(i, end, "it stands inside single quotes")

    def _until(self, i: int, sign: str) -> int:
        """The index after the next `sign` without a backslash before it."""
        while i < len(self._text):
            if self._text[i] == sign:
                return i + 1
            i += 2 if self._text[i] == "\\" else 1
        raise UnreadableScriptError(f"a {sign} is not closed")

    def _bracket(self, i: int) -> int:
        """The index after the bracket that closes the one at `i`.

        Quotes inside are read in as many ways as there are shells, so they end the reading.
        """
        text = self._text
        closing = {"(": ")", "{": "}", "[": "]"}
        waiting = [closing[text[i]]]
        i += 1
        while i < len(text):
            sign = text[i]
            if sign == waiting[-1]:
                waiting.pop()
                if not waiting:
                    return i + 1
            elif sign in "'\"`\\":
                raise UnreadableScriptError("quotes stand inside an expansion")
            elif sign in closing:
                waiting.append(closing[sign])
            i += 1
        raise UnreadableScriptError("a bracket is not closed")

    def _announce(self, word: Word, *, tabs: bool, stage: Stage) -> None:
        """Note that a here-document begins at the next line, ended by `word`."""
        if word.spots or any(sign in "$`" for sign in word.text):
            raise UnreadableScriptError("the end of a here-document is no plain word")
        quoted = any(sign in "'\"\\" for sign in word.text)
        bare = word.text.translate({ord(sign): None for sign in "\\'\""})
        self._pending.append(_Heredoc(bare, tabs, quoted, stage))

    def _bodies(self, i: int) -> int:
        """Read the here-documents that were announced on the line before `i`."""
        for heredoc in self._pending:
            i = self._body(i, heredoc)
        self._pending = []
        return i

    def _body(self, i: int, heredoc: _Heredoc) -> int:
        text, start = self._text, i
        while i < len(text):
            end = text.find("\n", i)
            end = len(text) if end < 0 else end
            line = text[i:end]
            if (line.lstrip("\t") if heredoc.tabs else line) == heredoc.end:
                self._body_spots(start, i, heredoc)
                return min(end + 1, len(text))
            i = end + 1
        raise UnreadableScriptError("a here-document does not end")

    def _body_spots(self, i: int, end: int, heredoc: _Heredoc) -> None:
        if heredoc.quoted:
            self._refuse(i, end, "it stands in a here-document whose end is quoted")
            return
        while i < end:
            if i in self._marks:
                heredoc.stage.bodies.append(i)
                i = self._place(i, Quoting.HEREDOC)
            elif self._text[i] == "\\":
                i += 2
            elif self._text[i] == "`" or self._text.startswith(("$(", "${", "$["), i):
                self._refuse(i, end, "a substitution stands before it in the here-document")
                return
            else:
                i += 1

    def _comment(self, i: int) -> int:
        end = self._text.find("\n", i)
        end = len(self._text) if end < 0 else end
        for mark in self._marks:
            if i <= mark < end:
                self.quoting[mark] = Quoting.COMMENT
        return end
