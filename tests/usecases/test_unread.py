"""What changed on a page has to be read and signed before it is followed again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flowhelp.errors import RefusedError
from flowhelp.journal.events import Changes, RunStarted
from flowhelp.usecases.identity import by_name, by_pin
from flowhelp.usecases.keyed import AnswersError, perform, read_answers
from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.onpaper import Paper
from flowhelp.usecases.people import enrol
from flowhelp.usecases.signing import acknowledge
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.walk import WalkSession, resume
from flowhelp.usecases.workspace import Workspace
from flowhelp.walkthrough.actions import Abandon, Complete, Finish, Leave, Sign, Skip
from flowhelp.walkthrough.demands import demands
from flowhelp.walkthrough.drift import UnreadDemand
from tests.content.shared import needs_format
from tests.content.test_format_examples import examples
from tests.usecases.libraries import workspace, write

HEAD = "---\nacknowledge: {level}\n{more}---\n# Seal\n"
STEPS = "\n1. Stop the pump and wait.\n2. Swap the seal of the pump.\n"
NEW = "\n## What changed\n\n### {day} — {level}\n\n- It leaked.\n"
PIN = "291847"
FIRST = datetime(2031, 5, 4, 12, tzinfo=UTC)
LATER = datetime(2031, 6, 4, 12, tzinfo=UTC)


class Shop:
    """A machine with one page that changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.text = ""
        self.at = FIRST
        self.open: Workspace = workspace(folder, write(folder / "lib", {"seal.md": "# Seal\n"}))
        self.open.now = lambda: self.at

    def has(self, text: str) -> None:
        """Put another version of the page there."""
        write(self.folder / "lib", {"seal.md": text})

    def begins(self, how: Start | None = None) -> WalkSession:
        """A walk of the page as it is."""
        entry = resolve(self.open, "seal")
        return start(self.open, entry, load(self.open, entry), how or Start())

    def follows(self, text: str, *, by: str = "Ann", how: Start | None = None) -> WalkSession:
        """The page as it is in `text`, followed to its end."""
        self.has(text)
        session = self.begins(how)
        if session.walk.unread:
            acknowledge(session, by_name(self.open, by))
        while session.walk.next_step is not None:
            session.perform(Complete(session.walk.next_step.sid))
        session.perform(Finish())
        return session


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def page(level: str = "major", steps: str = STEPS, news: str = "", more: str = "") -> str:
    """A version of the page."""
    return HEAD.format(level=level, more=more) + news + "\n## Steps\n" + steps


def began(session: WalkSession) -> RunStarted:
    assert session.walk.started
    return session.walk.started


def test_a_step_that_was_added_is_read_before_anything_is_done(shop: Shop) -> None:
    old = shop.follows(page())
    shop.at = LATER
    shop.has(page(steps=f"{STEPS}3. Sweep.\n"))

    session = shop.begins()

    hash_then = began(old).doc.steps_hash
    assert began(session).change_from == (hash_then, "major")
    assert session.walk.unread == Changes("major", (), ("new: 3. Sweep.",))
    step = session.walk.plan.steps[0]
    assert demands(session.walk, step) == (UnreadDemand(session.walk.unread),)
    assert session.record["steps"] == []
    for action in (Complete("1"), Skip("1", "why"), Finish()):
        with pytest.raises(RefusedError, match="has to be read and signed first"):
            session.perform(action)

    walk = acknowledge(session, by_name(shop.open, "Ann"))

    assert walk.unread is None
    assert [(s.sid, s.meaning, s.person.id) for s in walk.signs] == [
        ("", "read and understood", "Ann")
    ]
    session.perform(Complete("1"))
    record = session.record
    (sign,) = record["acknowledged"]
    assert (sign["meaning"], sign["by"]) == ("read and understood", "Ann")
    assert record["change_from"] == {"steps_hash": hash_then, "level": "major"}
    assert record["others"] == []


