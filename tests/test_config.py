"""What a person may set."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.config import KEYS, Settings, SettingsError, load, plain_values


def written(folder: Path, text: str) -> Path:
    """A settings file with that text."""
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert load(tmp_path / "config.toml") == Settings()


def test_what_is_set_counts_and_what_is_unknown_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, 'color = "never"\nlimit = 3\nkeep_searches = false\npager = "less"\n')

    assert load(path) == Settings("never", 3, keep_searches=False, unknown=("pager",))


def test_every_key_is_explained() -> None:
    assert set(KEYS) | {"unknown"} == set(Settings.__slots__)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("color = 1", "'color' cannot be 1; it is when to use colour: auto, always or never"),
        ("limit = 0", "'limit' cannot be 0; it is how many answers howto gives, 1 to 100; "),
        ("keep_searches = 1", "'keep_searches' cannot be 1; it is whether questions and openings "),
        ("limit = true", "'limit' cannot be True"),
        ("limit 3", "it is not TOML: Expected '=' after a key in a key/value pair (at line 1"),
    ],
)
def test_what_cannot_be_is_said_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)

    with pytest.raises(SettingsError) as error:
        load(path)

    assert error.value.message.startswith(f"{path}: {said}")
    assert error.value.hint == f"edit {path}"


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe")

    with pytest.raises(SettingsError, match="it is not utf-8 text"):
        load(path)


LINES = st.lists(
    st.text(' =".#[]+-_019aeflrstu\t\\\'', max_size=12)
    | st.builds(
        "{}{}={}{}".format,
        st.sampled_from(["color", "limit", "keep_searches", "a.b", '"x"', "-", "é", ""]),
        st.sampled_from(["", " "]),
        st.sampled_from(["", " ", "  "]),
        st.sampled_from(
            ['"never"', '"a b"', "3", "03", "+3", "0", "true", "false", "True", "[1]", "1979-05-27",
             '"a\\n"', "'x'", '""', '"""x"""', "3 # three", '"#"', "12345", "1_0", "nan", '"é"'],
        ),
    ),
    max_size=4,
)  # fmt: skip


@given(LINES)
def test_the_short_way_of_reading_says_what_toml_says_or_nothing(lines: list[str]) -> None:
    text = "\n".join(lines)

    found = plain_values(text)

    if found is not None:
        assert found == tomllib.loads(text)
        assert list(found) == list(tomllib.loads(text))


def test_plain_settings_are_read_the_short_way() -> None:
    text = '# mine\n\ncolor = "never"\n limit=3\nkeep_searches = true\n'

    assert plain_values(text) == {"color": "never", "limit": 3, "keep_searches": True}
