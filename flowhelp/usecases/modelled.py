"""How a page was understood, as plain values: what `inspect --json` and `show --format json` print.

The field names are promises to scripts.
"""

from __future__ import annotations

from math import isfinite
from typing import Any

from flowhelp.content import Field, Param, Procedure, Step


def as_json(procedure: Procedure) -> dict[str, Any]:
    """How the file was understood, as `inspect --json` prints it."""
    return {
        "path": procedure.path,
        "id": procedure.id,
        "type": procedure.type.value,
        "title": procedure.title,
        "mode": procedure.mode.value,
        "confidence": procedure.confidence,
        "reason": procedure.reason,
        "steps_hash": procedure.steps_hash,
        "params": [_param(param) for param in procedure.params],
        "alerts": [{"signal": alert.signal, "text": alert.text} for alert in procedure.alerts],
        "parts": [{"slug": slug, "title": title} for slug, title in procedure.parts],
        "steps": [step_json(step) for step in procedure.steps],
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity,
                "message": finding.message,
                "line": finding.line,
            }
            for finding in procedure.findings
        ],
    }


def step_json(step: Step) -> dict[str, Any]:
    """One step and its substeps, as `inspect --json` prints them."""
    return {
        "n": step.n,
        "sid": step.sid,
        "title": step.title,
        "role": step.role.value,
        "kind": step.kind.value,
        "optional": step.optional,
        "critical": step.critical,
        "phase": step.phase,
        "part": step.part,
        "condition": step.condition,
        "line": step.line,
        "commands": [
            {"lang": command.lang, "text": command.text, "variant": command.variant}
            for command in step.commands
        ],
        "labels": [
            {"key": label.key, "arg": label.arg, "value": label.value} for label in step.labels
        ],
        "fields": [_field(field) for field in step.fields],
        "alerts": [{"signal": alert.signal, "text": alert.text} for alert in step.alerts],
        "edges": [
            {"text": edge.text, "target": edge.target, "kind": edge.kind} for edge in step.edges
        ],
        "steps": [step_json(substep) for substep in step.steps],
    }


def _param(param: Param) -> dict[str, Any]:
    return {
        "name": param.name,
        "type": param.type,
        "required": param.required,
        "default": param.default,
        "choices": list(param.choices),
        "pattern": param.pattern,
        "min": _finite(param.min),
        "max": _finite(param.max),
        "unit": param.unit,
        "help": param.help,
        "env": param.env,
        "from": param.source,
    }


def _field(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": field.label,
        "type": field.type,
        "unit": field.unit,
        "min": _finite(field.min),
        "max": _finite(field.max),
        "stop_min": _finite(field.stop_min),
        "stop_max": _finite(field.stop_max),
        "min_open": field.min_open,
        "max_open": field.max_open,
        "target": _finite(field.target),
        "choices": list(field.choices),
        "pattern": field.pattern,
        "formula": field.formula,
    }


def _finite(number: float | None) -> float | None:
    """JSON knows no infinity: a limit that is none is null."""
    return number if number is not None and isfinite(number) else None
