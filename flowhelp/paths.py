"""Where configuration, records and caches live on this system.

`FLOWHELP_CONFIG`, `FLOWHELP_DATA` and `FLOWHELP_CACHE` each move one of them;
otherwise XDG base directories on Linux, and the platform's own folders on
macOS and Windows.
"""

from __future__ import annotations

import os
import sys

from flowhelp.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Places(Value):
    """Three folders; none of them need exist yet.

    What a question needs is also there as text: `pathlib` takes 4 ms to load.
    """

    __slots__ = ("cache_folder", "config_folder", "data_folder")

    def __init__(
        self,
        config: str | os.PathLike[str],
        data: str | os.PathLike[str],
        cache: str | os.PathLike[str],
    ) -> None:
        self.config_folder = _tidy(config)
        self.data_folder = _tidy(data)
        self.cache_folder = _tidy(cache)

    @property
    def config(self) -> Path:
        """The folder of what a person sets."""
        return _path(self.config_folder)

    @property
    def data(self) -> Path:
        """The folder of what must not be lost."""
        return _path(self.data_folder)

    @property
    def cache(self) -> Path:
        """The folder of what may be deleted at any time."""
        return _path(self.cache_folder)

    @property
    def sources_file(self) -> str:
        """`sources`, as text."""
        return os.path.join(self.config_folder, "sources.json")  # noqa: PTH118 (no pathlib)

    @property
    def settings_file(self) -> str:
        """`settings`, as text."""
        return os.path.join(self.config_folder, "config.toml")  # noqa: PTH118 (no pathlib)

    @property
    def index_file(self) -> str:
        """`index`, as text."""
        return os.path.join(self.cache_folder, "index.db")  # noqa: PTH118 (no pathlib)

    @property
    def sources(self) -> Path:
        """The list of libraries this installation knows."""
        return _path(self.sources_file)

    @property
    def settings(self) -> Path:
        """What a person may set."""
        return _path(self.settings_file)

    @property
    def journal(self) -> Path:
        """Everything that was done on this machine."""
        return self.data / "journal.db"

    @property
    def team(self) -> Path:
        """What was pulled from others."""
        return self.data / "team.db"

    @property
    def heads(self) -> Path:
        """Ends of the own chain that were published."""
        return self.data / "heads.jsonl"

    @property
    def outbox(self) -> Path:
        """What has not arrived yet where records go to."""
        return self.data / "sync.db"

    @property
    def carried(self) -> Path:
        """The repositories from which records are pushed."""
        return self.data / "carried"

    @property
    def targets(self) -> Path:
        """The list of places that records go to."""
        return self.config / "targets.json"

    @property
    def pages(self) -> Path:
        """Pages as they were when a walk began."""
        return self.data / "pages"

    @property
    def attachments(self) -> Path:
        """Files that were attached to steps."""
        return self.data / "attachments"

    @property
    def clones(self) -> Path:
        """Bare clones of git libraries."""
        return self.data / "sources"

    @property
    def index(self) -> Path:
        """The search index; it may be deleted at any time."""
        return _path(self.index_file)


def places(env: Mapping[str, str] | None = None, platform: str = sys.platform) -> Places:
    """The places of this process.

    Args:
        env: The environment; the process's own when None.
        platform: As `sys.platform`.
    """
    env = os.environ if env is None else env
    home = os.path.expanduser(env.get("HOME") or env.get("USERPROFILE") or "~")  # noqa: PTH111
    config, data, cache = _defaults(env, home, platform)
    return Places(
        env.get("FLOWHELP_CONFIG") or config,
        env.get("FLOWHELP_DATA") or data,
        env.get("FLOWHELP_CACHE") or cache,
    )


def _defaults(env: Mapping[str, str], home: str, platform: str) -> tuple[str, str, str]:
    if platform == "win32":
        roaming = (env.get("APPDATA") or f"{home}/AppData/Roaming") + "/flowhelp"
        local = (env.get("LOCALAPPDATA") or f"{home}/AppData/Local") + "/flowhelp"
        return roaming, f"{local}/data", f"{local}/cache"
    if platform == "darwin":
        support = f"{home}/Library/Application Support/flowhelp"
        return support, f"{support}/data", f"{home}/Library/Caches/flowhelp"
    return (
        _xdg(env, "XDG_CONFIG_HOME", f"{home}/.config"),
        _xdg(env, "XDG_DATA_HOME", f"{home}/.local/share"),
        _xdg(env, "XDG_CACHE_HOME", f"{home}/.cache"),
    )


def _xdg(env: Mapping[str, str], name: str, default: str) -> str:
    """Relative values are invalid and ignored, as the XDG specification asks."""
    value = env.get(name, "")
    return f"{value if os.path.isabs(value) else default}/flowhelp"  # noqa: PTH117 (no pathlib)


def _tidy(path: str | os.PathLike[str]) -> str:
    """The path as `pathlib` writes it, which is loaded only where that may differ."""
    text = os.fspath(path)
    plain = text.startswith("/") and "//" not in text and "/." not in text
    return text if plain and not text.endswith("/") else str(_path(text))


def _path(text: str) -> Path:
    from pathlib import Path  # noqa: PLC0415 (see `Places`)

    return Path(text)
