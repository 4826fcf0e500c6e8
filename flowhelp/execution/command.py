"""A command of a page and the values it is given → exactly what would run, or why nothing can.

A value never becomes part of the script. A placeholder becomes a variable in
quotes, and the value travels in the environment, where no shell takes it apart.
The bytes that are shown here are the bytes that run.

Source: TRUST.md, "Parameters"; FORMAT.md §6.2.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from flowhelp.content import Command, Param
from flowhelp.content.params import FACTS
from flowhelp.execution.fitness import UnfitValueError, fit
from flowhelp.execution.placeholders import Spot, spots
from flowhelp.execution.redact import MASK
from flowhelp.execution.shell import Quoting, Script, UnreadableScriptError
from flowhelp.execution.shellrules import RESERVED, refusals

__all__ = ["Given", "Page", "Prepared", "UnfitValueError", "prepare"]

LONGEST_SCRIPT = 60_000
"""Bytes of a script; it is one word of the command line, which Linux allows 128 KiB."""

_HERE = frozenset(
    "console shell shell-session shellsession sh-session terminal term tty command commandline cli "
    "text txt plaintext plain none code".split()
)
"""Languages that say "a shell" and not which; so does none at all."""

_ARGV = {
    "sh": ("sh", "-c"),
    "bash": ("bash", "--norc", "--noprofile", "-c"),
    "zsh": ("zsh", "-f", "-c"),
    "fish": ("fish", "--no-config", "-c"),
    "python": ("python3", "-c"),
}
_QUOTABLE = frozenset({"sh", "bash", "zsh"})
_NAMES = {"py": "python", "python3": "python", "bash-session": "bash"}
_LEFT = re.compile(
    r"<[A-Za-z](?:[^<>\n|;&]*[^<>\n|;&\s])?>(?![>&(])|\{\{(?![^{}\n]*,)[^{}\n]*\}\}|\{%|\$\{\{"
)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_REFERRED = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Given:
    """A value as the command gets it.

    Attributes:
        name: Of the parameter.
        variable: The environment variable that holds it.
        shown: The value, or a mask in the place of a secret.
    """

    name: str
    variable: str
    shown: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would run.

    Attributes:
        interpreter: sh, bash, zsh, fish or python; empty where nothing can run.
        argv: The program and its words; the last one is the script.
        script: The bytes that are shown, agreed to, hashed and run.
        env: Variables with the values; secrets are in it in the clear.
        given: The values as they may be shown.
        secrets: Values that may never be written anywhere.
        inherits: Variables of the person's own environment that the script refers to.
        missing: Parameters that have no value yet.
        reason: Why the block can only be shown; empty when it can run.
    """

    interpreter: str
    argv: tuple[str, ...]
    script: bytes
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    given: tuple[Given, ...] = ()
    secrets: tuple[str, ...] = field(default=(), repr=False)
    inherits: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    reason: str = ""

    @property
    def runnable(self) -> bool:
        """Whether nothing is in the way of running it but consent."""
        return not (self.missing or self.reason)


@dataclass(frozen=True, slots=True)
class Page:
    """What a command has around it.

    Attributes:
        params: Of the page.
        interpreter: The page's own shell, for blocks that do not say; else `sh`.
        hidden: Names of values that are secret, whatever their type.
        present: Names of environment variables that are set, which `$NAME` then means.
    """

    params: tuple[Param, ...] = ()
    interpreter: str = ""
    hidden: frozenset[str] = frozenset()
    present: frozenset[str] = frozenset()

    @property
    def secret(self) -> frozenset[str]:
        """Names of values that may not be shown."""
        return self.hidden | {param.name for param in self.params if param.type == "secret"}


def prepare(command: Command, values: Mapping[str, str], page: Page = Page()) -> Prepared:
    """What would run if the person agreed.

    Args:
        command: As the page has it.
        values: What is known, by parameter or fact.
        page: Around it.

    Returns:
        The bytes and variables, or the names that are missing, or why it is only shown.

    Raises:
        UnfitValueError: A value holds NUL, is too long, or begins with a `-`.
    """
    language = _language(command.lang, page.interpreter)
    by_name = {param.name: param for param in page.params}
    here = {name for name in page.present if name not in values}
    wanted = [name for name in by_name if not (by_name[name].env == name and name in here)]
    found = spots(command.text, {*wanted, *FACTS})
    if language not in _ARGV:
        return _shown_only(command.text, f"{language} is not run from here")
    if language not in _QUOTABLE and any(spot.name for spot in found):
        return _shown_only(command.text, f"values cannot be handed to {language} safely")
    return _assembled(_Draft(command.text, language, found), by_name, values, page.secret)


def _language(lang: str, shell: str) -> str:
    lang = _NAMES.get(lang, lang)
    if lang and lang not in _HERE:
        return lang
    own = shell.strip().rpartition("/")[2]
    return own if own in _QUOTABLE else "sh"


