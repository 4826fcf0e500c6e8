"""Where a link of a page leads."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowhelp.usecases.links import (
    NoSuchPageError,
    RefusedLinkError,
    Target,
    ToMedia,
    ToPage,
    ToPlace,
    ToWeb,
    followed,
    inside,
)
from flowhelp.usecases.show import named_page
from flowhelp.usecases.workspace import Workspace
from tests.usecases.libraries import TEA, workspace, write

FILES = {
    "top.md": TEA,
    "a/page.md": TEA,
    "a/other page.mdx": TEA,
    "a/b/README.md": TEA,
    "a/notes.txt": "no page",
    "site/docs/made.html.md": TEA,
    "site/docs/twice.md": TEA,
    "site/old/docs/twice.md": TEA,
}


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    """A library of pages in folders."""
    return workspace(tmp_path, write(tmp_path / "lib", FILES))


def led(shop: Workspace, link: str, *, picture: bool = False, name: str = "a/page") -> Target:
    """Where the link leads from that page."""
    return followed(shop, named_page(shop, name), link, picture=picture)


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("../top.md", ToPage("lib:top")),
        ("../top.md#some-part", ToPage("lib:top", "some-part")),
        ("../top", ToPage("lib:top")),
        ("../top.html?x=1#y", ToPage("lib:top", "y")),
        ("/top.md", ToPage("lib:top")),
        ("other%20page.mdx", ToPage("lib:a/other page")),
        ("b", ToPage("lib:a/b/README")),
        ("b/", ToPage("lib:a/b/README")),
        ("/docs/made.html#x", ToPage("lib:site/docs/made", "x")),
        ("/site/docs/twice/", ToPage("lib:site/docs/twice")),
        ("#part", ToPlace("part")),
        ("#%C3%BCber", ToPlace("über")),
        ("page.md#part", ToPlace("part")),
        ("https://e.org/x?y#z", ToWeb("https://e.org/x?y#z", "e.org")),
        ("HTTP://E.org", ToWeb("HTTP://E.org", "e.org")),
        ("https://bank.com@evil.org/", ToWeb("https://bank.com@evil.org/", "evil.org")),
        ("https://bücher.de/", ToWeb("https://bücher.de/", "xn--bcher-kva.de")),
        ("pump.PNG", ToMedia("pump.PNG")),
        ("../x/walk%2520.cast", ToMedia("../x/walk%2520.cast")),
    ],
)
def test_a_link_leads_there(shop: Workspace, link: str, target: Target) -> None:
    assert led(shop, link) == target


def test_a_picture_is_a_picture_wherever_it_is(shop: Workspace) -> None:
    assert led(shop, "photo", picture=True) == ToMedia("photo")
    assert led(shop, "https://e.org/p", picture=True) == ToMedia("https://e.org/p")


@pytest.mark.parametrize(
    "link",
    [
        "",
        "vscode:open?x",
        "smb://host/share",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:me@e.org",
        "C:\\x",
        "c:/x.md",
        "vscode%3Aopen",
        "\\\\host\\share",
        "%5C%5Chost%5Cshare",
        "//host/share",
        "%2F%2Fhost/share",
        "--help",
        "-x.md",
        "%2Dx",
        "https://",
        "https://[::1",
        "a%1B[2Jb.md",
        "a%E2%80%AEb.md",
    ],
)
@pytest.mark.parametrize("picture", [False, True])
def test_every_other_address_is_refused(shop: Workspace, link: str, picture: bool) -> None:
    if picture and link.startswith("https"):
        pytest.skip("the use case of pictures looks at those")
    with pytest.raises(RefusedLinkError):
        led(shop, link, picture=picture)


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("gone.md", r"there is no page a/gone\.md in the library lib"),
        ("notes.txt", r"there is no page a/notes\.txt in the library lib"),
        ("/docs/twice", r"there is no page docs/twice in the library lib"),
        ("docs/made.html", r"there is no page a/docs/made\.html in the library lib"),
        ("../../etc/passwd.md", "leads out of the library lib"),
    ],
)
def test_a_page_that_is_not_there_is_said(shop: Workspace, link: str, said: str) -> None:
    with pytest.raises(NoSuchPageError, match=said):
        led(shop, link)


def test_a_lone_file_leads_to_pages_beside_it(shop: Workspace, tmp_path: Path) -> None:
    lone = write(tmp_path / "lone", {"one.md": TEA, "two.md": TEA, "three.sh": "x"})
    page = named_page(shop, str(lone / "one.md"))

    assert followed(shop, page, "two.md#x") == ToPage(str(lone / "two.md"), "x")
    assert followed(shop, page, "one.md#x") == ToPlace("x")
    for link in ("three.sh", "gone.md"):
        with pytest.raises(NoSuchPageError):
            followed(shop, page, link)


@pytest.mark.parametrize(
    ("path", "found"),
    [("x.md", "a/x.md"), ("../x.md", "x.md"), ("/x.md", "x.md"), ("", "a/p.md"), ("..", ".")],
)
def test_a_path_is_read_from_its_page(path: str, found: str) -> None:
    assert inside("a/p.md", path) == found
