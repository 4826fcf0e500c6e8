"""A link of a page is followed: what it means is looked up beside, and shown where it belongs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from flowhelp.errors import FlowhelpError
from flowhelp.tui.places import Go, MediaAt
from flowhelp.tui.reading.web import open_web
from flowhelp.tui.saying import refuse
from flowhelp.typeset.rows import Anchor
from flowhelp.usecases.links import Target, ToMedia, ToPage, ToPlace, ToWeb, followed

if TYPE_CHECKING:
    from textual.screen import Screen

    from flowhelp.usecases.show import Page
    from flowhelp.usecases.workspace import Workspace


async def follow(
    screen: Screen[Any], workspace: Workspace, page: Page, anchor: Anchor
) -> ToPlace | ToPage | None:
    """Follow a link of a page; what leads to no page is shown, opened or refused here.

    Args:
        screen: Where the link was.
        workspace: Its libraries.
        page: The page the link stands in.
        anchor: The link.

    Returns:
        The page, or the place in this page, that the screen has to go to; None for nothing.
    """
    try:
        target = await asyncio.to_thread(_target_of, workspace, page, anchor)
    except FlowhelpError as error:
        refuse(screen.app, error)
        return None
    match target:
        case ToPlace() | ToPage():
            return target
        case ToMedia(target=media):
            screen.post_message(Go(MediaAt(media, page=page.full_name, text=picture_words(anchor))))
        case ToWeb():
            await open_web(screen.app, target, anchor.link.hint, workspace.env)
    return None


def picture_words(anchor: Anchor) -> str:
    """The alternative text of a picture, without what says that it is one."""
    return anchor.text.removeprefix("[picture: ").removesuffix("]")


def _target_of(workspace: Workspace, page: Page, anchor: Anchor) -> Target:
    with workspace.beside() as own:
        return followed(own, page, anchor.link.target, picture=anchor.link.picture)
