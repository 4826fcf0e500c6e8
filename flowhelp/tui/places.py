"""Where in the app a person can go, as messages: screens do not know each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from textual.message import Message

from flowhelp.ids import RunId


@dataclass(frozen=True, slots=True)
class PageAt:
    """A page to read.

    Attributes:
        name: As a person would type it: an id, `source:id`, or a path.
        step: Number or sid of the step to begin at, or the slug of a heading; empty for the top.
    """

    name: str
    step: str = ""


@dataclass(frozen=True, slots=True)
class WalkOf:
    """A page to walk, from its beginning or from where it was left.

    Attributes:
        name: As in `PageAt`; a `#part` may stand after it.
        params: Values that are known already.
        context: equipment, work_order and the like.
        new: Whether to begin anew, whatever is unfinished; `again` to go on without asking.
        keep: False for a rehearsal.
        ask: When values are asked for; empty as it is set.
    """

    name: str
    params: Mapping[str, str] = field(default_factory=dict)
    context: Mapping[str, str] = field(default_factory=dict)
    new: bool = False
    again: bool = False
    keep: bool = True
    ask: str = ""


@dataclass(frozen=True, slots=True)
class WalkOn:
    """An unfinished walk to go on with.

    Attributes:
        page: `source:id` of what is walked and the step it stands at, where that is known.
    """

    run: RunId
    params: Mapping[str, str] = field(default_factory=dict)
    page: tuple[str, str] = field(default=("", ""), compare=False)


@dataclass(frozen=True, slots=True)
class RunAt:
    """One run in full."""

    run: RunId


@dataclass(frozen=True, slots=True)
class Past:
    """What was done; of one procedure, where `procedure` has its id."""

    procedure: str = ""


@dataclass(frozen=True, slots=True)
class TrendAt:
    """How a reading went over the runs of a page.

    Attributes:
        procedure: Id of the page.
        sid: The step that has the blank.
        name: Of the blank; `name@second` for the reading of the second person.
    """

    procedure: str
    sid: str
    name: str


@dataclass(frozen=True, slots=True)
class MediaAt:
    """A picture, recording or video.

    Attributes:
        target: As the page writes it: a path beside the page, or an address on the web.
        page: The page it stands in, as `PageAt.name`; empty where `target` is a path by itself.
        text: Its alternative text.
    """

    target: str
    page: str = ""
    text: str = ""


Place = PageAt | WalkOf | WalkOn | RunAt | Past | TrendAt | MediaAt


class Go(Message):
    """The person wants to go somewhere; the app takes them there."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
