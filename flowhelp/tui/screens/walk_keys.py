"""The keys of the walk screen: (id, keys, action, words, tooltip)."""

from __future__ import annotations

KEYS = (
    ("walk.done", "enter,d,f2", "done", "Done", "The step is done; asks what is still missing."),
    ("walk.skip", "s,f3", "skip", "Skip", "Pass over the step, with a reason."),
    ("walk.na", "n,f4", "not_applicable", "N/A", "The step does not apply here."),
    ("walk.fail", "f,f5", "fail", "Failed", "The step did not work."),
    ("walk.back", "b,f6", "back", "Back", "Take up the step before again."),
    ("walk.run", "r,f8", "run", "Run", "Run its command, after you have seen it."),
    ("walk.copy", "c", "copy", "Copy", "Copy its commands."),
    ("walk.leave", "q,escape", "leave", "Leave", "Leave the walk; everything is kept."),
)
MORE_KEYS = (
    ("walk.attach", "a", "attach", "Attach", "Attach a file or a photo to the step."),
    ("walk.remark", "o", "remark", "Remark", "A remark for the author of the page."),
    ("walk.why", "w", "why", "Why", "Show or hide reasons and key points."),
    ("walk.list", "t", "list", "Steps", "Show or hide the list of steps."),
    ("walk.check", "v", "check", "Check first", "Run its check before the step is done."),
    ("walk.rollback", "u", "roll_back", "Roll back", "Take back what was done, the last first."),
    ("walk.all", "A", "all", "All", "Everything in this list is done."),
    ("walk.hand-over", "H", "hand_over", "Hand over", "Let another person go on."),
    ("walk.abandon", "X", "abandon", "Give up", "Give the walk up for good."),
)
"""Those that need not stand at the foot; `?` lists all."""
