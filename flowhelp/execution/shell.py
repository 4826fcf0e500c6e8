"""A shell script as far as one has to read it to know where a value may stand.

POSIX sh, bash and zsh. Nothing is run or expanded: the reader finds words,
quotes, here-documents and pipelines, and says of each placeholder in which
quoting it stands, or why a value cannot stand there. What it does not know, it
refuses: a placeholder counts only where it was met on a way that was
understood from the first letter on.

Source: POSIX.1-2017, Shell Command Language, sections 2.3, 2.9 and 2.10.
"""

from __future__ import annotations

from flowhelp.execution.shelltext import (
    Quoting,
    Scanner,
    Stage,
    UnreadableScriptError,
    Word,
)

__all__ = ["Quoting", "Script", "Stage", "UnreadableScriptError", "Word"]

_SPACE = " \t"
_DEEPEST = 20
_REDIRECTIONS = ("<<<", "<<-", "<<", "<&", "<>", "<", "&>>", "&>", ">>", ">&", ">|", ">")
_OPENING = frozenset("if then else elif do while until ! { } time".split())
"""Words after which a command begins."""

_UNREAD = frozenset("function repeat foreach select coproc".split())
_LISTED = frozenset("case for".split())


class Script(Scanner):
    """A script, read.

    Attributes:
        pipelines: Every pipeline as its stages; those of `$(…)` come before the one around them.
    """

    def __init__(self, text: str, marks: dict[int, int], *, dialect: str = "sh") -> None:
        """Read `text`.

        Args:
            text: The script, with placeholders in it.
            marks: Begin and end of each placeholder.
            dialect: sh, bash or zsh.

        Raises:
            UnreadableScriptError: It is not understood.
        """
        super().__init__(text, marks)
        self.pipelines: list[list[Stage]] = []
        self._dialect = dialect
        self._depth = 0
        self._bare: set[int] = set()
        self._commands(0, "")
        if self._pending:
            raise UnreadableScriptError("a here-document does not end")

    def is_code(self, i: int) -> bool:
        """Whether the letter at `i` stands outside of quotes, comments and here-documents."""
        return i in self._bare

    def _inner(self, i: int) -> int:
        return self._commands(i, ")")

    def _commands(self, i: int, until: str) -> int:
        """Read commands from `i` on; the index after the bracket that ends them."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnreadableScriptError("its brackets are too deep")
        line, level = _Line(), 0
        while i < len(self._text):
            if self._text[i] == until and not level:
                break
            i, level = self._next(i, line, level)
        else:
            if until:
                raise UnreadableScriptError("a bracket is not closed")
        self._end_pipeline(i, line)
        self._depth -= 1
        return i + len(until)

    def _next(self, i: int, line: _Line, level: int) -> tuple[int, int]:  # noqa: PLR0911
        """Read one sign and what belongs to it; the index after it and the depth of brackets."""
        text, sign = self._text, self._text[i]
        self._bare.add(i)
        if i in self._marks:
            self._word(i, line).spots.append(i)
            return self._place(i, Quoting.CODE), level
        if sign in _SPACE:
            self._end_word(i, line)
            return i + 1, level
        if text.startswith("\\\n", i):
            return i + 2, level
        if sign == "#" and line.word is None:
            return self._comment(i), level
        if sign == "\n":
            return self._new_line(i, line), level
        if sign in "<>" or text.startswith("&>", i):
            return self._redirection(i, line), level
        if sign in ";&|":
            return self._operator(i, line), level
        if sign == "(":
            return self._opening(i, line, level)
        if sign == ")":
            self._end_pipeline(i, line)
            return i + 1, max(0, level - 1)
        return self._piece(i, line), level

    def _piece(self, i: int, line: _Line) -> int:
        """Read a letter, a quote or an expansion of a word."""
        text, word = self._text, self._word(i, line)
        if text.startswith("$'", i):
            return self._ansi(i)
        if text[i] == "'":
            return self._single(i)
        if text[i] == '"':
            return self._double(i + 1, word)
        if text[i] in "$`":
            return self._dollar(i)
        return min(i + (2 if text[i] == "\\" else 1), len(text))

    def _ansi(self, i: int) -> int:
        """Read `$'…'`, which is a quote of its own in bash and zsh, and none in others."""
        end = self._until(i + 2, "'")
        if self._dialect == "sh" and "\\" in self._text[i:end]:
            raise UnreadableScriptError("$'…' differs from one sh to the next")
        return self._refuse(i, end, "it stands inside $'…'")

    def _new_line(self, i: int, line: _Line) -> int:
        self._end_pipeline(i, line)
        if self._pending and self._depth > 1:
            raise UnreadableScriptError("a here-document stands inside $(…)")
        return self._bodies(i + 1)

    def _operator(self, i: int, line: _Line) -> int:
        """Read `|`, which begins the next stage, or one that ends the pipeline."""
        text = self._text
        if text[i] == "|" and not text.startswith("||", i):
            self._end_stage(i, line)
            return i + (2 if text.startswith("|&", i) else 1)
        self._end_pipeline(i, line)
        return i + (2 if text[i : i + 2] in {"||", "&&", ";;", ";&"} else 1)

    def _redirection(self, i: int, line: _Line) -> int:
        text = self._text
        if text.startswith(("<(", ">("), i):
            self._word(i, line)
            return self._inner(i + 2)
        if line.word is not None and not text[line.word.start : i].isdigit():
            self._end_word(i, line)
        line.word = None
        operator = next(each for each in _REDIRECTIONS if text.startswith(each, i))
        line.redirect = operator
        line.stage.fed = line.stage.fed or operator.startswith("<<")
        return i + len(operator)

    def _opening(self, i: int, line: _Line, level: int) -> tuple[int, int]:
        """Read a `(`: a subshell, a function, arithmetic, an array, or what zsh makes of it."""
        text, begins = self._text, line.word is None and not line.words
        if begins and text.startswith("((", i):
            return self._refuse(i, self._bracket(i), "it stands in arithmetic"), level
        if begins:
            return i + 1, level + 1
        if text.startswith("()", i):
            raise UnreadableScriptError("a function is defined, and what it does is not followed")
        if line.words and line.words[0].text in _LISTED:
            raise UnreadableScriptError("brackets stand in the head of a case or a loop")
        self._word(i, line)
        return self._refuse(i, self._inner(i + 1), "it stands in a list in brackets"), level

    def _word(self, i: int, line: _Line) -> Word:
        if line.word is None:
            line.word = Word(i, redirect=line.redirect)
            line.redirect = ""
        return line.word

    def _end_word(self, i: int, line: _Line) -> None:
        word = line.word
        if word is None:
            return
        word.text, line.word = self._text[word.start : i], None
        if word.redirect in {"<<", "<<-"}:
            self._announce(word, tabs=word.redirect == "<<-", stage=line.stage)
            return
        line.stage.words.append(word)
        if word.text == "[[":
            # Up to the last one: a quoted `]]` ends nothing.
            self._refuse(i, max(i, self._text.rfind("]]")), "it stands inside [[ … ]]")
        if len(line.words) > 1 or word.redirect:
            return
        if word.text in _UNREAD or (word.text == "case" and self._depth > 1):
            raise UnreadableScriptError(f"{word.text} is not followed here")
        if word.text in _OPENING:
            line.stage.words.pop()

    def _end_stage(self, i: int, line: _Line) -> None:
        self._end_word(i, line)
        if line.stage.words or line.stage.bodies or line.stage.fed:
            line.pipeline.append(line.stage)
        line.stage, line.redirect = Stage(), ""

    def _end_pipeline(self, i: int, line: _Line) -> None:
        self._end_stage(i, line)
        if line.pipeline:
            self.pipelines.append(line.pipeline)
        line.pipeline = []


class _Line:
    """What of a pipeline was read so far."""

    __slots__ = ("pipeline", "redirect", "stage", "word")

    def __init__(self) -> None:
        self.pipeline: list[Stage] = []
        self.stage = Stage()
        self.word: Word | None = None
        self.redirect = ""

    @property
    def words(self) -> list[Word]:
        """The words of the stage, without those of redirections."""
        return [word for word in self.stage.words if not word.redirect]
