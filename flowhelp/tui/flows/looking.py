"""What a step links to, looked at without leaving the walk."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from flowhelp.errors import FlowhelpError
from flowhelp.tui.flows.desk import Desk
from flowhelp.tui.places import Go, PageAt
from flowhelp.tui.reading.following import follow
from flowhelp.tui.saying import refuse
from flowhelp.typeset.rows import Anchor
from flowhelp.usecases.links import ToPage
from flowhelp.usecases.show import named_page


async def follow_link(screen: Screen[Any], desk: Desk, anchor: Anchor) -> None:
    """Follow a link of the step; a page is read over the walk, which stays where it is."""
    name = page_name(desk)
    try:
        page = named_page(desk.session.workspace, name)
    except FlowhelpError as error:
        refuse(desk.app, error)
        return
    target = await follow(screen, desk.session.workspace, page, anchor)
    if isinstance(target, ToPage):
        screen.post_message(Go(PageAt(target.name, target.anchor)))
    elif target is not None:
        screen.post_message(Go(PageAt(name, target.anchor)))


def page_name(desk: Desk) -> str:
    """What means the walked page and no other; empty before the walk has begun."""
    doc = desk.walk.doc
    if doc is None:
        return ""
    return f"{doc.source}:{doc.id}" if doc.source else doc.path