def test_what_was_not_read_is_asked_again_by_whoever_comes_back(shop: Shop) -> None:
    shop.follows(page())
    shop.has(page(steps=f"{STEPS}3. Sweep.\n"))
    session = shop.begins()
    session.perform(Leave())

    again = resume(shop.open, session.walk.run)
    assert again.walk.unread == session.walk.unread
    acknowledge(again, by_name(shop.open, "Ann"))
    acknowledge(again, by_name(shop.open, "Ann"))

    assert len(again.walk.signs) == 1
    once_more = resume(shop.open, session.walk.run).walk
    assert once_more.unread is None
    assert once_more.signs == again.walk.signs


@pytest.mark.parametrize(
    ("level", "steps", "more", "level_now", "asked"),
    [
        ("major", STEPS.replace("and wait", "then wait"), "", "major", True),
        ("major", STEPS.replace("pump and", "pump, and"), "", "editorial", False),
        ("editorial", STEPS.replace("pump and", "pump, and"), "", "editorial", True),
        ("minor", STEPS.replace("pump and", "pump, and"), "", "editorial", False),
        ("none", f"{STEPS}3. Sweep.\n", "", "major", False),
        ("major", f"{STEPS}3. Sweep.\n", "use: information\n", "major", False),
        ("major", f"{STEPS}3. Sweep.\n", "use: continuous\n", "major", True),
    ],
)
def test_the_page_says_which_changes_are_signed_for(  # noqa: PLR0913, PLR0917 - a row
    shop: Shop, level: str, steps: str, more: str, level_now: str, asked: bool
) -> None:
    shop.follows(page(level, more=more))
    shop.has(page(level, steps, more=more))

    session = shop.begins()

    assert began(session).change_from is not None
    assert (began(session).change_from or ("", ""))[1] == level_now
    assert (session.walk.unread is not None) is asked


@pytest.mark.parametrize(
    ("day", "level", "asked"),
    [
        ("2031-06-01", "major", True),
        ("2031-06-01", "minor", False),
        ("2031-05-04", "major", True),
        ("2031-04-01", "major", False),
    ],
)
def test_the_author_may_say_that_a_change_means_more(
    shop: Shop, day: str, level: str, asked: bool
) -> None:
    shop.follows(page())
    shop.at = LATER
    shop.has(page(news=NEW.format(day=day, level=level)))

    session = shop.begins()

    wanted = Changes(level, (f"{day} — {level}",)) if asked else None
    assert session.walk.unread == wanted
    assert began(session).change_from is None


def test_what_was_signed_for_once_is_not_asked_again(shop: Shop) -> None:
    shop.follows(page())
    shop.at = LATER
    shop.has(page(steps=f"{STEPS}3. Sweep.\n", news=NEW.format(day="2031-06-01", level="major")))
    session = shop.begins()
    acknowledge(session, by_name(shop.open, "Ann"))
    session.perform(Abandon("called away"))

    assert shop.begins().walk.unread is None


def test_every_person_reads_for_herself(shop: Shop) -> None:
    shop.follows(page())
    shop.has(page(steps=f"{STEPS}3. Sweep.\n"))

    other = shop.begins(Start(paper=Paper(by="Kim", keyed_by="Ann")))

    assert other.walk.unread is None
    assert began(other).change_from is None
    assert shop.begins().walk.unread is not None


def test_an_abandoned_walk_is_no_version_followed(shop: Shop) -> None:
    shop.has(page())
    shop.begins().perform(Abandon("called away"))
    shop.has(page(steps=f"{STEPS}3. Sweep.\n"))

    assert began(shop.begins()).change_from is None


def test_a_version_that_was_not_kept_is_compared_by_its_steps(shop: Shop) -> None:
    shop.follows(page())
    for kept in shop.open.places.pages.rglob("*"):
        if kept.is_file():
            kept.unlink()
    shop.has(page(steps=STEPS.replace("1. Stop", "1. Look at it.\n2. Stop")))

    session = shop.begins()

    assert session.walk.unread is not None
    assert "new: 1. Look at it." in session.walk.unread.steps


