"""Files that a step asks for, and blanks that take one."""

from __future__ import annotations

import pytest

from flowhelp.content.parse import parse_page
from flowhelp.errors import InputError
from flowhelp.journal.events import Deviation, FileAttached, Reading, ReadingCorrected
from flowhelp.walkthrough import Walk, decide, evolve
from flowhelp.walkthrough.actions import Back, Complete, Fail, Forgo, Record
from flowhelp.walkthrough.attaching import AttachDemand, Enclosed, NothingToAttachError
from flowhelp.walkthrough.demands import demands
from flowhelp.walkthrough.readings import ValueRefusedError
from flowhelp.walkthrough.refusals import NotReadyError, ReasonMissingError
from flowhelp.walkthrough.steering import Again
from tests.walkthrough.worlds import NOW, RUN, begun, do

LOCK = """# Lock out

1. Hang your lock.
   - **Attach:** photo of the lock.
   - **Attach:** photo of the tag
2. Read the log.

   ```sh
   tail log
   ```

   - **Attach:** output
3. Look inside.
   - **Record:** Found: ___ (photo)
   - **Attach:** drawing: ___ (file)
"""
RUST, WEAR = Enclosed("rust.jpg", "ab" * 32, "image/jpeg", 9), Enclosed("rust.jpg", "cd" * 32)


def locked(use: str = "continuous", text: str = LOCK) -> Walk:
    return begun(parse_page(text, path="lock.md"), use)


def attached(walk: Walk, place: int = 0) -> Walk:
    """The walk after a file was attached to a step."""
    sid = walk.plan.steps[place].sid
    return evolve(walk, FileAttached(run=RUN, at=NOW, sid=sid, name="a.jpg", sha256="ab" * 32))


def asked(walk: Walk, place: int = 0) -> list[str]:
    """What is still to be attached to a step."""
    found = demands(walk, walk.plan.steps[place])
    return [each.what for each in found if isinstance(each, AttachDemand)]


def test_every_label_takes_a_file_where_the_page_is_followed_step_by_step() -> None:
    walk = locked()

    assert asked(walk) == ["photo of the lock", "photo of the tag"]
    with pytest.raises(NotReadyError, match="a file has to be attached, or a reason given why not"):
        decide(walk, Complete("1"), at=NOW)
    assert asked(attached(walk)) == ["photo of the tag"]
    assert do(attached(attached(walk)), Complete("1")).settled(walk.plan.steps[0].sid)


def test_a_reason_stands_for_a_file_that_is_not_there() -> None:
    walk = attached(locked())

    facts = decide(walk, Forgo("1", "Photo of the tag.", "camera broken"), at=NOW)

    assert facts == (
        Deviation(
            run=RUN,
            at=NOW,
            sid=walk.plan.steps[0].sid,
            kind="override",
            reason="nothing attached for 'photo of the tag': camera broken",
            field="photo of the tag",
        ),
    )
    walk = do(walk, Forgo("1", "photo of the tag", "camera broken"))
    assert asked(walk) == []
    assert decide(walk, Forgo("1", "photo of the tag", "again"), at=NOW) == ()
    assert do(walk, Complete("1")).outcome == "completed_with_deviation"


def test_forgoing_needs_its_reason_and_something_that_is_asked_for() -> None:
    with pytest.raises(ReasonMissingError, match="attaching nothing for 'photo of the lock'"):
        decide(locked(), Forgo("1", "", " "), at=NOW)
    with pytest.raises(NothingToAttachError, match="does not ask for 'a film'"):
        decide(locked(), Forgo("1", "a film", "none"), at=NOW)
    with pytest.raises(InputError):
        decide(do(locked("reference"), Complete("1")), Forgo("2", "", "none"), at=NOW)


def test_in_reference_use_it_may_be_left_without_a_word() -> None:
    walk = locked("reference")
    found = demands(walk, walk.plan.steps[0])

    assert all(isinstance(each, AttachDemand) and each.free for each in found)
    assert do(walk, Complete("1")).outcome == "completed"


def test_in_information_use_nothing_is_asked() -> None:
    assert asked(locked("information")) == []


def test_the_output_of_a_command_and_a_blank_in_the_label_are_not_asked_for_twice() -> None:
    walk = locked()

    assert asked(walk, 1) == []
    assert asked(walk, 2) == []


def test_a_file_is_kept_when_a_step_is_done_again_and_a_reason_is_not() -> None:
    walk = do(attached(locked()), Forgo("1", "", "no camera"), Complete("1"), Back("1"))
    assert asked(walk) == ["photo of the tag"]

    failed = do(attached(attached(locked())), Fail("1", "no lock"))
    assert asked(failed) == []


def test_a_round_for_the_same_thing_keeps_its_file_and_one_for_another_does_not() -> None:
    same = LOCK.replace(
        "   - **Attach:** photo of the tag", "   - **Repeat:** until it holds, max 3"
    )
    walk = do(locked(text=same), Again("1"))
    assert asked(walk) == ["photo of the lock"]
    assert asked(do(attached(locked(text=same)), Again("1"))) == []

    other = same.replace("until it holds, max 3", "for each pump, valve")
    assert asked(do(attached(locked(text=other)), Again("1"))) == ["photo of the lock"]


def at_the_end() -> Walk:
    return do(attached(attached(locked())), Complete("1"), Complete("2"))


def test_a_blank_for_a_file_is_filled_by_one_and_both_facts_are_of_one_act() -> None:
    walk = at_the_end()
    sid = walk.plan.steps[2].sid

    facts = decide(walk, Record("3", "found", "rust.jpg", enclosed=RUST), at=NOW)

    assert facts[0] == FileAttached(
        run=RUN, at=NOW, sid=sid, name="rust.jpg", sha256="ab" * 32, media="image/jpeg", size=9,
        field="found",
    )  # fmt: skip
    assert isinstance(facts[1], Reading)
    assert (facts[1].name, facts[1].value, len(facts)) == ("found", "rust.jpg", 2)
    again = do(walk, Record("3", "found", "rust.jpg", enclosed=RUST))
    assert decide(again, Record("3", "found", "rust.jpg", enclosed=RUST), at=NOW) == ()
    other = decide(again, Record("3", "found", "rust.jpg", enclosed=WEAR), at=NOW)
    assert [type(each) for each in other] == [FileAttached, Reading]


def test_words_are_no_file() -> None:
    with pytest.raises(ValueRefusedError, match="'Found' takes a file, and 'rust' is none"):
        decide(at_the_end(), Record("3", "found", "rust"), at=NOW)


def test_the_file_of_a_settled_step_is_corrected_with_a_reason() -> None:
    walk = do(
        at_the_end(),
        Record("3", "found", "rust.jpg", enclosed=RUST),
        Record("3", "drawing", "rust.jpg", enclosed=RUST),
        Complete("3"),
    )

    with pytest.raises(ReasonMissingError):
        decide(walk, Record("3", "found", "rust.jpg", enclosed=WEAR), at=NOW)
    facts = decide(walk, Record("3", "found", "rust.jpg", "blurred", enclosed=WEAR), at=NOW)

    assert [type(each) for each in facts] == [FileAttached, ReadingCorrected]
    assert decide(walk, Record("3", "found", "rust.jpg", "why", enclosed=RUST), at=NOW) == ()
