"""What this machine brought to a repository that does not show it any more: it is pushed again.

A repository that was set back, emptied or replaced by a new one is noticed at the next sync, be
there anything new to bring or not. Nothing is overwritten: where the own ref has something else
now, the next offer finds that another machine writes there.
"""

from __future__ import annotations

from collections.abc import Mapping

from flowhelp.ids import DeviceId
from flowhelp.sync.gitremote import Remote
from flowhelp.sync.gitstore import Store, under

ARRIVED, CLONED = "refs/arrived/", "refs/cloned/"


def push_again(
    store: Store,
    remote: Remote,
    shown: Mapping[str, str],
    refs: Mapping[str, str],
) -> None:
    """The repository shows again what it once took of this machine, under any of its names.

    A name under which another machine writes at another place is one of them.

    Args:
        store: Ours; it is held by the caller.
        remote: The repository.
        shown: What it shows now: commits by device.
        refs: All refs of ours, by their names below `ALL`.

    Raises:
        UnreachableError: It is unknown whether it does.
        DeniedError: Nobody may write there.
    """
    parted = under(refs, CLONED)
    for device, commit in under(refs, ARRIVED).items():
        there = shown.get(device, "")
        if device in parted or there == commit:
            continue
        if not there or (there in store.objects([there]) and store.is_before(there, commit)):
            remote.push(commit, DeviceId(device))
