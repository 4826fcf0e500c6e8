"""Heads that were published, by syncs too, and what they find."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flowhelp.usecases.people import enrol
from flowhelp.usecases.published import (
    BrokenHeadError,
    NothingToPublishError,
    NotKeptError,
    checkpoint,
)
from flowhelp.usecases.start import actor
from flowhelp.usecases.sync import sync
from flowhelp.usecases.targets import add
from flowhelp.usecases.verifying import BrokenChainError, BrokenOthersError, verify
from tests.keys import needs_keygen, new_key
from tests.pasts import NOON, whole, write_past
from tests.usecases.libraries import workspace


def cut(path: Path, kept: int) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("drop trigger event_is_never_deleted")
        db.execute("delete from event where seq > ?", (kept,))
        db.commit()


def test_where_nothing_is_recorded_there_is_no_head(tmp_path: Path) -> None:
    with pytest.raises(NothingToPublishError):
        checkpoint(workspace(tmp_path))


def test_a_head_that_cannot_be_kept_is_not_told(tmp_path: Path) -> None:
    shop = workspace(tmp_path)
    write_past(shop, whole(1, 0, 3.0))
    shop.places.heads.mkdir(parents=True)

    with pytest.raises(NotKeptError, match=r"heads\.jsonl cannot be written"):
        checkpoint(shop)


def test_a_tail_that_was_synced_and_cut_off_is_missed(tmp_path: Path) -> None:
    shop = workspace(tmp_path)
    shop.now = lambda: NOON
    write_past(shop, whole(1, 0, 3.0))
    (tmp_path / "usb").mkdir()
    add(shop, "usb", "folder", str(tmp_path / "usb"))
    list(sync(shop))
    assert verify(shop).heads == 1
    shop.journal.close()

    cut(shop.places.journal, 3)

    with pytest.raises(BrokenChainError) as found:
        verify(shop)
    assert (found.value.link.seq, "missing at the end" in found.value.link.reason) == (4, True)


@needs_keygen
def test_a_signed_head_of_others_is_checked_by_who_is_allowed_to_sign(tmp_path: Path) -> None:
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    (tmp_path / "usb").mkdir()
    for folder in (mine, theirs):
        folder.mkdir()
    shop = workspace(theirs)
    shop.now = lambda: NOON
    write_past(shop, whole(1, 0, 3.0))
    key = new_key(tmp_path / "key")
    enrol(shop, actor().id, key=key)
    (shop.places.config / "config.toml").write_text("sign_heads = true\n", encoding="utf-8")
    add(shop, "usb", "folder", str(tmp_path / "usb"))
    list(sync(shop))
    here = workspace(mine)
    here.now = lambda: NOON
    add(here, "usb", "folder", str(tmp_path / "usb"))
    list(sync(here))

    unknown = verify(here)
    enrol(here, actor().id, key=key)
    known = verify(here)

    assert (unknown.signatures, unknown.unchecked) == (1, 1)
    assert (known.signatures, known.unchecked) == (1, 0)
    with closing(sqlite3.connect(here.places.team)) as db:
        db.execute("update head set seq = seq - 1")
        db.commit()
    with pytest.raises((BrokenHeadError, BrokenOthersError)):
        verify(here)
