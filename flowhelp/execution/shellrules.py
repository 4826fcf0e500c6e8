"""Programs that read one of their words once more, where even a quoted value is not safe.

A shell hands a value over as one word, and most programs take it as it is. Some
run it, count it or take it apart: `sh -c`, `eval`, `ssh`, `make A=…`, `test -v`,
an SQL client. A placeholder that such a program would read makes the block one
to copy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from flowhelp.execution.shelltext import Stage, Word

SHELLS = frozenset("sh bash zsh dash ksh mksh ash fish busybox pwsh powershell cmd rbash".split())
_CLIENTS = frozenset(
    "psql mysql mariadb sqlite3 mongo mongosh redis-cli python python2 python3 perl ruby node php "
    "osascript lua Rscript R irb ghci scala groovy duckdb clickhouse-client cqlsh gdb".split()
)
_REMOTE = frozenset("ssh rsh mosh sshpass autossh".split())
_READERS = (
    SHELLS
    | _CLIENTS
    | _REMOTE
    | frozenset(
        "eval source . xargs parallel at batch read mapfile readarray done fi esac }".split()
    )
)
_SPEAKERS = frozenset("echo printf print cat tee sed awk tr envsubst head tail sort cut".split())
_TWICE = frozenset(
    "eval let trap alias watch parallel compgen complete bind unset read getopts mapfile readarray "
    "wait return exit shift break continue integer float tmux screen at batch print zmodload "
    "enable setopt set fc zstyle zle sched vared hash functions".split()
)
"""Commands none of whose words may be a value."""

_NAMING = frozenset("export readonly local declare typeset".split())
_WRAPPERS = frozenset(
    "sudo doas env nohup time command exec builtin nice ionice stdbuf setsid timeout noglob "
    "nocorrect - caffeinate chronic unbuffer".split()
)
_UNQUOTED = {ord(sign): None for sign in "\"'\\"}
_CODE_OPTION = re.compile(r"-[A-Za-z]*[ceErf]|--(?:eval|command|execute|expression|run|print)")
_SHELL_CODE = re.compile(r"-[A-Za-z]*c")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)\+?=", re.ASCII)
_SUBSCRIPT = re.compile(r"[A-Za-z_]\w*\[[^\]]*$", re.ASCII)
_ZSH_SUBSCRIPT = re.compile(r"\$[#+^=~]*\w+\[[^\]\s]*$")
_SUDO_VALUED = re.compile(r"(?:-[ugUhpCTrt]|--user|--group|\{\{\[-[ug]\|\S+)$")
_TESTS = re.compile(r"-(?:eq|ne|lt|le|gt|ge|v|R|o)")
_SSH_VALUED = re.compile(r"-[bcDEeFIiJLlmOopQRSWw]")
RESERVED = re.compile(
    r"PATH|IFS|ENV|BASH_\w*|ZDOTDIR|SHELLOPTS|BASHOPTS|PS[0-9]|PROMPT\w*|RPROMPT|LD_\w+|DYLD_\w+|"
    r"PYTHON\w*|PERL\w*|RUBY\w*|NODE_\w+|GIT_\w+|FPATH|CDPATH|HOME|SHELL|NULLCMD|READNULLCMD|"
    r"SECONDS|S?RANDOM|COLUMNS|LINES|HISTSIZE|SAVEHIST|E?[UG]ID|LINENO|OPTIND|TMOUT|KEYTIMEOUT|"
    r"LISTMAX|MAILCHECK|PERIOD|DIRSTACKSIZE|BAUD|FUNCNEST|LOGCHECK|TTYIDLE|PPID|EDITOR|VISUAL|"
    r"PAGER|LESSOPEN|LESSCLOSE|MANPAGER|BROWSER|HISTCMD|ERRNO|TRY_BLOCK_\w+|EPOCH\w+|FH_\w*",
)
"""Variables that a shell or a program reads on its own account; a value may not be put there."""


def refusals(pipelines: list[list[Stage]], script: str, dialect: str) -> Iterator[tuple[int, str]]:
    """Where a placeholder stands that is read once more, and by what.

    Args:
        pipelines: As read from `script`.
        script: With its placeholders.
        dialect: sh, bash or zsh.
    """
    reader = _reader(pipelines)
    for pipeline in pipelines:
        for stage in pipeline:
            words = [word for word in stage.words if not word.redirect]
            if reader:
                yield from ((spot, f"{reader} reads what it becomes") for spot in _fed(stage))
            yield from _words(stage, words, script, dialect)


def command_of(stage: Stage) -> tuple[str, int]:
    """The name of the program of a stage and its place among the words; ("", 0) for none."""
    words = [word for word in stage.words if not word.redirect]
    wrapper = ""
    for place, word in enumerate(words):
        text = word.text.translate(_UNQUOTED)
        option = wrapper and text.startswith(("-", "{{[-"))
        if option or _ASSIGNMENT.match(word.text):
            continue
        if wrapper in {"sudo", "doas"} and _SUDO_VALUED.match(words[place - 1].text):
            continue
        if text in _WRAPPERS:
            wrapper = text
            continue
        return text.rpartition("/")[2] if text.rpartition("/")[2] != "printf" else text, place
    return "", 0


def _reader(pipelines: list[list[Stage]]) -> str:
    """A program of the script that runs what it is handed by a pipe or a here-document."""
    for pipeline in pipelines:
        for place, stage in enumerate(pipeline):
            handed = place > 0 or stage.fed or any(_hands(word.text) for word in stage.words)
            names = [_bare(word) for word in stage.words]
            found = next((name for name in names if name in _READERS), "")
            if handed and found:
                return found
    return ""


def _hands(text: str) -> bool:
    return any(sign in text for sign in ("<(", "$(", "`", "/dev/stdin"))


def _fed(stage: Stage) -> Iterator[int]:
    """Placeholders whose value goes on to another program as text."""
    yield from stage.bodies
    for word in stage.words:
        if word.redirect == "<<<" or command_of(stage)[0] in _SPEAKERS:
            yield from word.spots


def _bare(word: Word) -> str:
    """The name of a program, without its folder and without quotes."""
    return word.text.translate(_UNQUOTED).rpartition("/")[2]


def _is_made_up(word: Word) -> bool:
    """Whether the shell only finds out what the word is: from a variable, a pattern, a value."""
    return bool(word.spots) or (any(sign in word.text for sign in "$`*?[{(") and word.text != "[")


def _words(stage: Stage, words: list[Word], script: str, dialect: str) -> Iterator[tuple[int, str]]:
    name, place = command_of(stage)
    for at, word in enumerate(words):
        for spot in word.spots:
            before = script[word.start : spot]
            why = _in_word(before, dialect)
            if at < place or not name or name in _NAMING:
                why = why or _kept(word.text, script)
            why = why or _twice(name, words, place, at, dialect)
            why = why or _by_position(words, at, before, place)
            if why:
                yield spot, why


def _in_word(before: str, dialect: str) -> str:
    """Why a value cannot follow what stands before it in its word."""
    named = _ASSIGNMENT.match(before)
    if named and RESERVED.fullmatch(named[1]):
        return f"it becomes {named[1]}, which programs read on their own account"
    if _SUBSCRIPT.match(before) or (dialect == "zsh" and _ZSH_SUBSCRIPT.search(before)):
        return "it stands in a subscript"
    if before in {"~", "="} or before.endswith((":~", "=~")):
        return "it stands after a ~ or = that the shell expands"
    return ""


def _kept(text: str, script: str) -> str:
    """Why a value cannot go into a variable that the script reads again, as it likes."""
    named = _ASSIGNMENT.match(text)
    if named and len(re.findall(rf"\b{named[1]}\b", script)) > 1:
        return f"it goes into {named[1]}, which the script uses again"
    return ""


def _twice(name: str, words: list[Word], place: int, at: int, dialect: str) -> str:  # noqa: PLR0911
    """Why the command itself does not take a value there."""
    if at <= place or not name:
        return ""
    if _is_made_up(words[place]):
        return "which program reads it is not known"
    earlier = [word.text for word in words[place + 1 : at]]
    text = words[at].text
    if name == "for":
        return "the loop takes it apart as it likes"
    if name in _TWICE or (name == "printf" and dialect == "zsh"):
        return f"{name} reads its words once more"
    if name in _NAMING:
        plain = _ASSIGNMENT.match(text) and not any(
            each.startswith(("-", "+")) and each not in {"-x", "-r", "-g"} for each in earlier
        )
        return "" if plain else f"{name} reads its words once more"
    if name == "printf":
        first = next((each for each in earlier if each != "--"), "")
        return "" if first and not first.startswith("-") else "printf reads its first word"
    if name in {"test", "["} and any(_TESTS.fullmatch(word.text) for word in words):
        return "a test that counts reads it as arithmetic"
    if name in {"make", "gmake", "gnumake"} and "=" in text:
        return "make reads the values it is given once more"
    return ""


def _by_position(words: list[Word], at: int, before: str, first: int) -> str:
    """Why a program among the words before would read it as code; `first` is the command's."""
    name = _bare(words[first])
    names = [_bare(word) for word in words[:at]]
    texts = [word.text for word in words[:at]]
    for place, each in enumerate(names):
        after = texts[place + 1 :]
        check = _CHECKS.get(each)
        word = words[place]
        code = bool(after) and re.fullmatch(r"-[A-Za-z]*[ce]|--(?:eval|command)", after[-1])
        if code and not word.spots and _is_made_up(word):
            return "which program reads it is not known"
        if each in SHELLS and any(_SHELL_CODE.fullmatch(text) for text in after):
            return f"{each} -c reads it as commands"
        if each in _CLIENTS and _is_code(each, after, before):
            return f"{each} reads it as code"
        begins = place == first or names[0] in _WRAPPERS
        if check and (begins or check is not _always) and check(after, before):
            return f"{each} reads it once more"
    code = re.match(r"--(?:eval|command|execute|expression)=", before)
    return f"{name} reads it as code" if code and name in _CLIENTS | SHELLS else ""


