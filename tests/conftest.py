"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("suite", deadline=None)  # two busy cores are no measure of time
settings.load_profile("suite")
