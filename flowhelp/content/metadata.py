"""What the keys of a file's head mean (FORMAT.md §4.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flowhelp.content.frontmatter import Head, core
from flowhelp.content.model import Finding, Metadata, PageType, Param

_ENUMS: dict[str, frozenset[str]] = {
    "status": frozenset(("draft", "active", "deprecated", "retired")),
    "acknowledge": frozenset(("none", "editorial", "minor", "major")),
    "risk": frozenset(("low", "medium", "high")),
    "use": frozenset(("information", "reference", "continuous")),
    "mode": frozenset(("read-do", "do-confirm")),
    "order": frozenset(("strict", "any")),
    "steps": frozenset(("auto", "list", "tasks", "headings", "sections", "blocks", "none")),
    "record": frozenset(("none", "private", "local", "team")),
    "evidence": frozenset(("perform", "simulate", "observe", "discuss")),
}
_PARAM_TYPES = frozenset(
    "text int number bool choice date time duration host url path person asset version "
    "secret".split()
)
_ID = re.compile(r"[a-z0-9][a-z0-9/_-]*")
_LARGEST = 1e300
_KNOWN_TYPES = frozenset(PageType)


def read_metadata(head: Head) -> tuple[Metadata, list[Finding]]:
    """The head's keys by meaning, and what is wrong with them.

    A value that makes no sense is dropped with finding FH010; the page works
    as if the key were absent. `flowhelp:` wins over the top level.
    """
    values, findings = _values(head)
    keys = _Keys(values, findings)
    meta = Metadata(
        title=keys.text("title"),
        description=keys.text("description", "short_description"),
        aliases=keys.texts("aliases"),
        tags=keys.texts("tags", "keywords", *keys.foreign_keywords(), "categories", split=True),
        type=keys.page_type(explicit=_typed(head)),
        id=keys.identifier(),
        lang=keys.text("lang", "language"),
        owner=keys.texts("owner"),
        reviewers=keys.texts("reviewers"),
        status=keys.one_of("status", "active"),
        replaced_by=keys.text("replaced_by"),
        risk=keys.one_of("risk", "low"),
        use=keys.one_of("use", "reference"),
        mode=keys.one_of("mode", ""),
        order=keys.one_of("order", ""),
        steps=keys.one_of("steps", "auto"),
        time=keys.text("time"),
        people=keys.count("people"),
        every=keys.text("every"),
        record=keys.one_of("record", "team"),
        acknowledge=keys.one_of("acknowledge", "none"),
        evidence=keys.one_of("evidence", ""),
        alerts=keys.texts("alerts"),
        applies_to=keys.map_of_texts("applies_to"),
        requires=keys.texts("requires"),
        teaches=keys.texts("teaches"),
        params=keys.params(),
        raw=core(head.values),
    )
    return meta, findings


def _values(head: Head) -> tuple[dict[str, Any], list[Finding]]:
    """The head's keys, those under `flowhelp:` over the others, and why it was not read."""
    own = head.values.get("flowhelp")
    text = f"the front matter is not read: {head.problem}"
    findings = [Finding("FH010", "error", text, head.line)] if head.problem else []
    return dict(head.values) | (own if isinstance(own, dict) else {}), findings


def _typed(head: Head) -> bool:
    own = head.values.get("flowhelp")
    return isinstance(own, dict) and "type" in own


