"""Who may sign on this machine: people enrolled with a PIN or an SSH key.

They stand in `people.json` in the folder of settings, the PIN as a hash. Public
keys stand also in `allowed_signers`, and stay there when somebody is removed:
what they signed has to be checked for as long as there is a record of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from flowhelp.errors import ContentError, InputError, MissingError
from flowhelp.execution.sshsign import HEADS, NAMESPACE
from flowhelp.usecases.pins import Guard, hashed
from flowhelp.usecases.private import read_private, write_private
from flowhelp.walkthrough.second import folded, same_name

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace

SCHEMA = "flowhelp.people/1"
PIN, SSH = "pin", "ssh"

_ID = re.compile(r"[^\W_][\w.@+-]{0,79}")
_KEY = re.compile(
    r"(?P<type>(?:sk-)?(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d{3})(?:@openssh\.com)?)"
    r" (?P<key>[A-Za-z0-9+/]{40,2000}={0,2})(?: .*)?"
)
_LONGEST = 100
_ARTICLES = {"the", "a", "an", "each", "every", "der", "die", "das", "jede", "le", "la", "chaque"}


class PeopleError(ContentError):
    """The list of people cannot be understood."""


class NotEnrollableError(InputError):
    """Somebody cannot be enrolled like this."""


class NotEnrolledError(MissingError):
    """Nobody of that name is enrolled here."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody who is known on this machine.

    Attributes:
        id: Stable, for records; without spaces.
        name: As printed.
        roles: As the organisation names them.
        pin: The PIN's hash, or empty.
        key: The public key, or empty; `key_file` is where it was found.
    """

    id: str
    name: str
    roles: tuple[str, ...] = ()
    pin: str = ""
    key: str = ""
    key_file: str = ""

    @property
    def ways(self) -> tuple[str, ...]:
        """How they may show who they are: pin, ssh, or both."""
        return (*((PIN,) if self.pin else ()), *((SSH,) if self.key else ()))


def everybody(workspace: Workspace) -> tuple[Enrolled, ...]:
    """Who is enrolled, by name; nobody when there is no list.

    Raises:
        PeopleError: The list cannot be understood.
    """
    path = _file(workspace)
    text = read_private(path)
    if text is None:
        return ()
    try:
        found = [_enrolled(each) for each in json.loads(text)["people"]]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PeopleError(f"{path} cannot be understood", hint=f"mend or remove {path}") from error
    return tuple(sorted(found, key=lambda each: each.name.casefold()))


def enrol(  # noqa: PLR0913 - what is known of somebody
    workspace: Workspace,
    name: str,
    *,
    id: str = "",  # noqa: A002 - the field's name
    roles: Sequence[str] = (),
    pin: str = "",
    key: Path | None = None,
) -> Enrolled:
    """Somebody who may sign from now on.

    Args:
        workspace: Its folder of settings.
        name: As printed.
        id: For records; made of the name when empty.
        roles: In which they may sign.
        pin: The PIN itself, which is not kept; empty for none.
        key: A public key, or a private one with the public one beside it.

    Raises:
        NotEnrollableError: The name, id or key will not do, or somebody has it already.
        WeakPinError: The PIN is easily guessed.
    """
    printed = " ".join(name.split())
    new = id.strip() or "-".join(folded(printed).split())
    _is_free(workspace, printed, new)
    if not (pin or key):
        raise NotEnrollableError("a PIN or an SSH key is needed", hint="flowhelp people add --key")
    person = Enrolled(
        new,
        printed,
        tuple(dict.fromkeys(role.strip() for role in roles if role.strip())),
        hashed(pin, workspace.noise) if pin else "",
        _public(key) if key else "",
        str(key.expanduser().absolute()) if key else "",
    )
    _keep(workspace, person)
    return person


def _keep(workspace: Workspace, person: Enrolled) -> None:
    """Write somebody down, with no wrong tries, and their key among those that are checked."""
    guard(workspace).forget(person.id)
    if person.key:
        for purpose in (NAMESPACE, HEADS):  # what they sign in walks, and the ends of their chain
            _allow(workspace, person.id, person.key, purpose)
    _write(workspace, (*everybody(workspace), person))


def remove(workspace: Workspace, name: str) -> Enrolled:
    """Who was removed; what they signed stays as it is, and can still be checked.

    Raises:
        NotEnrolledError: There is nobody of that name or id.
    """
    gone = find(workspace, name)
    if gone is None:
        raise NotEnrolledError(f"{name!r} is not enrolled here", hint="flowhelp people list")
    _write(workspace, [each for each in everybody(workspace) if each.id != gone.id])
    return gone


def find(workspace: Workspace, name: str) -> Enrolled | None:
    """The person of that id or name, whatever its case; None where there is none."""
    found = everybody(workspace)
    return next(
        (each for each in found if same_name(each.id, name) or same_name(each.name, name)), None
    )


def role_in(workspace: Workspace, words: str) -> str:
    """The role that words begin with (`shift lead inspects …`), if anybody here has it."""
    return role_of(words, {role for each in everybody(workspace) for role in each.roles})


def role_of(words: str, roles: Iterable[str]) -> str:
    """The longest of those roles that words begin with; empty where they begin with none."""
    said = [word for word in _words(words) if word not in _ARTICLES]
    for role in sorted(roles, key=lambda role: (-len(_words(role)), role)):
        named = _words(role)
        if named and said[: len(named)] == named:
            return role
    return ""


def same_role(one: str, other: str) -> bool:
    """Whether two names are one role's, whatever their case, dashes and spaces."""
    return _words(one) == _words(other)


