"""Makes the pictures of the app in the README, from a walk of the weekly maintenance.

    python -m tests.tui.tour

Needs the paper with the examples beside the checkout.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from tests.cli.plain.examples.desk import Desk
from tests.tui.test_maintenance import maintained
from tests.usecases.libraries import OPENED

ALBUM = Path(__file__).parents[2] / ".github/media"


def main() -> None:
    """Walk it, and keep the pictures."""
    with tempfile.TemporaryDirectory(prefix="fh") as folder:
        try:
            asyncio.run(maintained(Desk(Path(folder)), ALBUM))
        finally:
            while OPENED:
                OPENED.pop().close()


if __name__ == "__main__":
    main()