SIGNED = NEW + "- **Sign (read and understood):** each fitter\n"


def test_a_first_reader_signs_once_where_the_page_asks_for_it(shop: Shop) -> None:
    text = page("none", news=SIGNED.format(day="2031-01-01", level="major"))
    shop.has(text)
    first = shop.begins()
    assert first.walk.unread == Changes("", ("2031-01-01 — major",))

    acknowledge(first, by_name(shop.open, "Ann"))
    first.perform(Abandon("called away"))

    assert shop.begins().walk.unread is None
    assert shop.follows(text).walk.ended
    assert shop.begins().walk.unread is None


def test_whoever_is_enrolled_shows_it_and_signs_in_their_role(shop: Shop) -> None:
    enrol(shop.open, "Kim", id="p-1", roles=["lead", "fitter"], pin=PIN)
    shop.has(page("none", news=SIGNED.format(day="2031-01-01", level="major")))
    session = shop.begins()

    walk = acknowledge(session, by_pin(shop.open, "Kim", PIN))

    (sign,) = walk.signs
    assert (sign.role, sign.method, sign.factors) == ("fitter", "pin", 2)
    assert sign.statement


def test_there_is_nothing_to_sign_where_nothing_changed(shop: Shop) -> None:
    shop.has(page())

    with pytest.raises(Exception, match="nothing has changed that has to be signed for"):
        shop.begins().perform(Sign("", "Ann"))


def keyed(shop: Shop, session: WalkSession, lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The record after these answers."""
    path = shop.folder / "answers.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    perform(session, read_answers(path))
    return session.record


@pytest.mark.parametrize("key", ["by", "value"])
def test_a_file_of_answers_signs_for_what_changed(shop: Shop, key: str) -> None:
    shop.has(page("none", news=SIGNED.format(day="2031-01-01", level="major")))
    done = [{"do": "done", "step": str(number)} for number in (1, 2)]
    session = shop.begins()

    with pytest.raises(AnswersError, match="line 1 of the answers: what changed on the page"):
        keyed(shop, session, done)
    record = keyed(shop, session, [{"do": "sign", "step": "", key: "Ann"}, *done])

    assert record["outcome"] == "completed"
    assert [each["by"] for each in record["acknowledged"]] == ["Ann"]


def test_a_name_that_has_to_be_shown_is_not_taken_from_a_file(shop: Shop) -> None:
    enrol(shop.open, "Ann", pin=PIN)
    shop.has(page("none", news=SIGNED.format(day="2031-01-01", level="major")))

    with pytest.raises(AnswersError, match="signs at a terminal"):
        keyed(shop, shop.begins(), [{"do": "sign", "step": "", "value": "Ann"}])


@needs_format
def test_a_nurse_reads_the_major_change_of_the_protocol_once(shop: Shop) -> None:
    text = next(t for name, _, t in examples() if name == "protocols/urinary-catheter-review.md")
    before = text[: text.index("### 2025-09-01")] + text[text.index("### 2025-03-14") :]
    before = before.replace("less than two thirds full", "not full")
    shop.at = datetime(2025, 8, 20, 6, tzinfo=UTC)
    shop.has(before)
    session = shop.begins()
    assert session.walk.unread is None
    _reviewed(session)
    shop.at = datetime(2025, 9, 2, 6, tzinfo=UTC)
    shop.has(text)

    session = shop.begins()

    assert session.walk.unread is not None
    assert session.walk.unread.entries == ("2025-09-01 — major",)
    assert session.walk.unread.level == "major"
    assert any("two thirds" in line for line in session.walk.unread.steps)
    acknowledge(session, by_name(shop.open, "Ann"))
    _reviewed(session)
    shop.at = datetime(2025, 9, 3, 6, tzinfo=UTC)
    assert shop.begins().walk.unread is None


def _reviewed(session: WalkSession) -> None:
    while session.walk.next_step is not None:
        session.perform(Skip(session.walk.next_step.sid, "exercise"))
    session.perform(Finish())
