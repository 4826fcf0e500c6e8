"""Keys that the configuration sets."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowhelp.tui.app import FlowhelpApp
from flowhelp.tui.rebinding import troubles
from tests.tui.worlds import opened, until


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"walk.done": "g"}, ()),
        ({"find.open": "f12,ctrl+e", "walk.skip": "question_mark"}, ()),
        ({"walk.dnoe": "g"}, ("there is no key binding 'walk.dnoe'; did you mean 'walk.done'",)),
        ({"xyz": "g"}, ("there is no key binding 'xyz'; ? on a screen lists them",)),
        ({"app.help": "x+y"}, ("'app.help' cannot have the key 'x+y': there is no such key",)),
        ({"walk.done": ""}, ("'walk.done' has no key; it can then only be reached with Ctrl+P",)),
        ({"walk.done": "s"}, ("'walk.done' and 'walk.skip' have the same key 's'",)),
        ({"walk.done": "s", "walk.skip": "d"}, ()),
    ],
)  # fmt: skip
def test_what_cannot_be_a_key_is_said_in_a_sentence(
    keys: dict[str, str], told: tuple[str, ...]
) -> None:
    assert troubles(keys) == told


def keyed(tmp_path: Path, line: str) -> FlowhelpApp:
    """The app with a key set."""
    shop = opened(tmp_path)
    Path(shop.places.config).mkdir(parents=True, exist_ok=True)
    Path(shop.places.config, "config.toml").write_text(f"[keys]\n{line}\n")
    return FlowhelpApp(shop)


def said(app: FlowhelpApp) -> list[str]:
    """What the app has told the person."""
    return [each.message for each in app._notifications]  # noqa: SLF001 (nobody else tells)


async def test_the_app_says_at_its_start_what_is_wrong_with_keys(tmp_path: Path) -> None:
    app = keyed(tmp_path, '"walk.dnoe" = "g"')

    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: bool(said(app)))

        assert "there is no key binding 'walk.dnoe'" in said(app)[0]


async def test_a_key_that_is_set_does_what_its_binding_did(tmp_path: Path) -> None:
    app = keyed(tmp_path, '"app.help" = "f9"')

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f9")
        await until(pilot, lambda: type(app.screen).__name__ == "KeysDialog")
