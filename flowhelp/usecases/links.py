"""Where a link of a page leads: another page of its library, a place in it, a picture, the web.

A page is somebody else's text. What it links to is looked up inside its own library; an address
on the web is only named here, for a person to read before anything opens it; every other kind of
address could start a program or reach into a network, and is refused.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from flowhelp.errors import MissingError, RefusedError
from flowhelp.library.catalog import ENDINGS, FOLDER_PAGES
from flowhelp.usecases.library import catalog
from flowhelp.usecases.media import Kind, kind_of

if TYPE_CHECKING:
    from flowhelp.library.catalog import Entry
    from flowhelp.usecases.show import Page
    from flowhelp.usecases.workspace import Workspace

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WEB = ("http", "https")


class NoSuchPageError(MissingError):
    """The page that a step or a link asks for is not in its library."""


class RefusedLinkError(RefusedError):
    """The link leads where nothing is opened from here."""


@dataclass(frozen=True, slots=True)
class ToPlace:
    """A place in the same page: a heading, or a step."""

    anchor: str


@dataclass(frozen=True, slots=True)
class ToPage:
    """Another page.

    Attributes:
        name: Means that page and no other.
        anchor: A place in it; empty for its top.
    """

    name: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class ToWeb:
    """An address on the web, for a person to look at before it is opened.

    Attributes:
        url: All of it, as it would be opened.
        host: Who answers there, as the name system knows it; what stands before an `@` is not.
    """

    url: str
    host: str


@dataclass(frozen=True, slots=True)
class ToMedia:
    """A picture, recording, video or the like, as the page writes it (`usecases.media`)."""

    target: str


Target = ToPlace | ToPage | ToWeb | ToMedia


def followed(workspace: Workspace, page: Page, link: str, *, picture: bool = False) -> Target:
    """Where a link of a page leads.

    Args:
        workspace: Its libraries.
        page: The page it stands in.
        link: As the page writes it.
        picture: Whether it is a picture that stands in the text.

    Raises:
        RefusedLinkError: It leads where nothing is opened from here.
        NoSuchPageError: It leads to a page that is not there.
        FlowhelpError: The library cannot be read.
    """
    link = link.strip()
    _check(link)
    if (scheme := _scheme(link)) in _WEB:
        return ToMedia(link) if picture else _web(link)
    if scheme:
        raise RefusedLinkError(
            f"this link leads to {link}, and {scheme}: is not opened from here",
            hint="only pages of the library and http or https are",
        )
    path, _, anchor = link.partition("#")
    path, anchor = unquote(path.partition("?")[0]), unquote(anchor)
    if picture or kind_of(path) is not Kind.OTHER:
        return ToMedia(link)
    if not path:
        return ToPlace(anchor)
    return _page(workspace, page, path, anchor)


def inside(page: str, path: str) -> str:
    """The path inside a library that `path` means in the page at `page`; of itself for nothing.

    What begins with `/` begins at the top of the library. One that leads out of it begins
    with `..`.
    """
    if not path:
        return page
    folder = "" if path.startswith("/") else posixpath.dirname(page)
    return posixpath.normpath(posixpath.join(folder, path.lstrip("/")))


def page_at(workspace: Workspace, source: str, path: str) -> Entry | None:
    """The page of a library with that very path; None where there is none."""
    return next((entry for entry in _pages(workspace, source) if entry.path == path), None)


def _pages(workspace: Workspace, source: str) -> Iterator[Entry]:
    return (entry for entry in catalog(workspace).entries if entry.source == source)


def _meant(pages: Iterable[Entry], path: str, *, rooted: bool) -> Entry | None:
    """The page that a path in a library may mean; None where that is none, or not clear.

    Args:
        pages: Of the library.
        path: From its top.
        rooted: Whether the page wrote it with a `/` before it. A site's own root may lie deeper
            in the library: then the only page whose path ends so is meant.
    """
    found = {entry.path: entry for entry in pages}
    readings = _readings(path)
    exact = next((found[each] for each in readings if each in found), None)
    if exact is not None or not rooted:
        return exact
    for ending in readings:
        ends = [entry for own, entry in found.items() if own.endswith(f"/{ending}")]
        if ends:
            return ends[0] if len(ends) == 1 else None
    return None


def _check(link: str) -> None:
    """Refuse what no reading of it can make a page or an address on the web."""
    plain = unquote(link)
    if not link:
        raise RefusedLinkError("this link leads nowhere")
    if not plain.isprintable():
        raise RefusedLinkError(f"this link has signs in it that nobody sees: {link}")
    if plain.startswith("-"):
        raise RefusedLinkError(
            f"this link begins like an option of a program, and is not opened: {link}"
        )
    if "\\" in plain.partition("#")[0] or plain.startswith("//"):
        raise RefusedLinkError(
            f"this link leads to another machine's folder, and is not opened: {link}"
        )


def _scheme(link: str) -> str:
    """The scheme of an address, in lower case; also of one that hides its colon."""
    found = _SCHEME.match(link) or _SCHEME.match(unquote(link))
    return found[0][:-1].lower() if found else ""


def _web(link: str) -> ToWeb:
    try:
        host = urlsplit(link).hostname or ""
        known = host.encode("idna").decode() if not host.isascii() else host
    except ValueError as error:
        raise RefusedLinkError(f"this is no address on the web: {link}") from error
    if not known:
        raise RefusedLinkError(f"this is no address on the web: {link}")
    return ToWeb(link, known)


def _page(workspace: Workspace, page: Page, path: str, anchor: str) -> Target:
    if not page.source:
        return _beside(page, path, anchor)
    wanted = inside(page.path, path)
    if wanted == page.path:
        return ToPlace(anchor)
    pages = _pages(workspace, page.source)
    found = _meant(pages, wanted, rooted=path.startswith("/"))
    if found is not None:
        return ToPage(f"{found.source}:{found.id}", anchor)
    if wanted.startswith(".."):
        raise NoSuchPageError(f"{path} leads out of the library {page.source}")
    raise NoSuchPageError(f"there is no page {wanted} in the library {page.source}")


def _readings(path: str) -> list[str]:
    """What a path may mean, first of all the file: without its ending, or the folder's page."""
    bare = path.removesuffix(".html")
    folder = "" if bare == "." else f"{bare}/"
    return [
        path,
        *(f"{name}{ending}" for name in dict.fromkeys((bare, path)) for ending in ENDINGS),
        *(f"{folder}{name}{ending}" for name in _FOLDER_NAMES for ending in ENDINGS),
    ]


_FOLDER_NAMES = tuple(
    own for name in sorted(FOLDER_PAGES) for own in (name, name.upper()) if own != "_INDEX"
)


def _beside(page: Page, path: str, anchor: str) -> Target:
    """A page beside a file that is in no library."""
    here = Path(page.path)
    try:
        wanted = (here.parent / path).resolve()
        if wanted == here.resolve():
            return ToPlace(anchor)
        if wanted.suffix.lower() in ENDINGS and wanted.is_file():
            return ToPage(str(wanted), anchor)
    except (OSError, RuntimeError, ValueError) as error:
        raise NoSuchPageError(f"{path} cannot be looked for: {error}") from error
    raise NoSuchPageError(f"there is no page {path} beside {here.name}")
