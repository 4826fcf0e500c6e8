"""Which part of the person's environment a command gets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_ALLOWED = frozenset(
    "PATH HOME USER LOGNAME SHELL LANG LANGUAGE TERM COLORTERM NO_COLOR TZ TMPDIR TMP TEMP EDITOR "
    "VISUAL PAGER DISPLAY WAYLAND_DISPLAY XAUTHORITY SSH_AUTH_SOCK SSH_AGENT_PID GPG_TTY GNUPGHOME "
    "KUBECONFIG AWS_PROFILE AWS_REGION AWS_DEFAULT_REGION AWS_CONFIG_FILE DOCKER_HOST "
    "DOCKER_CONTEXT DOCKER_CONFIG CLOUDSDK_CONFIG AZURE_CONFIG_DIR VAULT_ADDR CONSUL_HTTP_ADDR "
    "NOMAD_ADDR VIRTUAL_ENV CONDA_PREFIX GOPATH GOROOT JAVA_HOME PGHOST PGPORT PGUSER PGDATABASE "
    "PGSERVICE PGPASSFILE HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy "
    "SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE SYSTEMROOT COMSPEC PATHEXT".split()
)
_OURS = frozenset({"FLOWHELP_CONFIG", "FLOWHELP_DATA", "FLOWHELP_CACHE", "FLOWHELP_PATH"})
"""So that `flowhelp` in a page means the records and settings the page is walked with."""
_ALLOWED_FAMILY = re.compile(r"LC_\w+|XDG_\w+", re.ASCII)
_NEVER = re.compile(r"BASH_\w*|ENV|ZDOTDIR|LD_\w+|DYLD_\w+|SHELLOPTS|BASHOPTS|FLOWHELP_\w*|FH_\w*")


def environment(
    own: Mapping[str, str], named: Iterable[str], values: Mapping[str, str]
) -> dict[str, str]:
    """The variables of a command.

    Args:
        own: The person's environment.
        named: Variables that the script itself refers to; they come along when they are set.
        values: The command's values, which win.
    """
    wanted = set(named)
    kept = {
        name: value
        for name, value in own.items()
        if name in _OURS
        or (
            (name in _ALLOWED or name in wanted or _ALLOWED_FAMILY.fullmatch(name))
            and not _NEVER.fullmatch(name)
        )
    }
    return kept | dict(values)
