"""The end of the own chain, as it is told to others: signed, kept, and checked against later.

What is kept here guards against a mishap. Somebody who can change the journal can change this
file too, so a copy elsewhere is what proves anything: a target, an export, a report.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flowhelp.errors import ContentError, MissingError, UnavailableError
from flowhelp.execution import sshsign
from flowhelp.journal import files
from flowhelp.journal.codec import written
from flowhelp.sync.heads import heads_in, line_of, parted
from flowhelp.sync.target import Published
from flowhelp.usecases.checking import is_checkable
from flowhelp.usecases.people import SSH, allow, find, signers_file
from flowhelp.usecases.start import actor

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace


_PULLED = (
    "select device, seq, sha256, at, signature from head where signature <> '' order by device, seq"
)


class NothingToPublishError(MissingError):
    """There is no event yet."""


class NotKeptError(UnavailableError):
    """A head that is to be published cannot be kept here."""


class NoSigningKeyError(MissingError):
    """A head was to be signed, and it is not known with which key."""


class BrokenHeadError(ContentError):
    """A head carries a signature that is not over it, or by nobody who is allowed to sign."""


def checkpoint(workspace: Workspace, *, sign: bool = False) -> Published:
    """The end of the chain as it is now, which is kept from now on.

    Args:
        workspace: Its journal.
        sign: Whether to sign it; it is in any case where `sign_heads` is set.

    Raises:
        NothingToPublishError: There is no event yet.
        NoSigningKeyError: It is to be signed, and there is no key.
        NotSignedError: The key did not sign.
        NotKeptError: It cannot be kept here.
    """
    head = workspace.journal.head()
    if head is None:
        raise NothingToPublishError("nothing is recorded yet", hint="flowhelp walk NAME")
    told = Published(head.device, head.seq, head.sha256, written(workspace.now()))
    if sign or workspace.settings.sign_heads:
        told = signed(workspace, told)
    keep(workspace, told)
    return told


def signed(workspace: Workspace, head: Published) -> Published:
    """The same head with a signature; its key is among those that are checked from now on.

    Raises:
        NoSigningKeyError: Neither is this account enrolled with a key, nor has git one.
        NoKeygenError: There is no `ssh-keygen`.
        NotSignedError: The key did not sign.
    """
    who, key = _signer(workspace)
    text = head.text.encode("utf-8")
    signature = sshsign.sign(text, key, workspace.env, sshsign.HEADS)
    allow(workspace, who, key, sshsign.HEADS)
    return Published(head.device, head.seq, head.sha256, head.at, signature)


def keep(workspace: Workspace, head: Published) -> None:
    """Keep a head that was published; it is on the disk when this returns.

    Raises:
        NotKeptError: It cannot be.
    """
    path = workspace.places.heads
    line = f"{line_of(head)}\n".encode()
    try:
        files.make_private(path)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND)
        try:
            if os.write(handle, line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise NotKeptError(
            f"{path} cannot be written: {(error.strerror or str(error)).lower()}",
            hint="make room, or mend its permissions",
        ) from error


def kept(workspace: Workspace) -> tuple[Published, ...]:
    """The heads that were published, as far as they are kept here."""
    return parted(_read(workspace.places.heads))[1] if workspace.places.heads.exists() else ()


def heads_of(path: Path) -> tuple[Published, ...]:
    """The heads in a file: an export in any form, or what `flowhelp log checkpoint` printed.

    Raises:
        MissingError: It cannot be read, or holds none.
    """
    found = heads_in(_read(path))
    if not found:
        raise MissingError(
            f"{path} holds no published head", hint="an export, or flowhelp log checkpoint > FILE"
        )
    return found


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise MissingError(f"{path} cannot be read: {why}", hint="--heads FILE") from error


def check_signatures(
    workspace: Workspace, heads: Iterable[Published], others: Iterable[Published] = ()
) -> tuple[int, int]:
    """How many signatures the heads carry, and how many of them could not be checked.

    Args:
        workspace: Its `allowed_signers`.
        heads: Of this machine, or given: they must be by somebody who is allowed to sign.
        others: That were pulled; one by a key that nobody here knows is not checked.

    Raises:
        BrokenHeadError: One is not over its head, or by nobody in `allowed_signers`.
    """
    own = [head for head in heads if head.signature]
    pulled = [head for head in others if head.signature]
    count = len(own) + len(pulled)
    if count and not is_checkable(workspace):
        return count, count
    unknown = 0
    for head in (*own, *pulled):
        who = _signed_by(workspace, head)
        if who:
            continue
        if who is None and head in pulled:
            unknown += 1
            continue
        raise BrokenHeadError(
            f"the signature of head {head.seq} of device {head.device} is not over it,"
            " or by nobody who is allowed to sign",
            hint=f"look at {signers_file(workspace)}",
        )
    return count, unknown


def pulled(workspace: Workspace) -> tuple[Published, ...]:
    """The heads of others that came with what was pulled, and that are signed."""
    if not workspace.places.team.exists():
        return ()
    from flowhelp.ids import DeviceId

    return tuple(
        Published(DeviceId(device), seq, sha256, at, signature)
        for device, seq, sha256, at, signature in workspace.team.asked(_PULLED)
    )


def _signed_by(workspace: Workspace, head: Published) -> str | None:
    allowed = signers_file(workspace)
    if not allowed.is_file():
        return None
    text = head.text.encode("utf-8")
    return sshsign.signer_of(text, head.signature, allowed, workspace.env, sshsign.HEADS)


def _signer(workspace: Workspace) -> tuple[str, Path]:
    """Who signs here, and the key: this account's as it is enrolled, else git's."""
    account = actor()
    person = find(workspace, account.id)
    if person is not None and SSH in person.ways and person.key_file:
        return person.id, Path(person.key_file)
    found = sshsign.git_key(workspace.env, workspace.folder)
    if found is None:
        raise NoSigningKeyError(
            f"{account.id} is not enrolled with an SSH key, and git signs with none",
            hint=f"flowhelp people add {account.id} --key ~/.ssh/id_ed25519",
        )
    return found
