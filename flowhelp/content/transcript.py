"""What a line of a terminal is: typed behind a prompt, or an answer of the machine."""

from __future__ import annotations

import re

PROMPT = re.compile(
    r"^\s*(?:\(?[\w.-]+\)\s+)?"
    r"(?:<?[\w.-]+>?@[\w.<>-]+(?:[: ][^\s$#>]*)?\s*[$#>]"
    r"|\[[\w.-]+@[^\]]+\][$#]"
    r"|(?:/[\w/.~-]*|~)\s*[$#]"
    r"|PS(?:\s+[A-Z]:[^>]*)?>|[A-Z]:\\[^>]*>"
    r"|[$%❯➜]|>>>"
    r"|[a-z][\w-]{2,30}\s?\$"
    r"|\$(?:mac|dev|local|server|host|vm|pod|container)\b"
    r"|MariaDB \[[^\]]*\]>"
    r"|(?:mysql|mariadb|postgres|psql|sqlite|redis[\w.:-]*|irb[\w():.]*|\w+=)[#>]+"
    r"|(?:gpg(?:/\w+)?|s?ftp|cqlsh|mongo|rs\d*:\w+|boto|lftp)>)\s+(?=\S)"
)
"""Everything up to what was typed."""

ROOT_PROMPT = re.compile(r"^\s*#\s+(?=\S)")
"""A prompt or a comment; the rest of the block decides."""

ANSWER = re.compile(
    r"^\s*(?:=>|->|\.\.\.|\[\.\.\.\]|<snip>|[{}\[\]]\s*,?\s*$|level=|ts=|\w+:\s*$"
    r"|[A-Z][A-Z_()-]+(?:\s{2,}[A-Z]\S*)+|[A-Z]\w*(?: \w+)?(?:\s{2,}\S+){2,}$"
    r"|\+-{3,}|-{3,}|={3,}|\|\s|[├└│┌┐┘━─✔✓✗•*-]\s?\S|[├└│┌━─]|[bcdlps-](?:[r-][w-][xsStT-]){3}"
    r"|(?:INFO|WARN|WARNING|ERROR|DEBUG|FATAL|NOTICE)\b|\d(?!z\b)"
    r"|[A-Z][A-Z0-9_]{2,}\s+[^=\s]|[A-Z][a-z]\w*+(?![\w-]*-[A-Z])\b[^=(]*$)"
)
"""How lines begin that a machine printed. Only asked where no prompt tells."""

FILE = re.compile(
    r"^\s*(?:#!|\[[A-Z][\w ]*\]\s*$|<\?|<!DOCTYPE|(?:server|http|location|upstream|events)\s*\{|"
    r"(?:auto|iface)\s+\w+|apiVersion:|\w+:\s*$|FROM\s+[\w./:-]+(?:\s+AS\s+\w+)?$)"
)
"""How the content of a file begins: a script, a unit, a server's configuration."""

SQL_LINE = re.compile(
    r"^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|GRANT|REVOKE|FLUSH|SHOW|SET|USE|BEGIN|"
    r"COMMIT|EXPLAIN|ANALYZE|VACUUM|REINDEX|TRUNCATE|CHANGE MASTER|START SLAVE|STOP SLAVE)\b.*;\s*$"
)
"""A statement for a database in a block of another language."""

OUTPUT_LEAD = re.compile(
    r"\b(?:outputs?|returns?|similar to|looks? like|(?:will|should|can|might|may) (?:then )?(?:see|"
    r"show|look|print|display|get|be|give|return|report)|you(?:'ll| will)? see|"
    r"see(?:ing)? something|"
    r"response|respond(?:s|ed)?|results?(?: is| are|:)|prints|displays|shows|error message"
    r"|log lines?|was:|as follows|example (?:result|alert|log|message))\b",
    re.IGNORECASE,
)
"""Words before a block that say: this comes back."""

COMMAND_LEAD = re.compile(
    r"\b(?:run(?:ning)?|execut(?:e|ing)|typ(?:e|ing)|enter|issue|invoke|use|using|commands?|call|"
    r"try|with|via|by|do|ssh|log ?in|connect|start|restart|stop|create|check|install)\b[^.]*$",
    re.IGNORECASE,
)
"""Words before a block that may say: type this."""

TYPE_LEAD = re.compile(r"\b(?:run|execute|type|enter|issue|commands?)\b[^.]*$", re.IGNORECASE)
"""Words before a block that say so without doubt."""

_RUN = re.compile(r"\brun\b[^.]*$")


def says_output(lead: str) -> bool:
    """Whether the words before a block announce what comes back, and not what to run."""
    return bool(OUTPUT_LEAD.search(lead)) and not _RUN.search(lead)
