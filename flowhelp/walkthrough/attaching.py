"""Files as evidence: what **Attach** asks for, and what fills a blank for a file (FORMAT.md §6.1).

A file that fills a blank does not answer an **Attach** as well. What the page wants attached is
the output of a command is kept by running that, and asks for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from flowhelp.content import Field, Label, Step
from flowhelp.errors import InputError
from flowhelp.walkthrough.walk import Walk

FILES = frozenset({"photo", "file"})
"""Types of blanks that take a file."""

_BLANK = "___"
_LONGEST = 200


class NothingToAttachError(InputError):
    """The step asks for no file, or not for that one."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that is kept already.

    Attributes:
        sha256: Of its bytes; empty while it is only looked at.
        size: In bytes.
    """

    name: str
    sha256: str
    media: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class AttachDemand:
    """A file is to be attached.

    Attributes:
        what: In the words of the page.
        free: Whether the person may go on without it and without a word.
    """

    what: str
    free: bool

    @property
    def words(self) -> str:
        """What is missing, for a refusal."""
        return f"a file has to be attached, or a reason given why not: {self.what}"


def attach_demands(walk: Walk, step: Step) -> list[AttachDemand]:
    """What is still to be attached, in the order of the page; nothing where nobody must be asked.

    Which file is which is not known: each one answers the first label that has none yet.
    """
    if walk.use == "information":
        return []
    wanted = [each for each in asked_for(step) if (step.sid, each) not in walk.forgone]
    attached = sum(not file.field for file in walk.files.get(step.sid, ()))
    return [AttachDemand(each, free=walk.use != "continuous") for each in wanted[attached:]]


def asked_for(step: Step) -> tuple[str, ...]:
    """What the labels of a step want attached by a person."""
    labels = (label for label in step.values("attach") if not is_output(label))
    # A label with a blank in it is answered by filling that.
    return tuple(_words(label) for label in labels if _BLANK not in label.value)


def is_output(label: Label) -> bool:
    """Whether an **Attach** means what a command of the step writes."""
    return label.value.strip().casefold().rstrip(".") == "output"


def takes_file(field: Field) -> bool:
    """Whether a blank is filled by a file."""
    return field.type in FILES


def _words(label: Label) -> str:
    words = " ".join(label.value.split()).rstrip(".")[:_LONGEST]
    return words or label.arg or "a file"
