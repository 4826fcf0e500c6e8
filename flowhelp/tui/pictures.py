"""Pictures: bytes of a file → something to draw, where the extra `media` is installed.

The library that draws asks the terminal what it can when it is loaded, which an app that already
reads the keys would take for typing. So it is loaded without a terminal in sight, and what the
terminal can is told from the environment; half blocks work everywhere.
"""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Mapping
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


def drawn(picture: Image, env: Mapping[str, str] | None = None) -> Widget:
    """A widget that draws the picture.

    Raises:
        NoPicturesError: What draws pictures is not installed.
    """
    kinds = _kinds()
    kind = kinds.TGPImage if _kitty(os.environ if env is None else env) else kinds.HalfcellImage
    widget: Widget = kind(picture)
    return widget


def _kitty(env: Mapping[str, str]) -> bool:
    """Whether the terminal draws pictures by kitty's protocol; through tmux none does."""
    if env.get("TMUX") or env.get("STY") or not (sys.__stdout__ and sys.__stdout__.isatty()):
        return False
    return env.get("TERM", "") in _KITTY or env.get("TERM_PROGRAM", "").lower() == "ghostty"


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
