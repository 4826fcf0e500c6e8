"""Commands and values: as one word, byte for byte, in three shells, or shown only."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flowhelp.content import Command, Param
from flowhelp.execution.command import Page, Prepared, UnfitValueError, prepare
from tests.torture import only_on_request

SHELLS = [shell for shell in ("sh", "bash", "zsh") if shutil.which(shell)]
SHOW = "/usr/bin/printf '%s\\0' "
PAGE = Page((Param("x"), Param("y"), Param("HOST_NAME", env="HOST_NAME"), Param("n", type="int")))

# One program call with every place in which a value may stand in a word.
PLACES = """{show} {{{{x}}}} pre{{{{x}}}}post "{{{{x}}}}" "pre {{{{x}}}} post" $HOST_NAME \\
  "$(/usr/bin/printf '%s' {{{{x}}}}; echo .)" \
  "$(/usr/bin/printf '%s' "{{{{x}}}}"; echo .)" \\
  --opt={{{{x}}}} "'{{{{x}}}}'" "\\"{{{{x}}}}\\"" '$(no)'{{{{x}}}}'`no`' \\
  $HOME/{{{{x}}}} # {{{{x}}}} '
"""


def ready(text: str, value: str = "v", lang: str = "sh") -> Prepared:
    return prepare(Command(lang, text), {"x": value, "y": value, "HOST_NAME": value}, PAGE)


def output(prepared: Prepared, folder: Path) -> bytes:
    """What it prints, run as the runner would, in an empty folder."""
    env = {"PATH": os.environ["PATH"], "HOME": "/home", "LC_ALL": "C.UTF-8", **prepared.env}
    done = subprocess.run(
        prepared.argv, env=env, cwd=folder, capture_output=True, check=False, timeout=20
    )
    assert done.stderr == b""
    return done.stdout


def hostile_values(count: int) -> list[str]:
    """That many values made of what shells react to; the same ones each time."""
    parts = [
        "$(touch pwned)", "`touch pwned`", "${IFS}", "$HOME", "'", '"', "\\", "\n", ";", "&&", "|",
        ">pwned", "<", "*", "?", "[a-z]", "~", "{a,b}", "!", "!!", "#", " ", "\t", "-rf", "--", "=",
        "é", "漢字", "🙂", "\u202e", "\x1b[31m", "\x07", "\x7f", "%s", "%n", "\r", "$((1+1))", "a",
        "0", "x[$(touch pwned)]", "EOF", "\nEOF\n", "}}", "{{x}}", "\\'", '\\"', "\udcff", "(", ")",
    ]  # fmt: skip
    dice = random.Random(7)  # noqa: S311 (a test)
    made = [*parts]
    while len(made) < count:
        made.append("".join(dice.choices(parts, k=dice.randint(1, 8))))
    return [value if not value.startswith("-") else f"x{value}" for value in made]


@pytest.mark.parametrize("shell", SHELLS)
def test_hostile_values_arrive_as_one_word_byte_for_byte(shell: str, tmp_path: Path) -> None:
    arrive(200, shell, tmp_path)


@pytest.mark.torture
@pytest.mark.parametrize("shell", SHELLS)
def test_a_thousand_hostile_values_arrive_as_one_word_byte_for_byte(
    shell: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    arrive(1000, shell, tmp_path)


def arrive(count: int, shell: str, tmp_path: Path) -> None:
    """Have a shell print so many values in every place, and compare."""
    text = PLACES.format(show=SHOW)
    for value in hostile_values(count):
        prepared = ready(text, value, shell)
        assert prepared.runnable, prepared.reason
        v = os.fsencode(value)
        # `$(…)` drops line breaks at the end, so the commands in it end with a dot.
        wanted = [v, b"pre" + v + b"post", v, b"pre " + v + b" post", v, v + b".", v + b".",
                  b"--opt=" + v, b"'" + v + b"'", b'"' + v + b'"', b"$(no)" + v + b"`no`",
                  b"/home/" + v]  # fmt: skip
        assert output(prepared, tmp_path).split(b"\0")[:-1] == wanted, value
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("shell", SHELLS)
def test_a_here_document_holds_the_value_as_it_is(shell: str, tmp_path: Path) -> None:
    text = "cat <<EOF\nfirst {{x}} last $HOST_NAME\nEOF\n"
    for value in hostile_values(150):
        v = os.fsencode(value)
        out = output(ready(text, value, shell), tmp_path)
        assert out == b"first " + v + b" last " + v + b"\n", value
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("echo '{{x}}'", "single quotes"),
        ("echo 'a'\\''{{x}}'", "single quotes"),
        ("echo $'a\\n{{x}}'", "$'…'"),
        ("cat <<'E'\n{{x}}\nE", "quoted"),
        ("cat <<\\E\n{{x}}\nE", "quoted"),
        ("cat <<E\n$(cat {{x}})\nE", "substitution"),
        ("cat <<{{x}}\na\nE", "no plain word"),
        ("echo $(( {{x}} + 1 ))", "arithmetic"),
        ("echo $[ {{x}} ]", "arithmetic"),
        ("(( {{x}} > 1 )) && ls", "arithmetic"),
        ("for ((i=0; i<{{x}}; i++)); do ls; done", "loop"),
        ("echo `ls {{x}}`", "backticks"),
        ('echo "`ls {{x}}`"', "backticks"),
        ("echo ${a:-{{x}} }", "${…}"),
        ("[[ 1 -eq {{x}} ]] && ls", "[[ … ]]"),
        ('[[ "]]" = a && 1 -eq {{x}} ]]', "[[ … ]]"),
        ("if true; then [[ -v {{x}} ]]; fi", "[[ … ]]"),
        ("for i in {{x}}; do ls $i; done", "as it likes"),
        ("n={{x}}; echo $((n + 1))", "goes into n"),
        ("A={{x}} && rm $A", "goes into A"),
        ("while read l; do rm $l; done <<EOF\n{{x}}\nEOF", "reads what it becomes"),
        ("echo {{x}} | while read l; do rm $l; done", "reads what it becomes"),
        ("${a}sh -c {{x}}", "is not known"),
        ("$SHELL -c {{x}}", "is not known"),
        ("docker exec a $SHELL -c {{x}}", "is not known"),
        ("/bin/?ash -c {{x}}", "is not known"),
        ("{{x}} -c {{y}}", "is not known"),
        ("b\\as'h' -c {{x}}", "as commands"),
        ("f() { sh -c $1; }; f {{x}}", "a function"),
        ("[ {{x}} -eq 1 ]", "arithmetic"),
        ("test -v {{x}}", "arithmetic"),
        ("a[{{x}}]=1", "subscript"),
        ("a=({{x}})", "brackets"),
        ("let n={{x}}", "once more"),
        ("eval ls {{x}}", "once more"),
        ("f() { eval {{x}}; }; f", "a function"),
        ("if true; then eval {{x}}; fi", "once more"),
        ("command eval {{x}}", "once more"),
        ("declare -i n={{x}}", "once more"),
        ("export {{x}}", "once more"),
        ("unset {{x}}", "once more"),
        ("trap {{x}} EXIT", "once more"),
        ("printf {{x}} a", "printf reads"),
        ("printf -v a {{x}}", "printf reads"),
        ('sh -c "ls {{x}}"', "as commands"),
        ('sudo bash -lc "ls {{x}}"', "as commands"),
        ('docker exec web sh -c "ls {{x}}"', "as commands"),
        ('ssh host "ls {{x}}"', "ssh"),
        ("ssh -p 22 host ls {{x}}", "ssh"),
        ("ssh -o ProxyCommand={{x}} host", "ssh"),
        ("scp a host:{{x}}", "scp"),
        ("watch ls {{x}}", "watch"),
        ("sudo -u bob watch ls {{x}}", "watch"),
        ("echo {{x}} | sh", "sh reads what it becomes"),
        ("for i in 1; do echo {{x}}; done | bash", "bash reads what it becomes"),
        ("bash <<EOF\nls {{x}}\nEOF", "bash reads what it becomes"),
        ("ssh host <<EOF\nls {{x}}\nEOF", "ssh reads what it becomes"),
        ("cat <<EOF | sudo bash\nls {{x}}\nEOF", "bash reads what it becomes"),
        ("sh <<< {{x}}", "sh reads what it becomes"),
        ("echo {{x}} | xargs rm", "xargs reads what it becomes"),
        ('eval "$(echo {{x}})"', "eval reads what it becomes"),
        ('psql -c "select {{x}}"', "as code"),
        ("psql -c {{x}}", "as code"),
        ('python3 -c "print({{x}})"', "as code"),
        ('sed "s/a/{{x}}/e" f', "sed"),
        ('awk "/{{x}}/" f', "awk"),
        ("make deploy TO={{x}}", "make"),
        ("PATH={{x}} ls", "PATH"),
        ("LD_PRELOAD={{x}} ls", "LD_PRELOAD"),
        ("COLUMNS={{x}} ls", "COLUMNS"),
        ("ls ~{{x}}", "~"),
        ("echo ${HOST_NAME%%a}", "taken apart"),
        ("echo $((HOST_NAME))$HOST_NAME; case $(case a in a) ls;; esac) in a) $HOST_NAME;; esac",
         "case"),
        ('echo "{{x}}', "not closed"),
        ("echo {{ x | upper }}", "by hand"),
        ("echo {{x}} <unknown-thing>", "by hand"),
        ("{% if a %}\nls {{x}}", "by hand"),
    ],
)  # fmt: skip
def test_where_a_value_is_not_safe_the_block_is_shown_only_and_says_why(
    text: str, why: str
) -> None:
    for shell in ("sh", "bash", "zsh"):
        prepared = ready(text, "v", shell)

        assert not prepared.runnable
        assert why in prepared.reason, prepared.reason
        assert prepared.argv == ()
        assert prepared.env == {}
        assert prepared.script == text.encode()


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("ls {{x}}", 'ls "${FH_X}"'),
        ("curl https://h/<x>/y", 'curl https://h/"${FH_X}"/y'),
        ("ssh {{x}}", 'ssh "${FH_X}"'),
        ("etcdctl watch {{x}}", 'etcdctl watch "${FH_X}"'),
        ("redis-cli -h {{x}}", 'redis-cli -h "${FH_X}"'),
        ("ssh -p {{x}} root@{{y}} uptime", 'ssh -p "${FH_X}" root@"${FH_Y}" uptime'),
        ("psql -h {{x}} -Atc 'select 1'", "psql -h \"${FH_X}\" -Atc 'select 1'"),
        ("sed -i s/a/b/ {{x}}", 'sed -i s/a/b/ "${FH_X}"'),
        ("awk '{print $1}' {{x}}", "awk '{print $1}' \"${FH_X}\""),
        ("export A={{x}}", 'export A="${FH_X}"'),
        ("if [ -f {{x}} ]; then cat {{x}}; fi", 'if [ -f "${FH_X}" ]; then cat "${FH_X}"; fi'),
        ("for i in a; do ls {{x}}; done", 'for i in a; do ls "${FH_X}"; done'),
        ("kubectl exec {{x}} -c {{y}}", 'kubectl exec "${FH_X}" -c "${FH_Y}"'),
        ("sudo -u {{y}} ls {{x}}", 'sudo -u "${FH_Y}" ls "${FH_X}"'),
        ('a="{{x}}"', 'a="${FH_X}"'),
        ("A={{x}} ls", 'A="${FH_X}" ls'),
        ("case {{x}} in a) ls;; esac", 'case "${FH_X}" in a) ls;; esac'),
        ("echo a > {{x}}", 'echo a > "${FH_X}"'),
        ("ls $HOST_NAME", 'ls "${HOST_NAME}"'),
        ("ls '$HOST_NAME'", None),
        ("git restore {{[-S|--staged]}} {{x}}", 'git restore --staged "${FH_X}"'),
        ("docker ps --format '{{.Names}}'", "docker ps --format '{{.Names}}'"),
        ("gh api ${{ github.x }}", None),
        ("sort <in >out", "sort <in >out"),
        ("HOST_NAME=a; ls $HOST_NAME", "HOST_NAME=a; ls $HOST_NAME"),
        ("ls # of {{x}}", "ls # of {{x}}"),
    ],
)
def test_a_placeholder_becomes_a_variable_in_quotes(text: str, script: str | None) -> None:
    prepared = ready(text)

    assert prepared.runnable == (script is not None), prepared.reason
    if script is not None:
        assert prepared.script.decode() == script
        assert prepared.argv == ("sh", "-c", script)


def test_what_is_given_is_told_and_a_secret_is_masked_everywhere_it_can_be_seen() -> None:
    page = Page((Param("pod"), Param("token", type="secret", env="API_TOKEN")))

    prepared = prepare(
        Command("bash", "curl -H {{token}} {{pod}} $HOME $OTHER"),
        {"pod": "web 1", "token": "hunter2"},
        page,
    )

    assert prepared.env == {"API_TOKEN": "hunter2", "FH_POD": "web 1"}
    assert [(each.name, each.variable, each.shown) for each in prepared.given] == [
        ("token", "API_TOKEN", "••••••"),
        ("pod", "FH_POD", "web 1"),
    ]
    assert prepared.inherits == ("HOME", "OTHER")
    assert "hunter2" not in repr(prepared) + " ".join(prepared.argv)
    assert prepared.secrets == ("hunter2",)


def test_a_command_without_a_value_cannot_run_and_says_which() -> None:
    prepared = prepare(Command("sh", "ls {{x}} <y> {{x}}"), {}, PAGE)

    assert prepared.missing == ("x", "y")
    assert not prepared.runnable
    assert prepared.reason == ""
    assert prepared.script == b'ls "${FH_X}" "${FH_Y}" "${FH_X}"'


def test_two_names_never_share_a_variable() -> None:
    page = Page((Param("a-b"), Param("a_b"), Param("路径")))

    prepared = prepare(
        Command("sh", "ls {{a-b}} {{a_b}} {{路径}}"), {"a-b": "1", "a_b": "2", "路径": "3"}, page
    )

    assert prepared.env == {"FH_A_B": "1", "FH_A_B_2": "2", "FH_": "3"}


@pytest.mark.parametrize("name", ["PATH", "LD_PRELOAD", "BASH_ENV", "IFS", "COLUMNS", "1A", "A-B"])
def test_a_page_cannot_choose_a_variable_that_programs_read_by_themselves(name: str) -> None:
    page = Page((Param("x", env=name),))

    prepared = prepare(Command("sh", "ls {{x}}"), {"x": "v"}, page)

    assert "may not be handed over" in prepared.reason


@pytest.mark.parametrize(
    ("lang", "runs"),
    [
        ("", "sh"), ("console", "sh"), ("shell", "sh"), ("bash", "bash"), ("zsh", "zsh"),
        ("fish", "fish"), ("python", "python"), ("sql", ""), ("powershell", ""), ("ruby", ""),
    ],
)  # fmt: skip
def test_only_languages_that_are_known_run(lang: str, runs: str) -> None:
    assert prepare(Command(lang, "ls"), {}).interpreter == runs


@pytest.mark.parametrize("lang", ["fish", "python"])
def test_a_language_whose_quoting_is_not_known_gets_no_values(lang: str) -> None:
    assert "cannot be handed" in ready("ls {{x}}", lang=lang).reason


def test_the_page_chooses_its_shell_among_those_that_are_known() -> None:
    assert prepare(Command("", "ls"), {}, Page(interpreter="/bin/bash")).interpreter == "bash"
    assert prepare(Command("", "ls"), {}, Page(interpreter="evil")).interpreter == "sh"
    assert prepare(Command("sh", "ls"), {}, Page(interpreter="zsh")).interpreter == "sh"


@pytest.mark.parametrize("value", ["-rf", "--help", "-", "a\0b", "a" * 70_000])
def test_values_that_no_program_may_get_are_refused(value: str) -> None:
    with pytest.raises(UnfitValueError):
        ready("ls {{x}}", value)


def test_a_minus_is_fine_where_a_number_or_a_choice_is_asked_for() -> None:
    page = Page((Param("n", type="int"), Param("o", type="choice", choices=("-a", "-b"))))

    prepared = prepare(Command("sh", "ls {{n}} {{o}}"), {"n": "-5", "o": "-a"}, page)

    assert prepared.env == {"FH_N": "-5", "FH_O": "-a"}
    with pytest.raises(UnfitValueError):
        prepare(Command("sh", "ls {{n}}"), {"n": "-5; ls"}, page)


PIECES = st.sampled_from(
    ["{{x}}", "<y>", "$HOST_NAME", "'", '"', "`", "$(", ")", "(", "${", "}", "$((", "))", "\\",
     " ", "\n", ";", "|", "&", "<", ">", "<<E\n", "\nE\n", "#", "a", "$'", "[[", "]]", "esac",
     "case a in", "eval", "sh -c", "=", "[", "]", "x=", "{", "}", "echo", "$", "~", "'E'",
     "<<'E'\n", "do", "if"]
)  # fmt: skip
EVIL = "$(touch pwned)`touch pwned`\n touch pwned;'\"touch pwned\\a[$(touch pwned)]"


@pytest.mark.parametrize("shell", SHELLS)
def test_whatever_a_script_looks_like_no_value_is_ever_run(shell: str, tmp_path: Path) -> None:
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(PIECES, min_size=1, max_size=14))
    def run(pieces: list[str]) -> None:
        prepared = ready("true " + "".join(pieces), EVIL, shell)
        if not prepared.runnable or not prepared.env:
            return
        env = {"PATH": os.environ["PATH"], **prepared.env}
        folder = tmp_path / "in"
        folder.mkdir(exist_ok=True)
        subprocess.run(
            prepared.argv, env=env, cwd=folder, capture_output=True, check=False, timeout=20,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert not (folder / "pwned").exists(), prepared.script

    run()
