"""Pictures: bytes of a file → something to draw, where the extra `media` is installed.

The library that draws asks the terminal what it can when it is loaded, which an app that already
reads the keys would take for typing. So it is loaded without a terminal in sight, and what the
terminal can is told from the environment, or by the setting `pictures`; half blocks work
everywhere.
"""

from __future__ import annotations

import io
import os
import struct
import sys
import warnings
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual.widget import Widget

from flowhelp.errors import ContentError, UnavailableError

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 24_000_000
"""Pixels of a picture that is decoded; a photo of a good telephone has 12 to 24 million."""

_LARGEST = (1600, 1200)
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_KITTY = ("xterm-kitty", "xterm-ghostty")
_SIXEL = ("foot", "foot-extra", "mlterm", "contour", "contour-latest", "yaft-256color")
_SIXEL_PROGRAMS = ("wezterm", "iterm.app")
_KONSOLE = 220400
"""Version of Konsole, 22.04, since which it draws sixels."""

INSTALL = "pip install 'flowhelp[media]'"


class NoPicturesError(UnavailableError):
    """What draws pictures is not installed."""

    def __init__(self) -> None:
        super().__init__("pictures are not shown here", hint=INSTALL)


class BrokenPictureError(ContentError):
    """The file is no picture that can be shown."""


def decoded(raw: bytes) -> Image:
    """The picture, small enough to draw; of one that moves the first frame.

    Raises:
        NoPicturesError: What draws pictures is not installed.
        BrokenPictureError: It is damaged, of another format, or too large.
    """
    try:
        from PIL import Image, ImageOps
    except ImportError as error:
        raise NoPicturesError from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its size, which is looked at here
            picture = Image.open(io.BytesIO(raw), formats=_FORMATS)
            _measured(picture.size)
            picture.draft("RGB", _LARGEST)
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail(_LARGEST)
            return upright.convert("RGBA")
    except BrokenPictureError:
        raise
    except Image.DecompressionBombError as error:
        raise BrokenPictureError("it is too large to be shown") from error
    except Exception as error:  # decoders of pictures fail in every way there is
        raise BrokenPictureError("it is damaged, or no picture") from error


def _measured(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > MOST_PIXELS:
        raise BrokenPictureError(f"it is too large: {width:,} × {height:,} pixels")


def drawn(picture: Image, wanted: str = "auto", env: Mapping[str, str] | None = None) -> Widget:
    """A widget that draws the picture.

    Args:
        picture: RGBA.
        wanted: The setting `pictures`: auto, kitty, sixel or blocks.
        env: The environment, by which the terminal is known.

    Raises:
        NoPicturesError: What draws pictures is not installed.
    """
    kinds = _kinds()
    way, cell = _way(wanted, os.environ if env is None else env), cell_size()
    if way == "sixel" and cell is not None:
        from flowhelp.tui.sixel import SixelPicture

        return SixelPicture(picture, cell)
    kind = kinds.TGPImage if way == "kitty" else kinds.HalfcellImage
    widget: Widget = kind(picture)
    return widget


def cell_size() -> tuple[int, int] | None:
    """Pixels of a cell of the terminal, across and down; None where it does not tell."""
    with suppress(ImportError, OSError, AttributeError, ValueError):
        import fcntl
        import termios

        number = getattr(sys.__stdout__, "fileno", int)()
        raw = fcntl.ioctl(number, termios.TIOCGWINSZ, bytes(8))
        rows, columns, width, height = struct.unpack("HHHH", raw)
        if rows and columns and width >= columns and height >= rows:
            return width // columns, height // rows
    return None


def _way(wanted: str, env: Mapping[str, str]) -> str:
    """How this terminal is to draw: kitty, sixel or blocks; through tmux only what is set."""
    if not (sys.__stdout__ and sys.__stdout__.isatty()):
        return "blocks"
    if wanted != "auto":
        return wanted
    if env.get("TMUX") or env.get("STY"):
        return "blocks"
    term, program = env.get("TERM", ""), env.get("TERM_PROGRAM", "").lower()
    if term in _KITTY or program == "ghostty":
        return "kitty"
    konsole = env.get("KONSOLE_VERSION", "")
    newer = konsole.isascii() and konsole.isdigit() and int(konsole) >= _KONSOLE
    return "sixel" if term in _SIXEL or program in _SIXEL_PROGRAMS or newer else "blocks"


def _kinds() -> Any:
    if "textual_image.widget" in sys.modules:
        return sys.modules["textual_image.widget"]
    real = sys.__stdout__
    # The names of the standard streams are all that it looks at to find a terminal.
    sys.__stdout__ = io.StringIO()  # type: ignore[misc,assignment]
    try:
        from textual_image import widget
    except ImportError as error:
        raise NoPicturesError from error
    finally:
        sys.__stdout__ = real  # type: ignore[misc]
    return widget