class _Keys:
    """Reads keys by kind, noting what does not fit."""

    def __init__(self, values: Mapping[str, Any], findings: list[Finding]) -> None:
        self._values = values
        self._findings = findings

    def _wrong(self, key: str, wanted: str) -> None:
        self._findings.append(Finding("FH010", "error", f"'{key}' is not {wanted}", 1))

    def text(self, *names: str) -> str:
        """The first of these keys that holds words."""
        for name in names:
            value = self._values.get(name)
            if isinstance(value, str) and value.strip():
                return " ".join(value.split())
            if value is not None and not isinstance(value, str) and name == names[0]:
                self._wrong(name, "words")
        return ""

    def texts(self, *names: str, split: bool = False) -> tuple[str, ...]:
        """All words under these keys; one string is a list of one, or of its comma parts."""
        found: list[str] = []
        for name in names:
            value = self._values.get(name)
            if isinstance(value, str):
                parts = re.split(r"\s*,\s*", value) if split else [value]
                found.extend(part.strip() for part in parts)
            elif isinstance(value, list):
                found.extend(item.strip() for item in value if isinstance(item, str))
            elif value is not None:
                self._wrong(name, "a list of words")
        return tuple(dict.fromkeys(word for word in found if word))

    def foreign_keywords(self) -> list[str]:
        """Keys under which other sites keep the words a page is to be found by."""
        return [
            key
            for key, value in self._values.items()
            if key.endswith((".keywords", "_keywords")) and isinstance(value, str | list)
        ]

    def one_of(self, key: str, default: str) -> str:
        """The key's value where it is a known word, else the default."""
        value = self._values.get(key)
        if value is None or value == "":
            return default
        if isinstance(value, str) and value in _ENUMS[key]:
            return str(value)
        if key in {"mode", "order", "status", "steps"} and not isinstance(value, str):
            return default  # other tools use these names for maps of their own
        self._wrong(key, "one of " + ", ".join(sorted(_ENUMS[key])))
        return default

    def page_type(self, *, explicit: bool) -> str:
        """`type` where it is one of ours; another tool's word is left to that tool."""
        value = self._values.get("type")
        if isinstance(value, str) and value in _KNOWN_TYPES:
            return str(value)
        if explicit:
            self._wrong("type", "one of " + ", ".join(sorted(_KNOWN_TYPES)))
        return ""

    def identifier(self) -> str:
        """`id` where it can be one; documentation tools use it for other things as well."""
        value = self._values.get("id")
        return str(value) if isinstance(value, str) and _ID.fullmatch(value) else ""

    def count(self, key: str) -> int:
        """A whole number of at least 1."""
        value = self._values.get(key)
        if value is None:
            return 1
        if isinstance(value, str) and value.isdecimal() and int(value[:9]) > 0:
            return int(value[:9])
        self._wrong(key, "a whole number of at least 1")
        return 1

    def map_of_texts(self, key: str) -> dict[str, tuple[str, ...]]:
        """A map whose values are words or lists of words."""
        value = self._values.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._wrong(key, "a map of lists")
            return {}
        inner = _Keys(value, self._findings)
        return {str(name): inner.texts(name) for name in value}

    def params(self) -> tuple[Param, ...]:
        """The declared parameters, in order; other tools' `params` are left alone."""
        value = self._values.get("params")
        if not isinstance(value, dict):
            return ()
        found = [self._param(name, spec) for name, spec in value.items()]
        return tuple(param for param in found if param is not None)

    def _param(self, name: str, spec: Any) -> Param | None:
        if not isinstance(spec, dict):
            return None
        keys = _Keys(spec, self._findings)
        kind = keys.text("type") or ("choice" if spec.get("choices") else "text")
        if kind not in _PARAM_TYPES:
            self._wrong(f"params.{name}.type", "a type of value")
            kind = "text"
        default = spec.get("default")
        return Param(
            name,
            kind,
            required=core(spec.get("required", True)) is not False,
            default=str(default) if isinstance(default, str) else None,
            choices=keys.texts("choices"),
            pattern=keys.text("pattern"),
            min=keys.number("min"),
            max=keys.number("max"),
            unit=keys.text("unit"),
            help=keys.text("help"),
            env=keys.text("env"),
            source=keys.text("from"),
        )

    def number(self, key: str) -> float | None:
        """A number, or None."""
        value = core(self._values.get(key))
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return float(value) if abs(value) < _LARGEST else None
