"""What in a script destroys, and is hard or impossible to take back.

A pattern here never forbids: it makes "no" the answer that Enter gives, and
says why. What it does not know may be as dangerous; a page says so by `risk`.
"""

from __future__ import annotations

import re

_BEGIN = r"(?:^|[\s;&|(`'\"/])"
_FLAGS = r"(?:[ \t]+[^\s;|&]{1,200}){0,12}?[ \t]+"
_LINE = r"[^\n;|]{0,300}"
_MANAGERS = (
    "kubectl|oc|helm|eksctl|gcloud|aws|az|terraform|tofu|pulumi|docker|podman|zfs|zpool|vault|"
    "nomad|consul|rclone|gsutil"
)
_REMOVING = r"delete[\w-]*|destroy|uninstall|prune|rb|purge|drain|remove|rm|terminate-[\w-]+|rmi"
_PATTERNS = (
    (rf"{_BEGIN}rm{_FLAGS}-(?:[a-zA-Z]*[rR]|-recursive)", "rm removes folders with all in them"),
    (rf"{_BEGIN}rm{_FLAGS}-(?:[a-zA-Z]*f|-force)", "rm -f removes without asking"),
    (rf"{_BEGIN}(?:shred|wipefs|blkdiscard)\b", "it wipes what cannot be brought back"),
    (rf"{_BEGIN}dd\s{_LINE}\bof=", "dd writes over what is there"),
    (rf"{_BEGIN}mk(?:fs|swap)(?:\.\w+)?\s", "it makes a new file system"),
    (rf"{_BEGIN}(?:fdisk|parted|sgdisk|cfdisk)\s", "it changes a partition table"),
    (r">\s*/dev/(?:sd|nvme|vd|hd|xvd|mmcblk|disk)", "it writes to a disk itself"),
    (r"\b(?:DROP\s+(?:TABLE|DATABASE|SCHEMA|USER|INDEX|VIEW|ROLE)|TRUNCATE)\b", "it drops data"),
    (r"\bDELETE\s+FROM\b(?![^;]{0,500}\bWHERE\b)", "it deletes every row"),
    (rf"{_BEGIN}(?:dropdb|dropuser)\b", "it drops a database"),
    (r"\bFLUSH(?:ALL|DB)\b", "it empties a store"),
    (rf"{_BEGIN}git{_FLAGS}push{_FLAGS}(?:-f\b|--force|--delete|--mirror|\+)",
     "it rewrites what others have"),
    (rf"{_BEGIN}git{_FLAGS}reset{_FLAGS}--hard", "it throws changes away"),
    (rf"{_BEGIN}git{_FLAGS}clean{_FLAGS}-[a-zA-Z]*f", "it deletes files git does not know"),
    (rf"{_BEGIN}(?:{_MANAGERS}){_FLAGS}(?:{_REMOVING})\b", "it deletes what is in use"),
    (rf"{_BEGIN}lv(?:remove|reduce)\b|{_BEGIN}(?:vg|pv)remove\b", "it removes a volume"),
    (rf"{_BEGIN}(?:shutdown|reboot|halt|poweroff|init\s+[06])\b", "it stops the machine"),
    (rf"{_BEGIN}systemctl\s+(?:reboot|poweroff|halt|kexec)", "it stops the machine"),
    (rf"{_BEGIN}systemctl{_FLAGS}(?:stop|disable|mask)\b", "it stops a service"),
    (rf"{_BEGIN}(?:kill(?:all)?|pkill)\s+(?:-9|-KILL|-s\s*KILL)", "it kills without warning"),
    (rf"{_BEGIN}ch(?:mod|own|grp){_FLAGS}-(?:[a-zA-Z]*R|-recursive)",
     "it changes rights of a whole tree"),
    (rf"{_BEGIN}chmod{_FLAGS}0?777\b", "it lets everybody write"),
    (r"\b(?:curl|wget|fetch)\b[^\n;]{0,300}\|\s*(?:sudo\s+)?[\w/]{0,40}(?:ba|z|da|k)?sh\b",
     "it runs what a server sends"),
    (r"(?:ba|z|da|k)?sh\s+<\(\s*(?:curl|wget)", "it runs what a server sends"),
    (rf"{_BEGIN}(?:iptables|ip6tables)\s+(?:-F|--flush)|{_BEGIN}nft\s+flush|{_BEGIN}ufw\s+reset",
     "it opens the firewall"),
    (rf"{_BEGIN}(?:userdel|groupdel|deluser)\b", "it removes an account"),
    (rf"{_BEGIN}crontab\s+-r", "it removes every scheduled task"),
    (rf"{_BEGIN}find\s{_LINE}\s-delete\b", "it deletes what it finds"),
    (rf"{_BEGIN}rsync\s{_LINE}--delete", "it deletes what the source does not have"),
    (rf"{_BEGIN}(?:truncate\s|:\s*>\s*\S)", "it empties files"),
    (r":\s*\(\s*\)\s*\{[^}]*:\s*\|\s*:", "it starts itself without end"),
    (r"(?<![\w-])--(?:force\b|no-preserve-root|yes-i-really|hard\b|purge\b|prune\b)",
     "an option skips what would protect"),
    (r"(?<![\w-])--(?:yes|assume-yes|auto-approve|no-confirm|noconfirm)\b",
     "an option answers its questions"),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), why) for pattern, why in _PATTERNS)
_CONTINUED = re.compile(r"\\\n\s*")


def dangers(script: str) -> tuple[str, ...]:
    """Why Enter must not run this script, each reason once; empty where nothing is known.

    Args:
        script: As it would run. Words inside quotes count: another program may run them.
    """
    text = _CONTINUED.sub(" ", script)
    found = (why for pattern, why in _COMPILED if pattern.search(text))
    return tuple(dict.fromkeys(found))
