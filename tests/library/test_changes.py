"""Files against stamps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flowhelp.library.changes import changes
from flowhelp.library.source import File

STAMPS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("123"))


@given(STAMPS, STAMPS)
def test_applying_the_changes_gives_what_is_there(
    present: dict[str, str], known: dict[str, str]
) -> None:
    found = changes([File(path, stamp) for path, stamp in present.items()], known)

    after = {path: stamp for path, stamp in known.items() if path not in found.removed}
    after |= {file.path: file.stamp for file in (*found.added, *found.changed)}
    assert after == present
    assert not {file.path for file in found.added} & known.keys()
    assert bool(found) == (present != known)


def test_changes_come_by_path() -> None:
    found = changes([File("b", "1"), File("a", "1")], {"d": "1", "c": "1"})

    assert [file.path for file in found.added] == ["a", "b"]
    assert found.removed == ("c", "d")
