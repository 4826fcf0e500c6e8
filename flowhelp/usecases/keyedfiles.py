"""Files that a line of answers names: attached to a step, or filling a blank of one.

A path is meant as seen from the folder of the answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flowhelp.journal.events import FileAttached, Moment
from flowhelp.usecases.attachments import content_of
from flowhelp.usecases.lines import Answer
from flowhelp.walkthrough import Action, Walk
from flowhelp.walkthrough.actions import Record
from flowhelp.walkthrough.attaching import Enclosed, takes_file
from flowhelp.walkthrough.recording import field_of
from flowhelp.walkthrough.refusals import named


def file_of(answer: Answer) -> Path:
    """The file that is to be attached.

    Raises:
        AnswersError: None is named.
    """
    name = answer.text("file")
    if not name:
        raise answer.refused("'attach' needs a file", hint='"file": "photo.jpg"')
    return answer.folder / name


def attached(walk: Walk, answer: Answer, at: Moment) -> FileAttached:
    """The fact as it will be; nothing is copied yet.

    Raises:
        AnswersError: No file is named.
        InputError: It cannot be attached, or there is no such step.
    """
    path = file_of(answer)
    size = len(content_of(path))
    sid = named(walk, answer.text("step")).sid
    return FileAttached(run=walk.run, at=at, sid=sid, name=path.name, sha256="", size=size)


def with_file(
    walk: Walk, answer: Answer, action: Action, taken: Callable[[Path], Enclosed]
) -> Action:
    """The same action, a value for a blank that takes a file with that file.

    Args:
        walk: As it stands.
        answer: The line it comes from.
        action: What the line means.
        taken: Makes of a path the file that an action carries.

    Raises:
        InputError: The file cannot be taken, or there is no such step or blank.
    """
    if not isinstance(action, Record) or not action.value.strip():
        return action
    if not takes_file(field_of(named(walk, action.step), action.field)):
        return action
    file = taken(answer.folder / action.value.strip())
    return replace(action, value=file.name, enclosed=file)
