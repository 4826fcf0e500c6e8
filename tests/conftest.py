"""What holds for every test."""

from __future__ import annotations

import gc
import signal

from hypothesis import settings

settings.register_profile("suite", deadline=None)  # two busy cores are no measure of time
settings.load_profile("suite")

# A shell that starts the tests in the background has Ctrl-C ignored in all that it starts, and a
# person at a terminal of a test would press it in vain.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# What the tests themselves load stays; looking through it again and again is a fifth of their time.
gc.freeze()
gc.set_threshold(50_000, 20, 100)
