"""Small libraries on disk, and workspaces that know nothing but them."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path

from flowhelp.paths import Places
from flowhelp.usecases.workspace import Workspace

HOUR_AGO = time.time() - 3600

TEA = """# Make tea

Tea wakes you up.

1. Boil the water.
2. Steep the leaves:

   ```sh
   kettle --pour cup
   ```
"""

TLS = """---
title: Renew a TLS certificate
tags: [web]
aliases: [certificate expired]
alerts: [CertificateExpiry]
applies_to: {roles: [operator]}
---

1. Ask the authority for a new one.
2. Reload nginx.
"""


OPENED: list[Workspace] = []
"""What `workspace` made; closed when the test is over (conftest.py)."""


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Those files under `folder`, as if written an hour ago."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (HOUR_AGO, HOUR_AGO))
    return folder


def places(tmp_path: Path) -> Places:
    """Places for one test."""
    return Places(tmp_path / "config", tmp_path / "data", tmp_path / "cache")


def workspace(tmp_path: Path, *folders: Path) -> Workspace:
    """A workspace with those libraries and no others."""
    there = tmp_path / "elsewhere"
    there.mkdir(exist_ok=True)
    env = {**os.environ, "FLOWHELP_PATH": os.pathsep.join(map(str, folders))}
    opened = Workspace(places(tmp_path), folder=there, env=env, shipped=False)
    OPENED.append(opened)
    return opened
