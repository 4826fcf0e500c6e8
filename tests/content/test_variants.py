"""Alternatives by system are one step with variants."""

from __future__ import annotations

import pytest

from flowhelp.content.parse import parse_page
from flowhelp.content.variants import family_of, is_system, not_for

TABS = """# Install

## Install the tool

### Ubuntu / Debian

```sh
apt-get install tool
```

### Windows

```powershell
winget install tool
```

## Check it

```bash
tool --version
```

```powershell
tool.exe --version
```
"""


def test_sibling_headings_of_systems_are_one_step() -> None:
    page = parse_page(TABS, path="install.md")

    install, check = page.steps

    assert [(each.text, each.variant) for each in install.commands] == [
        ("apt-get install tool", "Ubuntu / Debian"),
        ("winget install tool", "Windows"),
    ]
    assert [each.variant for each in check.commands] == ["Linux, macOS", "Windows"]


def test_systems_with_steps_of_their_own_stay_sections() -> None:
    text = "# A\n\n## B\n\n### Windows\n\n1. Open.\n2. Run `x -y`.\n\n### Linux\n\n1. Go.\n2. Do.\n"

    page = parse_page(text, path="a.md")

    assert [step.phase for step in page.steps] == ["Windows", "Windows", "Linux", "Linux"]


@pytest.mark.parametrize(
    "title", ["Windows", "macOS", "On Linux", "Ubuntu 22.04", "CentOS, RHEL or Fedora", "Mac OS X"]
)
def test_a_heading_that_names_a_system(title: str) -> None:
    assert is_system(title)


@pytest.mark.parametrize("title", ["Linux kernel", "Archive", "Update Windows", "Machine", ""])
def test_a_heading_that_only_speaks_of_one(title: str) -> None:
    assert not is_system(title)


def test_the_family_of_a_variant() -> None:
    assert family_of("Ubuntu / Debian") == "linux"
    assert family_of("Mac OS X") == "macos"
    assert family_of("Linux, macOS") == ""


def test_only_the_variants_of_other_systems_are_set_aside() -> None:
    names = ["", "Ubuntu", "Windows", "Ubuntu", "Docker"]

    assert not_for(names, "linux") == ("Windows",)
    assert not_for(names, "macos") == ()
