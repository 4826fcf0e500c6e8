"""What a desk finds out is told, or handed to the one who waits for it."""

from __future__ import annotations

import threading

from textual.message import Message

from flowhelp.tui.desk import Awaited

LONG = 10.0


class Found(Message):
    """What somebody may wait for."""


def _is_found(message: Message) -> bool:
    return isinstance(message, Found)


def test_what_is_awaited_is_handed_over_and_not_told() -> None:
    told: list[Message] = []
    awaited = Awaited(told.append)
    found = Found()
    awaited.want(_is_found)
    thread = threading.Thread(target=awaited.tell, args=(found,))

    thread.start()
    got = awaited.wait(LONG)

    thread.join()
    assert got is found
    assert told == []


def test_what_comes_too_late_is_told() -> None:
    told: list[Message] = []
    awaited = Awaited(told.append)
    awaited.want(_is_found)
    late = Found()

    assert awaited.wait(0) is None
    awaited.tell(late)

    assert told == [late]


def test_what_nobody_waits_for_is_told_meanwhile() -> None:
    told: list[Message] = []
    awaited = Awaited(told.append)
    awaited.want(_is_found)
    other, found, second = Message(), Found(), Found()

    for each in (other, found, second):
        awaited.tell(each)

    assert told == [other, second]
    assert awaited.wait(LONG) is found


def test_what_was_not_waited_for_is_not_handed_to_the_next() -> None:
    told: list[Message] = []
    awaited = Awaited(told.append)
    awaited.want(_is_found)
    awaited.tell(Found())
    awaited.want(_is_found)

    assert awaited.wait(0) is None
