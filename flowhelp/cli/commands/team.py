"""`flowhelp log --team` and `flowhelp log stats`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flowhelp.cli import output
from flowhelp.journal.codec import written
from flowhelp.journal.figures import StepFigures
from flowhelp.journal.team_figures import Said
from flowhelp.journal.team_runs import LastDone, TeamRun
from flowhelp.typeset.styles import Line, Style
from flowhelp.typeset.team import due_lines, last_lines, run_line, stats_lines
from flowhelp.usecases.history import Wanted
from flowhelp.usecases.team import Due, Stats, due, last_done, stats, team_runs_of
from flowhelp.usecases.workspace import Workspace


def team(opened: Workspace, wanted: Wanted, *, as_data: bool) -> None:
    """Write what is due, who did what last, and everybody's runs, the newest first."""
    recurring, last = due(opened, wanted), last_done(opened, wanted)
    runs = team_runs_of(opened, wanted)
    if as_data:
        for fields in (*map(_due, recurring), *map(_last, last)):
            output.json_line(fields)
        for run in runs:
            output.json_line(_run(run))
        return
    _write(due_lines(recurring, opened.now(), output.width()))
    _write(last_lines(last, output.width()))
    found = False
    for run in runs:
        if not found and (recurring or last):
            output.spans(("Walks", Style.HEADING))
        found = True
        output.spans(*run_line(run))
    if not found:
        narrowed = wanted.since or wanted.procedure or wanted.by
        output.line("No walk matches." if narrowed else "Nobody walked anything yet.")


def figures(opened: Workspace, name: str, *, as_data: bool) -> None:
    """Write what everybody's runs of a procedure add up to."""
    found = stats(opened, name)
    if as_data:
        output.json_line(_stats(found))
    else:
        _write(stats_lines(found, output.width()))


def _write(lines: Iterable[Line]) -> None:
    for line in lines:
        output.spans(*line)


def _run(run: TeamRun) -> dict[str, Any]:
    return {
        "schema": "flowhelp.team.run/1",
        "id": run.run,
        "doc": {
            "id": run.procedure, "title": run.title, "source": run.source,
            "library": run.library, "steps_hash": run.version,
        },
        "actor": {"id": run.person, "name": run.who},
        "device": run.device or None,
        "target": run.target or None,
        "standing": run.standing.value,
        "started_at": written(run.started),
        "ended_at": written(run.ended) if run.ended else None,
        "state": run.state,
        "outcome": run.outcome or None,
        "end": run.word or None,
        "purpose": run.purpose,
        "use": run.use,
        "active_s": run.active_s,
        "steps": run.steps,
        "deviations": run.deviations,
        "remarks": run.remarks,
    }  # fmt: skip


def _last(last: LastDone) -> dict[str, Any]:
    return {
        "schema": "flowhelp.team.last/1",
        "doc": {
            "id": last.procedure, "title": last.title, "source": last.source,
            "library": last.library, "steps_hash": last.version,
        },
        "actor": {"id": last.person, "name": last.who},
        "run": last.run,
        "at": written(last.at),
        "own": last.own,
        "times": last.times,
    }  # fmt: skip


def _due(each: Due) -> dict[str, Any]:
    return {
        "schema": "flowhelp.team.due/1",
        "name": each.name,
        "title": each.title,
        "every": each.every,
        "due": written(each.due),
        "overdue": each.overdue,
        "last": {"at": written(each.last.at), "by": each.last.person, "run": each.last.run},
    }


def _stats(found: Stats) -> dict[str, Any]:
    whole, figures = found.figures, found.figures.figures
    return {
        "schema": "flowhelp.stats/1",
        "id": found.name,
        "title": found.title or None,
        "steps_hash": found.version or None,
        "libraries": list(found.libraries),
        "runs": figures.runs,
        "completed": figures.completed,
        "completion": figures.completed / figures.runs if figures.runs else None,
        "unfinished": figures.unfinished,
        "last_at": figures.last_at or None,
        "last_by": figures.last_by or None,
        "median_s": figures.median_s,
        "steps": [_step(step) for step in figures.steps],
        "versions": [
            {"steps_hash": each.version, "runs": each.runs, "people": each.people,
             "last_at": written(each.last)}
            for each in whole.versions
        ],
        "deviations": {
            "count": whole.deviated,
            "kinds": [{"kind": kind, "sid": sid, "count": n} for kind, sid, n in whole.deviations],
            "reasons": [_said(each) for each in whole.reasons],
        },
        "remarks": {"count": whole.remarked, "latest": [_said(each) for each in whole.remarks]},
    }  # fmt: skip


def _step(step: StepFigures) -> dict[str, Any]:
    return {
        "sid": step.sid,
        "n": step.n,
        "title": step.title,
        "done": step.done,
        "skipped": step.skipped,
        "na": step.na,
        "failed": step.failed,
        "skip_rate": step.share(step.skipped),
        "failure_rate": step.share(step.failed),
        "median_s": step.median_s,
    }


def _said(each: Said) -> dict[str, Any]:
    return {
        "run": each.run,
        "kind": each.kind,
        "sid": each.sid,
        "by": each.who,
        "at": written(each.at),
        "text": each.words,
    }
