"""Where configuration, records and caches live on this system.

`FLOWHELP_CONFIG`, `FLOWHELP_DATA` and `FLOWHELP_CACHE` each move one of them;
otherwise XDG base directories on Linux, and the platform's own folders on
macOS and Windows.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """Three folders; none of them need exist yet."""

    config: Path
    data: Path
    cache: Path

    @property
    def sources(self) -> Path:
        """The list of libraries this installation knows."""
        return self.config / "sources.json"

    @property
    def settings(self) -> Path:
        """What a person may set."""
        return self.config / "config.toml"

    @property
    def journal(self) -> Path:
        """Everything that was done on this machine."""
        return self.data / "journal.db"

    @property
    def clones(self) -> Path:
        """Bare clones of git libraries."""
        return self.data / "sources"

    @property
    def index(self) -> Path:
        """The search index; it may be deleted at any time."""
        return self.cache / "index.db"


def places(env: Mapping[str, str] | None = None, platform: str = sys.platform) -> Places:
    """The places of this process.

    Args:
        env: The environment; the process's own when None.
        platform: As `sys.platform`.
    """
    env = os.environ if env is None else env
    home = Path(env.get("HOME") or env.get("USERPROFILE") or "~").expanduser()
    config, data, cache = _defaults(env, home, platform)
    return Places(
        Path(env.get("FLOWHELP_CONFIG") or config),
        Path(env.get("FLOWHELP_DATA") or data),
        Path(env.get("FLOWHELP_CACHE") or cache),
    )


def _defaults(env: Mapping[str, str], home: Path, platform: str) -> tuple[Path, Path, Path]:
    if platform == "win32":
        roaming = Path(env.get("APPDATA") or home / "AppData/Roaming") / "flowhelp"
        local = Path(env.get("LOCALAPPDATA") or home / "AppData/Local") / "flowhelp"
        return roaming, local / "data", local / "cache"
    if platform == "darwin":
        support = home / "Library/Application Support/flowhelp"
        return support, support / "data", home / "Library/Caches/flowhelp"
    return (
        _xdg(env, "XDG_CONFIG_HOME", home / ".config"),
        _xdg(env, "XDG_DATA_HOME", home / ".local/share"),
        _xdg(env, "XDG_CACHE_HOME", home / ".cache"),
    )


def _xdg(env: Mapping[str, str], name: str, default: Path) -> Path:
    """Relative values are invalid and ignored, as the XDG specification asks."""
    value = Path(env.get(name, ""))
    return (value if value.is_absolute() else default) / "flowhelp"