def _is_code(name: str, after: list[str], before: str) -> bool:
    if after and _CODE_OPTION.fullmatch(after[-1]) and after[-1] != "-f":
        return True
    plain = [text for text in after if not text.startswith("-")]
    second = name in {"sqlite3", "duckdb"} and bool(plain)
    return second or bool(re.match(r"-[A-Za-z]*[ceEr]['\"]?.", before + " "))


def _after_program(after: list[str], before: str) -> bool:
    """Of sed and awk: their first word is a program, unless an option brought one."""
    if after and re.fullmatch(r"-[A-Za-z]*e|--expression|--source", after[-1]):
        return True
    if before.startswith(("-e", "--expression", "--source")):
        return True
    has_program = any(re.match(r"-[A-Za-z]*[ef]|--(?:expression|file|source)", t) for t in after)
    valued = {place + 1 for place, text in enumerate(after) if text in {"-v", "-F", "-f", "-l"}}
    plain = [t for place, t in enumerate(after) if not t.startswith("-") and place not in valued]
    return not (has_program or plain or len(after) in valued or before.startswith(("-v", "-F")))


def _after_host(after: list[str], before: str) -> bool:
    """Of ssh: what follows the host is read by the shell on the other side."""
    if after and _SSH_VALUED.fullmatch(after[-1]):
        return after[-1] == "-o"
    if before.startswith("-"):
        return before.startswith("-o")
    valued = {place + 1 for place, text in enumerate(after) if _SSH_VALUED.fullmatch(text)}
    return any(not t.startswith("-") and place not in valued for place, t in enumerate(after))


def _always(after: list[str], before: str) -> bool:
    del after, before
    return True


def _on_host(after: list[str], before: str) -> bool:
    """Of scp and rsync: a path on the other side may be read by the shell there."""
    del after
    return ":" in before


def _with_code(after: list[str], before: str) -> bool:
    return any(_SHELL_CODE.fullmatch(text) or text == "--command" for text in after) or (
        before.startswith("--command=")
    )


def _with_split(after: list[str], before: str) -> bool:
    return before.startswith(("-S", "--split")) or "-S" in after


_CHECKS: dict[str, Callable[[list[str], str], bool]] = {
    "ssh": _after_host,
    "mosh": _after_host,
    "autossh": _after_host,
    "rsh": _after_host,
    "scp": _on_host,
    "rsync": _on_host,
    "sed": _after_program,
    "gsed": _after_program,
    "awk": _after_program,
    "gawk": _after_program,
    "mawk": _after_program,
    "su": _with_code,
    "runuser": _with_code,
    "script": _with_code,
    "flock": _with_code,
    "env": _with_split,
    "eval": _always,
    "watch": _always,
    "parallel": _always,
    "tmux": _always,
}