def guard(workspace: Workspace) -> Guard:
    """What counts wrong PINs here."""
    return Guard(workspace.places.config / "people-tries.json", workspace.now)


def allow(workspace: Workspace, who: str, key: Path, namespace: str) -> None:
    """Have what a key signs checked as `who`'s, for that purpose and from now on.

    Raises:
        NotEnrollableError: There is no such public key.
    """
    _allow(workspace, who, _public(key), namespace)


def signers_file(workspace: Workspace) -> Path:
    """Public keys of everybody who ever was enrolled with one, as ssh-keygen reads them."""
    return workspace.places.config / "allowed_signers"


def _file(workspace: Workspace) -> Path:
    return workspace.places.config / "people.json"


def _write(workspace: Workspace, people: Iterable[Enrolled]) -> None:
    listed = [{key: value for key, value in asdict(each).items() if value} for each in people]
    text = json.dumps({"schema": SCHEMA, "people": listed}, indent=1, ensure_ascii=False)
    write_private(_file(workspace), text + "\n")


def _enrolled(fields: dict[str, object]) -> Enrolled:
    texts = {name: fields.get(name, "") for name in ("id", "name", "pin", "key", "key_file")}
    roles = fields.get("roles", [])
    if not isinstance(roles, list) or not all(isinstance(each, str) for each in roles):
        raise TypeError
    if not (texts["id"] and all(isinstance(text, str) for text in texts.values())):
        raise TypeError
    return replace(Enrolled(**{k: str(v) for k, v in texts.items()}), roles=tuple(roles))  # type: ignore[arg-type]


def _is_free(workspace: Workspace, name: str, new: str) -> None:
    if not name or len(name) > _LONGEST or not name.isprintable():
        raise NotEnrollableError(f"a name has 1 to {_LONGEST} characters that can be printed")
    if not _ID.fullmatch(new):
        raise NotEnrollableError(
            f"{new!r} cannot be an id: letters, digits and . @ + - _ alone", hint="--id p-4471"
        )
    for taken in filter(None, (find(workspace, new), find(workspace, name))):
        raise NotEnrollableError(
            f"{taken.name} ({taken.id}) is enrolled already",
            hint=f"flowhelp people remove {taken.id}",
        )


def _public(key: Path) -> str:
    """The public key in that file, or beside it."""
    path = key.expanduser()
    for each in (path, path.with_name(path.name + ".pub")):
        text = read_private(each) or ""
        found = _KEY.fullmatch(text.strip())
        if found:
            return f"{found['type']} {found['key']}"
    raise NotEnrollableError(
        f"{key} holds no public SSH key, and none lies beside it", hint="ls ~/.ssh/*.pub"
    )


def _allow(workspace: Workspace, who: str, key: str, namespace: str) -> None:
    path = signers_file(workspace)
    text = read_private(path) or ""
    line = f'{who} namespaces="{namespace}" {key}'
    if line not in text.splitlines():
        gap = "" if not text or text.endswith("\n") else "\n"
        write_private(path, f"{text}{gap}{line}\n")


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", folded(text))
