"""Who is enrolled, and how they show who they are."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from flowhelp.errors import FlowhelpError
from flowhelp.journal.events import Person
from flowhelp.usecases import pins
from flowhelp.usecases.identity import (
    TYPED,
    NotThemselvesError,
    by_key,
    by_name,
    by_pin,
    check_keyed,
    ways,
)
from flowhelp.usecases.people import (
    NotEnrollableError,
    NotEnrolledError,
    PeopleError,
    enrol,
    everybody,
    find,
    remove,
    role_in,
    signers_file,
)
from flowhelp.usecases.pins import TooManyTriesError, WeakPinError, WrongPinError
from flowhelp.usecases.workspace import Workspace
from tests.keys import needs_keygen, new_key
from tests.usecases.libraries import workspace

PIN = "291847"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pins, "_LOG_N", 4)


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    """A machine on which nobody is enrolled."""
    return workspace(tmp_path)


def test_somebody_who_is_enrolled_is_found_by_name_or_id(shop: Workspace) -> None:
    kim = enrol(shop, "Kim  Berg", id="p-2210", roles=["shift-lead", "shift-lead"], pin=PIN)

    assert everybody(shop) == (kim,)
    assert (kim.id, kim.name, kim.roles, kim.ways) == (
        "p-2210",
        "Kim Berg",
        ("shift-lead",),
        ("pin",),
    )
    assert find(shop, "KIM BERG") == find(shop, "p-2210") == kim
    assert find(shop, "Lee") is None


def test_an_id_is_made_of_the_name(shop: Workspace) -> None:
    assert enrol(shop, "Ægir Ó Súilleabháin", pin=PIN).id == "ægir-ó-súilleabháin"


@pytest.mark.parametrize(
    ("name", "id_"),
    [("", ""), ("x" * 101, "x"), ("Kim\x1b[2J", "k"), ("Kim", "a b"), ("Kim", "-k"), ("Kim", "a,b"),
     ("Kim", "*"), ("Kim", "!k"), ("Kim", 'a"b')],
)  # fmt: skip
def test_names_and_ids_that_will_not_do_are_refused(shop: Workspace, name: str, id_: str) -> None:
    with pytest.raises(NotEnrollableError):
        enrol(shop, name, id=id_, pin=PIN)


def test_nobody_is_enrolled_twice_nor_as_somebody_else(shop: Workspace) -> None:
    enrol(shop, "Kim Berg", id="p-1", pin=PIN)

    for name, id_ in (("kim berg", "p-2"), ("Lee", "P-1"), ("p-1", "p-3")):
        with pytest.raises(NotEnrollableError, match="enrolled already"):
            enrol(shop, name, id=id_, pin=PIN)


def test_a_pin_or_a_key_is_needed_and_a_good_one(shop: Workspace, tmp_path: Path) -> None:
    with pytest.raises(NotEnrollableError, match="a PIN or an SSH key"):
        enrol(shop, "Kim")
    with pytest.raises(WeakPinError):
        enrol(shop, "Kim", pin="123456")
    (tmp_path / "note").write_text("no key", encoding="utf-8")
    with pytest.raises(NotEnrollableError, match="no public SSH key"):
        enrol(shop, "Kim", key=tmp_path / "note")
    assert everybody(shop) == ()


def test_the_pin_is_written_nowhere(shop: Workspace, tmp_path: Path) -> None:
    enrol(shop, "Kim", pin=PIN)
    by_pin(shop, "kim", PIN)
    with pytest.raises(WrongPinError):
        by_pin(shop, "kim", PIN + "1")

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert PIN.encode() not in path.read_bytes(), path
    kept = shop.places.config / "people.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_who_knows_the_pin_is_known(shop: Workspace) -> None:
    enrol(shop, "Kim Berg", id="p-1", roles=["shift-lead"], pin=PIN)

    who = by_pin(shop, "KIM berg", PIN)

    assert (who.method, who.factors) == ("pin", 2)
    assert (who.person.id, who.person.name, who.person.auth) == ("p-1", "Kim Berg", "pin")
    assert who.person.roles == ("shift-lead",)
    with pytest.raises(NotEnrolledError):
        by_pin(shop, "Lee", PIN)
    with pytest.raises(NotEnrolledError):
        by_key(shop, "Kim Berg")


def test_a_removed_person_has_no_pin_and_a_new_one_no_old_tries(shop: Workspace) -> None:
    enrol(shop, "Kim", pin=PIN)
    for _ in range(3):
        with pytest.raises(WrongPinError):
            by_pin(shop, "Kim", "000001")
    with pytest.raises(TooManyTriesError):
        by_pin(shop, "Kim", PIN)

    assert remove(shop, "KIM").name == "Kim"
    assert everybody(shop) == ()
    with pytest.raises(NotEnrolledError):
        remove(shop, "Kim")
    enrol(shop, "Kim", pin="583920")
    assert by_pin(shop, "Kim", "583920").person.id == "kim"


def test_a_name_alone_will_do_where_nobody_is_enrolled(shop: Workspace) -> None:
    assert ways(shop, "Kim") == (TYPED,)
    assert by_name(shop, " Kim ").person == Person("Kim", "Kim", auth="typed")
    assert by_name(shop, "Kim").factors == 1


def test_from_the_first_person_on_others_are_not_taken_at_their_word(shop: Workspace) -> None:
    enrol(shop, "Kim", pin=PIN)
    performer = Person("jo", "Jo")

    with pytest.raises(NotThemselvesError, match="is not enrolled"):
        ways(shop, "Lee")
    with pytest.raises(NotThemselvesError, match="PIN or a key"):
        by_name(shop, "kim")
    assert ways(shop, "JO", performer) == (TYPED,)
    with pytest.raises(NotThemselvesError):
        ways(shop, "Jo")


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("shift lead inspects guards, tools and rags, and then releases.", "shift-lead"),
        ("The shift lead", "shift-lead"),
        ("Shift-Lead", "shift-lead"),
        ("lead", "lead"),
        ("ask the shift lead", ""),
        ("until it is cold", ""),
        ("", ""),
    ],
)
def test_a_role_is_read_where_somebody_has_it(shop: Workspace, words: str, role: str) -> None:
    enrol(shop, "Kim", pin=PIN, roles=["shift-lead", "lead"])

    assert role_in(shop, words) == role


@needs_keygen
def test_a_key_is_kept_for_checking_also_when_its_owner_has_gone(
    shop: Workspace, tmp_path: Path
) -> None:
    key = new_key(tmp_path / "keys" / "id_kim")

    kim = enrol(shop, "Kim", key=key)

    assert kim.ways == ("ssh",)
    assert kim.key.startswith("ssh-ed25519 ")
    assert by_key(shop, "Kim").key_file == str(key)
    line = signers_file(shop).read_text()
    assert line.startswith('kim namespaces="flowhelp@flowhelp.example" ssh-ed25519 ')
    remove(shop, "Kim")
    assert signers_file(shop).read_text() == line
    enrol(shop, "Kim", key=key.with_suffix(".pub"))
    assert signers_file(shop).read_text() == line
    assert "PRIVATE" not in (shop.places.config / "people.json").read_text()


@pytest.mark.parametrize(
    "text", ["", "[]", '{"people": 3}', '{"people": [{"id": ""}]}', '{"people": [{"id": 3}]}',
             '{"people": [{"id": "k", "name": "K", "roles": "lead"}]}']
)  # fmt: skip
def test_a_damaged_list_lets_nobody_in(shop: Workspace, text: str) -> None:
    path = shop.places.config / "people.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")

    with pytest.raises(PeopleError):
        everybody(shop)
    with pytest.raises(FlowhelpError):
        by_name(shop, "Kim")


def test_the_list_is_plain_json(shop: Workspace) -> None:
    enrol(shop, "Kim", pin=PIN)

    kept = json.loads((shop.places.config / "people.json").read_text())
    assert kept["schema"] == "flowhelp.people/1"
    assert set(kept["people"][0]) == {"id", "name", "pin"}


def test_a_name_from_a_file_will_do_only_where_nobody_has_to_show_it(shop: Workspace) -> None:
    check_keyed(shop, "Kim")
    enrol(shop, "Kim", pin=PIN)

    check_keyed(shop, "jo", Person("jo", "Jo"))
    for name in ("Kim", "Lee"):
        with pytest.raises(NotThemselvesError):
            check_keyed(shop, name)