def _shown_only(text: str, reason: str) -> Prepared:
    return Prepared("", (), text.encode("utf-8", "surrogatepass"), reason=reason)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A command, its language, and where values are to go."""

    text: str
    language: str
    found: tuple[Spot, ...]


def _assembled(
    draft: _Draft,
    by_name: Mapping[str, Param],
    values: Mapping[str, str],
    hidden: Collection[str],
) -> Prepared:
    text, language, found = draft.text, draft.language, draft.found
    variables = _variables(found, by_name)
    try:
        quoting = _quoting(text, found, language) if language in _QUOTABLE else {}
    except (UnreadableScriptError, _RefusedPlaceError) as error:
        return _shown_only(text, str(error))
    used = {spot.name for spot in found if quoting.get(spot.start) is not Quoting.COMMENT} - {""}
    why = _obstacle(draft, by_name, {name: variables[name] for name in used})
    if why:
        return _shown_only(text, why)
    script = _script(text, found, quoting, variables).encode("utf-8", "surrogatepass")
    if len(script) > LONGEST_SCRIPT or b"\0" in script:
        return _shown_only(text, "it is too long to run from here, or holds a NUL")
    missing = [name for name in variables if name in used and name not in values]
    known = {name: values[name] for name in variables if name in used and name in values}
    for name, value in known.items():
        fit(name, value, by_name.get(name))
    secret = {name for name in known if name in hidden}
    return Prepared(
        interpreter=language,
        argv=(*_ARGV[language], script.decode("utf-8", "surrogatepass")),
        script=script,
        env={variables[name]: value for name, value in known.items()},
        given=tuple(
            Given(name, variables[name], MASK if name in secret else value)
            for name, value in known.items()
        ),
        secrets=tuple(known[name] for name in sorted(secret) if known[name]),
        inherits=tuple(sorted(set(_REFERRED.findall(text)) - set(variables.values()))),
        missing=tuple(missing),
    )


def _obstacle(draft: _Draft, by_name: Mapping[str, Param], used: Mapping[str, str]) -> str:
    """Why the values of a command cannot be handed over as they are asked for; or nothing."""
    bare = _without(draft.text, draft.found)
    for name, param in by_name.items():
        variable = used.get(name, param.env if param.env == name else "")
        if variable and re.search(rf"\$\{{[^A-Za-z]?{re.escape(variable)}(?![A-Za-z0-9_}}])", bare):
            return f"{name} is taken apart by ${{{variable}…}}"
        if re.search(rf"(?<![\\$]){{{{\s*{re.escape(name)}\s*}}}}", bare):
            return f"{{{{{name}}}}} stands where no value can be given"
    for name, variable in used.items():
        chosen = name in by_name and bool(by_name[name].env)
        if chosen and (not _VARIABLE.fullmatch(variable) or RESERVED.fullmatch(variable)):
            return f"{name} may not be handed over as {variable!r}, which programs read"
    return ""


def _variables(found: tuple[Spot, ...], by_name: Mapping[str, Param]) -> dict[str, str]:
    """The variable of each parameter that the command names, in order; no two share one."""
    taken: dict[str, str] = {}
    for spot in found:
        if not spot.name or spot.name in taken:
            continue
        param = by_name.get(spot.name)
        wanted = param.env if param and param.env else ""
        wanted = wanted or "FH_" + re.sub(r"[^A-Z0-9]+", "_", spot.name.upper()).strip("_")
        variable, number = wanted, 2
        while variable in taken.values():
            variable, number = f"{wanted}_{number}", number + 1
        taken[spot.name] = variable
    return taken


class _RefusedPlaceError(ValueError):
    """A placeholder stands where no value can be handed over; the message says where."""


def _quoting(text: str, found: tuple[Spot, ...], dialect: str) -> dict[int, Quoting]:
    """How each placeholder stands in the script.

    Raises:
        _RefusedPlaceError: A value cannot stand there.
        UnreadableScriptError: The script is not understood, and something is to be put into it.
    """
    bare = _without(text, found)
    try:
        script = Script(text, {spot.start: spot.end for spot in found}, dialect=dialect)
    except UnreadableScriptError:
        if found or _LEFT.search(bare):
            raise
        return {}
    refused = {**dict(refusals(script.pipelines, text, dialect)), **script.refused}
    for spot in found:
        what = text[spot.start : spot.end]
        if script.quoting.get(spot.start) is Quoting.COMMENT:
            continue
        if not (spot.name or spot.fixed):
            raise _RefusedPlaceError(f"{what} has to be filled in by hand")
        if spot.start in refused and not (spot.fixed and spot.start not in script.refused):
            raise _RefusedPlaceError(f"{what} cannot be given safely: {refused[spot.start]}")
        if spot.start not in script.quoting:
            raise _RefusedPlaceError(f"{what} stands where no value can be given")
    for match in _LEFT.finditer(bare):
        if script.is_code(match.start()):
            raise _RefusedPlaceError(f"{match.group()} has to be filled in by hand")
    return script.quoting


def _without(text: str, found: tuple[Spot, ...]) -> str:
    """The text with blanks where placeholders are, letter for letter."""
    for spot in found:
        text = text[: spot.start] + " " * (spot.end - spot.start) + text[spot.end :]
    return text


def _script(
    text: str,
    found: tuple[Spot, ...],
    quoting: Mapping[int, Quoting],
    variables: Mapping[str, str],
) -> str:
    parts, at = [], 0
    for spot in found:
        how = quoting.get(spot.start)
        if how is Quoting.COMMENT or how is None:
            continue
        new = spot.fixed or f"${{{variables[spot.name]}}}"
        if how is Quoting.CODE and not spot.fixed:
            new = f'"{new}"'
        parts += [text[at : spot.start], new]
        at = spot.end
    return "".join((*parts, text[at:]))
