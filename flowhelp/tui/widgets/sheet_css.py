"""What a sheet of text looks like, in the colours of the theme."""

from __future__ import annotations

CSS = """
Sheet {
    scrollbar-gutter: stable;
    overflow-x: hidden;
    scrollbar-size-vertical: 1;
    &:focus { outline-left: outer $primary; }
    & > .sheet--title { text-style: bold underline; color: $primary; }
    & > .sheet--heading { text-style: bold; }
    & > .sheet--dim { color: $foreground 70%; }
    & > .sheet--emphasis { text-style: italic; }
    & > .sheet--struck { text-style: strike; }
    & > .sheet--link { text-style: underline; color: $primary; }
    & > .sheet--command { color: $secondary; }
    & > .sheet--number { text-style: bold; color: $primary; }
    & > .sheet--good { color: $success; }
    & > .sheet--warning { color: $warning; }
    & > .sheet--danger { text-style: bold; color: $error; }
    & > .sheet--found { text-style: bold underline; }
    & > .sheet--match { text-style: reverse; }
    & > .sheet--match-at { text-style: reverse bold underline; color: $accent; }
    & > .sheet--link-at { text-style: reverse; }
}
"""
