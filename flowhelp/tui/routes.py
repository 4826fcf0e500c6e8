"""Place → the screen that shows it; each is loaded when somebody goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowhelp.tui.places import MediaAt, PageAt, Past, Place, RunAt, TrendAt, WalkOf, WalkOn

if TYPE_CHECKING:
    from flowhelp.tui.host import Host


def open_place(app: Host, place: Place) -> None:
    """Put the screen of a place on top.

    Raises:
        FlowhelpError: There is no such place, or it cannot be shown.
    """
    match place:
        case PageAt():
            from flowhelp.tui.screens.reader import ReaderScreen

            app.push_screen(ReaderScreen.of(app.workspace, place))
        case WalkOf() | WalkOn():
            from flowhelp.tui.beginning import begin

            app.run_worker(begin(app, place), exclusive=True, group="begin")
        case RunAt():
            from flowhelp.tui.screens.run import RunScreen

            app.push_screen(RunScreen.of(app.workspace, place))
        case Past():
            from flowhelp.tui.screens.past import PastScreen

            app.push_screen(PastScreen(app.workspace, place))
        case TrendAt():
            from flowhelp.tui.screens.trend import TrendScreen

            app.push_screen(TrendScreen(app.workspace, place))
        case MediaAt():
            from flowhelp.tui.screens.media import open_media

            open_media(app, place)
