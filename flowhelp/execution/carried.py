"""Variables that one command sets and a later one refers to: they do not come along.

Each command runs in a shell of its own, so what another one has set there is
gone. A page that was written for one terminal does not say so, and an empty
variable in the wrong place destroys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flowhelp.execution.shell import Script, UnreadableScriptError, Word

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)\+?=", re.ASCII)
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_SETTING = frozenset("export readonly local declare typeset".split())
_READING = frozenset("read mapfile readarray".split())


def set_by(script: str) -> frozenset[str]:
    """Names of the variables that a script sets for what follows in the same shell.

    `NODE=x cmd` sets nothing for others. A script that is not understood sets nothing
    that is known.
    """
    try:
        pipelines = Script(script, {}, dialect="bash").pipelines
    except UnreadableScriptError:
        return frozenset()
    stages = (stage for pipeline in pipelines for stage in pipeline)
    return frozenset(name for stage in stages for name in _set([*_plain(stage.words)]))


def set_elsewhere(
    names: Iterable[str], script: str, before: Iterable[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """Which variables a script refers to that only an earlier one has set, and where.

    Args:
        names: What the script refers to.
        script: What is to run.
        before: Number of the step and text of each earlier command, in order.

    Returns:
        Name and number of the step that set it last, in the order of `names`.
    """
    wanted = [*dict.fromkeys(names)]
    if not wanted:
        return ()
    last = {name: step for step, text in before for name in set_by(text)}
    own = set_by(script) if last.keys() & set(wanted) else frozenset()
    return tuple((name, last[name]) for name in wanted if name in last and name not in own)


def _plain(words: Iterable[Word]) -> Iterator[str]:
    return (word.text for word in words if not word.redirect)


def _set(words: list[str]) -> Iterator[str]:
    """The names that one simple command sets."""
    heads = [_ASSIGNMENT.match(word) for word in words]
    if all(heads):
        yield from (head[1] for head in heads if head)
        return
    command = next(word for word, head in zip(words, heads, strict=True) if not head)
    if command in _SETTING:
        yield from (head[1] for head in heads if head)
    elif command in _READING:
        yield from (word for word in words[words.index(command) + 1 :] if _NAME.fullmatch(word))
