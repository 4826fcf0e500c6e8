"""Values in commands, for reading."""

from __future__ import annotations

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content import Param
from flowhelp.content.params import FACTS
from flowhelp.content.parse import parse_page
from flowhelp.walkthrough.filling import (
    ParamRefusedError,
    checked,
    filled,
    missing,
    referred,
)
from tests.content.shared import libraries, needs_corpora, pages_of


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ls {{dir}}", "ls /srv"),
        ("ls <dir>", "ls /srv"),
        ("ls {{ dir }}", "ls /srv"),
        ("echo {{words}}", "echo 'a b'"),
        ('echo "{{dir}}"', 'echo "/srv"'),
        ('echo "{{words}}"', 'echo "{{words}}"'),
        ("cat <<EOF\n{{words}}\nEOF", "cat <<EOF\n{{words}}\nEOF"),
        ("echo {{unknown}}", "echo {{unknown}}"),
        ("echo ${{dir}}", "echo ${{dir}}"),
        ("echo {{ .Dir }}", "echo {{ .Dir }}"),
        ("echo <host name>", "echo db-1"),
        ("git restore {{[-S|--staged]}} {{dir}}", "git restore --staged /srv"),
        ("echo $ZONE ${ZONE} $OTHER", "echo eu eu $OTHER"),
        ('echo "$ZONE"', 'echo "eu"'),
        ("echo '$ZONE'", "echo '$ZONE'"),
        ("cat <<EOF\n$ZONE\nEOF", "cat <<EOF\neu\nEOF"),
        ("cat <<'EOF'\n$ZONE\nEOF", "cat <<'EOF'\n$ZONE\nEOF"),
        ("ZONE=x; echo $ZONE", "ZONE=x; echo $ZONE"),
        ("seq {{1..5}}", "seq 3"),
        ("tar {{xf|cf}} {{path/to/file}}", "tar xf /srv/a"),
    ],
)
def test_values_are_shown_where_they_are_safe(text: str, shown: str) -> None:
    params = {"dir": "/srv", "words": "a b", "host_name": "db-1", "ZONE": "eu"}
    params |= {"1_._5": "3", "1..5": "3", "xf_cf": "xf", "path/to/file": "/srv/a"}

    assert filled(text, params) == shown


def test_words_are_filled_without_quotes() -> None:
    assert filled("Tell {{who}} <b>", {"who": "the lead", "b": "x"}, code=False) == (
        "Tell the lead <b>"
    )


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20))
def test_a_value_is_one_word_to_a_shell(value: str) -> None:
    assert shlex.split(filled("x {{v}}", {"v": value})) == ["x", value]


def test_a_shell_reads_one_argument() -> None:
    value = 'a\'; rm -rf "$HOME" `id` $(id) *\n'
    command = filled("printf %s {{v}}", {"v": value})

    shown = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)

    assert shown.stdout == value


@pytest.mark.parametrize(
    ("param", "value"),
    [
        (Param("x"), ""),
        (Param("x"), "-rf"),
        (Param("x"), "a\nb"),
        (Param("x"), "a\0b"),
        (Param("x", "choice", choices=("a", "b")), "c"),
        (Param("x", "number", min=0, max=5), "6"),
        (Param("x", "int"), "1.5"),
        (Param("x", pattern="INC-[0-9]+"), "INC-"),
        (Param("x", "secret"), "hunter2"),
    ],
)
def test_values_that_do_not_fit_are_refused(param: Param, value: str) -> None:
    with pytest.raises(ParamRefusedError):
        checked(param, value)


@pytest.mark.parametrize(
    ("param", "value", "kept"),
    [
        (Param("x"), " a b ", "a b"),
        (Param("x", "number", min=-5, unit="bar"), "-1,5 bar", "-1.5"),
        (Param("x", pattern="INC-[0-9]+"), "INC-7", "INC-7"),
    ],
)
def test_values_that_fit_are_kept(param: Param, value: str, kept: str) -> None:
    assert checked(param, value) == kept


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ls {{dir}} <host name> $ZONE", ("dir", "host_name")),
        ("ls {{a}} {{a}} <b>", ("a",)),
        ("docker ps --format '{{ .ID }}' $ID", ()),
        ("msg={{ x | default(1) }} ${{ y }}", ()),
        ("git restore {{[-S|--staged]}}", ()),
        ("cat {{given}} < in.txt", ()),
        ("echo {{user}}", ("user",)),
    ],
)
def test_what_is_missing_by_its_form_alone(text: str, names: tuple[str, ...]) -> None:
    assert missing(text, {"given": "x"}) == names


def test_what_is_missing_of_what_the_page_asks_for() -> None:
    text = "kubectl -n $NS get {{kind of thing}} <pod> {{unknown}} {{today}} $HOME"

    assert missing(text, {}, {"NS", "kind of thing", "pod"}) == (
        "NS",
        "kind of thing",
        "pod",
        "today",
    )
    assert missing("NS=a; echo $NS", {}, {"NS"}) == ()
    assert missing(text, {"NS": "", "kind of thing": "po", "pod": "x", "today": "y"}, {"NS"}) == ()


def test_what_a_text_refers_to() -> None:
    assert referred("Tell {{who}} about <pod> and {{when}}", {"who", "pod"}, code=False) == ("who",)
    assert referred("tell <pod> $NS", {"pod", "NS"}) == ("pod", "NS")


@needs_corpora
@pytest.mark.parametrize("library", libraries())
def test_what_real_commands_miss_is_what_their_page_asks_for(library: str) -> None:
    for path in pages_of(library)[::9]:
        page = parse_page(path.read_text(encoding="utf-8", errors="replace"), path=path.name)
        names = {param.name for param in page.params}
        values = dict.fromkeys(names | FACTS, "x1")
        for command in (each.text for step in page.walked() for each in step.commands):
            assert set(missing(command, {}, names)) <= names | FACTS
            assert missing(command, values, names) == ()
            assert missing(filled(command, values), {}, names) == (), command


@given(st.text(max_size=60), st.dictionaries(st.sampled_from(["a", "b"]), st.text(max_size=5)))
def test_any_text_can_be_filled(text: str, params: dict[str, str]) -> None:
    assert filled(text, {}, code=False) == text
    assert isinstance(filled(text + " {{a}}", params), str)
