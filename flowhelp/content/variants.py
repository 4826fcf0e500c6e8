"""Alternatives by system: sibling headings and neighbouring fences that are one step (§5.2).

A heading `Windows` beside a heading `Linux` is a tab, not a step: a person
does one of them. Both stay on the page, each marked with its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from flowhelp.content.commands import language
from flowhelp.content.joining import joined
from flowhelp.content.lists import commands_in, is_step_list
from flowhelp.content.markdown import Node
from flowhelp.content.sections import Outline, Part

_FAMILIES = {
    "windows": "windows powershell cmd",
    "macos": "macos mac osx",
    "linux": (
        "linux ubuntu debian centos rhel fedora rocky alma almalinux arch alpine suse opensuse "
        "raspbian mint"
    ),
}
_FAMILY = {word: family for family, words in _FAMILIES.items() for word in words.split()}
_SYSTEM = re.compile(
    r"^(?:(?:on|for|using)\s+)?(?:microsoft\s+|red\s+hat\s*)?(?:windows|mac\s?os(?:\s?x)?|os\s?x|mac|"
    r"linux|ubuntu|debian|centos|rhel|enterprise\s+linux|fedora|rocky|alma(?:linux)?|arch|alpine|"
    r"(?:open)?suse|freebsd|openbsd|raspbian|powershell|cmd)(?:[\s,/&()0-9.+-]|or|and|based|linux|"
    r"\b(?:ubuntu|debian|centos|rhel|fedora|macos|windows|users?|server|systems?|x)\b)*$",
    re.IGNORECASE,
)
_WINDOWS_SHELLS = frozenset("powershell pwsh ps1 ps cmd bat batch dos".split())
_UNIX_SHELLS = frozenset("sh bash zsh shell ksh fish".split())
_FEWEST = 2


def is_system(title: str) -> bool:
    """Whether a heading names a system and nothing else."""
    return bool(_SYSTEM.match(title.strip()))


def family_of(name: str) -> str:
    """`windows`, `macos` or `linux` where a variant is for one of them only, else empty."""
    words = re.findall(r"[a-z]+", re.sub(r"mac\s*os(?:\s*x)?|os\s*x", "macos", name.lower()))
    families = {_FAMILY[word] for word in words if word in _FAMILY}
    return families.pop() if len(families) == 1 else ""


def not_for(names: Iterable[str], family: str) -> tuple[str, ...]:
    """The variants that somebody on that system need not see, in order, each once.

    None where no variant is for that system: then nobody can tell which fits.

    Args:
        names: Names of variants, empty ones among them.
        family: `windows`, `macos` or `linux`.
    """
    families = {name: family_of(name) for name in names if name}
    if family not in families.values():
        return ()
    return tuple(name for name, found in families.items() if found and found != family)


def merge_variants(outline: Outline) -> None:
    """Fold sibling parts that name systems into the part above, each block marked.

    They must be all the parts below it, hold no steps of their own, and carry
    a command; anything else stays as it is.
    """
    below: dict[int, list[int]] = {}
    for n, part in enumerate(outline.parts):
        below.setdefault(part.parent, []).append(n)
    gone: set[int] = set()
    for n, children in below.items():
        if n > 0 and len(children) >= _FEWEST and _are_tabs(outline, below, children):
            _fold(outline.parts[n], [outline.parts[child] for child in children])
            gone.update(children)
    if gone:
        _remove(outline, gone)


def _are_tabs(outline: Outline, below: dict[int, list[int]], children: list[int]) -> bool:
    parts = [outline.parts[child] for child in children]
    if any(child in below for child in children) or not all(is_system(p.title) for p in parts):
        return False
    listed = any(joined(part.blocks, is_step_list).steps for part in parts)
    return not listed and any(commands_in(part.blocks) for part in parts)


def _fold(above: Part, tabs: list[Part]) -> None:
    for tab in tabs:
        title = Node("paragraph", tab.line, tab.line + 1, text=f"**{tab.text}**", plain=tab.text)
        above.blocks.append(title)
        for node in tab.blocks:
            for inner in node.walked():
                inner.variant = tab.title
            above.blocks.append(node)
        above.end = tab.end


def _remove(outline: Outline, gone: set[int]) -> None:
    kept = [n for n in range(len(outline.parts)) if n not in gone]
    place = {old: new for new, old in enumerate(kept)}
    outline.parts[:] = [outline.parts[n] for n in kept]
    for part in outline.parts:
        part.parent = place.get(part.parent, -1)


def mark_neighbours(nodes: list[Node]) -> None:
    """Mark a fence for Windows that stands directly beside one for other systems, and that one."""
    for one, other in pairwise(nodes):
        shells = {language(one.info), language(other.info)}
        both = one.kind == other.kind == "fence" and not (one.variant or other.variant)
        if both and shells & _WINDOWS_SHELLS and shells & _UNIX_SHELLS:
            for node in (one, other):
                windows = language(node.info) in _WINDOWS_SHELLS
                node.variant = "Windows" if windows else "Linux, macOS"
